// What an author reads about each mistake: one file a case in test/fixtures/parse, beside it what is said about it.
// `UPDATE_GOLDEN=1` writes what is said now; the diff is the review.

import '../support/expressions/linear-regexp.ts';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { snippet, summary } from '../../src/views/text/snippet.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/parse');

const cases = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

describe('what is said about a file', () => {
  test.each(cases)('%s', (name) => {
    const golden = join(FOLDER, name.replace(/yaml$/, 'txt'));
    const said = about(name);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, said);
    expect(said).toBe(readFileSync(golden, 'utf8'));
  });

  test('there are at least forty cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(40);
  });
});

function about(name: string): string {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const { runbook, diagnostics } = parseRunbook({ file: name, text });
  const blocks = diagnostics.map((diagnostic) => `[${diagnostic.code}] ${snippet(diagnostic, text)}\n`);
  return `${[...blocks, summary(diagnostics)].join('\n')}${runbook === undefined ? '' : ': can be run'}\n`;
}
