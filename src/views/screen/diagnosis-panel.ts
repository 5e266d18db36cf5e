// The table of a look: every probe in its place from beginning to end, only its state changes.

import type { Plan } from '../../engine/plan.ts';
import { actionsOf, executionIn, type Run, watchOf } from '../../engine/state.ts';
import { unreachable } from '../../model/result.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { type RunContext, skippedFinding } from '../blocks/look-blocks.ts';
import { type Finding, findingOf, findingTone } from '../blocks/reading-line.ts';
import { lookWords } from '../blocks/why.ts';
import { type Page, signSpan } from '../text/layout.ts';
import { bold, dim, type Row, row, type Span, span } from '../text/row.ts';
import { count, duration, pad, took } from '../text/text.ts';
import { blank, type Panel } from './panel.ts';
import type { Window } from './screen.ts';

/** Run time at this moment: the state's own clock stands still between events. */
export const runTime = (state: Run, { now }: Window): number => state.now_ms + Math.max(0, now - state.at);

type Shown =
  | { readonly status: 'waiting'; readonly command: string }
  | { readonly status: 'running'; readonly command: string; readonly since_ms: number; readonly attempt: number }
  | { readonly status: 'retrying'; readonly due_ms: number; readonly attempt: number }
  | { readonly status: 'in'; readonly finding: Finding };

/** The table of the newest look. */
export function diagnosisPanel(
  page: Page,
  { plan }: RunContext,
  state: Run,
  view: { readonly window: Window; readonly height: number },
): Panel {
  const { window, height } = view;
  const { look } = state;
  const ids = look.probes;
  const probes = ids.map((id) => ({ id, shown: shownOf(plan, state, id) }));
  const isIn = probes.filter(({ shown }) => shown.status === 'in').length;
  const started = Math.min(...ids.flatMap((id) => startOf(state, id)), runTime(state, window));
  const since = took(Math.max(0, runTime(state, window) - started));
  const title = actionsOf(state).length === 0 && watchOf(state) === null ? 'Diagnose' : 'Look again';
  const about =
    page.columns < 70 ? '' : title === 'Diagnose' ? '   read-only probes' : `   ${lookWords(plan, look.why)}`;
  const picked = pick(probes, height - 4);
  const hidden = probes.length - picked.length;
  return {
    top: [row([' ', bold(title), dim(about)], [dim(`${isIn} of ${probes.length} in, ${since}`)]), blank()],
    body: picked.map(({ id, shown }) => probeRow(page, id, shown, { window, run_ms: runTime(state, window) })),
    tail: hidden > 0 ? [row(['    ', dim(`and ${count(hidden, 'more probe')}`)])] : [],
  };
}

// In order while all fit; else what is unfinished and what is bad news win over what is fine.
function pick<T extends { readonly shown: Shown }>(probes: readonly T[], room: number): readonly T[] {
  if (probes.length <= room) return probes;
  const kept = new Set([...probes].sort((a, b) => urgency(a.shown) - urgency(b.shown)).slice(0, Math.max(1, room - 1)));
  return probes.filter((probe) => kept.has(probe));
}

function urgency(shown: Shown): number {
  if (shown.status === 'running' || shown.status === 'retrying') return 0;
  if (shown.status === 'waiting') return 3;
  return shown.finding.how === 'ok' ? 4 : shown.finding.how === 'bad' ? 1 : 2;
}

function shownOf(plan: Plan, state: Run, id: string): Shown {
  const probe = state.probes[id];
  const step = plan.probes.get(id);
  if (probe === undefined || step === undefined || probe.look !== state.look.look) {
    const waits = step?.probes ?? [];
    return { status: 'waiting', command: waits.length === 0 ? '' : `waits for ${waits.join(', ')}` };
  }
  switch (probe.status) {
    case 'running': {
      const execution = executionIn(state, probe.exec);
      return {
        status: 'running',
        command: execution?.started.shown.command ?? '',
        since_ms: execution?.started_ms ?? state.now_ms,
        attempt: probe.attempt,
      };
    }
    case 'retrying':
      return { status: 'retrying', due_ms: probe.due_ms, attempt: probe.attempt };
    case 'due':
      return { status: 'retrying', due_ms: state.now_ms, attempt: probe.attempt };
    case 'finished':
      return { status: 'in', finding: findingOf(step.kind, probe.outcome) };
    case 'skipped':
      return { status: 'in', finding: skippedFinding(probe.why) };
    default:
      return unreachable(probe);
  }
}

function startOf(state: Run, id: string): readonly number[] {
  const probe = state.probes[id];
  if (probe === undefined || probe.look !== state.look.look || !('exec' in probe)) return [];
  const execution = executionIn(state, probe.exec);
  return execution === undefined ? [] : [execution.started_ms];
}

function probeRow(
  page: Page,
  id: string,
  shown: Shown,
  { window, run_ms }: { readonly window: Window; readonly run_ms: number },
): Row {
  const { glyphs, columns } = page;
  const isNarrow = columns < 70;
  const line = (sign: Span, word: Span, text: Span, right = ''): Row =>
    row(
      [
        '  ',
        sign,
        ' ',
        pad(sanitizeLine(id), isNarrow ? 12 : 16),
        ' ',
        ...(isNarrow ? [] : [{ ...word, text: pad(word.text, 10) }]),
        text,
      ],
      right === '' ? [] : [dim(right)],
    );
  switch (shown.status) {
    case 'waiting':
      return line(signSpan('waiting', glyphs), dim('waiting'), dim(shown.command));
    case 'running': {
      const sign = span(glyphs.running[window.beat % glyphs.running.length] ?? '', { tone: 'act' });
      const again = shown.attempt > 1 ? `attempt ${shown.attempt}  ` : '';
      return line(sign, span('running'), dim(again + shown.command), duration(Math.max(0, run_ms - shown.since_ms)));
    }
    case 'retrying':
      return line(
        signSpan('waiting', glyphs),
        span('again'),
        dim(`attempt ${shown.attempt} in ${duration(Math.max(0, shown.due_ms - run_ms))}`),
      );
    default: {
      const { how, word, text, ms } = shown.finding;
      const sign = signSpan(how === 'ok' || how === 'bad' ? how : 'unknown', glyphs);
      const style = { bold: how === 'bad', dim: how === 'blind' };
      return line(
        sign,
        span(word, { tone: findingTone(how) }),
        span(isNarrow && how !== 'ok' ? `${word}: ${text}` : text, style),
        ms === undefined ? '' : took(ms),
      );
    }
  }
}
