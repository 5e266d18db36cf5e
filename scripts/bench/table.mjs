// Figures and what is said about them. A figure has a name, a sentence, a limit with its unit, and a way to measure it;
// `least` says that more is better.

/** A figure is missed when it is off by more than this; less is what a busy machine does. */
const SLACK = 1.3;

/** What a measured value is worth: `met`, `close`, or `MISSED`; null was not measured. */
export function verdictOf(figure, measured) {
  if (measured === null) return 'MISSED';
  const off = offBy(figure, measured);
  if (off <= 1) return 'met';
  return off <= SLACK ? 'close' : 'MISSED';
}

/** How far off a value is: above 1 it is worse than its limit. */
export const offBy = ({ limit, least = false }, measured) => (least ? limit / measured : measured / limit);

const WIDTHS = [12, 72, 12, 14, 7];

/** The line above the table. */
export const HEAD = cells(['name', 'figure', 'measured', 'limit', 'verdict', '']);

/** One line of the table; `note` is what else is known of the measurement. */
export function row(figure, measured, note = '') {
  const { name, what, limit, unit, least = false } = figure;
  const value = measured === null ? 'not measured' : `${written(measured)}${unit}`;
  return cells([
    name,
    what,
    value,
    `${least ? '>=' : '<='} ${written(limit)}${unit}`,
    verdictOf(figure, measured),
    note,
  ]);
}

function cells(texts) {
  return texts
    .map((text, n) => text.padEnd(WIDTHS[n] ?? 0))
    .join('  ')
    .trimEnd();
}

function written(value) {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 0);
}
