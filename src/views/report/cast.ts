// A run as a recording of its screen (asciicast, version 2: https://docs.asciinema.org/manual/asciicast/v2): what was
// finished and what was asked, drawn anew from the events, each at its time. It is made while the record is read.

import { evolve } from '../../engine/evolve/evolve.ts';
import type { Plan } from '../../engine/plan.ts';
import { EMPTY, type State } from '../../engine/state.ts';
import type { RunEvent } from '../../model/event.ts';
import { blocksOf } from '../blocks/of-event.ts';
import { blockRows } from '../screen/block-rows.ts';
import { runView } from '../screen/run-view.ts';
import { IDLE } from '../screen/screen.ts';
import { glyphsFor } from '../text/glyphs.ts';
import { pageOf } from '../text/layout.ts';
import { fit, type Row, type Span, type Tone } from '../text/row.ts';

/** A recording that is being made: each call returns the lines to be written next. */
export interface Casting {
  take(event: RunEvent): string;
  end(): string;
}

const COLUMNS = 100;
const ROWS = 34;
/** Frames closer together than this are one, in milliseconds: a look at forty probes is no flicker. */
const APART_MS = 100;
/** Players pass over what is longer, in seconds: nobody watches a person think for an hour. */
const IDLE_S = 3;
/** How long the end stays before a player begins anew, in milliseconds. */
const LAST_MS = 3000;

/** Begins a recording. */
export function casting(plan: Plan): Casting {
  const glyphs = glyphsFor({ LANG: 'C.UTF-8' });
  const page = pageOf(COLUMNS, glyphs);
  let state: State = EMPTY;
  let finished: Row[] = [];
  let live: readonly Row[] = [];
  let shown: readonly string[] = [];
  let isBegun = false;
  let at_ms = 0;

  const frame = (): string => {
    const lines = live.map(lineOf);
    if (finished.length === 0 && lines.join('\n') === shown.join('\n')) return '';
    const erased = shown.length === 0 ? '' : `\x1b[${shown.length}A\r\x1b[J`;
    const text = [...finished.map(lineOf), ...lines].map((line) => `${line}\r\n`).join('');
    finished = [];
    shown = lines;
    return frameLine(at_ms, `${erased}${text}`);
  };

  return {
    take(event) {
      const before = state;
      state = evolve(plan, before, event);
      if (state.opened === null) return '';
      const head = isBegun ? '' : headerLine(plan, event);
      // What came before is drawn at its own time, as soon as something comes that is later.
      const isLater = state.now_ms - at_ms >= APART_MS;
      const due = isBegun && isLater ? frame() : '';
      if (!isBegun || isLater) at_ms = Math.max(at_ms, state.now_ms);
      isBegun = true;
      const context = { plan, transcript: '', folder: '' };
      for (const block of blocksOf(context, before, event, state)) finished.push(...blockRows(page, block));
      const window = { columns: COLUMNS, rows: ROWS, now: Date.parse(event.at), beat: 0 };
      live = runView({ context, state, local: { ...IDLE, armed: true }, window, glyphs, tails: {} }).rows;
      return `${head}${due}`;
    },
    end: () => (isBegun ? `${frame()}${frameLine(at_ms + LAST_MS, '')}` : ''),
  };
}

const headerLine = ({ runbook }: Plan, { at }: RunEvent): string =>
  `${JSON.stringify({
    version: 2,
    width: COLUMNS,
    height: ROWS,
    timestamp: Math.max(0, Math.floor(Date.parse(at) / 1000)) || 0,
    idle_time_limit: IDLE_S,
    title: runbook.title,
  })}\n`;

const frameLine = (ms: number, text: string): string =>
  `${JSON.stringify([Number((ms / 1000).toFixed(3)), 'o', text])}\n`;

const COLORS: Readonly<Record<Tone, number>> = { ok: 32, bad: 31, warn: 33, act: 36 };

const lineOf = (one: Row): string => fit(one, COLUMNS).map(spanText).join('');

function spanText({ text, tone, bold, dim, inverse }: Span): string {
  const codes = [
    ...(bold === true ? [1] : []),
    ...(dim === true ? [2] : []),
    ...(inverse === true ? [7] : []),
    ...(tone === undefined ? [] : [COLORS[tone]]),
  ];
  return codes.length === 0 ? text : `\x1b[${codes.join(';')}m${text}\x1b[0m`;
}
