// What runs now: a step with the end of its output, a pause before another attempt, or goals that are being watched.

import { verifyGoals } from '../../engine/concerns.ts';
import type { Plan } from '../../engine/plan.ts';
import { scopeOf } from '../../engine/scope.ts';
import { agendaOf, currentAction, type Execution, type Run, running, type State, watchOf } from '../../engine/state.ts';
import type { Expression } from '../../model/expression.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { type RunContext, skippedFinding } from '../blocks/look-blocks.ts';
import { stepByKey, titleOf, writtenTitle } from '../blocks/names.ts';
import { findingOf, findingText } from '../blocks/reading-line.ts';
import { sparkline } from '../charts/sparkline.ts';
import { valueText } from '../charts/value-text.ts';
import type { Charting, ReportedValues } from '../charts/values.ts';
import type { Sign } from '../text/glyphs.ts';
import { commandRows, field, type Page, paragraph, signSpan } from '../text/layout.ts';
import { bold, dim, type Row, ranked, row, span } from '../text/row.ts';
import { lastLines, NO_TAIL, type Tail } from '../text/tail.ts';
import { bytes, count, elapsed, left, width, wrapWords } from '../text/text.ts';
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
export function watchPanel(
  page: Page,
  { plan }: RunContext,
  state: Run,
  { window, charts }: { readonly window: Window; readonly charts?: Charting | undefined },
): Panel | null {
  const watch = watchOf(state);
  if (watch === null || watch.now.is === 'over') return null;
  const now_ms = runTime(state, window);
  const step = titleOf(plan, state, currentAction(state)?.key ?? '');
  const names = { step: `Waiting for the goal of: ${step}`, doubt: `Did it take effect? ${step}`, verify: 'Verify' };
  const { done_ms } = state.look;
  const next = done_ms === null ? 'looking now' : `next look in ${left(done_ms + watch.every_ms - now_ms)}`;
  const body = watch.goals.flatMap((goal, n) => {
    const stands = goalStands(plan, state, n, now_ms);
    return [
      // The goal of a step has no title; what it is about is said by what its probes found.
      ...goalRows(page, watch.for === 'verify' ? sanitizeLine(goal.title) : 'Its goal', stands),
      // What a goal that holds was seen by says nothing new.
      ...(stands.sign === 'ok'
        ? []
        : [
            ...chartRows(page, plan, charts?.of(watchedGoal(plan, state, n)) ?? []).map((one) => ranked(2, one)),
            ...goalProbes(plan, state, n).flatMap((id) =>
              isUnneeded(state, id) ? [] : probeWords(page, plan, state, id).map((one) => ranked(3, one)),
            ),
          ]),
    ];
  });
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

interface Stands {
  readonly sign: Sign;
  readonly words: string;
}

// A goal has a state of its own: that another one is not met yet takes nothing from it.
function goalStands(plan: Plan, state: Run, n: number, now_ms: number): Stands {
  const watch = watchOf(state);
  const expression = watchedGoal(plan, state, n);
  const goal = watch?.goals[n];
  if (watch === null || goal === undefined || expression === undefined) return { sign: 'waiting', words: '' };
  const { due_ms, for_ms = 0 } = goal;
  const since_ms = watch.since_ms[n] ?? null;
  const { truth } = plan.environment.truth(expression, scopeOf(state));
  if (truth === 'true' && for_ms > 0 && since_ms !== null)
    return { sign: 'ok', words: `has held for ${elapsed(now_ms - since_ms)} of ${elapsed(for_ms)}` };
  if (truth === 'true') return { sign: 'ok', words: 'holds' };
  if (due_ms <= now_ms)
    return { sign: 'bad', words: truth === 'false' ? 'not reached in time' : 'could not be checked in time' };
  const rest = `${left(due_ms - now_ms)} left`;
  return truth === 'false'
    ? { sign: 'waiting', words: `not yet, ${rest}` }
    : { sign: 'unknown', words: `could not be checked yet, ${rest}` };
}

function goalRows(page: Page, title: string, { sign, words }: Stands): readonly Row[] {
  const lead = ['  ', signSpan(sign, page.glyphs), ' '] as const;
  const inner = 3 + width(signSpan(sign, page.glyphs).text);
  const isWide = inner + width(title) + 2 + width(words) <= page.columns;
  const lines = wrapWords(title, Math.max(12, page.columns - inner));
  if (isWide) return [row([...lead, bold(title)], [dim(words)])];
  return [
    ...lines.map((line, n) => row([...(n === 0 ? lead : [' '.repeat(inner)]), bold(line)])),
    row([' '.repeat(inner), dim(words)]),
  ];
}

/** Numbers of a goal that has been looked at often enough to say where it goes. */
const MOST_CHARTS = 2;
const FEWEST_POINTS = 3;
const CHART_COLUMNS = 20;

// Whether it gets better is seen at a glance: from which value to which, and how.
function chartRows(page: Page, plan: Plan, all: readonly ReportedValues[]): readonly Row[] {
  const moving = all.filter(({ points }) => points.length >= FEWEST_POINTS).slice(0, MOST_CHARTS);
  return moving.map((one) => {
    const values = one.points.map(([, value]) => value);
    const [probe = '', ...path] = one.name.split('.');
    const [first = 0, last = 0] = [values.slice(-CHART_COLUMNS)[0], values.at(-1)];
    return row([
      '     ',
      span(sparkline(values, page.glyphs, CHART_COLUMNS), { tone: 'act' }),
      bold(` ${valueText(one, first)} ${page.glyphs.to} ${valueText(one, last)}`),
      dim(`  ${path.join('.')}, ${writtenTitle(plan, probe)}`),
    ]);
  });
}

function watchedGoal(plan: Plan, state: Run, n: number): Expression | undefined {
  return state.stage.phase === 'verifying'
    ? verifyGoals(plan.runbook, state)[n]?.goal
    : stepByKey(plan, currentAction(state)?.key ?? '')?.goal;
}

const goalProbes = (plan: Plan, state: Run, n: number): readonly string[] => watchedGoal(plan, state, n)?.probes ?? [];

function isUnneeded({ probes }: Run, id: string): boolean {
  const probe = probes[id];
  return probe?.status === 'skipped' && probe.why.code === 'if_false';
}

function probeWords(page: Page, plan: Plan, state: Run, id: string): readonly Row[] {
  return paragraph(page, `${writtenTitle(plan, id)}: ${probeText(plan, state, id)}`, {
    indent: 5,
    style: { dim: true },
  });
}

function probeText(plan: Plan, state: Run, id: string): string {
  const probe = state.probes[id];
  if (probe?.status === 'skipped') return skippedFinding(probe.why).text;
  const kind = plan.probes.get(id)?.kind;
  if (kind === undefined) return 'not in yet';
  if (probe?.status === 'finished') return findingText(findingOf(kind, probe.outcome));
  // While it is looked at again, what it said before is the newest that is known.
  const reading = state.readings[id];
  return reading === undefined ? 'not in yet' : findingText(findingOf(kind, { status: 'succeeded', reading }));
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
