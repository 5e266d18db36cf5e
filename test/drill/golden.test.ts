// What an author reads about each mistake in drills: one file a case in test/fixtures/drills, beside it what is said about
// it; all are drills of cart.yaml there. `UPDATE_GOLDEN=1` writes what is said now; the diff is the review.

import '../support/expressions/linear-regexp.ts';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDrills } from '../../src/drill/file/read.ts';
import { plan } from '../../src/engine/plan.ts';
import { environment } from '../../src/expr/create.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { snippet, summary } from '../../src/views/text/snippet.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/drills');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const cases = readdirSync(FOLDER).filter((name) => name.endsWith('.drill.yaml'));

const RUNBOOK = read('cart.yaml');
const { runbook } = parseRunbook({ file: 'cart.yaml', text: RUNBOOK });
if (runbook === undefined) throw new Error('cart.yaml must be valid');
const cart = plan(runbook, environment(declarationsOf(runbook)));
const said = (name: string, text: string) =>
  readDrills({ file: name, text, isThere: () => true }, cart, RUNBOOK).diagnostics;

describe('what is said about a file of drills', () => {
  test.each(cases)('%s', (name) => {
    const text = read(name);
    const diagnostics = said(name, text);
    const blocks = diagnostics.map((one) => `[${one.code}] ${snippet(one, text)}\n`);
    const all = `${[...blocks, summary(diagnostics)].join('\n')}\n`;
    const golden = name.replace(/yaml$/, 'txt');
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(FOLDER, golden), all);
    expect(all).toBe(read(golden));
  });

  test.each(cases)('a change that is offered for %s cures what it is offered for', (name) => {
    const text = read(name);
    for (const { fix, message, start } of said(name, text)) {
      if (fix === undefined) continue;
      const cured = text.slice(0, fix.start.offset) + fix.text + text.slice(fix.end.offset);
      const left = said(name, cured).filter((one) => one.start.offset === start.offset && one.message === message);
      expect(left).toEqual([]);
    }
  });
});
