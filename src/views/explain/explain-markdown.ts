// An explanation as a page of a wiki, in the words that such pages have: Alert, Severity, Symptoms, Causes, Diagnosis,
// Resolution, Verification, Escalation, Prevention.

import { sanitize, sanitizeLine } from '../../redact/sanitize.ts';
import { riskWords } from '../blocks/names.ts';
import {
  type ExplainedCause,
  type ExplainedEscalation,
  type ExplainedStep,
  type Explanation,
  saidBy,
} from './explanation.ts';

/** The page. */
export function explainMarkdown(explanation: Explanation): string {
  const { title, id, severity, owner, reviewed, summary, causes } = explanation;
  const sections = [
    `# ${text(title)}`,
    summary === undefined ? '' : text(summary),
    [
      '| | |',
      '| --- | --- |',
      `| Severity | ${severity} |`,
      ...(owner === undefined ? [] : [`| Owner | ${cell(owner)} |`]),
      ...(reviewed === undefined ? [] : [`| Reviewed | ${cell(reviewed)} |`]),
      `| Run it | \`firebreak run ${id}\` |`,
    ].join('\n'),
    list(
      'Alert',
      explanation.triggers.map(({ title: one, when }) => `${text(one)}${when === '' ? '' : `: ${code(when)}`}`),
    ),
    list('Symptoms', explanation.symptoms.map(text)),
    causes.length === 0
      ? ''
      : `## Causes\n\n${causes.map(({ title: one }, n) => `${n + 1}. [${text(one)}](#${anchor(one)})`).join('\n')}`,
    probes(explanation.probes),
    causes.length === 0 ? '' : `## Resolution\n\n${causes.map(causeSection).join('\n\n')}`,
    list(
      'Verification',
      explanation.verify.map(({ title: one, goal }) => `[ ] ${text(one)}: ${code(goal)}`),
    ),
    list('Escalation', explanation.escalations.map(escalation)),
    list('Prevention', explanation.prevent.map(text)),
    list('Notes', explanation.notes.map(text)),
    inputs(explanation),
    explanation.facts.length === 0
      ? ''
      : `## Facts\n\n| name | means |\n| --- | --- |\n${explanation.facts.map(({ id: name, source }) => `| \`${name}\` | ${cell(code(source))} |`).join('\n')}`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function inputs({ inputs: all }: Explanation): string {
  if (all.length === 0) return '';
  const rows = all.map(
    ({ name, value, description }) => `| \`${name}\` | ${cell(code(value))} | ${cell(description)} |`,
  );
  return `## Inputs\n\n| input | value | |\n| --- | --- | --- |\n${rows.join('\n')}`;
}

function probes(all: readonly ExplainedStep[]): string {
  if (all.length === 0) return '';
  const items = all
    .filter(({ applies }) => applies)
    .map((step) => {
      const each = step.for_each === undefined ? '' : ` (for each of ${code(step.for_each)})`;
      const only = `${each}${step.if === undefined ? '' : ` (only if ${code(step.if)})`}`;
      const notes = step.notes.map((note) => `\n\n${indented(note, '  ')}`).join('');
      return `- **${text(step.title === '' ? step.id : step.title)}** \`${step.id}\`${only}\n\n${block(step.command, '  ')}${notes}`;
    });
  return `## Diagnosis\n\nAll of this is looked at at the same time. Nothing is changed.\n\n${items.join('\n')}${leftOut(all)}`;
}

// What these inputs leave out is named and no more: the page is about the system that they describe.
function leftOut(steps: readonly ExplainedStep[]): string {
  const without = steps.filter(({ applies }) => !applies).map(({ id }) => `\`${id}\``);
  return without.length === 0 ? '' : `\n\nLeft out with the inputs of this page: ${without.join(', ')}.`;
}

function causeSection(cause: ExplainedCause): string {
  const evidence = cause.when.map((line) => `- ${code(line)}`);
  const parts = [
    `### ${text(cause.title)}`,
    evidence.length === 0 ? '' : `It is this when all of it holds:\n\n${evidence.join('\n')}`,
    cause.because === undefined ? '' : `> ${text(cause.because)}`,
    ...cause.steps.filter(({ applies }) => applies).map((step, n) => action(step, n + 1)),
    leftOut(cause.steps).trim(),
    cause.runbook === undefined ? '' : `Handed over to the runbook \`${cause.runbook}\`.`,
    cause.steps.length === 0 && cause.runbook === undefined ? 'No step is written: people are told.' : '',
    ...cause.verify.map(({ title, goal }) => `Over when ${text(title)}: ${code(goal)}`),
    cause.escalations.map((one) => `- ${escalation(one)}`).join('\n'),
    ...cause.notes.map(text),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function action(step: ExplainedStep, number: number): string {
  const { word, means } = riskWords(step.risk);
  const lines = [
    `${number}. **${text(step.title === '' ? step.id : step.title)}** (${step.atMost ? 'at most ' : ''}${word}: ${means})`,
    '',
    block(step.command, '   '),
    '',
    ...(step.for_each === undefined ? [] : [`   - for each of ${code(step.for_each)}`]),
    ...(step.if === undefined ? [] : [`   - only if ${code(step.if)}`]),
    ...(step.preview === undefined ? [] : [`   - first, to see what it would touch: ${code(step.preview.command)}`]),
    ...(step.goal === undefined ? [] : [`   - done when ${code(step.goal)}`]),
    ...step.undo.map((undo) => `   - undone by ${code(undo.command)}`),
    ...(step.note === undefined ? [] : [`   - ${text(step.note).replaceAll('\n', '\n     ')}`]),
    ...step.notes.map((note) => `   - ${indented(note, '     ').trimStart()}`),
    ...(step.todo === undefined ? [] : [`   - TODO: ${text(step.todo)}`]),
  ];
  return lines.join('\n').trimEnd();
}

function escalation(one: ExplainedEscalation): string {
  const { title, when, to } = one;
  const say = saidBy(one);
  const at = when === '' ? 'if it is not repaired' : when.startsWith('after ') ? when : `when ${code(when)}`;
  return `**${text(to === '' ? title : to)}**, ${at}${say === '' ? '' : `: ${text(say)}`}`;
}

const indented = (note: string, indent: string): string =>
  text(note)
    .split('\n')
    .map((line) => `${indent}${line}`.trimEnd())
    .join('\n');

const list = (title: string, items: readonly string[]): string =>
  items.length === 0 ? '' : `## ${title}\n\n${items.map((item) => `- ${item}`).join('\n')}`;

// A fence and a span of code are longer than any run of backticks inside.
function block(command: string, indent: string): string {
  const body = sanitize(command).trimEnd();
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return [`${fence}sh`, ...body.split('\n'), fence].map((line) => `${indent}${line}`.trimEnd()).join('\n');
}

function code(source: string): string {
  const line = sanitizeLine(source);
  const ticks = '`'.repeat(longestRun(line) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${line}${space}${ticks}`;
}

const longestRun = (body: string): number => Math.max(0, ...[...body.matchAll(/`+/g)].map(([run]) => run.length));

/** Text that stays text: Markdown and HTML that it may hold are shown, not obeyed. */
const text = (words: string): string => sanitize(words).trim().replaceAll('<', '&lt;');
const cell = (words: string): string => sanitizeLine(words).replaceAll('|', '\\|').replaceAll('<', '&lt;');

// As GitHub makes the anchor of a heading.
const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
