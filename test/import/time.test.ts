// No page takes more than linear time, whatever is written on it. That is measured by `npm run soak`: four times as much of it
// may take some nine times as long at most, in the best of three tries. Otherwise a little of each is read, to its end and
// without an error; what took exponential time would not come to one.

import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { importPage } from '../../src/import/import.ts';
import { withoutSecrets } from '../../src/import/page/secrets.ts';
import { wordsIn } from '../../src/import/words/plain.ts';
import { knownOfScript } from '../../src/kinds/deeds/verbs.ts';
import { isSoak } from '../support/soak.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

/** What takes no longer than this is not compared: other work of the machine would decide. */
const FLOOR_MS = 400;

function expectLinear(work: (size: number) => void, size: number): void {
  if (!isSoak) return expect(() => work(Math.ceil(size / 5))).not.toThrow();
  let [ratio, longer] = [0, 0];
  for (let round = 0; round < 3; round++) {
    const shorter = took(() => work(size));
    longer = took(() => work(4 * size));
    ratio = longer / Math.max(shorter, 1);
    if (longer < FLOOR_MS || ratio < 9) return;
  }
  expect(`${ratio.toFixed(1)} times as long (${longer.toFixed(0)} ms)`).toBe('not longer than the text');
}

function took(work: () => void): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

const page = (inside: string): string =>
  `# Cache is full\n\n## Symptoms\n\n- Writes fail\n\n## Diagnosis\n\n${inside}\n\n## Resolution\n\nRestart the cache.\n`;
const fence = (script: string, language = 'sh'): string => `\`\`\`${language}\n${script}\n\`\`\``;
const imported = (text: string): void => {
  importPage({ name: 'page.md', text, force: true });
};
const each = (count: number, one: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => one(n)).join('');

const SIGNS = [
  ...'[(*_`<|{"\'#~&$=.:- ',
  ...'![ [](  [a]( ]( <!-- $( ${a} {a {{ $$ /* password= https://a: a://x:${a} eyJ- service_key='.split(/ +/),
  ...'> ,- ,1. ,<a ,**a ,"a ,\'a ,password ,password: ,token of ,redis-cli ,curl -u ,AUTH ,if a ,wait '.split(','),
  "password='a'",
  '-----BEGIN PRIVATE KEY-----',
];

describe.each(SIGNS)('%s', (sign) => {
  test('in a line', () => expectLinear((size) => imported(page(sign.repeat(size))), 1500));
  test('in a command', () => expectLinear((size) => imported(page(fence(`echo ${sign.repeat(size)}`))), 1500));
});

test.each<[string, (size: number) => string]>([
  ['headings', (size) => `# T\n\n${each(size, (n) => `## Restart ${n}\n\nRestart it\n\n`)}`],
  ['headings of wikis', (size) => page(each(size, (n) => `== Part ${n} ==\n`))],
  [
    'rows of a table',
    (size) => page(`| Cause | Fix |\n| - | - |\n${each(size, (n) => `| disk${n} full | Restart ${n} |\n`)}`),
  ],
  [
    'causes and what to do about each',
    (size) =>
      `# T\n\n## Causes\n\n${each(size, (n) => `- disk${n} full\n`)}\n## Resolution\n\n${each(size, (n) => `- If disk${n} is full: restart it\n`)}`,
  ],
  ['commands that look', (size) => page(fence(each(size, (n) => `ls /srv/a${n}\n`)))],
  ['places to fill in', (size) => page(fence(each(size, (n) => `ls <dir-${n}>\n`)))],
  ['variables', (size) => page(fence(each(size, (n) => `A${n}=1\n`)))],
  ['fences under a bullet', (size) => page(each(size, (n) => `- Look ${n}\n\n${fence(`ls /srv/a${n}`)}\n\n`))],
  ['commands that end in nothing', (size) => page(fence('ls )\n'.repeat(size)))],
  ['a quote that nothing closes', (size) => page(fence(`echo "\n${'ls a\n'.repeat(size)}`))],
  ['front matter', (size) => `---\n${each(size, (n) => `key${n}: a\n`)}---\n${page('Look.')}`],
])('%s', (_, text) => {
  expectLinear((size) => imported(text(size)), 250);
});

test.each<[string, (size: number) => string]>([
  ['secrets in one line', (size) => each(size, (n) => `password=Zq7xK${n}b `)],
  ['secrets in one word', (size) => each(size, (n) => `password=Zq7xK${n}b`)],
  ['secrets in quotes in one word', (size) => each(size, (n) => `password='Zq7xK${n}b'`)],
  ['users of one address', (size) => `${'https://a:'.repeat(size)}@`],
  ['variables in an address', (size) => `a://x:${'${a}'.repeat(size)}`],
])('%s', (_, text) => {
  expectLinear((size) => withoutSecrets(text(size)), 2000);
});

test.each<[string, (size: number) => string]>([
  ['a long pipeline', (size) => `echo a ${'| cat '.repeat(size)}`],
  ['a function that is called often', (size) => `x() { ${'ls; '.repeat(size)}}\n${each(size, (n) => `x ${n}\n`)}`],
  ['a value that is used often', (size) => `A=${'a'.repeat(size)}\n${'echo $A $A $A\n'.repeat(size / 4)}`],
  ['comments that nothing closes', (size) => `psql -c '${'/* '.repeat(size)}'`],
  ['texts that nothing closes', (size) => `psql -c '${each(size, (n) => `$a${n}$ `)}'`],
  ['statements in statements', (size) => `psql -c 'WITH a AS ${'( DELETE FROM '.repeat(size)}'`],
])('%s', (_, text) => {
  expectLinear((size) => knownOfScript(text(size)), 1000);
});

test('commands that run one another have one reading each', () => {
  for (const words of ['sudo -x a ', 'docker run -x a ', 'nice --what '])
    expect(knownOfScript(`${words.repeat(12)}rm -rf /srv`)).not.toBe(undefined);
});

test.each([
  '> '.repeat(3000),
  '- '.repeat(3000),
  '1. '.repeat(3000),
  '- > '.repeat(1500),
  each(300, (n) => `${'> '.repeat(n)}quoted${n}\n`),
  each(300, (n) => `${'  '.repeat(n)}- item${n}\n`),
])('what stands deep in lists and quotes is kept', (lead) => {
  const text = page(`${lead}zebra\n\nand a lion`);
  const made = importPage({ name: 'page.md', text, force: true });
  const kept = new Set(wordsIn((made.ok && made.value[0]?.text) || ''));
  expect(wordsIn(text).filter((word) => !kept.has(word))).toEqual([]);
});
