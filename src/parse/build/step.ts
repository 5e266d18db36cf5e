// One step: a probe, an action, a preview, an undo, or a step of an escalation.

import type { ExpressionPlace } from '../../expr/environment.ts';
import { definition } from '../../kinds/index.ts';
import type { Expression } from '../../model/expression.ts';
import { BACKOFFS, ON_FAILURES, type Retry, type Step } from '../../model/runbook.ts';
import type { Kind } from '../../model/step.ts';
import { optional } from '../optional.ts';
import { GOAL, ON_FAILURE, PROBE_TIMEOUT, RETRY, TIMEOUT_MS } from '../unwritten.ts';
import { at, isText, itemsAt, keySpan, type MapNode, type Node, textAt } from '../yaml/node.ts';
import { kindOf, onlyLooks, type Role } from '../yaml/outline.ts';
import { type Build, durationAt, flagAt, notesAt, numberAt } from './context.ts';
import { forEachAt, isGiven } from './for-each.ts';
import { forAt, goalAt } from './goal.ts';
import { holesIn } from './holes.ts';
import { checkOtherTemplates } from './other-templates.ts';
import { checkRisk, riskAt } from './step-risk.ts';
import { readShape, unheardOf, warnOfDoubt, warnOfShape } from './step-shape.ts';

/** Builds a step; undefined when something that it cannot do without is wrong, which is reported. */
export function buildStep(build: Build, node: MapNode, role: Role, hasItem = false): Step | undefined {
  const kept = hasItem ? `${role} of an item` : role;
  const steps = build.steps.get(kept) ?? new Map();
  build.steps.set(kept, steps);
  const built = steps.get(node) ?? make(build, node, role, hasItem);
  if (built !== undefined) steps.set(node, built);
  return built;
}

/** Builds the steps of a list. */
export function buildSteps(
  build: Build,
  node: MapNode,
  { key, role, hasItem = false }: { key: string; role: Role; hasItem?: boolean },
): readonly Step[] {
  const mappings = itemsAt(node, key).filter((item) => item.kind === 'map');
  return mappings.flatMap((item) => buildStep(build, item, role, hasItem) ?? []);
}

function make(build: Build, node: MapNode, role: Role, inItem: boolean): Step | undefined {
  const { expressions } = build;
  const for_each = forEachAt(build, node, role);
  const hasItem = inItem || at(node, 'for_each') !== undefined;
  const places = placesIn(role, hasItem);
  const title = expressions.template(at(node, 'title'), places.template);
  const condition = expressions.condition(at(node, 'if'), places.condition);
  const goal = goalAt(build, node);
  const risk = riskAt(build, node, places.template);
  const loses = expressions.template(at(node, 'loses'), places.template);
  const preview = at(node, 'preview');
  const parts = {
    retry: retryAt(build, node),
    ...optional('preview', preview?.kind === 'map' ? buildStep(build, preview, 'preview', hasItem) : undefined),
    undo: buildSteps(build, node, { key: 'undo', role: 'undo', hasItem }),
    timeout_ms: durationAt(build, node, { key: 'timeout', fallback: undefined }) ?? unwrittenTimeout(build, node, role),
    within_ms: durationAt(build, node, { key: 'within', fallback: GOAL.within_ms }),
    every_ms: durationAt(build, node, { key: 'every', fallback: GOAL.every_ms }),
    for: forAt(build, node),
  };
  warnAbout(build, node);
  const known = kindOf(node);
  checkOtherTemplates(build, at(node, 'title'));
  const isOther = known !== undefined && checkOtherTemplates(build, at(node, known), known);
  const read =
    known === undefined || isOther
      ? undefined
      : readShape(build, node, {
          kind: known,
          place: places.template,
          hasGivenItem: for_each !== undefined && isGiven(for_each),
        });
  const { kind, shape } =
    read === undefined && build.accepted ? unheardOf(build, node, known) : { kind: known, shape: read };
  if (kind === undefined || shape === undefined) return undefined;
  if (!build.accepted) {
    checkAsking(build, node, { kind, role });
    checkSensitive(build, node, kind);
    // Of a step that must not stand here its traps are no matter.
    if (checkRisk(build, node, { kind, shape, role, risk })) {
      warnOfShape(build, node, { kind, shape });
      if (onlyLooks(role)) warnOfDoubt(build, node, { kind, shape });
    }
  }
  return {
    id: build.ids.get(node) ?? '',
    ...optional('title', title),
    kind,
    shape,
    ...optional('for_each', for_each),
    ...optional('if', condition),
    ...parts,
    ...optional('risk', risk),
    ...optional('goal', goal),
    ...optional('repeatable', flagAt(node, 'repeatable')),
    on_failure: wordAt(node, 'on_failure', ON_FAILURES) ?? ON_FAILURE,
    ...optional('todo', textAt(node, 'todo')),
    ...optional('note', textAt(node, 'note')),
    ...optional('loses', loses),
    sensitive: flagAt(node, 'sensitive') ?? false,
    probes: probesOf(build, [
      condition,
      ...holesIn(for_each),
      ...holesIn(shape),
      ...holesIn(title),
      ...holesIn(risk),
      ...holesIn(loses),
    ]),
    ...optional('was', textAt(node, 'was')),
    notes: notesAt(node),
  };
}

