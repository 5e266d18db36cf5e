// What is said of bodies that are no alert, or start nothing: one file a case in test/fixtures/alert-bodies, beside it what is
// said about it. `UPDATE_GOLDEN=1` writes what is said now; the diff is the review.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonTrouble } from '../../src/session/alert/json-trouble.ts';
import { readAlert } from '../../src/session/alert/read-alert.ts';
import { chance } from '../support/chance.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/alert-bodies');
const cases = readdirSync(FOLDER).filter((name) => name.endsWith('.body'));

const said = (text: string): string => {
  const read = readAlert(text);
  if (!read.ok) return `cannot be read: ${read.error}\n`;
  return read.value.kind === 'nothing' ? `starts nothing: ${read.value.why}\n` : `starts: ${read.value.alert.title}\n`;
};

describe('what is said of a body', () => {
  test.each(cases)('%s', (name) => {
    const found = said(readFileSync(join(FOLDER, name), 'utf8'));
    const golden = join(FOLDER, name.replace(/body$/, 'txt'));
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, found);
    expect(found).toBe(readFileSync(golden, 'utf8'));
    expect(found.trimEnd()).not.toMatch(/\n|SyntaxError|\bposition\b|\bat \w+ \(/);
  });

  test.each<[name: string, text: string, wanted: RegExp]>([
    ['nothing', '', /it is empty/],
    ['more than is read', `{"title":"${'x'.repeat(1_100_000)}"}`, /more than 1 MiB/],
    ['more levels than are read', '['.repeat(60) + ']'.repeat(60), /nested deeper than 32/],
    ['levels that would end the process', '['.repeat(500_000), /more than 1 MiB|not JSON|nested/],
    ['UTF-16', Buffer.from('{"title":"x"}', 'utf16le').toString('utf8'), /no text in UTF-8/],
  ])('%s', (_name, text, wanted) => {
    expect(said(text)).toMatch(wanted);
  });
});

test('a text is in trouble where the parser of JSON refuses it, and only there', () => {
  const { pick, between, seed } = chance();
  const PIECES = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '1',
    '-',
    '0.5',
    'true',
    'nul',
    ' ',
    '\n',
    '\\',
    '1e9',
    '01',
    'é',
  ];
  for (let n = 0; n < 4000; n++) {
    const text = Array.from({ length: between(0, 9) }, () => pick(PIECES)).join('');
    let isJson = true;
    try {
      JSON.parse(text);
    } catch {
      isJson = false;
    }
    expect([seed, text, jsonTrouble(text) === null]).toEqual([seed, text, isJson]);
  }
});
