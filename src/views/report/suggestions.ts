// Where the causes of a runbook do not stand in the order in which they have been it, and where one is missing. Only said:
// nothing is reordered by itself, for the order of a runbook also keeps the particular before the general.

import type { CauseCount, Statistics } from './statistics.ts';

/** One proposal. */
export type Suggestion =
  /** A cause that was it more often than one before it; places from 1. */
  | {
      readonly kind: 'order';
      readonly cause: string;
      readonly runs: number;
      readonly of: number;
      readonly stands: number;
      /** The first cause before it that was it less often. */
      readonly before: { readonly cause: string; readonly runs: number };
    }
  /** People have named a cause that the runbook does not have. */
  | { readonly kind: 'missing'; readonly named: string; readonly runs: number; readonly of: number }
  /** One cause was taken for another. */
  | {
      readonly kind: 'mistaken';
      readonly cause: string;
      readonly taken_for: string;
      readonly runs: number;
      readonly of: number;
    };

/** Fewer runs than these say nothing about an order. */
const FEWEST = 3;

/** What the statistics of a runbook suggest; `order` is that of its causes today. */
export function suggestionsFor(
  { causes }: Pick<Statistics, 'causes'>,
  order: readonly string[],
): readonly Suggestion[] {
  const of = causes.reduce((sum, { runs }) => sum + runs, 0);
  const runsOf = (id: string): number => causes.find(({ cause }) => cause === id)?.runs ?? 0;
  return causes.flatMap((count): readonly Suggestion[] => [
    ...missing(count, order, of),
    ...outOfOrder(count, { order, of, runsOf }),
    ...Object.entries(count.taken_for).flatMap(([taken_for, runs]): readonly Suggestion[] =>
      count.cause === null || runs < 2
        ? []
        : [{ kind: 'mistaken', cause: count.cause, taken_for, runs, of: count.runs }],
    ),
  ]);
}

function missing({ cause, other, runs }: CauseCount, order: readonly string[], of: number): readonly Suggestion[] {
  if (other !== null) return [{ kind: 'missing', named: other, runs, of }];
  return cause === null || order.includes(cause) ? [] : [{ kind: 'missing', named: cause, runs, of }];
}

function outOfOrder(
  { cause, runs }: CauseCount,
  { order, of, runsOf }: { readonly order: readonly string[]; readonly of: number; runsOf(id: string): number },
): readonly Suggestion[] {
  const at = cause === null ? -1 : order.indexOf(cause);
  if (cause === null || at < 1 || runs < FEWEST) return [];
  const before = order.slice(0, at).find((id) => runsOf(id) < runs);
  if (before === undefined) return [];
  return [{ kind: 'order', cause, runs, of, stands: at + 1, before: { cause: before, runs: runsOf(before) } }];
}

const PLACES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** A proposal as a sentence. */
export function suggestionText(one: Suggestion): string {
  const often = `in ${one.runs} of ${one.of} ${one.of === 1 ? 'run' : 'runs'}`;
  switch (one.kind) {
    case 'order': {
      const { cause, stands, before } = one;
      const less = before.runs === 0 ? 'never was' : `was it in ${before.runs}`;
      return `${cause} was the cause ${often}; it stands ${PLACES[stands - 1] ?? `at place ${stands}`}, behind ${before.cause}, which ${less}`;
    }
    case 'missing':
      return `"${one.named}" was the cause ${often}; the runbook has no such cause`;
    case 'mistaken':
      return `${one.cause} was taken for ${one.taken_for} ${often} in which it was the cause`;
  }
}
