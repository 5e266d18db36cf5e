// Which fields of readings a runbook looks at, so that what is kept of a reading is short and decides the same.

import { mentionsOf } from '../expr/syntax/mentions.ts';
import { type Expression, isTemplate, type Template, type TemplateTree } from '../model/expression.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Escalation, Runbook, Step, VerifyGoal } from '../model/runbook.ts';

/** The paths below each probe and step that some expression names. An empty path is the whole reading. */
export type FieldsUsed = ReadonlyMap<string, readonly (readonly string[])[]>;

/** What every expression of a runbook looks at. */
export function fieldsUsed(runbook: Runbook): FieldsUsed {
  const found = new Map<string, (readonly string[])[]>();
  for (const source of sourcesOf(runbook)) {
    for (const [id, ...path] of mentionsOf(source)?.paths ?? []) {
      if (id !== undefined) found.set(id, [...(found.get(id) ?? []), path]);
    }
  }
  return found;
}

/** The part of a reading that is looked at. How it went is always kept, for the engine itself goes by it. */
export function reduced(fields: JsonObject, paths: readonly (readonly string[])[]): JsonObject {
  if (paths.some((path) => path.length === 0)) return fields;
  let kept: JsonObject = {};
  for (const path of paths) {
    const value = picked(fields, path);
    if (value !== undefined) kept = merged(kept, value);
  }
  return kept;
}

function picked(fields: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined) return undefined;
  // A name behind something that has no fields is a method: `logs.text.contains("x")`.
  if (rest.length === 0 || !isObject(value)) return { [name]: value };
  const below = picked(value, rest);
  return below === undefined ? undefined : { [name]: below };
}

function merged(one: JsonObject, other: JsonObject): JsonObject {
  const made: Record<string, Json> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = Object.hasOwn(made, key) ? made[key] : undefined;
    made[key] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return made;
}

function sourcesOf(runbook: Runbook): readonly string[] {
  return [
    ...runbook.facts.map(({ expression }) => expression.source),
    ...runbook.triggers.flatMap(({ when, if: condition }) => sources(when, condition)),
    ...runbook.probes.flatMap(ofStep),
    ...runbook.causes.flatMap(({ when, because, resolve, verify, escalate }) => [
      ...sources(...when),
      ...ofText(because),
      ...resolve.flatMap(ofStep),
      ...verify.flatMap(ofGoal),
      ...escalate.flatMap(ofEscalation),
    ]),
    ...runbook.verify.flatMap(ofGoal),
    ...runbook.escalate.flatMap(ofEscalation),
  ];
}

const sources = (...expressions: readonly (Expression | undefined)[]): readonly string[] =>
  expressions.flatMap((one) => (one === undefined ? [] : [one.source]));

const ofGoal = (goal: VerifyGoal): readonly string[] => sources(goal.goal, goal.if);

const ofEscalation = ({ when, say, steps }: Escalation): readonly string[] => [
  ...sources(when),
  ...ofText(say),
  ...steps.flatMap(ofStep),
];

const ofText = (text: Template | string | undefined): readonly string[] => (text === undefined ? [] : ofTree(text));

function ofStep(step: Step): readonly string[] {
  const { title, shape, risk, preview, undo, if: condition, goal } = step;
  return [
    ...sources(condition, goal),
    ...ofText(title),
    ...(risk === undefined ? [] : ofTree(risk)),
    ...ofTree(shape),
    ...(preview === undefined ? [] : ofStep(preview)),
    ...undo.flatMap(ofStep),
  ];
}

function ofTree(tree: TemplateTree): readonly string[] {
  if (isTemplate(tree))
    return tree.$template.flatMap((part) => (typeof part === 'string' ? [] : [part.expression.source]));
  return typeof tree === 'object' && tree !== null
    ? Object.values(tree).flatMap((item: TemplateTree) => ofTree(item))
    : [];
}
