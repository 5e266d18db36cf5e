// Text cut into words at blanks before its holes are filled, so that what fills a hole stays inside one word.

import { type Hole, isTemplate, type Template } from '../model/expression.ts';

/** One word: plain, or with holes. */
export type Word = string | Template;

/** One word of text, or one hole of it. */
type Part = string | Hole;

/** The parts of a text with holes, or of one without. */
export function partsOf(text: Word): readonly Part[] {
  return isTemplate(text) ? text.$template : [text];
}

/** Text made of parts: neighbouring strings become one, and without a hole it is a plain string. */
export function textOf(parts: readonly Part[]): Word {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  }
  const [first = ''] = joined;
  return joined.length < 2 && typeof first === 'string' ? first : { $template: joined };
}

/** Whether a word is one hole and nothing else. */
export function isLoneHole(text: unknown): text is Template {
  return isTemplate(text) && text.$template.length === 1 && typeof text.$template[0] === 'object';
}

/** Words with one blank between them. */
export function joinWords(words: readonly Word[]): Word {
  return textOf(words.flatMap((word, index) => [...(index === 0 ? [] : [' ']), ...partsOf(word)]));
}

/** Cuts text at blanks, tabs and line ends; quotes mean nothing here. */
export function splitWords(text: Word): readonly Word[] {
  const words: Part[][] = [];
  let open = false;
  for (const part of partsOf(text)) {
    const pieces = typeof part === 'string' ? part.split(/([ \t\r\n]+)/) : [part];
    for (const piece of pieces) {
      if (piece === '') continue;
      const isBlank = typeof piece === 'string' && /^[ \t\r\n]/.test(piece);
      if (!isBlank && open) words.at(-1)?.push(piece);
      if (!isBlank && !open) words.push([piece]);
      open = !isBlank;
    }
  }
  return words.map(textOf);
}
