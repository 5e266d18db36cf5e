// Front matter: the YAML that some pages open with. It is read for what it says about the page; nested values stay text.

import { isMap, parseDocument } from 'yaml';
import type { Field } from './page.ts';

/** A page without its front matter. */
export interface Opened {
  readonly front: readonly Field[];
  readonly body: string;
  /** Lines of the page before the body. */
  readonly offset: number;
}

/** More than that is no head of a page. */
const LONGEST = 16 * 1024;

/** Takes the front matter off. What is none, or cannot be read, stays part of the page. */
export function withoutFrontMatter(text: string): Opened {
  const found = /^---[ \t]*\n([\s\S]*?\n)?---[ \t]*(?:\n|$)/.exec(text);
  const source = found?.[1] ?? '';
  if (found === null || source.length > LONGEST || !/^[\w."'-]+[ \t]*:/m.test(source))
    return { front: [], body: text, offset: 0 };
  const document = parseDocument(source, { strict: false, uniqueKeys: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return { front: [], body: text, offset: 0 };
  const front = document.contents.items.flatMap((pair): Field[] => {
    const key = pair.key as { readonly value?: unknown; readonly range?: readonly number[] } | null;
    const value = pair.value as { readonly range?: readonly number[] | null } | null;
    const start = key?.range?.[0] ?? 0;
    const end = value?.range?.[1] ?? key?.range?.[1] ?? start;
    const written = source.slice(value?.range?.[0] ?? end, end).trim();
    const lineOf = (at: number): number => source.slice(0, at).split('\n').length + 1;
    const slice = source.slice(start, end).trimEnd();
    const lines = { first: lineOf(start), last: lineOf(start + slice.length) };
    return [{ name: String(key?.value ?? ''), value: plainValue(value, written), leaf: { text: slice, lines } }];
  });
  const offset = found[0].split('\n').length - (found[0].endsWith('\n') ? 1 : 0);
  return { front, body: text.slice(found[0].length), offset };
}

function plainValue(node: unknown, written: string): string {
  const scalar = node as { readonly value?: unknown; readonly items?: readonly { readonly value?: unknown }[] } | null;
  if (scalar !== null && ['string', 'number', 'boolean'].includes(typeof scalar.value)) return String(scalar.value);
  const items = scalar?.items?.map((item) => item.value);
  if (items?.every((item) => typeof item === 'string') === true) return items.join(', ');
  return written;
}
