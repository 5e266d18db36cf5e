// Evidence in words: what an expression looked at, and what it saw; verdicts on causes, and what rules one out.

import type { Evidence, Seen, Truth } from '../../model/expression.ts';
import type { RankedCause } from '../../model/ranked-cause.ts';
import type { SeenGoal } from '../../model/reasons/why.ts';
import { unreachable } from '../../model/result.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { Sign } from '../text/glyphs.ts';
import { type BlockBody, fact, type ToldCause } from './block.ts';
import { unknownInFull } from './unknown-words.ts';
import { valueLine } from './value-line.ts';

/** Sign of a truth. */
export function truthSign(truth: Truth): Sign {
  switch (truth) {
    case 'true':
      return 'ok';
    case 'false':
      return 'bad';
    case 'unknown':
      return 'unknown';
    default:
      return unreachable(truth);
  }
}

/** What decided an expression: `ping.ok false, container ? (no Docker socket)`; "" when that says nothing new. */
export function sawLine({ source, saw }: Evidence): string {
  const news = saw.filter((seen) => !saysNothing(source, seen, saw.length));
  return news.flatMap((seen, n) => (isSameReason(seen, news[n + 1]) ? [] : [seenText(news, n)])).join(', ');
}

// That `ping.ok` is true because `ping.ok` is true is no news; nor is that a fact is unknown for what follows.
function saysNothing(source: string, seen: Seen, count: number): boolean {
  if (source.replace(/^!/, '') !== seen.name) return false;
  return 'value' in seen ? typeof seen.value === 'boolean' : count > 1;
}

const isSameReason = (seen: Seen | undefined, next: Seen | undefined): boolean =>
  seen !== undefined &&
  next !== undefined &&
  'unknown' in seen &&
  'unknown' in next &&
  unknownInFull(seen.unknown) === unknownInFull(next.unknown);

/** One thing seen; what is unknown for the same reason as those right before it stands with them. */
function seenText(all: readonly Seen[], at: number): string {
  const seen = all[at];
  if (seen === undefined) return '';
  if ('value' in seen) return `${sanitizeLine(seen.name)} ${valueLine(seen.value)}`;
  let first = at;
  while (isSameReason(all[first - 1], seen)) first--;
  const names = all.slice(first, at + 1).map(({ name }) => sanitizeLine(name));
  return `${names.join(', ')} ? (${unknownInFull(seen.unknown)})`;
}

const HOLDS: Readonly<Record<Truth, string>> = {
  true: 'it holds',
  false: 'it does not hold',
  unknown: 'it could not be seen',
};

/** What was seen of a goal whose title stands beside it: the values; where they say nothing new, whether it holds. */
export function seenLine(goal: Evidence): string {
  const saw = sawLine(goal);
  const holds = HOLDS[goal.truth];
  if (saw === '') return holds;
  return goal.truth === 'true' ? saw : `${holds} (${saw})`;
}

/** A goal that was looked at, in one line: what it is, whether it holds, and what was seen. */
export const goalLine = ({ title, goal }: SeenGoal): string => `${sanitizeLine(title)}: ${evidenceLine(goal)}`;

/** A line of evidence: truth, expression, and what it saw. */
export function evidenceLine(evidence: Evidence): string {
  return `${evidence.truth}: ${sourceAndSaw(evidence)}`;
}

/** An expression and what it saw, for where its truth is said already. */
export function sourceAndSaw(evidence: Evidence): string {
  const saw = sawLine(evidence);
  return `${sanitizeLine(evidence.source)}${saw === '' ? '' : ` (${saw})`}`;
}

/** What rules a cause out: its first line that is false, and what that saw; "" when none is. */
export function againstLine({ lines }: RankedCause): string {
  const against = lines.find(({ truth }) => truth === 'false');
  if (against === undefined) return '';
  const saw = sawLine(against);
  return `${sanitizeLine(against.source)} is false${saw === '' ? '' : ` (${saw})`}`;
}

/** A verdict in a word or two. */
export const verdictWord = (verdict: RankedCause['verdict']): string =>
  verdict === 'ruled_out' ? 'ruled out' : verdict;

/** A verdict on a cause, with how many of its lines hold: `possible, 2 of 3 lines hold, 1 unknown`. */
export function verdictWords({ verdict, lines, tried }: RankedCause): string {
  const word = verdictWord(verdict);
  const again = tried ? ', tried' : '';
  if (lines.length === 0) return `${word}, no evidence written${again}`;
  if (verdict !== 'possible') return `${word}${again}`;
  const hold = lines.filter(({ truth }) => truth === 'true').length;
  const unknown = lines.filter(({ truth }) => truth === 'unknown').length;
  return `${word}, ${hold} of ${lines.length} lines hold, ${unknown} unknown${again}`;
}

/** Causes that the same rules out. */
export interface RuledOut {
  /** What was seen, in the words of titles. */
  readonly by: string;
  readonly titles: readonly string[];
}

const NO_WORDS = 'what follows from the rest';

/** Causes that are ruled out, together where the same rules them out, and in the order of the ranking. */
export function ruledOutBy(causes: readonly ToldCause[]): readonly RuledOut[] {
  const groups = new Map<string, string[]>();
  for (const { verdict, against, title } of causes) {
    if (verdict !== 'ruled_out') continue;
    const by = against === '' ? NO_WORDS : against;
    groups.set(by, [...(groups.get(by) ?? []), title]);
  }
  return [...groups].map(([by, titles]) => ({ by, titles }));
}

/** Goals that were watched, each with what was seen of it. */
export function goalFact(title: string, sign: Sign, goals: readonly SeenGoal[]): BlockBody {
  const details = goals.map((seen) => {
    const saw = sawLine(seen.goal);
    return `${seen.goal.truth}: ${seen.title}${saw === '' ? '' : ` (${saw})`}`;
  });
  const unmet = goals.filter(({ goal }) => goal.truth !== 'true');
  const brief = {
    // The goal of a step has no title of its own; whose it is is said beside it.
    details: unmet.flatMap(({ title: name, goal }) =>
      name === goal.source ? [] : [`${goal.truth === 'false' ? 'not so' : 'not seen'}: ${name}`],
    ),
  };
  return fact('goal', sign, { title, text: '', details, brief });
}
