// A drill: how a sandbox is started and broken, and what a run of the runbook on it has to come to.

import type { Expression, Template, TemplateTree } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import type { Risk } from '../../model/risk.ts';
import type { Step } from '../../model/runbook.ts';
import type { Kind } from '../../model/step.ts';
import type { ScenarioOutcome } from '../../scenario/scenario.ts';

/** The sandboxes that Firebreak brings along. */
export const LABS = ['redis', 'redis-containers', 'redis-systemd'] as const;

/** One of them. */
export type LabName = (typeof LABS)[number];

/** What is started, broken and ended. */
export interface SandboxSpec {
  readonly name: string;
  readonly how:
    | { readonly kind: 'lab'; readonly lab: LabName }
    /** The value of a `shell` step: a command that goes on for as long as the sandbox is there. */
    | { readonly kind: 'shell'; readonly shape: TemplateTree }
    /** A compose file, relative to the folder of the drills. */
    | { readonly kind: 'compose'; readonly file: string };
  /** Names of ports that are chosen anew for every sandbox; each is an input of its name in the drills. */
  readonly ports: readonly string[];
  /** Inputs of the runbook. */
  readonly inputs: Readonly<Record<string, TemplateTree>>;
  /** When it may be broken; absent: when everything that the runbook verifies holds. */
  readonly ready?: Expression;
  readonly within_ms: number;
  /** Kinds of step that reach beyond the sandbox as a rule, and are allowed all the same. */
  readonly allow: readonly Kind[];
  /** What `keep` of a drill can name: a step each, whose number is taken. */
  readonly count: Readonly<Record<string, Step>>;
  /** What its drills have to keep that do not say otherwise. */
  readonly keep: Readonly<Record<string, number>>;
}

/** What has to come of a run; a field that is absent may be anything. */
export interface DrillExpectation {
  /** The causes that are taken up, in their order; empty: none. */
  readonly cause?: readonly string[];
  /** The causes that this look cannot tell apart: none is confirmed, and they are shown together. */
  readonly group?: readonly string[];
  readonly outcome?: ScenarioOutcome;
  /** Exactly what is changed, in order. Absent: only steps of the expected causes. */
  readonly changes?: readonly string[];
  /** Steps that must not be carried out. */
  readonly never?: readonly string[];
  /** Whom people are told to turn to. */
  readonly to?: string;
  /** Time until the cause is ranked, and until the run has resolved it. */
  readonly named_within_ms?: number;
  readonly resolved_within_ms?: number;
}

/** What a drill does to its sandbox: a fault that the sandbox knows, or a step. */
export type Injection = { readonly known: string } | { readonly step: Step };

/** One drill. */
export interface Drill {
  readonly fault: string;
  /** What tells it from other drills of the same fault. */
  readonly as?: string;
  readonly title?: string;
  /** Line of the file that it begins in, from 1. */
  readonly line: number;
  readonly sandbox: SandboxSpec;
  /** What the machine must have; each a word of `NEEDS`, or a program. */
  readonly needs: readonly string[];
  readonly inject: readonly Injection[];
  /** Whether the outage can be seen by now. */
  readonly shows?: Expression;
  /** Steps that take it back. Absent, and not known to the sandbox: the next drill gets a new sandbox. */
  readonly heal?: readonly Step[];
  /** What somebody else does, once a cause was taken up. */
  readonly meanwhile: readonly Step[];
  /** Inputs of the runbook, over those of the sandbox. */
  readonly inputs: Readonly<Record<string, Template | string | Json>>;
  readonly answers: Readonly<Record<string, Json>>;
  readonly approve: Risk;
  readonly expect: DrillExpectation;
  /** How many of each have to be there before, and are counted again afterwards. */
  readonly keep: Readonly<Record<string, number>>;
}

/** What a drill is called: its fault, and what tells it from others of the same. */
export const drillId = ({ fault, as }: Pick<Drill, 'fault' | 'as'>): string =>
  as === undefined ? fault : `${fault}/${as}`;

/** Inputs that drills have besides those of the runbook. */
export interface MoreInputs {
  readonly name: string;
  readonly type: 'string' | 'number';
}

/** The private folder of a sandbox, as drills name it. */
export const FOLDER_INPUT = 'sandbox';

/** The name of the project of a sandbox that is a compose file. */
export const PROJECT_INPUT = 'project';
