// The live region: what runs now and the one decision that is open, as rows that fit the window. A pure projection of
// the state of the run and of what the person at the screen is doing; everything finished is in the scrollback.

import { editProblemOf } from '../../engine/edit.ts';
import { endOf, executionIn, type Run, type State } from '../../engine/state.ts';
import { unreachable } from '../../model/result.ts';
import { within } from '../../model/risk.ts';
import type { RunContext } from '../blocks/look-blocks.ts';
import { riskWords } from '../blocks/names.ts';
import type { Charting } from '../charts/values.ts';
import { compose } from '../text/compose.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { keys, type Page, pageOf, rule } from '../text/layout.ts';
import { dim, gap, type Row, ranked, row, span, type Tone } from '../text/row.ts';
import type { Tail } from '../text/tail.ts';
import { elapsed } from '../text/text.ts';
import { undoPanel } from './applied-rows.ts';
import { optionsFrom, optionsOf } from './choices.ts';
import { diagnosisPanel, runTime } from './diagnosis-panel.ts';
import { footKeys } from './foot-keys.ts';
import { inputRows } from './input-rows.ts';
import { isTooSmall } from './mode.ts';
import type { Option } from './option.ts';
import { type Ended, type Outputs, type ShownOutput, shownOutput } from './outputs.ts';
import { blank, type Fitted, fitPanel, type Panel, type Scroll } from './panel.ts';
import { questionPanel } from './question-panel.ts';
import {
  aboveQuestion,
  commandPanel,
  gonePanel,
  helpPanel,
  interruptPanel,
  outputPanel,
  tooSmallRows,
  whyPanel,
} from './reading-panels.ts';
import type { Local, Window } from './screen.ts';
import { idlePanel, retryingPanel, runningPanel, runningStep, watchPanel } from './working-panel.ts';

/** All that the live region is drawn from. */
export interface Scene {
  readonly context: RunContext;
  readonly state: State;
  readonly local: Local;
  readonly window: Window;
  readonly glyphs: Glyphs;
  /** Outputs of running steps, and of the one that ran last, by execution. */
  readonly tails: Readonly<Record<string, Tail>>;
  /** Executions that have ended, for their outputs. */
  readonly ended?: readonly Ended[];
  /** A long output by its digest. */
  readonly read?: Outputs['read'];
  /** Values over time, as far as this sitting has seen them. */
  readonly charts?: Charting;
  /** The record cannot be kept any more. */
  readonly isBroken?: boolean;
  /** The run is led elsewhere: to stop here is to leave it alone. */
  readonly isWatching?: boolean;
}

/** The live region. */
export interface RunView {
  /** Fewer than the window has. */
  readonly rows: readonly Row[];
  readonly scroll: Scroll | null;
  /** The end of the command that is asked about is on the screen. */
  readonly commandEnds: boolean;
}

/** What keeps an edit from being used, before it is given as an answer; null: nothing. */
export const editProblem = ({ plan }: RunContext, state: State, edited: string): string | null =>
  state.opened === null ? null : editProblemOf(plan, state, edited);

/** What may be shown of the output of a running step: `evidence` stands in its result alone. */
export function outputOf(state: State, exec: string): 'shown' | 'evidence' | 'hidden' {
  const started = executionIn(state, exec)?.started;
  if (started === undefined || started.sensitive) return 'hidden';
  return started.purpose === 'probe' || started.purpose === 'preview' ? 'evidence' : 'shown';
}

const NOTHING: RunView = { rows: [], scroll: null, commandEnds: false };

/** Answers to the open question; none while nothing is asked. */
export function openOptions(context: RunContext, state: State, { sent }: Pick<Local, 'sent'>): readonly Option[] {
  if (state.opened === null || state.question === null || state.question.id === sent) return [];
  return optionsOf(context.plan, state.question, optionsFrom(context.plan, state));
}

/** The live region of a run; no rows after it is finished. */
export function runView(scene: Scene): RunView {
  const { state, window, glyphs, local } = scene;
  const page = pageOf(window.columns, glyphs);
  if (isTooSmall(window) && (state.opened === null || endOf(state) === null))
    return { ...NOTHING, rows: tooSmallRows(page, window, local.mode) };
  if (state.opened === null) return { ...NOTHING, rows: beforeOpening(page, scene) };
  return endOf(state) === null ? openView(page, { ...scene, state }) : NOTHING;
}

/** Of a run that was opened. */
type OpenScene = Scene & { readonly state: Run };

function openView(page: Page, scene: OpenScene): RunView {
  const { window, local } = scene;
  // One row stays free: a frame as high as the window would scroll.
  const budget = Math.max(3, window.rows - 1);
  const height = Math.max(1, budget - 2);
  const fitted = fitPanel(page, panelOf(page, scene, height), { height, scroll: local.scroll });
  const { rows } = compose(
    [gap(7), headRow(page, scene), gap(8), ...fitted.rows, gap(7), footRow(page, scene)],
    budget,
  );
  return { rows, scroll: fitted.scroll, commandEnds: endsCommand(scene, fitted) };
}

// What the steps of a runbook need is loaded before anything is looked at, and that may take a moment.
function beforeOpening(
  page: Page,
  {
    context: {
      plan: { runbook },
    },
  }: Scene,
): readonly Row[] {
  const head = rule(page, `${runbook.id}  ${runbook.severity}`, { right: 'Getting ready' });
  return [head, row(['   ', span(runbook.title)])];
}

// Only where the command itself stands on the screen is it read.
function endsCommand({ local: { mode } }: Scene, { commandEnds }: Fitted): boolean {
  return (
    commandEnds &&
    (mode.type === 'main' || mode.type === 'typing' || (mode.type === 'reading' && mode.what === 'command'))
  );
}

