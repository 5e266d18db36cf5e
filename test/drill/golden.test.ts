// What an author reads about each mistake in drills: one file a case in test/fixtures/drills, beside it what is said about
// it; all are drills of cart.yaml there. `UPDATE_GOLDEN=1` writes what is said now; the diff is the review.

import '../support/expressions/linear-regexp.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDrills } from '../../src/drill/file/read.ts';
import { plan } from '../../src/engine/plan.ts';
import { environment } from '../../src/expr/create.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { testGoldenCases } from '../support/golden-cases.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/drills');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const cases = readdirSync(FOLDER).filter((name) => name.endsWith('.drill.yaml'));

const RUNBOOK = read('cart.yaml');
const { runbook } = parseRunbook({ file: 'cart.yaml', text: RUNBOOK });
if (runbook === undefined) throw new Error('cart.yaml must be valid');
const cart = plan(runbook, environment(declarationsOf(runbook)));
const said = (name: string, text: string) =>
  readDrills({ file: name, text, isThere: () => true }, cart, RUNBOOK).diagnostics;

testGoldenCases('what is said about a file of drills', { folder: FOLDER, names: cases, said });
