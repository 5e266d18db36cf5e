// What a page says should be seen, as a condition. One that says the opposite would call an incident over that is not.

import { expect, test } from 'vitest';
import { conditionOf } from '../../src/import/commands/expected.ts';

const over = (kind: string, text: string, value: unknown = ''): string | null =>
  conditionOf(text, { kind, id: 'x', value });

test.each([
  ['http', '200', 'x.status == 200'],
  ['http', 'HTTP 204', 'x.status == 204'],
  ['http', '200 OK', 'x.status == 200'],
  ['http', '`ok`', 'x.ok'],
  ['http', 'no 503', null],
  ['http', 'not 503 any more', null],
  ['http', 'under 500 ms', null],
  ['http', '< 300', null],
  ['http', '200 requests', null],
  ['http', '200 or 204', null],
  ['http', 'never returns 502', null],
  ['http', 'upstream errors are gone', null],
  ['systemd', 'active (running)', 'x.active'],
  ['systemd', 'not active', null],
  ['systemd', 'inactive', null],
  ['systemd', 'failed', null],
  ['docker', 'no container is running', null],
  ['tcp', 'not open', null],
  ['shell', '`active`', 'x.stdout == "active" || x.stdout == "active\\n"'],
  ['shell', 'PONG', 'x.stdout.contains("PONG")'],
  ['shell', 'no errors', null],
  ['shell', '`failed`', null],
])('of %s, %j is %j', (kind, text, condition) => {
  expect(over(kind, text)).toBe(condition);
});
