// Leads a run in this process: screen, signals, executor, session. The same for a new run, one that is taken up again,
// and one in the sandbox.

import type { Plan } from '../engine/plan.ts';
import { EMPTY, endOf, running, type State } from '../engine/state.ts';
import type { Actor, Observation, RunEvent } from '../model/event.ts';
import type { RunMode } from '../model/risk.ts';
import { within } from '../model/risk.ts';
import type { Kind } from '../model/step.ts';
import { createMasker } from '../redact/redact.ts';
import { systemClock } from '../session/clock.ts';
import { executor } from '../session/executor.ts';
import type { ResolvedInputs } from '../session/inputs.ts';
import type { Executor, Observer, Operator, OperatorAct, Recorder, RunAct } from '../session/ports.ts';
import { keptTo, type RecordedAnswers } from '../session/recorded-answers.ts';
import { Session, type SessionEnd } from '../session/session.ts';
import { closeConnections, PERFORMERS } from '../steps/index.ts';
import { prepare } from '../steps/perform.ts';
import type { Performers } from '../steps/performer.ts';
import { endLeftBehind } from '../steps/process/group.ts';
import { dryRun } from '../steps/simulate.ts';
import { onlyKinds } from '../steps/within.ts';
import { openOutputSink } from '../transcript/outputs.ts';
import type { RunFolder } from '../transcript/store.ts';
import { TranscriptError } from '../transcript/transcript-error.ts';
import type { TranscriptWriter } from '../transcript/writer.ts';
import { openFront } from './choose-front.ts';
import { EXIT, type ExitCode, exitOf } from './exit-codes.ts';
import type { Screen } from './fronts/front.ts';
import { type Told, told } from './reading/told.ts';
import { onSignals } from './signals.ts';
import { runSpools } from './spool-folder.ts';
import { openDoor } from './watching/door.ts';

/** A run that is ready to be led. The lock of its folder is held. */
export interface Leading {
  readonly plan: Plan;
  readonly folder: RunFolder;
  readonly writer: TranscriptWriter;
  readonly inputs: ResolvedInputs;
  /** What the record holds already. */
  readonly state: State;
  readonly events: readonly RunEvent[];
  /** The event this process begins with: `run.opened` or `run.resumed`. */
  readonly first: Observation;
  readonly actor: Actor;
  readonly screen: Screen;
  readonly dry_run: boolean;
  readonly write_probe: boolean;
  /** Folder that its programs are started in. */
  readonly cwd: string;
  /** Kinds of step that it is kept to; all by default. */
  readonly kinds?: ReadonlySet<string>;
  /** Connections that were there before it are needed after it. */
  readonly standsBy?: true;
  /** Beside the record stands the log of a fleet, which decides who leads the run. */
  readonly join?: Join;
  /** An earlier run answers in the place of a person, and nothing else than in it is carried out. */
  readonly recorded?: RecordedAnswers;
}

/** What ties a run to the log of a fleet. */
export interface Joined {
  readonly observer: Observer;
  recorder(inner: Recorder): Recorder;
  executor(inner: Executor): Executor;
  /** Brings the rest to the log and lets the run go. */
  finish(end: SessionEnd): Promise<void>;
}

/** Ties a run that is about to be led to the log; `act` does in it what comes from there. */
export type Join = (leading: Leading, act: (act: RunAct, by: Actor) => void) => Joined;

