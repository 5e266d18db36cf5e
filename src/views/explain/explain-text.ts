// An explanation as lines for a terminal: what a run would look at, what it could find, and what it would do about it.

import { sanitize, sanitizeLine } from '../../redact/sanitize.ts';
import { riskWords } from '../blocks/names.ts';
import { flowed, pad, wrapWords } from '../text/text.ts';
import {
  type ExplainedCause,
  type ExplainedEscalation,
  type ExplainedStep,
  type Explanation,
  saidBy,
} from './explanation.ts';

/** Columns of a line where the width of the terminal is not known. */
const COLUMNS = 100;

/** The lines of an explanation. */
export function explainText(explanation: Explanation, columns = COLUMNS): readonly string[] {
  const { title, severity, owner, reviewed, summary } = explanation;
  const about = [
    severity,
    ...(owner === undefined ? [] : [owner]),
    ...(reviewed === undefined ? [] : [`reviewed ${reviewed}`]),
  ];
  return [
    sanitizeLine(title),
    sanitizeLine(about.join(' · ')),
    ...(summary === undefined ? [] : ['', ...wrapWords(flowed(sanitize(summary)), columns)]),
    ...section(
      'Starts when',
      bullets(
        explanation.triggers.map(({ title: one, when }) => (when === '' ? one : `${one}  (${when})`)),
        columns,
      ),
    ),
    ...section('People notice', bullets(explanation.symptoms, columns)),
    ...section(
      'Inputs',
      table(
        explanation.inputs.map(({ name, value, description }) => [name, value, description]),
        columns,
      ),
    ),
    ...section(
      'Looks at, all at once; nothing is changed',
      explained(explanation.probes, (step) => probeLines(step, columns), '  ', columns),
    ),
    ...section(
      'Causes, most likely first',
      explanation.causes.flatMap((cause, n) => causeLines(cause, n + 1, columns)),
    ),
    ...section(
      'Over when all of this holds',
      bullets(
        explanation.verify.map(({ title: one, goal }) => `${one}  (${goal})`),
        columns,
      ),
    ),
    ...section(
      'Tells people',
      explanation.escalations.flatMap((one) => escalationLines(one, '  ', columns)),
    ),
    ...section('Afterwards', bullets(explanation.prevent, columns)),
    ...section('Notes', bullets(explanation.notes, columns)),
  ];
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines];

const bullets = (items: readonly string[], columns: number): readonly string[] =>
  items.flatMap((item) => hanging('  - ', flowed(item), columns));

/** Text that wraps under itself. */
function hanging(lead: string, text: string, columns: number): readonly string[] {
  const [first = '', ...rest] = wrapWords(sanitizeLine(text), Math.max(20, columns - lead.length));
  return [lead + first, ...rest.map((row) => ' '.repeat(lead.length) + row)];
}

function table(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const wide = Math.min(24, Math.max(0, ...rows.map(([name = '']) => name.length)));
  return rows.flatMap(([name = '', value = '', words = '']) =>
    hanging(
      `  ${pad(sanitizeLine(name), wide)}  `,
      words === '' ? value : `${value === '' ? '""' : value}  ${words}`,
      columns,
    ),
  );
}

// What these inputs leave out is named and no more: the page is about the system that they describe.
function explained(
  steps: readonly ExplainedStep[],
  lines: (step: ExplainedStep, n: number) => readonly string[],
  indent: string,
  columns: number,
): readonly string[] {
  const without = steps.filter(({ applies }) => !applies).map(({ id }) => id);
  return [
    ...steps.filter(({ applies }) => applies).flatMap(lines),
    ...(without.length === 0 ? [] : hanging(`${indent}left out with these inputs: `, without.join(', '), columns)),
  ];
}

function probeLines(step: ExplainedStep, columns: number): readonly string[] {
  const title = step.title === '' ? step.id : `${step.title}  (${step.id})`;
  return [
    ...hanging('  - ', title, columns),
    ...commandLines(step, '    '),
    ...(step.for_each === undefined ? [] : hanging('    for each of  ', step.for_each, columns)),
    ...(step.if === undefined ? [] : hanging('    only if  ', step.if, columns)),
  ];
}

// A command is never wrapped: it is there to be copied.
const commandLines = ({ command }: ExplainedStep, indent: string): readonly string[] =>
  sanitize(command)
    .trimEnd()
    .split('\n')
    .map((line, n) => `${indent}${n === 0 ? '$ ' : '  '}${line}`);

function causeLines(cause: ExplainedCause, number: number, columns: number): readonly string[] {
  return [
    ...hanging(`  ${number}. `, `${cause.title}  (${cause.id})`, columns),
    ...cause.when.flatMap((line) => hanging('       when  ', line, columns)),
    ...(cause.because === undefined ? [] : hanging('       because  ', cause.because, columns)),
    ...explained(cause.steps, (step, n) => actionLines(step, `       ${n + 1}) `, columns), '       ', columns),
    ...(cause.runbook === undefined ? [] : [`       hands over to the runbook ${cause.runbook}`]),
    ...(cause.steps.length === 0 && cause.runbook === undefined ? ['       no step is written: people are told'] : []),
    ...cause.verify.flatMap(({ title, goal }) => hanging('       over when  ', `${title} (${goal})`, columns)),
    ...cause.escalations.flatMap((one) => escalationLines(one, '       ', columns)),
    ...cause.notes.flatMap((note) => hanging('       note  ', flowed(note), columns)),
  ];
}

function actionLines(step: ExplainedStep, lead: string, columns: number): readonly string[] {
  const indent = ' '.repeat(lead.length);
  const { word, means } = riskWords(step.risk);
  const risk = `${step.atMost ? 'at most ' : ''}${word}: ${means}`;
  return [
    ...hanging(lead, step.title === '' ? step.id : `${step.title}  (${step.id})`, columns),
    ...commandLines(step, indent),
    `${indent}risk   ${risk}`,
    ...(step.for_each === undefined ? [] : hanging(`${indent}each   `, step.for_each, columns)),
    ...(step.if === undefined ? [] : hanging(`${indent}if     `, step.if, columns)),
    ...(step.preview === undefined ? [] : [`${indent}first  ${sanitizeLine(step.preview.command)}`]),
    ...(step.goal === undefined ? [] : hanging(`${indent}until  `, step.goal, columns)),
    ...step.undo.map((undo) => `${indent}undo   ${sanitizeLine(undo.command)}`),
    ...[...(step.note === undefined ? [] : [step.note]), ...step.notes].flatMap((note) =>
      hanging(`${indent}note   `, flowed(note), columns),
    ),
    ...(step.todo === undefined ? [] : hanging(`${indent}TODO   `, step.todo, columns)),
  ];
}

function escalationLines(one: ExplainedEscalation, indent: string, columns: number): readonly string[] {
  const when =
    one.when === '' ? 'if it is not repaired' : one.when.startsWith('after ') ? one.when : `when ${one.when}`;
  const said = saidBy(one);
  return [
    ...hanging(
      `${indent}- `,
      `${one.to === '' ? one.title : one.to}, ${when}${said === '' ? '' : `: ${flowed(said)}`}`,
      columns,
    ),
    ...one.steps.flatMap((step) => commandLines(step, `${indent}  `)),
  ];
}
