// The runbook that is pinned in a record, read as what it was when it was accepted: no rule that has come since takes an old
// incident away, and what this program does not know keeps its name.

import { type Plan, type PlannedStep, plan } from '../engine/plan.ts';
import { environment } from '../expr/create.ts';
import { isKind } from '../kinds/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Observations, RunEvent } from '../model/event.ts';
import type { Runbook, Step } from '../model/runbook.ts';
import { declarationsOf } from '../parse/build/declarations.ts';
import { parseRunbook } from '../parse/runbook.ts';

/** A pinned runbook. */
export interface Pinned {
  readonly plan: Plan;
  /** What this program would say against the text today; none for most. */
  readonly problems: readonly Diagnostic[];
  /** Whether the text could be read at all. Where not, the plan is empty. */
  readonly readable: boolean;
}

/** Reads the runbook of a record. Never refuses one. */
export function readPinned({ runbook }: Observations['run.opened'], file: string): Pinned {
  const before = sound.get(runbook.text);
  if (before !== undefined) return before;
  const strict = parseRunbook({ file, text: runbook.text });
  if (strict.runbook !== undefined) return kept(runbook.text, planned(strict.runbook));
  const problems = strict.diagnostics.filter(({ severity }) => severity === 'error');
  const accepted = parseRunbook({ file, text: runbook.text, accepted: true }).runbook;
  return {
    plan: planned(accepted ?? { ...NOTHING, id: runbook.id, title: runbook.id }),
    problems,
    readable: accepted !== undefined,
  };
}

/** By the text of a runbook: the records of a folder share few. What is wrong with one names its file, and is told anew. */
const sound = new Map<string, Pinned>();

const MOST_TEXTS = 32;

function kept(text: string, made: Plan): Pinned {
  if (sound.size >= MOST_TEXTS) sound.clear();
  const pinned = { plan: made, problems: [], readable: true };
  sound.set(text, pinned);
  return pinned;
}

const planned = (runbook: Runbook): Plan => plan(runbook, environment(declarationsOf(runbook)));

const NOTHING: Runbook = {
  id: '',
  title: '',
  severity: 'high',
  inputs: [],
  triggers: [],
  symptoms: [],
  probes: [],
  facts: [],
  causes: [],
  verify: [],
  escalate: [],
  prevent: [],
  notes: [],
};

/** The plan with whatever else the events of its record name: what is shown needs the events alone. */
export function withRecorded(known: Plan, events: readonly RunEvent[]): Plan {
  const more = new Map<string, PlannedStep>();
  for (const event of events) {
    if (event.type !== 'step.started' && event.type !== 'step.skipped') continue;
    const { step: key, purpose } = event.data;
    if (known.steps.has(key) || more.has(key)) continue;
    const kind = event.type === 'step.started' ? event.data.kind : 'shell';
    more.set(key, { key, step: { ...A_STEP, id: key, kind }, purpose });
  }
  return more.size === 0 ? known : { ...known, steps: new Map([...known.steps, ...more]) };
}

const A_STEP: Omit<Step, 'id' | 'kind'> = {
  shape: null,
  timeout_ms: 0,
  retry: { attempts: 1, every_ms: 0, backoff: 'fixed', max_ms: 0 },
  within_ms: 0,
  every_ms: 0,
  for: 0,
  undo: [],
  on_failure: 'ask',
  sensitive: false,
  probes: [],
  notes: [],
};

/** Steps of a kind, or with a value, that this program does not know: `<key> (<kind>)`. */
export const unheardOf = ({ steps }: Plan): readonly string[] =>
  [...steps.values()].filter(({ step }) => !isKind(step.kind)).map(({ key, step }) => `${key} (${step.kind})`);
