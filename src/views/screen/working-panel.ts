// What runs now: a step with the end of its output, a pause before another attempt, or goals that are being watched.

import type { Watch } from '../../engine/action.ts';
import { verifyGoals } from '../../engine/concerns.ts';
import type { Plan } from '../../engine/plan.ts';
import { agendaOf, currentAction, type Execution, type Run, running, type State, watchOf } from '../../engine/state.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { RunContext } from '../blocks/look-blocks.ts';
import { stepByKey, titleOf } from '../blocks/names.ts';
import { findingOf, findingTone } from '../blocks/reading-line.ts';
import { commandRows, field, type Page } from '../text/layout.ts';
import { bold, dim, type Row, ranked, row, span } from '../text/row.ts';
import { lastLines, NO_TAIL, type Tail } from '../text/tail.ts';
import { bytes, count, elapsed, left, width } from '../text/text.ts';
import { runTime } from './diagnosis-panel.ts';
import { blank, type Panel } from './panel.ts';
import type { Window } from './screen.ts';

/** The step that runs and is no probe, newest first. */
export function runningStep(state: State): Execution | undefined {
  return running(state).findLast(({ started }) => started.purpose !== 'probe');
}

/** A step under way, with the end of its output. */
export function runningPanel(
  page: Page,
  execution: Execution,
  state: Run,
  view: { readonly window: Window; readonly tail?: Tail | undefined },
): Panel {
  const { window, tail = NO_TAIL } = view;
  const { started } = execution;
  const since = elapsed(runTime(state, window) - execution.started_ms);
  const word = { probe: '', action: '', preview: 'Preview: ', undo: 'Undo: ', escalation: 'Tell: ' }[started.purpose];
  const agenda = agendaOf(state);
  const place =
    started.purpose === 'action' && agenda !== null ? `   step ${agenda.index + 1} of ${agenda.actions.length}` : '';
  const lines = lastLines(tail, window.rows >= 30 ? 12 : 8);
  const output = started.sensitive
    ? [row(['   ', dim('its output is neither shown nor recorded')])]
    : [
        ...lines.map((line, n) => ranked(n === lines.length - 1 ? 0 : 3, row(['   ', dim(line)]))),
        ranked(
          1,
          row([
            '   ',
            dim(
              tail.count === 0 && tail.open === ''
                ? 'no output yet'
                : `${count(tail.count, 'line')}, ${bytes(tail.size)}, all of it is recorded`,
            ),
          ]),
        ),
      ];
  return {
    top: [
      row(
        [' ', signOf(page, window), ' ', bold(word + sanitizeLine(started.shown.title)), dim(place)],
        [dim(`running ${since}`)],
      ),
      ...(state.standing.is !== 'stopping'
        ? []
        : [
            row([
              '   ',
              span(state.standing.how === 'abort' ? 'being ended' : 'the run stops after this step', {
                tone: 'warn',
                bold: true,
              }),
            ]),
          ]),
      blank(),
    ],
    body: [
      ...commandRows(page, started.shown.command).map((one) => ranked(4, one, 'command')),
      ranked(8, row([])),
      ...output,
    ],
    tail: [],
  };
}

/** A failed step that is tried again after a pause. */
export function retryingPanel(page: Page, { plan }: RunContext, state: Run, window: Window): Panel | null {
  const action = currentAction(state);
  if (action?.state.status !== 'retrying') return null;
  const { due_ms } = action.state;
  return {
    top: [
      row(
        [' ', signOf(page, window), ' ', bold(titleOf(plan, state, action.key))],
        [dim(`again in ${left(due_ms - runTime(state, window))}`)],
      ),
    ],
    body: field(page, 'Attempt', `${action.attempts + 1}; the last one failed`, { indent: 3, label: 9 }),
    tail: [],
  };
}

/** Goals that are being watched, with what their probes said last and how long is left. */
export function watchPanel(page: Page, { plan }: RunContext, state: Run, window: Window): Panel | null {
  const watch = watchOf(state);
  if (watch === null || watch.now.is === 'over') return null;
  const now_ms = runTime(state, window);
  const step = titleOf(plan, state, currentAction(state)?.key ?? '');
  const names = { step: `Waiting for the goal of: ${step}`, doubt: `Did it take effect? ${step}`, verify: 'Verify' };
  const { done_ms } = state.look;
  const next = done_ms === null ? 'looking now' : `next look in ${left(done_ms + watch.every_ms - now_ms)}`;
  const body = watch.goals.flatMap((goal, n) => [
    row(['   ', bold(sanitizeLine(goal.title))], [dim(timeOfGoal(goal, watch.since_ms[n] ?? null, now_ms))]),
    ...goalProbes(plan, state, n).map((id) => ranked(3, probeWords(plan, state, id))),
  ]);
  const since = `   since ${elapsed(now_ms - watch.started_ms)}`;
  const hasRoom = width(names[watch.for]) + width(since) + width(next) + 4 <= page.columns;
  return {
    top: [
      row([' ', signOf(page, window), ' ', bold(names[watch.for]), dim(hasRoom ? since : '')], [dim(next)]),
      blank(),
    ],
    body,
    tail: [],
  };
}

function timeOfGoal({ due_ms, for_ms = 0 }: Watch['goals'][number], since_ms: number | null, now_ms: number): string {
  if (since_ms === null || for_ms === 0) return `${left(due_ms - now_ms)} left`;
  return `holds since ${elapsed(now_ms - since_ms)}, must for ${elapsed(for_ms)}`;
}

function goalProbes(plan: Plan, state: Run, n: number): readonly string[] {
  if (state.stage.phase !== 'verifying') return stepByKey(plan, currentAction(state)?.key ?? '')?.goal?.probes ?? [];
  return verifyGoals(plan.runbook, state)[n]?.goal.probes ?? [];
}

function probeWords(plan: Plan, state: Run, id: string): Row {
  const probe = state.probes[id];
  if (probe?.status === 'skipped') return row(['     ', dim(`${id}  not needed here`)]);
  const kind = plan.probes.get(id)?.kind;
  if (probe?.status !== 'finished' || kind === undefined) {
    // While it is looked at again, what it said before is the newest that is known.
    const reading = state.readings[id];
    const last = reading === undefined || kind === undefined ? null : findingOf(kind, { status: 'succeeded', reading });
    return last === null
      ? row(['     ', dim(`${id}  not in yet`)])
      : row(['     ', dim(`${id}  `), span(last.word, { tone: findingTone(last.how) }), dim(`  ${last.text}`)]);
  }
  const finding = findingOf(kind, probe.outcome);
  return row(['     ', dim(`${id}  `), span(finding.word, { tone: findingTone(finding.how) }), `  ${finding.text}`]);
}

/** Nothing in particular: between one decision and the next. */
export function idlePanel(page: Page, state: Run, window: Window): Panel {
  const words = {
    diagnosing: 'Diagnosing',
    deciding: 'Deciding',
    resolving: 'Next step',
    verifying: 'Verifying',
    giving_up: 'Giving up',
  };
  const waits = runningStep(state);
  return {
    top: [
      row([
        ' ',
        signOf(page, window),
        ' ',
        bold(words[state.stage.phase]),
        dim(waits === undefined ? '' : `   ${waits.started.shown.title}`),
      ]),
    ],
    body: [],
    tail: [],
  };
}

const signOf = ({ glyphs }: Page, { beat }: Window): ReturnType<typeof span> =>
  span(glyphs.running[beat % glyphs.running.length] ?? '', { tone: 'act' });