/** Leads a run until it ends, waits or stops; the exit code says which. */
export async function lead(leading: Leading): Promise<ExitCode> {
  const { plan, folder, writer, inputs, actor } = leading;
  const masker = createMasker(inputs.declared);
  const listing = told(leading.events, plan);
  const spools = runSpools(folder);
  spools.keepOnly(running(leading.state).map(({ exec }) => exec));
  const kinds = kindsIn(plan);
  // The screen first, which has something to say at once; and loading code must not eat a probe's time.
  const front = await openFront(leading);
  await Promise.all([prepare(kinds), endLooks(leading.state)]);
  const acting = executor({
    performers: performersFor(leading),
    secrets: inputs.fillings,
    masker,
    sink: (sensitive) => openOutputSink(folder, masker, { sensitive }),
    spools,
    cwd: leading.cwd,
    write_probe: leading.write_probe && !leading.dry_run,
  });
  const { recorded } = leading;
  const standIn = recorded === undefined ? null : answering(recorded, actor, (act, by) => session.act(act, by));
  const door = openDoor({ folder, plan, act: (act, by) => session.act(act, by) });
  const joined = leading.join?.(leading, (act, by) => session.act(act, by));
  const carrying = joined?.executor(acting) ?? acting;
  const session: Session = new Session(
    {
      plan,
      clock: systemClock,
      recorder: joined?.recorder(writer) ?? writer,
      executor: recorded === undefined ? carrying : keptTo(carrying, recorded),
      operator: standIn?.operator ?? front.operator,
      observers: [
        { events: (_state, events) => listing.take(events) },
        ...(standIn === null ? [] : [standIn.observer]),
        front.observer,
        door.observer,
        ...(joined === undefined ? [] : [joined.observer]),
        ...(leading.screen.kind === 'json' ? [TELL_TROUBLE] : []),
      ],
      mask: (value) => masker.maskJson(value),
    },
    leading.state,
  );
  front.connect((act) => session.act(act));
  const signals = onSignals({
    stop: (how, by) => session.act({ type: 'stop', how }, { kind: 'automation', name: by }),
    takeBack: () => front.takeBack(),
    letGo: () => front.letGo(),
  });
  try {
    const end = await session.lead(leading.first, actor);
    await joined?.finish(end);
    await front.close(end);
    if (end.bug !== undefined) throw asError(end.bug);
    return exitCode(end, signals.code());
  } finally {
    signals.off();
    door.close();
    if (leading.standsBy !== true) await closeConnections();
    leave(leading, listing);
  }
}

// The record speaks for the people of that time; whoever began this is who answers, and says where it stands.
function answering(
  recorded: RecordedAnswers,
  actor: Actor,
  act: (act: OperatorAct, by: Actor) => void,
): { readonly operator: Operator; readonly observer: Observer } {
  let state: State = EMPTY;
  const RECORD: Actor = { kind: 'automation', name: 'replay' };
  return {
    observer: { events: (next) => void (state = next) },
    operator: {
      actor,
      ask: (question) => {
        if (state.opened === null) return;
        const reply = recorded.reply(question, state);
        if ('answer' in reply) {
          const reason =
            reply.answer.reason ?? `as in event ${reply.seq} of ${state.opened.again?.run ?? ''}, by ${reply.by}`;
          act({ type: 'answer', question: question.id, answer: { ...reply.answer, reason } }, actor);
        } else if ('stop' in reply) {
          act({ type: 'note', text: `The replay stops here: ${reply.stop}.` }, RECORD);
          act({ type: 'stop', how: 'after_step' }, RECORD);
        }
      },
    },
  };
}

function performersFor({ dry_run, kinds }: Leading): Performers {
  const all = dry_run ? dryRun(PERFORMERS) : PERFORMERS;
  return kinds === undefined ? all : onlyKinds(all, kinds);
}

// Programs read standard output; a person looks here.
const TELL_TROUBLE: Observer = {
  events: () => {},
  broken: (why) => void process.stderr.write(`warning: nothing more is begun: the record cannot be kept: ${why}\n`),
};

// A disk that is full keeps no head either; how the run ended has been said.
function leave({ writer, folder }: Leading, listing: Told): void {
  try {
    writer.close();
    if (writer.poisoned === null) listing.keep(folder);
  } catch (error) {
    if (!(error instanceof TranscriptError)) throw error;
  }
}

// Looks of an engine that was killed may go on for ever; they are made anew, not beside themselves.
async function endLooks(state: State): Promise<void> {
  const looks = running(state).filter(({ started }) => within(started.risk, 'read'));
  await Promise.all(looks.map(async ({ spawned }) => (spawned === undefined ? undefined : endLeftBehind(spawned))));
}

/** The kinds of its steps. */
export const kindsIn = (plan: Plan): ReadonlySet<Kind> =>
  new Set([...plan.steps.values()].map(({ step }) => step.kind));

/** How the run is led, as its first event says it. */
export function modeOf(screen: Screen, approve: RunMode['approve'], { kind }: Actor): RunMode {
  if (kind === 'agent') return { mode: 'agent', approve: 'read' };
  return { mode: screen.guided ? 'guided' : 'unattended', approve };
}

function exitCode({ state, broken }: SessionEnd, signalled: ExitCode | null): ExitCode {
  const end = endOf(state);
  if (end !== null) return exitOf(end.outcome);
  if (broken !== undefined) return EXIT.waiting;
  return signalled ?? EXIT.waiting;
}

const asError = (bug: unknown): Error => (bug instanceof Error ? bug : new Error(String(bug)));
