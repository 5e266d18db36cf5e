// Small pictures of the report as inline SVG: parts of a whole, spans on the line of time, values over time. They are
// drawn by attributes alone, stretch to any width, and what they show stands beside them in words.

import { valueText } from '../../charts/value-text.ts';
import type { ReportedValues } from '../../charts/values.ts';
import type { ReportedSpan } from '../spans.ts';
import { type Html, html } from './markup.ts';

/** Width of every drawing in its own units. */
const WIDE = 1000;

/** The line of time that drawings share, in run time. */
export interface Axis {
  readonly from_ms: number;
  readonly to_ms: number;
}

const place = ({ from_ms, to_ms }: Axis, ms: number): number =>
  to_ms <= from_ms ? 0 : round((Math.min(Math.max(ms, from_ms), to_ms) - from_ms) / (to_ms - from_ms)) * WIDE;

const round = (share: number): number => Math.round(share * WIDE) / WIDE;

/** Colours of parts. */
export const PARTS = 6;

/** Parts of a whole, side by side. */
export function partsDrawing(parts: readonly number[], label: string): Html {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  let at = 0;
  const bars = parts.map((part, n) => {
    const from = at;
    at += whole === 0 ? 0 : (part / whole) * WIDE;
    return html`<rect class="part-${n % PARTS}" x="${from.toFixed(1)}" y="0" width="${Math.max(0, at - from - 1.5).toFixed(1)}" height="10"/>`;
  });
  return html`<svg class="parts" role="img" aria-label="${label}" viewBox="0 0 ${WIDE} 10" preserveAspectRatio="none">${bars}</svg>`;
}

/** A span on the line of time; one without an end runs to its end. */
export function spanDrawing(axis: Axis, { from_ms, to_ms }: ReportedSpan): Html {
  const from = place(axis, from_ms);
  const to = place(axis, to_ms ?? axis.to_ms);
  // What took no time is still to be seen.
  const wide = Math.max(3, to - from);
  const x = Math.min(from, WIDE - wide);
  return html`<svg aria-hidden="true" viewBox="0 0 ${WIDE} 10" preserveAspectRatio="none"><rect class="track" x="0" y="4" width="${WIDE}" height="2"/><rect class="bar${to_ms === null ? ' open' : ''}" x="${x}" y="0" width="${wide}" height="10"/></svg>`;
}

const HIGH = 60;

/** Values over time; `marks` are moments at which something was changed. */
export function valuesDrawing(axis: Axis, values: ReportedValues, marks: readonly number[]): Html {
  const lines = marks.map((ms) => {
    const x = place(axis, ms);
    return html`<line class="mark" x1="${x}" x2="${x}" y1="0" y2="${HIGH}"/>`;
  });
  const label = `${values.name}: ${values.points.map(([, value]) => valueText(values, value)).join(', ')}`;
  return html`<svg role="img" aria-label="${label}" viewBox="0 0 ${WIDE} ${HIGH}" preserveAspectRatio="none"><line class="track" x1="0" x2="${WIDE}" y1="${HIGH - 1}" y2="${HIGH - 1}"/>${values.kind === 'bool' ? stretches(axis, values) : curve(axis, values)}${lines}</svg>`;
}

const YES = { name: 'yes', y: 6, high: HIGH - 12 } as const;
const NO = { name: 'no', y: HIGH - 18, high: 12 } as const;

// From one look to the next it counts as it was seen.
function stretches(axis: Axis, { points }: ReportedValues): readonly Html[] {
  const turns = points.filter(([, value], n) => value !== points[n - 1]?.[1]);
  return turns.map(([ms, value], n) => {
    const x = place(axis, ms);
    const to = place(axis, turns[n + 1]?.[0] ?? axis.to_ms);
    const { name, y, high } = value === 1 ? YES : NO;
    return html`<rect class="${name}" x="${x}" y="${y}" width="${Math.max(3, to - x)}" height="${high}"/>`;
  });
}

function curve(axis: Axis, { points }: ReportedValues): Html {
  const all = points.map(([, value]) => value);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const y = (value: number): string => (HIGH - 8 - ((value - least) / (most - least || 1)) * (HIGH - 16)).toFixed(1);
  const at = points.map(([ms, value]) => `${place(axis, ms)} ${y(value)}`);
  const dots = points.length > 40 ? '' : at.map((point) => `M${point}h0`).join('');
  return html`<path class="curve" d="M${at.join('L')}"/><path class="dot" d="${dots}"/>`;
}
