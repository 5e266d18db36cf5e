// What an author reads about each mistake in scenarios: one file a case in test/fixtures/scenarios, beside it what is said
// about it; all are scenarios of shop.yaml there. `UPDATE_GOLDEN=1` writes what is said now; the diff is the review.

import '../support/expressions/linear-regexp.ts';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plan } from '../../src/engine/plan.ts';
import { environment } from '../../src/expr/create.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { readScenarios } from '../../src/scenario/read.ts';
import { snippet, summary } from '../../src/views/text/snippet.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/scenarios');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

const { runbook } = parseRunbook({ file: 'shop.yaml', text: read('shop.yaml') });
if (runbook === undefined) throw new Error('shop.yaml must be valid');
const shop = plan(runbook, environment(declarationsOf(runbook)));

describe('what is said about a file of scenarios', () => {
  test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.test.yaml')))('%s', (name) => {
    const text = read(name);
    const { diagnostics } = readScenarios({ file: name, text }, shop);
    const blocks = diagnostics.map((one) => `[${one.code}] ${snippet(one, text)}\n`);
    const said = `${[...blocks, summary(diagnostics)].join('\n')}\n`;
    const golden = name.replace(/yaml$/, 'txt');
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(FOLDER, golden), said);
    expect(said).toBe(read(golden));
  });
});
