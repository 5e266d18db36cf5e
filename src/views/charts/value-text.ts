// One value of a series in words, short enough for the side of a picture.

import type { ReportedValues } from './values.ts';

/** `yes`, `no`, `40.2 M`, `0.35`. */
export function valueText({ kind }: Pick<ReportedValues, 'kind'>, value: number): string {
  if (kind === 'bool') return value === 1 ? 'yes' : 'no';
  const size = Math.abs(value);
  const unit = UNITS.find(([from]) => size >= from);
  if (unit !== undefined) return `${short(value / unit[0])} ${unit[1]}`;
  return short(value);
}

const UNITS = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e4, 'k'],
] as const;

// Three digits say enough; whole numbers below the units stay whole.
function short(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
