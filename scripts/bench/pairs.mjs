// Interleaved pairs: what is measured and what it is measured against take turns, so that whatever else the machine does
// meets both. The median of the ratios is what counts.

/** Pairs of a measurement. */
export const PAIRS = 15;

/** The middle of some numbers. */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The median of `measured / base` over pairs; both give milliseconds. */
export async function ratioOfPairs(measured, base, pairs = PAIRS) {
  return (await comparedByPairs(measured, base, pairs)).ratio;
}

/**
 * What `measured` takes beyond `base`, in milliseconds of a machine that is not busy: the median of the ratios, times the
 * fastest base. The ratio is given beside it.
 */
export async function addedByPairs(measured, base, pairs = PAIRS) {
  const { ratio, fastest } = await comparedByPairs(measured, base, pairs);
  return { value: (ratio - 1) * fastest, note: `${ratio.toFixed(1)}x of ${fastest.toFixed(0)} ms` };
}

// One pair before the others warms the disk cache.
async function comparedByPairs(measured, base, pairs) {
  const ratios = [];
  let fastest = Number.POSITIVE_INFINITY;
  await measured();
  await base();
  for (let n = 0; n < pairs; n++) {
    // Whoever comes second may find the machine warmer.
    const isFirst = n % 2 === 0;
    const before = isFirst ? await measured() : null;
    const one = await base();
    ratios.push((before ?? (await measured())) / one);
    fastest = Math.min(fastest, one);
  }
  return { ratio: median(ratios), fastest };
}

/** The median of several measurements of the same. */
export async function medianOf(count, measured) {
  const values = [];
  for (let n = 0; n < count; n++) values.push(await measured(n));
  return median(values);
}
