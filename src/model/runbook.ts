// The runbook after it was read: what the rest of the program works on. Durations are milliseconds.

import type { Expression, Template, TemplateTree } from './expression.ts';
import type { Json } from './json.ts';
import type { Risk } from './risk.ts';
import type { InputType, Kind } from './step.ts';

/** How bad the incident can be, worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

/** One of these. */
export type Severity = (typeof SEVERITIES)[number];

/** Where people keep a secret: a file that is theirs alone, or a program that prints it. */
export type Keeping =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'command'; readonly argv: readonly string[] };

/** A declared input. */
export interface Input {
  readonly name: string;
  readonly description?: string;
  /** Environment variable it is taken from. */
  readonly env?: string;
  /** Expression over `alert` it is taken from. */
  readonly from?: Expression;
  readonly default?: Json;
  readonly secret: boolean;
  /** Where a secret is kept that is given by nothing else. */
  readonly kept?: Keeping;
  readonly type: InputType;
  readonly choices?: readonly Json[];
  /** A regular expression that the whole value must match (linear-time engine). */
  readonly pattern?: string;
}

/** Why this runbook starts: a condition over probes, one over the alert, or only text. */
export interface Trigger {
  readonly title: string;
  /** Over inputs; false: it does not concern this system. */
  readonly if?: Expression;
  readonly when?: Expression;
  readonly alert?: Expression;
}

/** A note of the author, shown beside its place. */
export interface Note {
  readonly title?: string;
  readonly text: string;
  /** Lines of the imported page it came from, e.g. `12-18`. */
  readonly lines?: string;
}

/** A time in milliseconds, or the input of type duration that holds it. */
export type TimeSpan = number | Expression;

/** How the pause between two tries goes on. */
export const BACKOFFS = ['fixed', 'exponential'] as const;

/** How a failed step is tried again. */
export interface Retry {
  /** Tries in all, the first one included. */
  readonly attempts: number;
  readonly every_ms: number;
  readonly backoff: (typeof BACKOFFS)[number];
  readonly max_ms: number;
}

/** What can happen when a step fails. */
export const ON_FAILURES = ['ask', 'stop', 'continue'] as const;

/** A probe, an action or an undo. */
export interface Step {
  readonly id: string;
  /** What the responder reads; absent: the rendered command. */
  readonly title?: Template | string;
  readonly kind: Kind;
  /** The kind's value after `defaults` were merged and its `shape` was applied; `spec` of the kind makes it a specification. */
  readonly shape: TemplateTree;
  /** A list: it is carried out once for each `item` of it. A hole that yields one, or items with holes. */
  readonly for_each?: TemplateTree;
  readonly if?: Expression;
  readonly timeout_ms: number;
  readonly retry: Retry;
  /** What the author wrote; absent: by kind and command. */
  readonly risk?: Risk | Template;
  readonly goal?: Expression;
  /** The time to become true. */
  readonly within_ms: number;
  readonly every_ms: number;
  /** How long every look has to find the goal true, on top of `within_ms`; 0: once is enough. */
  readonly for: TimeSpan;
  readonly preview?: Step;
  /** What the author wrote; absent: by kind. */
  readonly repeatable?: boolean;
  readonly undo: readonly Step[];
  readonly on_failure: (typeof ON_FAILURES)[number];
  readonly todo?: string;
  readonly note?: string;
  /** What is lost by it when it destroys. */
  readonly loses?: Template | string;
  readonly sensitive: boolean;
  /** Probes named in `if` and in templates: for a probe, those it waits for; for an action, those run again before it. */
  readonly probes: readonly string[];
  /** Earlier id of this step. */
  readonly was?: string;
  readonly notes: readonly Note[];
}

/** A named expression. */
export interface Fact {
  readonly id: string;
  readonly expression: Expression;
}

/** One thing that must be true when it is over. */
export interface VerifyGoal {
  readonly title: string;
  /** Over inputs; false: it does not concern this system. */
  readonly if?: Expression;
  readonly goal: Expression;
  readonly within_ms: number;
  readonly every_ms: number;
  /** As of a step. */
  readonly for: TimeSpan;
}

/** A line of the follow-up list. */
export interface FollowUp {
  readonly text: string;
  /** Over inputs; false: it does not concern this system. */
  readonly if?: Expression;
  /** Causes after which it is one; empty: after any. */
  readonly causes: readonly string[];
}

/** Whom to tell, when, and what. */
export interface Escalation {
  readonly title?: string;
  readonly when?: Expression;
  /** Time since the run was opened; raised once when it is over. */
  readonly after_ms?: number;
  readonly to?: string;
  readonly say?: Template | string;
  readonly steps: readonly Step[];
}

/** What may be wrong, how one sees it, and what to do about it. */
export interface Cause {
  readonly id: string;
  readonly title: string;
  /** Every line must hold. Empty: "no evidence written", always possible. */
  readonly when: readonly Expression[];
  readonly because?: Template | string;
  readonly resolve: readonly Step[];
  readonly verify: readonly VerifyGoal[];
  readonly escalate: readonly Escalation[];
  /** Another runbook that this cause is handed over to. */
  readonly runbook?: string;
  readonly was?: string;
  readonly notes: readonly Note[];
}

/** One runbook, read and checked. */
export interface Runbook {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly owner?: string;
  /** Date of the last review, `YYYY-MM-DD`. */
  readonly reviewed?: string;
  readonly review_every_ms?: number;
  readonly summary?: string;
  readonly inputs: readonly Input[];
  readonly triggers: readonly Trigger[];
  readonly symptoms: readonly string[];
  readonly probes: readonly Step[];
  readonly facts: readonly Fact[];
  readonly causes: readonly Cause[];
  readonly verify: readonly VerifyGoal[];
  readonly escalate: readonly Escalation[];
  readonly prevent: readonly FollowUp[];
  readonly notes: readonly Note[];
}