function panelOf(page: Page, scene: OpenScene, height: number): Panel {
  const { context, state, local } = scene;
  const { mode } = local;
  const open = state.question?.id === local.sent ? null : state.question;
  switch (mode.type) {
    case 'interrupt':
      return interruptPanel(page, state);
    case 'gone':
      return gonePanel(page);
    case 'reading':
      if (mode.what === 'help') return aboveQuestion(page, helpPanel(page), { context, question: open, height });
      if (mode.what === 'why' || mode.what === 'expressions') {
        const telling = mode.what === 'why' ? 'words' : mode.what;
        return aboveQuestion(page, whyPanel(page, context, state, telling), { context, question: open, height });
      }
      if (mode.what === 'undo')
        return aboveQuestion(page, withHint(undoPanel(page, context.plan, state), local), {
          context,
          question: open,
          height,
        });
      if (mode.what === 'command') return commandPanel(page, context, state);
      return aboveQuestion(page, withHint(outputPanel(page, context, shownNow(scene)), local), {
        context,
        question: open,
        height,
      });
    case 'note': {
      const panel = currentPanel(page, scene, height);
      const note: Panel = {
        top: panel.top,
        body: panel.body.map((one) => (one.rank === 0 ? { ...one, rank: 1 } : one)),
        tail: [gap(8), ...inputRows(page, [span('Note for the record')], local)],
      };
      return withHint(note, local);
    }
    case 'typing':
    case 'main':
      return currentPanel(page, scene, height);
    default:
      return unreachable(mode);
  }
}

const withHint = (panel: Panel, { hint }: Local): Panel =>
  hint === '' ? panel : { ...panel, tail: [...panel.tail, row(['  ', span(hint, { tone: 'warn' })])] };

function currentPanel(page: Page, scene: OpenScene, height: number): Panel {
  const { context, state, local, window, tails, charts } = scene;
  const { question } = state;
  const isLooking = state.look.done_ms === null;
  if (question !== null && question.id !== local.sent) {
    const options = openOptions(context, state, local);
    const panel = questionPanel(page, context, state, { question, options, local, height });
    // What is waited for stays on the screen above what can be done instead.
    if (question.kind === 'waiting') {
      const waits = waitPanel(page, scene);
      return waits === null ? panel : { ...panel, top: waits.top, body: [...waits.body, blank()] };
    }
    return isLooking && question.kind === 'ask'
      ? besideTable(panel, diagnosisPanel(page, context, state, { window, height }))
      : panel;
  }
  const step = runningStep(state);
  if (step !== undefined) return runningPanel(page, step, state, { window, tail: tails[step.exec] });
  const waits = retryingPanel(page, context, state, window) ?? watchPanel(page, context, state, { window, charts });
  if (waits !== null) return waits;
  return isLooking ? diagnosisPanel(page, context, state, { window, height }) : idlePanel(page, state, window);
}

function waitPanel(page: Page, { context, state, window, tails, charts }: OpenScene): Panel | null {
  const step = runningStep(state);
  return step === undefined
    ? watchPanel(page, context, state, { window, charts })
    : runningPanel(page, step, state, { window, tail: tails[step.exec] });
}

// A probe that asks does not hide the others, where there is room.
function besideTable(panel: Panel, table: Panel): Panel {
  const rows = [...table.top, ...table.body, ...table.tail, gap()];
  return { ...panel, top: [...rows.map((one) => ranked(5, one, 'probes')), ...panel.top] };
}

const shownNow = ({ context, state, tails, ended = [], read = () => null, local }: OpenScene): ShownOutput =>
  shownOutput(context.plan, { state, tails, ended, read }, local.back);

const PHASES = {
  diagnosing: 'Diagnose 1/4',
  deciding: 'Decide 2/4',
  resolving: 'Resolve 3/4',
  verifying: 'Verify 4/4',
  giving_up: 'Give up',
} as const;

// One coloured thing on the screen, and only when the question on it can hurt.
function headRow(page: Page, { context, state, local, window }: OpenScene): Row {
  const { runbook } = context.plan;
  const time = elapsed(runTime(state, window));
  const isNarrow = page.columns < 60;
  const dry = state.opened.dry_run ? '  DRY RUN' : '';
  const title = isNarrow ? `${runbook.id}${dry}` : `${runbook.id}  ${runbook.severity}${dry}`;
  return rule(page, title, {
    right: isNarrow ? time : `${PHASES[state.stage.phase]}  ${time}`,
    tone: headTone(state, local),
  });
}

function headTone({ question }: Run, { mode }: Local): Tone | undefined {
  if (mode.type === 'interrupt' || mode.type === 'gone') return 'warn';
  if (question === null) return undefined;
  if (['not_verified', 'failed', 'in_doubt', 'cause_changed'].includes(question.kind)) return 'warn';
  if (!('proposal' in question) || within(question.proposal.risk, 'change')) return undefined;
  return riskWords(question.proposal.risk).tone;
}

function footRow(page: Page, { context, state, local, isBroken = false, isWatching = false }: OpenScene): Row {
  const isNarrow = page.columns < 70;
  const short = state.run.slice(state.run.lastIndexOf('-') + 1);
  const right = [
    span(page.glyphs.record, { tone: 'bad' }),
    dim(
      `${isNarrow ? ' ' : ` ${isWatching ? 'watching' : 'recording'} ${short}  `} ^C ${isWatching ? 'leave' : 'stop'}`,
    ),
  ];
  const broken = [span(`${page.glyphs.warn} not recording`, { tone: 'bad', bold: true })];
  return keys(page, footKeys(state, local, openOptions(context, state, local)), isBroken ? broken : right);
}
