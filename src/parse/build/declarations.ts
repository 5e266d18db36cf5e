// What a finished runbook declares, so that whoever runs it has the very expressions that it was checked with.

import type { Declarations } from '../../expr/environment.ts';
import { definition } from '../../kinds/index.ts';
import { itemsType, type ReadingType } from '../../model/reading-type.ts';
import type { Runbook, Step } from '../../model/runbook.ts';

/** What a runbook declares, as its expressions see it. */
export function declarationsOf(runbook: Runbook): Declarations {
  const actions = new Set(runbook.causes.flatMap(({ resolve }) => resolve));
  return {
    inputs: runbook.inputs.map(({ name, type, secret, choices }) => ({ name, type, secret, ...wordsOf(choices) })),
    probes: runbook.probes.map(declared),
    steps: [...actions].map(declared),
    facts: runbook.facts.map(({ id, expression }) => ({ id, source: expression.source })),
  };
}

/** The choices of an input, where all are words. */
export function wordsOf(choices: readonly unknown[] | undefined): { readonly choices?: readonly string[] } {
  const words = choices?.filter((choice) => typeof choice === 'string') ?? [];
  return words.length > 0 && words.length === choices?.length ? { choices: words } : {};
}

function declared({ id, kind, shape, for_each }: Step): { readonly id: string; readonly reading: ReadingType } {
  const reading = definition(kind).reading(shape);
  return { id, reading: for_each === undefined ? reading : itemsType(reading) };
}
