// Interleaved pairs: what is measured and what it is measured against take turns, so that whatever else the machine does
// meets both. The median of the ratios is what counts.

/** Pairs of a measurement. */
export const PAIRS = 15;

/** The middle of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The median of `measured / base` over pairs; both give milliseconds. One pair before them warms the disk cache. */
export async function ratioOfPairs(measured, base, pairs = PAIRS) {
  const ratios = [];
  await measured();
  await base();
  for (let n = 0; n < pairs; n++) {
    // Whoever comes second may find the machine warmer.
    const [first, second] = n % 2 === 0 ? [measured, base] : [base, measured];
    const one = await first();
    const other = await second();
    ratios.push(n % 2 === 0 ? one / other : other / one);
  }
  return median(ratios);
}

/** The median of several measurements of the same. */
export async function medianOf(count, measured) {
  const values = [];
  for (let n = 0; n < count; n++) values.push(await measured(n));
  return median(values);
}
