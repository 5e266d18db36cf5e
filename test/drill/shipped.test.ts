// The drills of the shipped runbooks: every fault that a sandbox of ours knows is among them, and each says what must come
// of it.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import type { Drill } from '../../src/drill/file/drill.ts';
import { KNOWN_LABS } from '../../src/drill/file/known.ts';
import { readDrills } from '../../src/drill/file/read.ts';
import { plan } from '../../src/engine/plan.ts';
import { environment } from '../../src/expr/create.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { filesBelow, ROOT } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const IDS = filesBelow('runbooks')
  .filter((path) => path.endsWith('.drill.yaml'))
  .map((path) => basename(path, '.drill.yaml'));

interface Shipped {
  readonly drills: readonly Drill[];
  readonly wrong: readonly string[];
  readonly text: string;
}

function shipped(id: string): Shipped {
  const text = (name: string): string => readFileSync(join(ROOT, 'runbooks', `${id}${name}`), 'utf8');
  const { runbook } = parseRunbook({ file: `${id}.yaml`, text: text('.yaml') });
  if (runbook === undefined) throw new Error(`${id} is not valid`);
  const { drills = [], diagnostics } = readDrills(
    { file: `${id}.drill.yaml`, text: text('.drill.yaml') },
    plan(runbook, environment(declarationsOf(runbook))),
    text('.yaml'),
  );
  const wrong = diagnostics.filter(({ severity }) => severity !== 'note').map(({ message }) => message);
  return { drills, wrong, text: text('.drill.yaml') };
}

test('every shipped runbook has drills', () => {
  const runbooks = filesBelow('runbooks').filter((path) => /^runbooks\/[a-z-]+\.yaml$/.test(path));
  expect(IDS).toEqual(runbooks.map((path) => basename(path, '.yaml')));
});

describe.each(IDS)('%s', (id) => {
  const { drills, wrong } = shipped(id);

  test('its drills are valid', () => {
    expect(wrong).toEqual([]);
  });

  test('a healthy system is among them, and eight that are not', () => {
    expect(drills.filter(({ expect: { outcome } }) => outcome === 'healthy').length).toBeGreaterThan(0);
    expect(new Set(drills.map(({ fault }) => fault)).size).toBeGreaterThan(8);
  });

  test('each says which cause must be found or which cannot be told apart, or how it must end, and what may be changed', () => {
    const vague = drills.filter(
      ({ expect: { cause, group, outcome } }) => cause === undefined && group === undefined && outcome === undefined,
    );
    expect(vague.map(({ fault }) => fault)).toEqual(id === 'redis-connectivity-loss' ? ['comes_back'] : []);
  });
});

test('every fault of a sandbox is drilled', () => {
  const { drills } = shipped('redis-connectivity-loss');
  for (const [lab, { faults }] of Object.entries(KNOWN_LABS)) {
    const drilled = new Set(
      drills
        .filter(({ sandbox: { how } }) => how.kind === 'lab' && how.lab === lab)
        .flatMap(({ inject }) => inject.flatMap((one) => ('known' in one ? [one.known] : []))),
    );
    expect(faults.map(({ id }) => id).filter((id) => !drilled.has(id))).toEqual([]);
  }
});

test('every fault of the board is drilled with what runs Redis given and with it to be found, or the file says why not', () => {
  const { drills, text } = shipped('redis-connectivity-loss');
  // The sandboxes of ours say what runs them, unless the file says otherwise.
  const isFound = ({ inputs, sandbox }: Drill): boolean =>
    (inputs['manager'] ?? sandbox.inputs['manager'] ?? (sandbox.how.kind === 'lab' ? 'given' : 'auto')) === 'auto';
  const reasons = new Set([...text.matchAll(/^ {2}# One form alone: \S.*\n {2}- fault: (\w+)$/gm)].map(([, id]) => id));
  const faults = [...new Set(drills.map(({ fault }) => fault))];
  const oneForm = faults.filter((fault) => {
    const found = drills.filter((drill) => drill.fault === fault).map(isFound);
    return !found.includes(true) || !found.includes(false);
  });
  expect(oneForm).toEqual([...reasons]);
});
