// A command in rows: all of it is shown, and rows that say they can be pasted are the same command to a real shell.

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oddCharacters, visibleCommand, wrapCommand } from '../../../src/views/text/command-rows.ts';
import { width } from '../../../src/views/text/text.ts';

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
const wordsOf = (command: string): string =>
  execFileSync('sh', ['-c', `printf '<%s>' ${command}`], { encoding: 'utf8' });

test('rows that can be pasted give a shell the same words', () => {
  const commands = [
    'kubectl --context prod-eu1 -n payments set resources statefulset/redis-main --limits=memory=6Gi',
    `kubectl get pods -l 'app in (a, b)' -o "jsonpath={.items[*]}" --all`,
    String.raw`echo a\ b "it is \"quoted here\" today" 'and $not here' end`,
  ];
  for (const command of commands) {
    for (const columns of [24, 40, 76]) {
      const { rows, exact } = wrapCommand(command, columns);
      if (exact) expect(wordsOf(rows.map(({ text }) => text).join('\n'))).toBe(wordsOf(command));
      for (const { text } of rows) expect(width(text)).toBeLessThanOrEqual(columns);
    }
  }
  expect(wrapCommand(commands[0] ?? '', 40).exact).toBe(true);
});

test('whatever the words are, pasted rows mean the same', () => {
  const word = fc.string({ unit: fc.constantFrom(...'ab "\'\\$`#;|&<>(){}*~ é'), minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), fc.integer({ min: 12, max: 40 }), (words, columns) => {
      const command = words.map(quoted).join(' ');
      const { rows, exact } = wrapCommand(command, columns);
      if (exact) expect(wordsOf(rows.map(({ text }) => text).join('\n'))).toBe(wordsOf(command));
      else expect(rows.map(({ text }) => text).join('')).toBe(command);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['a substitution', 'echo "$(echo "two  words" and more of them)" --flag --other'],
  ['a comment', 'rm -rf ./cache # the rest of this line is never run by anybody'],
  ['a here-document', 'cat << END and then a long tail of words that must stay together'],
  ['an open quote', 'echo "this never ends and goes on for a good while'],
  ['a word wider than the row', `echo ${'x'.repeat(50)} y`],
])('%s is cut at the margin, and said to be cut', (_, command) => {
  const { rows, exact } = wrapCommand(command, 30);
  expect(exact).toBe(false);
  expect(rows.map(({ text }) => text).join('')).toBe(command);
  expect(rows.slice(1).every(({ continued }) => continued)).toBe(true);
});

test('lines of a script stay lines', () => {
  const { rows, exact } = wrapCommand('set -e\ndocker restart redis-main', 40);
  expect(rows.map(({ text }) => text)).toEqual(['set -e', 'docker restart redis-main']);
  expect(exact).toBe(true);
});

test('blanks in a command that fits are not touched', () => {
  expect(wrapCommand("SET key  'a  b'", 40).rows).toEqual([{ text: "SET key  'a  b'", continued: false }]);
});

test('what only looks like ASCII is named, holes of secrets are not', () => {
  expect(oddCharacters('docker restart rеdis')).toEqual(['U+0435 е']);
  expect(oddCharacters('redis-cli -a «secret:redis_password» PING')).toEqual([]);
  expect(oddCharacters('a\u202eb\u202ec')).toEqual(['U+202E']);
  expect(oddCharacters('a\x1b[2Jb')).toEqual(['U+001B']);
});

test('control characters in a command are shown, not dropped', () => {
  expect(visibleCommand('a\x1b[2Jb\x07')).toBe('a␛[2Jb␇');
  expect(visibleCommand('if true\n\tthen a\tb')).toBe('if true\n    then a␉b');
});