function unwrittenTimeout(build: Build, node: MapNode, role: Role): number {
  if (!onlyLooks(role)) return TIMEOUT_MS.acting;
  const common = build.outline.defaults.get(kindOf(node) ?? '')?.value;
  const fallback = TIMEOUT_MS.looking;
  return common === undefined ? fallback : durationAt(build, common, { key: PROBE_TIMEOUT, fallback });
}

// Nobody is asked there: a preview is looked at before a question, and people who are paged are not on this screen.
function checkAsking({ problems }: Build, node: MapNode, { kind, role }: { kind: Kind; role: Role }): void {
  if ((role !== 'preview' && role !== 'escalation') || definition(kind).by !== 'responder') return;
  const message = `${role === 'preview' ? 'a preview' : 'a step of an escalation'} asks nobody: it cannot be of kind ${kind}`;
  problems.add('error', keySpan(node, kind), { code: 'asking-step', message, help: 'move it to `resolve`' });
}

// An answer is part of the record: what decided something cannot be left out of it.
function checkSensitive({ problems }: Build, node: MapNode, kind: Kind): void {
  if (flagAt(node, 'sensitive') !== true || definition(kind).by !== 'responder') return;
  const message = `the answer to a step of kind ${kind} is recorded: it cannot be sensitive`;
  problems.add('error', keySpan(node, 'sensitive'), {
    code: 'asking-step',
    message,
    help: 'take it as an input with `secret: true`',
  });
}

interface Places {
  readonly template: ExpressionPlace;
  readonly condition: ExpressionPlace;
}

function placesIn(role: Role, hasItem: boolean): Places {
  const plain =
    role === 'probe'
      ? ({ template: 'probe', condition: 'probe' } as const)
      : ({ template: role === 'undo' ? 'undo' : 'run', condition: 'run' } as const);
  return hasItem ? { template: `each ${plain.template}`, condition: `each ${plain.condition}` } : plain;
}

function retryAt(build: Build, node: MapNode): Retry {
  const retry = at(node, 'retry');
  if (retry === undefined) return RETRY;
  if (retry.kind === 'scalar') return { ...RETRY, attempts: numberAt(node, 'retry') ?? RETRY.attempts };
  const every_ms = durationAt(build, retry, { key: 'every', fallback: RETRY.every_ms });
  return {
    attempts: numberAt(retry, 'attempts') ?? RETRY.attempts,
    every_ms,
    backoff: wordAt(retry, 'backoff', BACKOFFS) ?? RETRY.backoff,
    max_ms: Math.max(every_ms, durationAt(build, retry, { key: 'max', fallback: RETRY.max_ms })),
  };
}

// What is none of the words is an error of the schema.
function wordAt<W extends string>(node: Node, key: string, words: readonly W[]): W | undefined {
  return words.find((word) => word === textAt(node, key));
}

function warnAbout({ problems }: Build, node: MapNode): void {
  const todo = at(node, 'todo');
  if (isText(todo)) {
    const help = 'do it and delete the `todo`; until then the step refuses to run';
    problems.add('warning', keySpan(node, 'todo'), {
      code: 'todo',
      message: `still to be done: ${firstLine(todo.value)}`,
      help,
    });
  }
  for (const key of ['within', 'every', 'for']) {
    if (at(node, key) === undefined || at(node, 'goal') !== undefined) continue;
    problems.add('warning', keySpan(node, key), {
      code: 'no-effect',
      message: `\`${key}\` has no effect without a \`goal\``,
    });
  }
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';

function probesOf({ ids, outline }: Build, expressions: readonly (Expression | undefined)[]): readonly string[] {
  const named = new Set(expressions.flatMap((expression) => expression?.probes ?? []));
  if (named.size === 0) return [];
  const probes = outline.steps.filter(({ role }) => role === 'probe').map(({ node }) => ids.get(node) ?? '');
  return probes.filter((id) => named.has(id));
}
