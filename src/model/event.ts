// Events: the record of a run; state is a fold over these. Observations come from the world, decisions can be computed again
// from what came before (docs/guarantees.md). They hold codes and data, never words; what was *shown* stands under `shown`.

import type { Alert } from './alert.ts';
import type { Evidence, Rendered, Text, Truth } from './expression.ts';
import type { Json } from './json.ts';
import type { Outcome, Output } from './outcome.ts';
import type { AnswerWay, Choice, Question, Stakes } from './question.ts';
import type { RankedCause } from './ranked-cause.ts';
import type { AgentRefused, Note } from './reasons/agent.ts';
import type { Annotation } from './reasons/annotation.ts';
import type {
  Entering,
  SeenGoal,
  SkipReason,
  WhyDoubt,
  WhyDropped,
  WhyFinished,
  WhyLook,
  WhySettled,
} from './reasons/why.ts';
import type { FleetWorker, Risk, RunMode } from './risk.ts';
import type { ComposeProgram, Kind } from './step.ts';

/** The version of the transcript format that this program writes. */
export const FORMAT = 2;

/** The rules by which this program leads a run: the number grows when the same events come to other decisions. */
export const RULES = 3;

/** The process that writes, and the machine it runs on. */
export interface WriterProcess {
  readonly pid: number;
  /** Start time of the process as the system tells it (clock ticks since boot on Linux); "" where unknown. */
  readonly process_start: string;
  /** Identity of this boot; "" where unknown. */
  readonly boot_id: string;
}

/** A process that a step has started. */
export interface Spawned extends WriterProcess {
  /** Process group. */
  readonly pgid: number;
  /** Folder with the output and the exit status of a shimmed command; absent without a shim. */
  readonly spool?: string;
}

/** The data of every observation, by type. */
export interface Observations {
  /** The first event: everything that the run starts from. */
  readonly 'run.opened': WriterProcess &
    RunMode & {
      readonly format: number;
      /** The rules that the run is led by, to its end; absent in records of rules 1 and 2: those of their format. */
      readonly rules?: number;
      readonly engine: string;
      readonly runbook: { readonly id: string; readonly path: string; readonly text: string; readonly sha256: string };
      /** Values of the inputs that are not secret. */
      readonly inputs: Readonly<Record<string, Json>>;
      /** Secret inputs: what may be shown of them; a URL is secret in its userinfo only. */
      readonly secrets: Readonly<Record<string, Text>>;
      /** Answers given in advance, by id of the `ask` or `manual` step. */
      readonly answers: Readonly<Record<string, Json>>;
      /** The cause named in advance, or null. */
      readonly cause: string | null;
      readonly alert: Alert | null;
      readonly dry_run: boolean;
      readonly write_probe: boolean;
      readonly host: string;
      readonly user: string;
      /** The account that programs are run as; absent in records that did not keep it. */
      readonly account?: string;
      /** Address of the Docker engine, and the context that leads to it, where a step needs one and it is not the usual one. */
      readonly docker?: string;
      /** Folder that every program of the run is started in, also after a resume; absent in records that did not keep it. */
      readonly cwd?: string;
      /** How Docker Compose is called on this host, where a step needs it and it is there. */
      readonly compose?: ComposeProgram;
      /** The run works on a sandbox that ends with its process. */
      readonly sandbox?: true;
      /** The last check of the runbook here (`at`: RFC 3339); absent: there was none, or it was not looked for. */
      readonly checked?: {
        readonly at: string;
        /** Every probe could look, and nothing was lacking. */
        readonly ok: boolean;
        /** Its text has changed since. */
        readonly changed: boolean;
      };
      /** The earlier run whose decisions and answers are repeated in this one, and the head of its record. */
      readonly again?: { readonly run: string; readonly head: string };
      /** It was begun by `firebreak serve`, which takes it up again when it was left. */
      readonly served?: true;
      /** The place whose workers lead it, and the one that writes; absent: it is led on this host alone. */
      readonly where?: string;
      readonly worker?: FleetWorker;
      /** Names of the variables that programs were given when the run was opened; absent in records that did not keep them. */
      readonly variables?: readonly string[];
    };
  /** A process took the run up again. */
  readonly 'run.resumed': WriterProcess & RunMode & { readonly engine: string; readonly worker?: FleetWorker };
  /** A torn last line was set aside. */
  readonly 'run.recovered': { readonly bytes: number; readonly sha256: string; readonly file: string };
  /** The process of a step is running. */
  readonly 'step.spawned': { readonly exec: string; readonly spawned: Spawned };
  /** A step has ended. */
  readonly 'step.finished': { readonly exec: string; readonly outcome: Outcome; readonly outputs: readonly Output[] };
  /** A timer of the engine is due; `due_ms` is in run time. */
  readonly 'timer.fired': { readonly timer: string; readonly due_ms: number };
  /** Somebody, or the command line, answered a question. */
  readonly 'answer.given': {
    readonly question: string;
    readonly choice: Choice;
    /** Why; needed for `skip`. */
    readonly reason?: string;
    /** The cause taken up. */
    readonly cause?: string;
    /** The edited template. */
    readonly edited?: string;
    /** The answer to an `ask` step. */
    readonly value?: Json;
    /** From a second terminal, the page of `serve`, `firebreak approve`, or an agent; absent: from where the run is led. */
    readonly via?: AnswerWay;
  };
  /** One of several people whose approval a step needs; the last of them gives the answer. */
  readonly 'approval.added': {
    readonly question: string;
    /** How many have approved, this one included, and have to. */
    readonly count: { readonly so_far: number; readonly needed: number };
    readonly via: AnswerWay;
  };
  /** A remark of a responder, or of an agent. */
  readonly 'note.added': Note;
  /** An agent wanted what is not for it to do. Nothing follows from it. */
  readonly 'agent.refused': AgentRefused;
  /** The alert that started the run fires still, or once more. */
  readonly 'alert.received': { readonly alert: Alert };
  /** The alert that started the run has cleared. */
  readonly 'alert.cleared': { readonly alert: Alert };
  /** The wall clock and the monotonic clock drifted apart by more than two seconds. */
  readonly 'clock.jumped': { readonly by_ms: number };
  /** Somebody wants the run to stop: after the running step, or by ending it now. */
  readonly 'stop.requested': { readonly how: 'after_step' | 'abort'; readonly by: string };
  /** Somebody ends an open run from outside, and says why. Nothing is changed by it. */
  readonly 'close.requested': { readonly reason: string };
  /** What was learned of a run after the fact. It stands in a record of its own, beside that of the run. */
  readonly 'run.annotated': Annotation;
  /** The last line of a finished run: count and hash of what stands before it. */
  readonly 'run.sealed': { readonly count: number; readonly hash: string };
}

