import { expect, test } from 'vitest';
import { isUnreadable, needsNoPassword, replyError, wordsError } from '../../../src/steps/redis/error.ts';

test.each([
  ['NOAUTH Authentication required.', 'auth', 'NOAUTH'],
  [
    'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
    'auth',
    'NOAUTH',
  ],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'auth', 'WRONGPASS'],
  ['ERR invalid password', 'auth', 'ERR'],
  ['ERR operation not permitted', 'auth', 'ERR'],
  ["NOPERM this user has no permissions to run the 'set' command", 'acl', 'NOPERM'],
  ['LOADING Redis is loading the dataset in memory', 'loading', 'LOADING'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'oom', 'OOM'],
  ["READONLY You can't write against a read only replica.", 'readonly', 'READONLY'],
  ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", 'masterdown', 'MASTERDOWN'],
  ['NOREPLICAS Not enough good replicas to write.', 'noreplicas', 'NOREPLICAS'],
  [
    'MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist on disk.',
    'misconf',
    'MISCONF',
  ],
  ['MISCONF Errors writing to the AOF file: No space left on device', 'misconf', 'MISCONF'],
  ['ERR max number of clients reached', 'max_clients', 'ERR'],
  ['ERR max number of clients + cluster connections reached', 'max_clients', 'ERR'],
  [
    'DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user.',
    'denied',
    'DENIED',
  ],
  ['BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.', 'busy', 'BUSY'],
  ['UNKILLABLE Sorry the script already executed write commands against the dataset.', 'other', 'UNKILLABLE'],
  ["ERR unknown command 'NOPE'", 'other', 'ERR'],
  ['constructor', 'other', ''],
  ['', 'other', ''],
])('the reply "%s" has the kind %s', (reply, kind, code) => {
  expect(replyError(reply)).toEqual({ kind, code, message: reply });
});

test('a server that wants no password is not an error', () => {
  expect(
    needsNoPassword(
      'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
    ),
  ).toBe(true);
  expect(needsNoPassword('ERR Client sent AUTH, but no password is set')).toBe(true);
  expect(needsNoPassword('WRONGPASS invalid username-password pair or user is disabled.')).toBe(false);
});

test('both wordings of an unreadable answer are known', () => {
  expect(isUnreadable('Unknown RESP type 72 "H"')).toBe(true);
  expect(isUnreadable('Protocol error, got "H" as reply type byte')).toBe(true);
  expect(isUnreadable('Connection is closed.')).toBe(false);
});

test.each([
  ['-ERR max number of clients reached\r\n', 'max_clients'],
  ['-DENIED Redis is running in protected mode\r\n', 'denied'],
  ['HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', 'not_redis'],
  ['SSH-2.0-OpenSSH_9.2\r\n', 'not_redis'],
])('the words %j have the kind %s', (words, kind) => {
  expect(wordsError(words)?.kind).toBe(kind);
});

test('silence says nothing', () => {
  expect(wordsError('')).toBeNull();
});

test('what another server says is quoted without its control characters', () => {
  expect(wordsError('\u001b[2J220 mail\u0007 ready\r\nmore')?.message).toBe(
    'what answers there is not Redis; it says "[2J220 mail ready"',
  );
});
