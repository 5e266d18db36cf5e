// `on`: what may name a host, and what a step says of itself when it is carried out there.

import { describe, expect, test } from 'vitest';
import { hostAt, onProblem } from '../../src/kinds/elsewhere.ts';
import { DEFINITIONS, definition, KINDS } from '../../src/kinds/index.ts';
import type { Json } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/step.ts';
import { rendered, template } from '../support/expressions/templates.ts';

/** A step of a kind, as it is shown. */
function shown(kind: Kind, written: Json): { readonly command: string; readonly relative: boolean } {
  const { shape, spec, describe: command, isRelative } = definition(kind);
  const shaped = shape(template(written));
  if (!shaped.ok) throw new Error(JSON.stringify(shaped.error));
  const made = spec(rendered(shaped.value, {}));
  if (!made.ok) throw new Error(made.error);
  return { command: command(made.value), relative: isRelative?.(made.value) ?? false };
}

test('kinds that run on a host, or talk to what only that host has, go to another one; no other kind does', () => {
  expect(KINDS.filter((kind) => definition(kind).goesElsewhere === true)).toEqual([
    'docker',
    'systemd',
    'compose',
    'system',
    'shell',
  ]);
});

test('the command is shown as one would paste it here, quoted for both shells', () => {
  expect(shown('shell', { script: `echo "it's"`, on: 'db-1' }).command).toBe(`ssh db-1 'echo "it'\\''s"'`);
  expect(shown('systemd', { restart: 'redis', on: 'ops@db-1' }).command).toBe("ssh ops@db-1 'systemctl restart redis'");
  expect(shown('docker', { restart: 'cache', on: '' }).command).toBe('docker restart cache');
});

test('it hangs on no folder of this host, and takes no program that was found here', () => {
  expect(shown('shell', { command: ['./start.sh'] }).relative).toBe(true);
  expect(shown('shell', { command: ['./start.sh'], on: 'db-1' }).relative).toBe(false);
  const { here } = DEFINITIONS.compose;
  expect(here?.({ up: ['redis'], on: 'db-1' }, { compose: 'docker-compose' })).toEqual({ up: ['redis'], on: 'db-1' });
  expect(here?.({ up: ['redis'] }, { compose: 'docker-compose' })).toEqual({
    up: ['redis'],
    program: 'docker-compose',
  });
});

describe('the name of a host', () => {
  test.each([
    ['db-1', { name: 'db-1' }],
    ['ops@db-1.example', { name: 'db-1.example', account: 'ops' }],
    ['192.0.2.7', { name: '192.0.2.7' }],
    ['2001:db8::7', { name: '2001:db8::7' }],
    ['ssh://[2001:db8::7]:22', { name: '[2001:db8::7]:22' }],
    ['ssh://ops@db-1:2222/', { name: 'db-1:2222', account: 'ops' }],
    ['my_box', { name: 'my_box' }],
  ])('%s', (on, host) => {
    expect(onProblem(on)).toBeNull();
    expect(hostAt(on)).toEqual(host);
  });

  test.each([
    '-oProxyCommand=touch /tmp/x',
    'db-1 -v',
    'db-1;reboot',
    '$(reboot)',
    '`reboot`',
    'a|b',
    "db'1",
    'db\n1',
    '-l@db-1',
    'ops@-oX',
    'ssh://-oX',
    'ops@',
    'db-1:2222',
    'http://db-1',
    '%h',
  ])('is refused where an option or a command could be made of it: %j', (on) => {
    expect(onProblem(on)).toMatchObject({ message: expect.stringContaining('is no host') });
    expect(DEFINITIONS.shell.spec({ command: ['true'], on })).toMatchObject({ ok: false });
  });

  test.each([17, null, ['db-1'], { host: 'db-1' }])('is text: %j', (on) => {
    expect(onProblem(on as never)).not.toBeNull();
  });
});
