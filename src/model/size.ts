// Sizes as Redis writes them (redis.conf, "Note on units"): `1k` is 1000 bytes, `1kb` is 1024. Docker's units differ:
// they are not read here.

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1024,
  m: 1e6,
  mb: 1024 ** 2,
  g: 1e9,
  gb: 1024 ** 3,
};

/** Bytes of a size such as `512mb` or `1048576`; null when it is none. Case does not matter. */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,15})([a-z]{0,2})$/.exec(text.trim().toLowerCase());
  const unit = match?.[2] ?? '';
  if (match === null || !Object.hasOwn(UNITS, unit)) return null;
  const bytes = Number(match[1]) * (UNITS[unit] ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
