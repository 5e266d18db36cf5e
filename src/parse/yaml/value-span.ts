// Where a stretch of a scalar's value stands in the text: quotes, escapes, indents and folds lie in between.

import type { Span } from './lines.ts';
import type { TextNode } from './node.ts';

/** The stretch `start` to `end` of a value, in the text; the whole scalar where escapes stand in the way. */
export function valueSpan(node: TextNode, text: string, { start, end }: Span): Span {
  const offsets = align(node, text);
  const from = offsets?.[Math.min(start, node.value.length)];
  if (offsets === undefined || from === undefined) return { start: node.start, end: node.end };
  const last = end > start ? offsets[Math.min(end, node.value.length) - 1] : undefined;
  return { start: from, end: last === undefined ? from : last + 1 };
}

/** The offset in the text of every character of the value, and of its end; undefined where they cannot be told. */
function align(node: TextNode, text: string): readonly number[] | undefined {
  const offsets: number[] = [];
  let at = contentStart(node, text);
  for (const character of unitsOf(node.value)) {
    const found = next(node, text, { at, character });
    if (found === undefined) return undefined;
    offsets.push(found.offset);
    at = found.after;
  }
  const last = offsets.at(-1);
  offsets.push(last === undefined ? at : last + 1);
  return offsets;
}

const unitsOf = (value: string): readonly string[] => value.split('');

function contentStart({ start, style }: TextNode, text: string): number {
  if (style === 'plain') return start;
  if (style !== 'block') return start + 1;
  const line = text.indexOf('\n', start);
  return line < 0 ? text.length : line + 1;
}

const BLANK = /\s/;

interface Step {
  /** Where to look from. */
  readonly at: number;
  /** The character of the value that must come next. */
  readonly character: string;
}

/** Finds one character of the value in the text, past indents and folds. */
function next(node: TextNode, text: string, { at, character }: Step): { offset: number; after: number } | undefined {
  let here = at;
  for (; here < node.end; here++) {
    const written = text[here] ?? '';
    if (node.style === 'double' && written === '\\') {
      const escaped = text[here + 1];
      return escaped === character && '"\\/'.includes(character) ? { offset: here, after: here + 2 } : undefined;
    }
    if (written === character) {
      const doubled = node.style === 'single' && character === "'";
      return { offset: here, after: here + (doubled ? 2 : 1) };
    }
    // A fold: the line break and the indent behind it stand for one blank, or for one line break.
    if (character === ' ' && written === '\n') return { offset: here, after: here + 1 };
    if (!BLANK.test(written)) return undefined;
  }
  // The final line break of a block that the file itself does not end with.
  return character === '\n' ? { offset: here, after: here } : undefined;
}
