// What the guided screen shows, outside React: the state of the run, what is finished, what the person is doing. Keys,
// events, time and size come in; a frame comes out. It never works: what a key wants done is handed to `act`.

import type { RunEvent } from '../model/event.ts';
import type { Question } from '../model/question.ts';
import { NOT_OPENED, type RunState } from '../session/ports.ts';
import { askedOf } from '../views/blocks/asked.ts';
import type { Block } from '../views/blocks/block.ts';
import type { RunContext } from '../views/blocks/look-blocks.ts';
import { blocksOfBatch } from '../views/blocks/of-event.ts';
import { brokenBlock, type Refused, refusedBlock } from '../views/blocks/unrecorded.ts';
import { charting } from '../views/charts/values.ts';
import { undoneBy } from '../views/screen/applied-rows.ts';
import { blockRows } from '../views/screen/block-rows.ts';
import { firstCursor } from '../views/screen/choices.ts';
import { isTooSmall } from '../views/screen/mode.ts';
import { endedBefore, wholeOutput, withEnded } from '../views/screen/outputs.ts';
import { editProblem, openOptions, outputOf, type RunView, runView } from '../views/screen/run-view.ts';
import { IDLE, type Local, type Window } from '../views/screen/screen.ts';
import { runningStep } from '../views/screen/working-panel.ts';
import type { Glyphs } from '../views/text/glyphs.ts';
import { pageOf } from '../views/text/layout.ts';
import { pasteable } from '../views/text/pasteable.ts';
import type { Row } from '../views/text/row.ts';
import { grow, NO_TAIL, type Tail } from '../views/text/tail.ts';
import type { Frame, FrameStore } from './frame.ts';
import { type Act, pressed, type Situation } from './keyboard.ts';

/** What the store needs from outside. */
export interface GuidedStoreOptions {
  readonly context: RunContext;
  readonly glyphs: Glyphs;
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  size(): { readonly columns: number; readonly rows: number };
  act(act: Act): void;
  /** A question must have been visible for so long before keys count, in milliseconds. */
  readonly arm_ms: number;
  /** A long output of the record by its digest; null where it cannot be read. */
  readOutput?(sha256: string): string | null;
  /** The run is led elsewhere: to stop here is to leave it alone. */
  readonly isWatching?: boolean;
  /** Nothing can be drawn: a mistake of ours. */
  failed(error: unknown): void;
}

/** The store. */
export interface GuidedStore extends FrameStore {
  events(state: RunState, events: readonly RunEvent[]): void;
  output(exec: string, text: string): void;
  /** The record cannot be kept any more. */
  broken(why: string): void;
  /** What came out of the editor, for a question that may not be open any more. */
  edited(question: string, text: string): void;
  /** What was sent to a run that is led elsewhere was not taken: that is printed, and what is still asked is open again. */
  refused(what: Refused, why: string): void;
  /** Rows for the scrollback that no event says, e.g. the head of the record. */
  say(rows: readonly Row[]): void;
}

/** Output wakes the screen at most so often, in milliseconds; events do at once. */
const OUTPUT_MS = 100;

/** An answer that is not on record after so long was not taken, in milliseconds. */
const SENT_MS = 3000;

/** Outputs that are kept: of the steps that ran last. */
const KEPT_OUTPUTS = 8;

