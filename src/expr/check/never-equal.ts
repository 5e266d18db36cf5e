// A word that its other side never is: `ping.error.kind == "refusd"` would be false for ever, and nobody would know why.

import { nearest } from '../../model/nearest.ts';
import type { ExpressionProblem } from '../environment.ts';
import { didYouMean, problemAt } from '../problem.ts';
import { type Node, textOf } from '../syntax/node.ts';
import type { Type } from '../value-type.ts';

/** The words of a comparison, or of a list that is looked in, which the other side cannot be. */
export function neverEqual(
  { sign, left, right }: Node & { readonly op: 'binary' },
  leftType: Type,
  rightType: Type,
): readonly ExpressionProblem[] {
  switch (sign) {
    case '==':
    case '!=':
      return [...wrongWords(left, leftType, [right]), ...wrongWords(right, rightType, [left])];
    case 'in':
      return right.op === 'list' ? wrongWords(left, leftType, right.items) : [];
    default:
      return [];
  }
}

function wrongWords(node: Node, type: Type, others: readonly Node[]): readonly ExpressionProblem[] {
  if (typeof type !== 'object' || !('words' in type)) return [];
  const { words } = type;
  return others.flatMap((other) => {
    if (other.op !== 'literal' || typeof other.value !== 'string') return [];
    if (other.value === '' || words.includes(other.value)) return [];
    const message = `\`${textOf(node)}\` is never ${JSON.stringify(other.value)}`;
    const near = systemWord(other.value, words) ?? nearest(other.value, words);
    const cure = didYouMean(near, near && JSON.stringify(near)) ?? { help: `it is one of ${words.join(', ')}` };
    return [problemAt(other, { code: 'never-equal', message, ...cure })];
  });
}

/** Words of the system and of other tools for what `error.kind` has a word of its own for. */
const OF_SYSTEM: readonly (readonly [string, RegExp])[] = [
  ['refused', /refused/i],
  ['timeout', /time.?d?.?out/i],
  ['dns', /notfound|nxdomain|eai_|resolve/i],
  ['reset', /reset|epipe|hang.?up/i],
  ['unreachable', /unreach|no.?route/i],
  ['certificate', /cert|expired|self.?signed/i],
  ['tls', /ssl|tls/i],
  ['auth', /wrongpass|noauth|unauthori[sz]ed|password/i],
  ['denied', /unauthori[sz]ed|forbidden|access/i],
  ['exit', /non.?zero|exit/i],
];

/** The word of `error.kind` that the system's own word for it means. */
export function systemWord(word: string, words: readonly string[]): string | undefined {
  return OF_SYSTEM.find(([kind, pattern]) => words.includes(kind) && pattern.test(word))?.[0];
}
