// What is copied works where the secrets are set: a real shell reads it back.

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { pasteable, type ShownSecrets } from '../../../src/views/text/pasteable.ts';

const SECRETS: ShownSecrets = {
  inputs: [
    { name: 'redis_url', env: 'REDIS_URL', secret: true },
    { name: 'api_token', secret: true },
    { name: 'queue', secret: false },
  ],
  secrets: {
    redis_url: { $text: ['redis://', { $secret: 'redis_url' }, '@redis-main:6379'] },
    api_token: { $text: [{ $secret: 'api_token' }] },
  },
};
const ENV = { PATH: process.env['PATH'], REDIS_URL: "redis://:it's a $ecret@redis-main:6379", API_TOKEN: 'to "ken"' };

/** The arguments that a shell makes of a command. */
const argumentsOf = (command: string): readonly string[] =>
  execFileSync('sh', ['-c', command], { env: ENV, encoding: 'utf8' }).split('\0').slice(0, -1);

test.each([
  ['a URL', 'redis-cli -u redis://«secret:redis_url»@redis-main:6379 PING', ['-u', ENV.REDIS_URL, 'PING']],
  [
    'text in single quotes',
    "curl -H 'Authorization: Bearer «secret:api_token»' x",
    ['-H', `Authorization: Bearer ${ENV.API_TOKEN}`, 'x'],
  ],
  ['text in double quotes', 'echo "a «secret:api_token» b"', [`a ${ENV.API_TOKEN} b`]],
  ['behind an apostrophe', "echo 'it'\\''s «secret:api_token»'", [`it's ${ENV.API_TOKEN}`]],
  ['behind a backslash', "echo \\'«secret:api_token»", [`'${ENV.API_TOKEN}`]],
])('%s becomes the variable that holds it', (_, shown, read) => {
  const pasted = pasteable(shown, SECRETS);
  expect(pasted).not.toContain('«');
  const program = shown.slice(0, shown.indexOf(' '));
  expect(argumentsOf(pasted.replace(program, "printf '%s\\0'"))).toEqual(read);
});

test('a command without secrets is what it was', () => {
  const command = "docker restart 'it'\\''s'";
  expect(pasteable(command, SECRETS)).toBe(command);
});
