// Text -> template. A hole begins with `${{` and ends at the first `}}` up to which the expression parses, so that braces and
// quotes inside it need no care. `$${{` stands for itself.

import type { Hole, Template } from '../model/expression.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { ExpressionProblem } from './environment.ts';
import { outlook } from './syntax/syntax.ts';

/** A part of a text: literal text, or the source of a hole with the offset at which it begins. */
export type Piece = { readonly text: string } | { readonly source: string; readonly start: number };

/** How many `}}` are tried as the end of one hole. */
const MAX_ENDS = 50;

/** Cuts a text at its holes. Literal pieces are merged; `$${{` has become `${{`. */
export function cut(text: string): Result<readonly Piece[], readonly ExpressionProblem[]> {
  const pieces: Piece[] = [];
  const problems: ExpressionProblem[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('${{', at);
    if (open === -1) break;
    if (open > at && text[open - 1] === '$') {
      literal += `${text.slice(at, open - 1)}\${{`;
      at = open + 3;
      continue;
    }
    literal += text.slice(at, open);
    const start = open + 3;
    const end = endOfHole(text, start);
    if (end === -1) {
      problems.push({
        code: 'syntax',
        message: 'this `${{` is never closed',
        help: 'write }} after the expression, or $${{ for the characters themselves',
        start: open,
        end: start,
      });
      at = text.length;
      break;
    }
    if (literal !== '') pieces.push({ text: literal });
    literal = '';
    const inside = text.slice(start, end);
    pieces.push({ source: inside.trim(), start: start + inside.length - inside.trimStart().length });
    at = end + 2;
  }
  literal += text.slice(at);
  if (literal !== '') pieces.push({ text: literal });
  return problems.length > 0 ? err(problems) : ok(pieces);
}

/** Where the expression of a hole ends: at the first `}}` up to which it parses, else at the first one; -1 without any. */
function endOfHole(text: string, start: number): number {
  const first = text.indexOf('}}', start);
  let end = first;
  for (let tries = 0; end !== -1 && tries < MAX_ENDS; tries++) {
    const is = outlook(text.slice(start, end));
    if (is === 'whole') return end;
    if (is === 'wrong') break;
    end = text.indexOf('}}', end + 1);
  }
  return first;
}

/** A template as its author would write it: the way back from `cut`. */
export function writeTemplate(template: Template | string): string {
  if (typeof template === 'string') return escape(template);
  return template.$template.map((part) => (typeof part === 'string' ? escape(part) : writeHole(part))).join('');
}

const escape = (text: string): string => text.replaceAll('${{', () => '$${{');

const writeHole = ({ expression }: Hole): string => `\${{ ${expression.source} }}`;