/** Makes the store of one screen. */
export function guidedStore(before: RunState, options: GuidedStoreOptions): GuidedStore {
  const { context, glyphs, act, arm_ms, isWatching = false } = options;
  const listeners = new Set<() => void>();
  // What a run was left with may not hold any more; nothing of it is shown before the first event.
  let state = NOT_OPENED;
  let local: Local = IDLE;
  let tails: Readonly<Record<string, Tail>> = {};
  let ended = endedBefore(before);
  let finished: readonly (readonly Row[])[] = [];
  let visible: { readonly question: string; readonly since: number } | null = null;
  const charts = charting(context.plan);
  let beat = 0;
  let sentAt = 0;
  let isClosed = false;
  let isBroken = false;
  let view: RunView = { rows: [], scroll: null, commandEnds: false };
  let frame: Frame = { finished, live: [], columns: options.size().columns };

  // What is leafed through is read again with every frame.
  let lastRead: { readonly sha256: string; readonly text: string | null } | null = null;
  const read = (sha256: string): string | null => {
    if (lastRead?.sha256 !== sha256) lastRead = { sha256, text: options.readOutput?.(sha256) ?? null };
    return lastRead.text;
  };

  const windowNow = (): Window => ({ ...options.size(), now: options.now(), beat });

  // A question that has just come into view is not answered by keys that were meant for something else.
  const arm = (): void => {
    const isSeen = local.mode.type === 'main' && !isTooSmall(options.size());
    const question = isSeen ? (questionIn(state)?.id ?? null) : null;
    if (question !== null && visible?.question !== question) {
      visible = { question, since: options.now() };
      setTimeout(draw, arm_ms + 5).unref();
    }
    if (questionIn(state) === null || isTooSmall(options.size())) visible = null;
    const isArmed = visible !== null && options.now() - visible.since >= arm_ms;
    if (isArmed !== local.armed) local = { ...local, armed: isArmed };
  };

  const draw = (): void => {
    try {
      redraw();
    } catch (error) {
      options.failed(error);
    }
  };

  const redraw = (): void => {
    arm();
    const window = windowNow();
    view = isClosed
      ? { rows: [], scroll: null, commandEnds: false }
      : runView({ context, state, local, window, glyphs, tails, ended, read, charts, isBroken, isWatching });
    // What is drawn is read: the command counts as read when its last row is on the screen.
    if (view.commandEnds && questionIn(state) !== null && !local.read) local = { ...local, read: true };
    frame = { finished, live: view.rows, columns: window.columns };
    for (const listener of listeners) listener();
  };

  const beats = setInterval(() => {
    beat += 1;
    // The session leaves out an answer that does not fit any more; then the question is simply open again.
    if (local.sent !== null && options.now() - sentAt > SENT_MS)
      local = { ...local, sent: null, hint: 'That answer was not taken. Answer again.' };
    draw();
  }, 1000);
  let waking: NodeJS.Timeout | undefined;

  const situation = (): Situation => {
    const question = questionIn(state);
    const command =
      question !== null && 'proposal' in question
        ? question.proposal.shown.command
        : (runningStep(state)?.started.shown.command ?? null);
    const shown = { inputs: context.plan.runbook.inputs, secrets: state.opened?.secrets ?? {} };
    const isUndoRead = local.mode.type === 'reading' && local.mode.what === 'undo';
    const asked = question === null ? [] : (askedOf(context.plan, question).step?.undo ?? []);
    const undo = isUndoRead ? undoneBy(context, state) : asked.map((one) => pasteable(one, shown));
    return {
      question,
      isWatching,
      isTooSmall: isTooSmall(options.size()),
      options: openOptions(context, state, local),
      scroll: view.scroll,
      command: command === null ? null : pasteable(command, shown),
      editProblem: (text) => editProblem(context, state, text),
      output: () => (state.opened === null ? '' : wholeOutput(context.plan, { state, tails, ended, read }, local.back)),
      undo,
    };
  };

  const follow = (next: RunState): void => {
    const isOther = questionIn(next)?.id !== questionIn(state)?.id;
    const before = openOptions(context, state, local)[local.cursor];
    state = next;
    local = { ...local, sent: null };
    if (!isOther) {
      // Late evidence may have put the causes in another order; the cursor stays on its own.
      const at = openOptions(context, state, local).findIndex(
        ({ choice, cause, value }) => choice === before?.choice && cause === before.cause && value === before.value,
      );
      if (before !== undefined && at !== -1) local = { ...local, cursor: at };
      return;
    }
    const { mode } = local;
    const question = questionIn(state);
    const cursor = question === null ? -1 : firstCursor(question, openOptions(context, state, local));
    local = { ...local, cursor, read: false, armed: false, hint: '' };
    const isOld = mode.type === 'reading' && mode.what === 'command';
    if (isOld) local = { ...local, mode: { type: 'main' } };
    if (isOld || mode.type === 'main') local = { ...local, scroll: 0 };
    if (mode.type === 'typing') local = { ...local, mode: { type: 'gone' }, text: '', caret: 0, scroll: 0 };
  };

  const print = (blocks: readonly Block[]): void => {
    const page = pageOf(options.size().columns, glyphs);
    const rows = blocks.map((block) => blockRows(page, block)).filter((one) => one.length > 0);
    if (rows.length > 0) finished = [...finished, ...rows];
  };

  draw();

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    frame: () => frame,
    press: (press) => {
      const next = pressed(local, press, situation());
      local = next.local;
      if (next.act?.type === 'answer') sentAt = options.now();
      if (next.act !== null) act(next.act);
      draw();
      return next.rest;
    },
    events: (next, events) => {
      print(blocksOfBatch(context, state === NOT_OPENED ? before : state, events));
      ended = withEnded(ended, events, next);
      if (next.opened !== null) for (const event of events) charts.take(event, next);
      follow(next);
      draw();
    },
    output: (exec, text) => {
      if (outputOf(state, exec) === 'hidden') return;
      const { [exec]: known = NO_TAIL, ...others } = tails;
      const kept = Object.entries(others).slice(1 - KEPT_OUTPUTS);
      tails = { ...Object.fromEntries(kept), [exec]: grow(known, text) };
      waking ??= setTimeout(() => {
        waking = undefined;
        draw();
      }, OUTPUT_MS);
    },
    broken: (why) => {
      isBroken = true;
      print([brokenBlock(why, options.now())]);
      draw();
    },
    hint: (text) => {
      local = { ...local, hint: text };
      draw();
    },
    edited: (question, text) => {
      const { mode } = local;
      if (mode.type === 'typing' && mode.question === question)
        local = { ...local, text, caret: text.length, hint: '' };
      draw();
    },
    refused: (what, why) => {
      print([refusedBlock(what, why, options.now())]);
      local = { ...local, hint: '', ...(what === 'answer' ? { sent: null } : {}) };
      draw();
    },
    say: (rows) => {
      finished = [...finished, rows];
      draw();
    },
    resized: () => {
      // Rows are others now: what was not read to its end is read from its beginning.
      if (!local.read || local.mode.type === 'reading') local = { ...local, scroll: 0 };
      draw();
    },
    close: () => {
      clearInterval(beats);
      clearTimeout(waking);
      isClosed = true;
      draw();
    },
  };
}

const questionIn = (state: RunState): Question | null => (state.opened === null ? null : state.question);
