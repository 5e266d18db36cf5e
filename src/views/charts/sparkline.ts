// A value over time in one row: the newest points, each as a bar between the lowest and the highest of them.

import type { Glyphs } from '../text/glyphs.ts';

/** The last `most` values as bars; a value that never changed is a line at the bottom. */
export function sparkline(values: readonly number[], { bars }: Pick<Glyphs, 'bars'>, most: number): string {
  const shown = values.slice(-most);
  const low = Math.min(...shown);
  const range = Math.max(...shown) - low;
  const highest = bars.length - 1;
  return shown.map((value) => bars[range === 0 ? 0 : Math.round(((value - low) / range) * highest)] ?? '').join('');
}
