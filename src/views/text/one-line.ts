// Foreign text as it stands on one line of a screen or of plain mode.

import { sanitizeLine } from '../../redact/sanitize.ts';

/** More marks on one letter than any script writes: they would run over the lines above and below. */
const HEAP = /(\p{M}{8})\p{M}+/gu;
const BEYOND_LATIN = /[\u0300-\uffff]/;

/** Text on one line; of a heap of combining marks the first eight stay, and that there were more is shown. */
export function oneLine(text: string): string {
  const line = sanitizeLine(text);
  return BEYOND_LATIN.test(line) ? line.replace(HEAP, '$1…') : line;
}
