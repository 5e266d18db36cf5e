// CACAO playbooks (version 2.0): variables are inputs, actions are steps in the order of the workflow, and each way of a condition
// is a cause of its own.

import type { Result } from '../../model/result.ts';
import type { Severity } from '../../model/runbook.ts';
import { convert, convertRequest } from '../commands/convert.ts';
import { escaped, inert, nameOf } from '../commands/holes.ts';
import { type DraftCause, type DraftStep, idFor } from '../draft/draft.ts';
import type { Imported, Refusal, Source } from '../import.ts';
import { kindOfInput } from '../read/inputs.ts';
import { type Reading, startReading, titleOf } from '../read/reading.ts';
import {
  enterPart,
  finishDocument,
  isMapping,
  keepPart,
  lineOf,
  type Mapping,
  mappingsIn,
  plainStep,
  textIn,
} from './mapping.ts';

const MOST_STEPS = 500;

/** Imports a playbook. */
export function fromCacao(root: Mapping, source: Source): Result<readonly Imported[], Refusal> {
  const reading = startReading(source.decided ?? new Map());
  const { draft } = reading;
  draft.title = titleOf(textIn(root['name']));
  if (textIn(root['description']) !== '')
    draft.summary.push({ text: textIn(root['description']), lines: lineOf(source, textIn(root['description'])) });
  const severity = severityOf(root['severity']);
  if (severity !== null) {
    draft.severity = severity;
    draft.severityFrom = lineOf(source, '"severity"');
  }
  const variables = isMapping(root['playbook_variables']) ? root['playbook_variables'] : {};
  for (const [name, value] of Object.entries(variables))
    readVariable(reading, source, { name, value: isMapping(value) ? value : {} });
  const workflow = isMapping(root['workflow']) ? root['workflow'] : {};
  const cause = causeOf(reading, draft.title || 'The playbook', lineOf(source, 'workflow_start'));
  const walk: Walk = { reading, source, workflow, seen: new Set() };
  follow(walk, textIn(root['workflow_start']), cause);
  for (const [id, step] of Object.entries(workflow))
    if (!walk.seen.has(id)) keepPart(reading, source, `Step ${id}`, step);
  if (cause.resolve.length === 0 && draft.causes.length > 1) draft.causes.splice(draft.causes.indexOf(cause), 1);
  const { name, description, severity: _, playbook_variables, workflow: __, type, ...rest } = root;
  for (const one of [name, description, playbook_variables, type]) void one;
  keepPart(reading, source, 'Of the playbook', rest);
  return finishDocument(reading, source, new Set());
}

// From 0 to 100 in the document; 0 says nothing.
function severityOf(value: unknown): Severity | null {
  const number = Number(value);
  if (!(number > 0)) return null;
  return number >= 90 ? 'critical' : number >= 70 ? 'high' : number >= 40 ? 'medium' : 'low';
}

function readVariable(
  { draft, ledger }: Reading,
  source: Source,
  { name, value }: { readonly name: string; readonly value: Mapping },
): void {
  const known = nameOf(name);
  if (known === '') return;
  const text = textIn(value['value']);
  draft.inputs.set(known, {
    name: known,
    ...(text === '' ? {} : { default: text }),
    description: textIn(value['description']) || name,
  });
  const leaf = { text: name, lines: lineOf(source, name) };
  ledger.entries.push({ leaf, how: 'mapped', to: `inputs.${known}` });
}

function causeOf({ draft }: Reading, title: string, lines: DraftCause['lines']): DraftCause {
  const cause: DraftCause = {
    id: idFor(draft, title, 'cause'),
    title: titleOf(title),
    when: [],
    resolve: [],
    escalate: [],
    notes: [],
    lines,
  };
  draft.causes.push(cause);
  return cause;
}

interface Walk {
  readonly reading: Reading;
  readonly source: Source;
  readonly workflow: Mapping;
  readonly seen: Set<string>;
}

function follow(walk: Walk, first: string, cause: DraftCause): void {
  for (let id = first; id !== '' && !walk.seen.has(id) && walk.seen.size < MOST_STEPS; ) {
    const step = walk.workflow[id];
    if (!isMapping(step)) return;
    walk.seen.add(id);
    take(walk, { id, step, cause });
    id = textIn(step['on_completion']) || textIn(step['on_success']);
  }
}

