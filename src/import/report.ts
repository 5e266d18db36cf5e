// What became of a page, line by line, with a score: how much of it has a place in the language, and how much is a note.

import type { Entry, How } from './draft/ledger.ts';
import type { Counts, Imported } from './import.ts';
import { wordsIn } from './words/plain.ts';

/** One line of the report. */
export interface ReportLine {
  readonly lines: string;
  readonly how: How;
  readonly to: string;
  readonly why: string;
}

/** What became of a page. */
export interface Report {
  readonly lines: readonly ReportLine[];
  /** How many lines with words came to what. */
  readonly mapped: number;
  readonly guessed: number;
  readonly left: number;
  /** From 0 to 100: a line that is mapped counts whole, one that is a guess half. */
  readonly score: number;
}

/** The report of one draft. */
export function reportOf({ entries }: Pick<Imported, 'entries'>): Report {
  const sorted = entries.toSorted(
    (a, b) => a.leaf.lines.first - b.leaf.lines.first || a.leaf.lines.last - b.leaf.lines.last,
  );
  const best = new Map<number, How>();
  for (const { leaf, how } of sorted) {
    if (wordsIn(leaf.text).length === 0) continue;
    for (let line = leaf.lines.first; line <= leaf.lines.last; line++) best.set(line, better(best.get(line), how));
  }
  const count = (how: How): number => [...best.values()].filter((one) => one === how).length;
  const [mapped, guessed, left] = [count('mapped'), count('guessed'), count('left')];
  const all = mapped + guessed + left;
  return {
    lines: sorted.map(lineOf),
    mapped,
    guessed,
    left,
    score: all === 0 ? 0 : Math.round((100 * (mapped + guessed / 2)) / all),
  };
}

const ORDER: readonly How[] = ['left', 'guessed', 'mapped'];

const better = (a: How | undefined, b: How): How => (a !== undefined && ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b);

function lineOf({ leaf: { lines }, how, to, why }: Entry): ReportLine {
  return {
    lines: lines.first === lines.last ? String(lines.first) : `${lines.first}-${lines.last}`,
    how,
    to,
    why: why ?? '',
  };
}

/** What a draft has, in words. */
export function countsInWords({ probes, causes, steps, goals, inputs, todos }: Counts): string {
  const many = (n: number, one: string): readonly string[] => (n === 0 ? [] : [`${n} ${one}${n === 1 ? '' : 's'}`]);
  const parts = [
    ...many(probes, 'probe'),
    ...many(causes, 'cause'),
    ...many(steps, 'step'),
    ...many(goals, 'goal'),
    ...many(inputs, 'input'),
  ];
  const open = todos === 0 ? '' : `; ${todos} ${todos === 1 ? 'step says' : 'steps say'} what is still to be done`;
  return `${parts.length === 0 ? 'notes alone' : parts.join(', ')}${open}`;
}
