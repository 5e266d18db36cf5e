// What an oracle says of a diagnosis: verdicts and their order, whether a system is healthy, and which cause is taken up.

import type { RunEvent } from '../../../../src/model/event.ts';
import type { Condition, Three } from '../chanced/truth.ts';
import { truthOf } from '../chanced/truth.ts';
import { holds, says } from './agree.ts';
import type { Met } from './floors.ts';
import { type Known, sightOf } from './known.ts';

type Ranked = Extract<RunEvent, { type: 'causes.ranked' }>['data'];

const ORDER = ['confirmed', 'possible', 'ruled_out'] as const;
type Verdict = (typeof ORDER)[number];

const word = (truth: Three): string => (truth === null ? 'unknown' : String(truth));

/** All lines true; any false; or something else. A cause without a line has no evidence: it is possible. */
function verdictOf(lines: readonly Three[]): Verdict {
  if (lines.includes(false)) return 'ruled_out';
  return lines.length > 0 && !lines.includes(null) ? 'confirmed' : 'possible';
}

const linesOf = (known: Known, when: readonly Condition[]): readonly Three[] =>
  when.map((line) => truthOf(line, sightOf(known, null)));

/** The causes as they have to be ranked: verdict first, then the order of the file. */
function rankedBy(
  known: Known,
): readonly { readonly id: string; readonly verdict: Verdict; readonly lines: readonly string[] }[] {
  const judged = known.book.causes.map(({ id, when }) => {
    const lines = linesOf(known, when);
    return { id, verdict: verdictOf(lines), lines: lines.map(word) };
  });
  return ORDER.flatMap((verdict) => judged.filter((one) => one.verdict === verdict));
}

const concerns = (known: Known, one: { readonly if?: Condition }): boolean =>
  one.if === undefined || truthOf(one.if, sightOf(known)) !== false;

/** Judges a ranking. */
export function judgeRanking(known: Known, ranked: Ranked, met: Met): void {
  const expected = rankedBy(known);
  says(ranked.causes.map(({ id, verdict, lines }) => ({ id, verdict, lines: lines.map(({ truth }) => truth) }))).equals(
    expected,
  );
  says(
    ranked.causes
      .filter(({ tried }) => tried)
      .map(({ id }) => id)
      .toSorted(),
    'those that were tried',
  ).equals([...new Set(known.tried)].toSorted());
  says(ranked.triggers.map(({ title, when }) => [title, when?.truth])).equals(
    known.book.triggers
      .filter((one) => concerns(known, one))
      .map(({ title, when }) => [title, word(truthOf(when, sightOf(known)))]),
  );
  const facts = known.book.facts.flatMap(({ id, of }) => {
    const truth = truthOf(of, sightOf(known));
    return truth === null ? [] : [[id, truth]];
  });
  says(ranked.facts).equals(Object.fromEntries(facts));
  judgeGroups(known, ranked);
  for (const { verdict, lines } of expected) {
    met(`a cause is ${verdict}`);
    if (verdict === 'possible' && lines.length === 0) met('a cause without evidence');
  }
}

// Possible causes with the same true lines, told apart only by what nobody could see, stand in one group.
function judgeGroups(known: Known, { causes }: Ranked): void {
  const keyOf = (id: string): string | null => {
    const cause = causes.find((one) => one.id === id);
    const truths = (cause?.lines ?? []).filter(({ truth }) => truth === 'true').map(({ source }) => source);
    return cause?.verdict !== 'possible' || truths.length === 0 ? null : truths.toSorted().join('\n');
  };
  for (const one of causes) {
    const key = keyOf(one.id);
    const others = causes.filter(({ id }) => id !== one.id && key !== null && keyOf(id) === key);
    says(one.group !== undefined, `${one.id} stands in a group`).is(others.length > 0);
    for (const other of others) says(other.group).is(one.group);
  }
  says(causes.length, 'causes').is(known.book.causes.length);
}

/** Whether nothing is wrong: no trigger holds, every goal does, no cause is confirmed; unknown is not false. */
export function isHealthy(known: Known): boolean {
  const own = known.book.causes.filter(({ id }) => known.tried.includes(id)).flatMap(({ verify }) => verify);
  const goals = [...own, ...known.book.verify].filter((goal) => concerns(known, goal));
  return (
    rankedBy(known).every(({ verdict }) => verdict !== 'confirmed') &&
    known.book.triggers.every((one) => !concerns(known, one) || truthOf(one.when, sightOf(known)) === false) &&
    goals.length > 0 &&
    goals.every(({ goal }) => truthOf(goal, sightOf(known)) === true)
  );
}

/** The confirmed cause that is next by rule. */
export const bestOf = (known: Known): string | null =>
  rankedBy(known).find(
    ({ id, verdict }) => verdict === 'confirmed' && !known.tried.includes(id) && (known.lost[id] ?? 0) < 2,
  )?.id ?? null;

/** Judges that a cause is taken up. */
export function judgeChoice(known: Known, { cause, by }: { cause: string; by: string }, met: Met): void {
  met(`a cause is taken up by ${by}`);
  switch (by) {
    case 'rule':
      says(known.mode, 'by rule only where nobody leads').is('unattended');
      says<string | null>(cause, 'the cause').is(bestOf(known));
      return;
    case 'flag':
      says<string | null>(cause, 'the cause').is(known.opened.cause);
      holds(!known.tried.includes(cause), `${cause} was not tried`);
      says(rankedBy(known).find(({ id }) => id === cause)?.verdict).isNot('ruled_out');
      return;
    default:
      says([known.answer?.given.choice, known.answer?.given.cause]).equals(['cause', cause]);
  }
}
