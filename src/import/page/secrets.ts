// Passwords and tokens that stand on a page are left out before anything of it is read: a place to fill in stands for each, and
// becomes a secret input where a command needs it. A secret that is asked for is safe, one that is copied is not.

import { KNOWN, OPTIONS, type Rule, TELLING, WITHIN } from './secret-rules.ts';
import { secretCells } from './secret-tables.ts';
import { isOpen, type Span, searched, valueAt } from './secret-value.ts';

/** A secret that was left out; what it was is nowhere. */
export interface LeftOut {
  /** The name of what stands in its place: `redis_password` for `<redis_password>`. */
  readonly name: string;
  /** Its line of the page, from 1. */
  readonly line: number;
}

/** A text whose secrets are left out; it has as many lines as before. */
export interface Cleared {
  readonly text: string;
  readonly secrets: readonly LeftOut[];
}

interface Found extends Span {
  readonly base: string;
}

/** Leaves the secrets of a text out. */
export function withoutSecrets(text: string): Cleared {
  const found = apart([...valuesIn(text), ...knownIn(text), ...inTables(text)]);
  const all = apart([...found, ...elsewhere(text, found)]);
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  const secrets: LeftOut[] = [];
  let out = '';
  let at = 0;
  let line = 1;
  for (const { from, to, base } of all) {
    const before = text.slice(at, from);
    line += breaksIn(before);
    const value = text.slice(from, to);
    const name = names.get(value) ?? free(base, taken, counts);
    names.set(value, name);
    secrets.push({ name, line });
    // Lines of a key that has several stay lines: what stands below keeps its number.
    out += `${before}<${name}>${'\n'.repeat(breaksIn(value))}`;
    line += breaksIn(value);
    at = to;
  }
  return { text: out + text.slice(at), secrets };
}

const breaksIn = (text: string): number => text.split('\n').length - 1;

// Two secrets are two inputs, whatever they are called.
function free(base: string, taken: Set<string>, counts: Map<string, number>): string {
  for (let n = (counts.get(base) ?? 0) + 1; ; n++) {
    const name = n === 1 ? base : `${base}_${n}`;
    if (taken.has(name)) continue;
    taken.add(name);
    counts.set(base, n);
    return name;
  }
}

function valuesIn(text: string): readonly Found[] {
  const page = searched(text);
  return [...OPTIONS, ...TELLING].flatMap(({ pattern, base, tells = false }: Rule) => {
    let covered = 0;
    return [...text.matchAll(pattern)].flatMap((match): readonly Found[] => {
      const value = valueAt(page, match.index + match[0].length, { tells, covered });
      if (value === null) return [];
      covered = value.end;
      return [{ from: value.from, to: value.to, base: nameOfSecret(base ?? match[1] ?? '') }];
    });
  });
}

const inTables = (text: string): readonly Found[] =>
  secretCells(text).map(({ from, to, label }) => ({ from, to, base: nameOfSecret(label) }));

function knownIn(text: string): readonly Found[] {
  return [...KNOWN, ...WITHIN].flatMap(({ pattern, base }) =>
    [...text.matchAll(pattern)].flatMap((match): readonly Found[] => {
      const [from, to] = match.indices?.groups?.['secret'] ?? [0, 0];
      if (from === to || isOpen(text.slice(from, to))) return [];
      return [{ from, to, base: nameOfSecret(base ?? match.groups?.['of'] ?? '') }];
    }),
  );
}

/** Whether a value is like no word: where it stands once more, it is the same secret. */
const isRare = (value: string): boolean =>
  value.length >= 16 || (value.length >= 6 && /[A-Za-z]/.test(value) && /[\d!-/:-@[-`{-~]/.test(value));

function elsewhere(text: string, found: readonly Found[]): readonly Found[] {
  const rare = new Map(found.map((one) => [text.slice(one.from, one.to), one.base]));
  // All of them are looked for at once: the lengths of those that begin alike.
  const lengths = new Map<string, Set<number>>();
  for (const value of rare.keys()) {
    if (!isRare(value)) continue;
    const lead = value.slice(0, LEAD);
    lengths.set(lead, (lengths.get(lead) ?? new Set()).add(value.length));
  }
  if (lengths.size === 0) return [];
  const more: Found[] = [];
  for (let at = 0; at + LEAD <= text.length; at++)
    for (const length of lengths.get(text.slice(at, at + LEAD)) ?? []) {
      const base = rare.get(text.slice(at, at + length));
      if (base !== undefined) more.push({ from: at, to: at + length, base });
    }
  return more;
}

/** As long as the shortest value that is like no word. */
const LEAD = 6;

// What begins first is taken; of two that begin at one place the longer one. What lies across its end is taken with it.
function apart(found: readonly Found[]): readonly Found[] {
  const out: Found[] = [];
  for (const one of found.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = out.at(-1);
    if (last === undefined || one.from >= last.to) out.push(one);
    else if (one.to > last.to) out[out.length - 1] = { ...last, to: one.to };
  }
  return out;
}

const ASKED_FOR = /password|passwd|secret|token|api_?key|private_?key|credential|auth/;

/** The name of a secret by what stands before it; one that a secret input is made of. */
function nameOfSecret(written: string): string {
  const name = written
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_\d]+|_$/g, '')
    .slice(-24)
    .replace(/^[_\d]+/, '');
  return ASKED_FOR.test(name) ? name : `${name === '' || name === 'pass' || name === 'pwd' ? '' : `${name}_`}password`;
}
