// The runbook as a whole, out of the parts of a file. Everything that is wrong goes into the report on the way.

import type { FollowUp, Runbook, Severity, Trigger } from '../../model/runbook.ts';
import { optional } from '../optional.ts';
import { at, isText, itemsAt, type Node, textAt } from '../yaml/node.ts';
import { kindOf } from '../yaml/outline.ts';
import { buildCauses, buildEscalations, buildVerify } from './cause.ts';
import { type Build, durationAt, notesAt, textsAt } from './context.ts';
import { concernAt, whenAt } from './goal.ts';
import { buildInputs } from './inputs/input.ts';
import { buildStep } from './step.ts';

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Builds a runbook. Where the report has an error in the end, parts of it are missing and it must not be used. */
export function buildRunbook(build: Build, file: string): Runbook {
  const { root, steps, facts } = build.outline;
  checkId(build, root, file);
  readIdleDefaults(build);
  return {
    id: textAt(root, 'id') ?? '',
    title: textAt(root, 'title') ?? '',
    severity: SEVERITIES.find((severity) => severity === textAt(root, 'severity')) ?? 'high',
    ...optional('owner', textAt(root, 'owner')),
    ...optional('reviewed', reviewedAt(build, root)),
    ...optional('review_every_ms', durationAt(build, root, { key: 'review_every', fallback: undefined })),
    ...optional('summary', textAt(root, 'summary')),
    inputs: buildInputs(build),
    triggers: itemsAt(root, 'triggers').map((item) => buildTrigger(build, item)),
    symptoms: textsAt(root, 'symptoms'),
    probes: steps.filter(({ role }) => role === 'probe').flatMap(({ node }) => buildStep(build, node, 'probe') ?? []),
    facts: [...facts].flatMap(([id, { value }]) => {
      const expression = build.expressions.fact(id, value);
      return expression === undefined ? [] : [{ id, expression }];
    }),
    causes: buildCauses(build),
    verify: buildVerify(build, root),
    escalate: buildEscalations(build, root, 'file'),
    prevent: itemsAt(root, 'prevent').map((item) => buildFollowUp(build, item)),
    notes: notesAt(root),
  };
}

/** Reads `defaults` of kinds that no step has, so that mistakes in them are found all the same. */
function readIdleDefaults({ expressions, outline }: Build): void {
  const busy = new Set<string | undefined>(outline.steps.map(({ node }) => kindOf(node)));
  for (const [kind, { value }] of outline.defaults) if (!busy.has(kind)) expressions.tree(value, 'run');
}

function buildTrigger(build: Build, node: Node): Trigger {
  if (isText(node)) return { title: node.value };
  const [when] = whenAt(build, node);
  const alert = isNameOfAlert(build, node) ? undefined : build.expressions.condition(at(node, 'alert'), 'alert');
  return {
    title: textAt(node, 'title') ?? when?.source ?? alert?.source ?? '',
    ...optional('if', concernAt(build, node)),
    ...optional('when', when),
    ...optional('alert', alert),
  };
}

// The name of an alert alone, as other tools take it.
function isNameOfAlert({ problems, accepted }: Build, node: Node): boolean {
  const written = at(node, 'alert');
  if (accepted || !isText(written) || !/^[A-Z][A-Za-z0-9]*$/.test(written.value)) return false;
  const { start, end, value } = written;
  const text = `alert.labels.alertname == "${value}"`;
  const message = `this is the name of an alert, and a condition is needed`;
  problems.add('error', written, { code: 'unknown-name', message, help: `write ${text}`, fix: { start, end, text } });
  return true;
}

function buildFollowUp(build: Build, node: Node): FollowUp {
  if (isText(node)) return { text: node.value, causes: [] };
  return {
    text: textAt(node, 'text') ?? '',
    ...optional('if', concernAt(build, node)),
    causes: textsAt(node, 'causes'),
  };
}

function checkId(build: Build, root: Node, file: string): void {
  const id = at(root, 'id');
  const name = /([^/\\]+)\.ya?ml$/.exec(file)?.[1];
  if (!isText(id) || build.wrong.has(id) || name === undefined || id.value === name) return;
  const help = `write "id: ${name}", or call the file ${id.value}.yaml`;
  build.problems.add('error', id, {
    code: 'file-name',
    message: `the id "${id.value}" is not the name of the file`,
    help,
    fix: { start: id.start, end: id.end, text: name },
  });
}

function reviewedAt(build: Build, root: Node): string | undefined {
  const written = at(root, 'reviewed');
  if (!isText(written)) return undefined;
  if (isDate(written.value)) return written.value;
  build.problems.add('error', written, {
    code: 'date',
    message: `"${written.value}" is no date`,
    help: 'write it as 2026-11-01',
  });
  return undefined;
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}
