// The drills of the shipped runbook: every fault that a sandbox of ours knows is among them, and each says what must come
// of it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { KNOWN_LABS } from '../../src/drill/file/known.ts';
import { readDrills } from '../../src/drill/file/read.ts';
import { plan } from '../../src/engine/plan.ts';
import { environment } from '../../src/expr/create.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { ROOT } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const text = (name: string): string => readFileSync(join(ROOT, 'runbooks', `redis-connectivity-loss${name}`), 'utf8');

const { runbook } = parseRunbook({ file: 'redis-connectivity-loss.yaml', text: text('.yaml') });
if (runbook === undefined) throw new Error('the shipped runbook is not valid');
const { drills = [], diagnostics } = readDrills(
  { file: 'redis-connectivity-loss.drill.yaml', text: text('.drill.yaml') },
  plan(runbook, environment(declarationsOf(runbook))),
  text('.yaml'),
);

test('they are valid', () => {
  expect(diagnostics.filter(({ severity }) => severity !== 'note').map(({ message }) => message)).toEqual([]);
});

test('every fault of a sandbox is drilled', () => {
  for (const [lab, { faults }] of Object.entries(KNOWN_LABS)) {
    const drilled = new Set(
      drills
        .filter(({ sandbox: { how } }) => how.kind === 'lab' && how.lab === lab)
        .flatMap(({ inject }) => inject.flatMap((one) => ('known' in one ? [one.known] : []))),
    );
    expect(faults.map(({ id }) => id).filter((id) => !drilled.has(id))).toEqual([]);
  }
});

test('each says which cause must be found or which cannot be told apart, or how it must end, and what may be changed', () => {
  const vague = drills.filter(
    ({ expect: { cause, group, outcome } }) => cause === undefined && group === undefined && outcome === undefined,
  );
  expect(vague.map(({ fault }) => fault)).toEqual(['comes_back']);
});
