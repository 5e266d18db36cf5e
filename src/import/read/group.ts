// What a section asks for, in its order: commands, work for a person, things to look for; and branches, each under its condition.

import type { PieceOfFence } from '../commands/split.ts';
import type { Code, Leaf } from '../page/page.ts';
import type { Role } from '../words/sentences.ts';

/** What stands above a command and says what it is for. */
export interface Label {
  readonly text: string;
  readonly leaf?: Leaf;
}

/** One thing that a section says. */
export type Entry =
  | {
      readonly kind: 'command';
      readonly form: 'shell' | 'sql' | 'promql' | 'request';
      readonly piece: PieceOfFence;
      readonly label: Label;
      readonly role: Role;
      /** Where it stands: its own lines. */
      readonly leaf: Leaf;
      /** The fence, or the text, that it is a part of. */
      readonly whole: Leaf;
      readonly fallback?: string | undefined;
    }
  | {
      readonly kind: 'text';
      readonly leaf: Leaf;
      readonly role: Role;
      readonly text: string;
      /** Only where the steps before it did not help: the words of the page for that. */
      readonly fallback?: string | undefined;
    }
  | { readonly kind: 'note'; readonly leaf: Leaf; readonly why: string }
  /** What the command before it prints, or should. */
  | { readonly kind: 'output'; readonly leaf: Leaf; readonly expected?: string };

/** Entries under one heading or condition. */
export interface Group {
  readonly title: string;
  readonly leaf?: Leaf;
  /** How it came to be: a condition, a cause by its name, one of several ways, a label, or the whole section. */
  readonly from: 'branch' | 'cause' | 'option' | 'section';
  readonly entries: Entry[];
  readonly groups: Group[];
}

/** An empty group. */
export const newGroup = (title: string, from: Group['from'], leaf?: Leaf): Group => ({
  title,
  from,
  entries: [],
  groups: [],
  ...(leaf === undefined ? {} : { leaf }),
});

/** How many lines below the command before it a command is looked for. */
const FURTHEST = 1000;

const split = new WeakMap<Code, readonly string[]>();

function linesOf(code: Code): readonly string[] {
  const lines = split.get(code) ?? code.text.split('\n');
  split.set(code, lines);
  return lines;
}

/** Lines of a command in its fence. */
export function leafOf(code: Code, script: string, from: number): { readonly leaf: Leaf; readonly next: number } {
  const lines = linesOf(code);
  const head = (script.split('\n').find((line) => line.trim() !== '') ?? '').trim();
  const found = lines.slice(from, from + FURTHEST).findIndex((line) => line.includes(head));
  const at = found < 0 ? from : from + found;
  const fence = code.lines.last - code.lines.first + 1 > lines.length ? 1 : 0;
  const first = code.lines.first + fence + at;
  const length = script.split('\n').length;
  return {
    leaf: { text: script, lines: { first, last: Math.min(code.lines.last, first + length - 1) } },
    next: at + length,
  };
}
