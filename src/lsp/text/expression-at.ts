// The expression that is being written at an offset, up to it: the whole of a value that is one, or the inside of `${{ }}`.

import type { ExpressionPlace } from '../../expr/environment.ts';
import type { Cursor } from './cursor.ts';

/** An expression as far as it is written. */
export interface ExpressionAt {
  /** Its source up to the offset, without the escapes of YAML. */
  readonly source: string;
  readonly place: ExpressionPlace;
}

const CONDITIONS: ReadonlySet<string> = new Set(['if', 'when', 'goal', 'alert', 'from']);

/** The expression at a place of a runbook; null where none is written. */
export function expressionAt(text: string, cursor: Cursor, offset: number): ExpressionAt | null {
  const raw = text.slice(cursor.start, offset);
  const hole = openHole(raw);
  if (hole !== null) return { source: unescaped(raw.slice(hole), cursor), place: placeOf(cursor.path, true) };
  if (!isCondition(cursor) || raw.includes('${{')) return null;
  return { source: unescaped(raw, cursor), place: placeOf(cursor.path, false) };
}

/** Whether the value at a place is an expression as a whole. */
function isCondition({ path, at }: Pick<Cursor, 'path' | 'at'>): boolean {
  const key = path.findLast((one) => one !== '[]') ?? '';
  if (path[0] === 'facts') return path.length === 2 && at === 'value';
  if (path[0] === 'inputs') return path.length === 3 && key === 'from' && at === 'value';
  // A line of `when` is a list item, which begins as a key does.
  const isLine = key === 'when' && path.at(-1) === '[]';
  if (!CONDITIONS.has(key) || key === 'from') return false;
  return isLine || (at === 'value' && path.at(-1) === key && isOfStep(path));
}

// Not inside the value of a kind, where a key may be called the same.
const isOfStep = (path: readonly string[]): boolean => path.length >= 2 && path.at(-2) === '[]';

/** Where the inside of the last `${{` begins that is not closed; null without one. */
function openHole(raw: string): number | null {
  const open = raw.lastIndexOf('${{');
  if (open < 0 || raw[open - 1] === '$') return null;
  const inside = raw.slice(open + 3);
  return /\}\}/.test(inside.replace(/"[^"]*"|'[^']*'/g, '')) ? null : open + 3;
}

const unescaped = (raw: string, { style }: Cursor): string => {
  if (style === 'double') return raw.replace(/\\(["\\/])/g, '$1');
  return style === 'single' ? raw.replaceAll("''", "'") : raw;
};

function placeOf(path: readonly string[], isTemplate: boolean): ExpressionPlace {
  if (path[0] === 'inputs' || path.at(-1) === 'alert') return 'alert';
  if (path[0] === 'diagnose') return 'probe';
  return isTemplate && path.includes('undo') ? 'undo' : 'run';
}