function take(
  walk: Walk,
  { id, step, cause }: { readonly id: string; readonly step: Mapping; readonly cause: DraftCause },
): void {
  const { reading, source } = walk;
  const type = textIn(step['type']);
  const title = textIn(step['name']) || type;
  const lines = lineOf(source, id);
  const ways = (key: string): readonly string[] =>
    Array.isArray(step[key]) ? step[key].map(textIn) : [textIn(step[key])].filter((one) => one !== '');
  const { name, description, on_completion, on_success, commands, type: _, ...rest } = step;
  for (const one of [name, on_completion, on_success]) void one;
  switch (type) {
    case 'action': {
      for (const command of mappingsIn(commands)) cause.resolve.push(stepOf(walk, { title, command, step, lines }));
      enterPart(reading, source, { words: id, to: `causes.${cause.id}: ${title}` });
      break;
    }
    case 'if-condition': {
      const condition = textIn(step['condition']);
      for (const [key, lead] of [
        ['on_true', 'When'],
        ['on_false', 'Unless'],
      ] as const) {
        if (ways(key).length === 0) continue;
        const inner = causeOf(reading, inert(`${lead} ${title}`), lines);
        inner.notes.push({ title: lead, text: inert(condition), lines });
        for (const way of ways(key)) follow(walk, way, inner);
      }
      enterPart(reading, source, { words: id, to: 'causes', why: 'its condition is text: write it as `when`' });
      break;
    }
    case 'parallel':
      for (const way of ways('next_steps')) follow(walk, way, cause);
      enterPart(reading, source, {
        words: id,
        to: `causes.${cause.id}`,
        why: 'what it does at the same time is done in order here',
      });
      break;
    case 'start':
    case 'end':
      break;
    default:
      cause.resolve.push(
        plainStep(
          title,
          'manual',
          `Do what this step of the playbook does:\n\n\`\`\`json\n${JSON.stringify(step, null, 2)}\n\`\`\``,
          lines,
        ),
      );
      enterPart(reading, source, {
        words: id,
        to: `causes.${cause.id}: ${title}`,
        why: 'a person does it: the language has nothing like it',
      });
  }
  if (textIn(description) !== '') cause.notes.push({ title: titleOf(title), text: textIn(description), lines });
  keepPart(reading, source, `Step ${id}`, Object.keys(rest).length === 0 ? undefined : rest);
}

interface Acting {
  readonly title: string;
  readonly command: Mapping;
  readonly step: Mapping;
  readonly lines: DraftStep['lines'];
}

function stepOf(walk: Walk, { title, command, step, lines }: Acting): DraftStep {
  const type = textIn(command['type']);
  // `__name__:value` and `$$name$$:value` are the value of a variable.
  const written = (textIn(command['command']) || textIn(command['description'])).replace(
    /(?:\$\$)?([A-Za-z_][\w-]*?)(?:\$\$)?:value/g,
    (_, name: string) => `<${name.replace(/^_+|_+$/g, '')}>`,
  );
  const milliseconds = Number(step['timeout']);
  const timing = milliseconds > 0 ? { timeout: `${Math.max(1, Math.round(milliseconds / 1000))}s` } : {};
  const left = Object.fromEntries(Object.entries(command).filter(([key]) => key !== 'type' && key !== 'command'));
  const notes =
    Object.keys(left).length === 0
      ? []
      : [{ title: `Command of type ${type}`, text: `\`\`\`json\n${JSON.stringify(left, null, 2)}\n\`\`\``, lines }];
  if (type === 'http-api' && /^[A-Z]+ \S+/.test(written)) {
    const made = convertRequest(written.split('\n')[0] ?? '');
    for (const wanted of made.wanted)
      if (!walk.reading.draft.inputs.has(wanted.name)) kindOfInput(walk.reading.draft, wanted);
    return {
      title: titleOf(title),
      kind: made.kind,
      value: made.value,
      effect: made.effect,
      wanted: [],
      notes,
      lines,
      page: '',
      ...timing,
    };
  }
  if (type === 'bash' || type === 'shell') {
    const made = convert(written);
    for (const wanted of made.wanted)
      if (!walk.reading.draft.inputs.has(wanted.name)) kindOfInput(walk.reading.draft, wanted);
    const risk = made.effect === 'read' && made.kind === 'shell' ? { risk: 'read' } : {};
    return {
      title: titleOf(title),
      kind: made.kind,
      value: made.value,
      effect: made.effect,
      wanted: [],
      notes,
      lines,
      page: written,
      ...risk,
      ...timing,
      ...(made.todo === undefined ? {} : { todo: made.todo }),
    };
  }
  const lead = type === 'manual' ? '' : `By ${type}:\n\n`;
  return { ...plainStep(title, 'manual', `${lead}${escaped(written)}`, lines), notes };
}
