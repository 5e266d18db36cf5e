// What an author reads about each mistake: one file a case in test/fixtures/parse, beside it what is said about it.
// `UPDATE_GOLDEN=1` writes what is said now; the diff is the review.

import '../support/expressions/linear-regexp.ts';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { snippet, summary } from '../../src/views/text/snippet.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/parse');

const cases = readdirSync(FOLDER, { encoding: 'utf8', recursive: true }).filter((name) => name.endsWith('.yaml'));

// Rule: file.all-problems
describe('what is said about a file', () => {
  test.each(cases)('%s', (name) => {
    const golden = join(FOLDER, name.replace(/yaml$/, 'txt'));
    const said = about(name);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, said);
    expect(said).toBe(readFileSync(golden, 'utf8'));
  });

  test.each(cases)('a change that is offered for %s cures what it is offered for, and breaks nothing', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    for (const { fix, code, message, start } of parseRunbook({ file: name, text }).diagnostics) {
      if (fix === undefined) continue;
      const cured = text.slice(0, fix.start.offset) + fix.text + text.slice(fix.end.offset);
      const left = parseRunbook({ file: name, text: cured }).diagnostics;
      expect(left.filter((one) => one.start.offset === start.offset && one.message === message)).toEqual([]);
      if (code !== 'yaml') expect(left.filter((one) => one.code === 'yaml')).toEqual([]);
    }
  });

  test('there are at least a hundred and fifty cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
  });
});

function about(name: string): string {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const { runbook, diagnostics } = parseRunbook({ file: name, text });
  const blocks = diagnostics.map((one) => `[${one.code}] ${snippet(one, text)}\n${change(one, text)}`);
  return `${[...blocks, summary(diagnostics)].join('\n')}${runbook === undefined ? '' : ': can be run'}\n`;
}

/** The change that an editor would offer. */
function change({ fix }: Diagnostic, text: string): string {
  if (fix === undefined) return '';
  const { line, column, offset } = fix.start;
  return `fix ${line}:${column}: ${text.slice(offset, fix.end.offset)} -> ${fix.text}\n`;
}