/** What a step is carried out for. */
export type Purpose = 'probe' | 'action' | 'preview' | 'undo' | 'escalation';

/** How a run ended. */
export type RunOutcome = 'resolved' | 'healthy' | 'escalated' | 'handed_over' | 'not_resolved' | 'planned' | 'closed';

/** The data of every decision, by type. */
export interface Decisions {
  /** The run entered a phase. */
  readonly 'phase.entered': Entering;
  /** Probes are to be looked at (again): a numbered look. `needed` are those that something waits for. */
  readonly 'look.started': {
    readonly look: number;
    readonly probes: readonly string[];
    readonly needed: readonly string[];
    readonly why: WhyLook;
  };
  /** A step begins; on disk before any effect. */
  readonly 'step.started': {
    /** Names this one execution: `<step>#<n>`. */
    readonly exec: string;
    readonly step: string;
    readonly purpose: Purpose;
    readonly kind: Kind;
    readonly attempt: number;
    /** The look it belongs to; probes only. */
    readonly look?: number;
    /** What it is carried out for: of a probe all of a list, with a command for each; of an action one. */
    readonly items?: readonly Json[];
    readonly rendered: Rendered;
    readonly risk: Risk;
    /** Its title, and the command as people write it, secrets shown as `«secret:name»`; of what changes something also what it acts on. */
    readonly shown: { readonly title: string; readonly command: string } & Stakes & { readonly target?: string };
    readonly timeout_ms: number;
    readonly sensitive: boolean;
    /** What allowed it: reads need nothing; else a person's answer, or the policy of the run. */
    readonly approved: 'read' | 'person' | 'policy' | 'repeatable' | 'escalation';
  };
  /** A step is to be carried out for each of these, under keys of their own: `<step>[<n>]`, from 1. */
  readonly 'step.spread': { readonly step: string; readonly items: readonly Json[] };
  /** A step is not run. */
  readonly 'step.skipped': {
    readonly step: string;
    readonly purpose: Purpose;
    readonly look?: number;
    readonly reason: SkipReason;
  };
  /** A step is over: its goal is reached, or it went as far as it goes. */
  readonly 'step.settled': {
    readonly step: string;
    readonly result: 'done' | 'failed' | 'planned';
    readonly via: 'exit' | 'goal' | 'person' | 'simulated';
    readonly why: WhySettled;
  };
  /** It is not known whether a change took effect. */
  readonly 'step.in_doubt': { readonly step: string; readonly exec: string; readonly why: WhyDoubt };
  /** A failed step is tried again after a pause; `attempt` is the one that comes, from 2. */
  readonly 'step.retrying': { readonly step: string; readonly attempt: number; readonly after_ms: number };
  /** Goals are being watched: `due_ms` of each in run time. */
  readonly 'watch.started': {
    readonly watch: number;
    readonly for: 'step' | 'doubt' | 'verify';
    readonly every_ms: number;
    readonly goals: readonly {
      readonly title: string;
      /** The time to become true, in run time. */
      readonly due_ms: number;
      /** How long it must hold then; absent: one look is enough. */
      readonly for_ms?: number;
    }[];
  };
  /** A goal that must hold for a time has begun to hold, or has ceased: since when each holds; null: it does not. */
  readonly 'goal.held': { readonly watch: number; readonly since_ms: readonly (number | null)[] };
  /** All watched goals hold. */
  readonly 'goal.reached': { readonly watch: number; readonly goals: readonly SeenGoal[] };
  /** Some goal was not reached in its time; false is missed, unknown was not seen. */
  readonly 'goal.missed': { readonly watch: number; readonly goals: readonly SeenGoal[] };
  /** The causes in order, with their evidence; and the triggers. */
  readonly 'causes.ranked': {
    readonly look: number;
    /** Whether every probe of the look was in, the slow ones that no cause names included. */
    readonly complete: boolean;
    readonly triggers: readonly { readonly title: string; readonly when?: Evidence; readonly alert?: Truth }[];
    readonly causes: readonly RankedCause[];
    /** Readings of facts, for the screen and the report. */
    readonly facts: Readonly<Record<string, Json>>;
  };
  /** A cause was taken up. */
  readonly 'cause.chosen': { readonly cause: string; readonly by: 'rule' | 'person' | 'flag' | 'agent' };
  /** A cause is left behind: its steps did not help, or its evidence is gone. */
  readonly 'cause.dropped': { readonly cause: string; readonly why: WhyDropped };
  /** A question is open. */
  readonly 'question.asked': Question;
  /** Somebody is to be told. */
  readonly 'escalation.raised': {
    readonly key: string;
    readonly title: string;
    readonly to: string;
    readonly say: string;
    /** Where no cause is known: the triggers that hold, and the goals that do not. */
    readonly failing?: { readonly triggers: readonly SeenGoal[]; readonly goals: readonly SeenGoal[] };
  };
  /** Nothing goes on without a person: the process may end. */
  readonly 'run.parked': { readonly why: 'waiting' | 'stopped'; readonly on: string };
  /** The run is over. */
  readonly 'run.finished': {
    readonly outcome: RunOutcome;
    /** A person said so; what was seen did not. */
    readonly by?: 'person';
    readonly cause: string | null;
    readonly why: WhyFinished;
    readonly runbook?: string;
  };
}

type OfTypes<Table> = { [K in keyof Table]: { readonly type: K; readonly data: Table[K] } }[keyof Table];

/** An observation: what the world said. */
export type Observation = OfTypes<Observations>;

/** A decision: what follows from the events before it. */
export type Decision = OfTypes<Decisions>;

/** Any event body. */
export type EventBody = Observation | Decision;

/** Who or what an event comes from. An `agent` looks and tells; it approves nothing. */
export interface Actor {
  readonly kind: 'human' | 'engine' | 'alert' | 'automation' | 'agent';
  readonly name: string;
}

/** What stands around every event. */
export interface Envelope {
  /** The version of the format in which its line is written; what was read of an older one has been brought to this one. */
  readonly v: number;
  readonly run: string;
  /** From 1, without gaps. Order is `seq`, never time. */
  readonly seq: number;
  /** RFC 3339, UTC, three decimals. */
  readonly at: string;
  /** Monotonic milliseconds since this process opened the run. */
  readonly mono_ms: number;
  readonly actor: Actor;
  /** sha256 (hex) of the previous line's bytes without its LF; 64 zeros in the first. */
  readonly prev: string;
}

/** One event as it stands in the transcript. */
export type RunEvent = Envelope & EventBody;
