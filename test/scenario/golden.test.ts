// What an author reads about each mistake in scenarios: one file a case in test/fixtures/scenarios, beside it what is said
// about it; all in a folder are scenarios of the runbook there. `UPDATE_GOLDEN=1` writes what is said now; the diff is the
// review.

import '../support/expressions/linear-regexp.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Plan, plan } from '../../src/engine/plan.ts';
import { environment } from '../../src/expr/create.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { readScenarios } from '../../src/scenario/read.ts';
import { testGoldenCases } from '../support/golden-cases.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/scenarios');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const files = readdirSync(FOLDER, { encoding: 'utf8', recursive: true });
const cases = files.filter((name) => name.endsWith('.test.yaml'));

const runbooks = new Map(
  files
    .filter((name) => /(?<!\.test)\.yaml$/.test(name))
    .map((file): [string, Plan] => {
      const { runbook } = parseRunbook({ file, text: read(file) });
      if (runbook === undefined) throw new Error(`${file} must be valid`);
      return [dirname(file), plan(runbook, environment(declarationsOf(runbook)))];
    }),
);

const said = (name: string, text: string) => {
  const beside = runbooks.get(dirname(name));
  if (beside === undefined) throw new Error(`there is no runbook beside ${name}`);
  return readScenarios({ file: name, text }, beside).diagnostics;
};

testGoldenCases('what is said about a file of scenarios', { folder: FOLDER, names: cases, said });
