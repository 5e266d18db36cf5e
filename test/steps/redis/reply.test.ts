import { expect, test } from 'vitest';
import { configPairs, replyJson, replyText } from '../../../src/steps/redis/reply.ts';

test('replies become JSON, however deep', () => {
  expect(replyJson(['a', 1, null, [Buffer.from('b')], new Error('ERR inside EXEC')])).toEqual([
    'a',
    1,
    null,
    ['b'],
    'ERR inside EXEC',
  ]);
});

test('replies become lines of text', () => {
  expect(replyText(['a', ['b', 2], null])).toBe('a\nb\n2\n');
  expect(replyText(null)).toBe('');
  expect(replyText(7)).toBe('7');
});

test('settings are numbers where they are numbers', () => {
  const reply = [
    'maxmemory',
    '1048576',
    'maxmemory-policy',
    'noeviction',
    'save',
    '3600 1 300 100',
    'bind',
    '127.0.0.1',
  ];
  expect(configPairs(reply)).toEqual({
    maxmemory: 1048576,
    'maxmemory-policy': 'noeviction',
    save: '3600 1 300 100',
    bind: '127.0.0.1',
  });
});

test('passwords among the settings are hidden, and an empty one is seen to be empty', () => {
  const reply = ['requirepass', '12345', 'masterauth', '', 'tls-key-file-pass', 'x', 'tls-key-file', '/etc/key.pem'];
  expect(configPairs(reply)).toEqual({
    requirepass: '«hidden»',
    masterauth: '',
    'tls-key-file-pass': '«hidden»',
    'tls-key-file': '/etc/key.pem',
  });
});
