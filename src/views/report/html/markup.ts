// Making HTML: whatever is put into a template is made safe and escaped there, unless it was made by one itself. There is
// no other way in, so that no text from outside can be forgotten.

import { sanitize } from '../../../redact/sanitize.ts';

/** Markup that was made here. */
export interface Html {
  readonly $html: string;
}

/** What a template takes. */
export type Part = string | number | Html | readonly Html[];

/** A template of markup. */
export function html(written: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { $html: written.map((text, n) => `${text}${n < parts.length ? markup(parts[n] ?? '') : ''}`).join('') };
}

/** Nothing. */
export const NONE: Html = { $html: '' };

/** Markup where something is true. */
export const when = (is: boolean, make: () => Html): Html => (is ? make() : NONE);

function markup(part: Part): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escaped(part);
  return '$html' in part ? part.$html : part.map(({ $html }) => $html).join('');
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => sanitize(text).replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');
