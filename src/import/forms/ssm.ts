// Automation documents of AWS Systems Manager: parameters are inputs, and the steps are those of one cause, by the AWS command
// line. What runs in the cloud alone is a person's to do.

import type { Result } from '../../model/result.ts';
import { nameOf } from '../commands/holes.ts';
import { type DraftStep, idFor } from '../draft/draft.ts';
import type { Imported, Refusal, Source } from '../import.ts';
import type { Lines } from '../page/page.ts';
import { type Reading, startReading, titleOf } from '../read/reading.ts';
import {
  argvStep,
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

/** Imports an automation document. */
export function fromSsm(root: Mapping, source: Source): Result<readonly Imported[], Refusal> {
  const reading = startReading(source.decided ?? new Map());
  const { draft } = reading;
  const description = textIn(root['description']);
  draft.title = titleOf(description.split(/\n|\.\s/)[0] ?? '');
  if (description !== '')
    draft.summary.push({ text: description, lines: lineOf(source, description.split('\n')[0] ?? '') });
  const parameters = isMapping(root['parameters']) ? root['parameters'] : {};
  for (const [name, value] of Object.entries(parameters))
    readParameter(reading, source, { name, value: isMapping(value) ? value : {} });
  const lines = lineOf(source, 'mainSteps');
  const cause = {
    id: idFor(draft, draft.title, 'automation'),
    title: draft.title || 'What the document does',
    when: [],
    resolve: [] as DraftStep[],
    escalate: [],
    notes: [],
    lines,
  };
  draft.causes.push(cause);
  const conditions = new Map<string, string>();
  for (const step of mappingsIn(root['mainSteps']))
    cause.resolve.push(...readStep(reading, source, { step, names: Object.keys(parameters), conditions }));
  const { description: _, parameters: __, mainSteps: ___, ...rest } = root;
  keepPart(reading, source, 'Of the document', rest);
  return finishDocument(reading, source, new Set());
}

function readParameter(
  { draft, ledger }: Reading,
  source: Source,
  { name, value }: { readonly name: string; readonly value: Mapping },
): void {
  const known = nameOf(name);
  const fallback = value['default'];
  const choices = Array.isArray(value['allowedValues']) ? value['allowedValues'].map(textIn) : undefined;
  const given = typeof fallback === 'string' || typeof fallback === 'number' ? { default: fallback } : {};
  const isGiven = choices === undefined || !('default' in given) || choices.includes(String(given.default));
  draft.inputs.set(known, {
    name: known,
    ...(isGiven ? given : {}),
    ...(choices === undefined ? {} : { choices }),
    description: [textIn(value['description']) || name, choices === undefined ? textIn(value['allowedPattern']) : '']
      .filter((one) => one !== '')
      .join(' '),
  });
  const leaf = { text: name, lines: lineOf(source, name) };
  ledger.owned.add(leaf);
  ledger.entries.push({ leaf, how: 'mapped', to: `inputs.${known}` });
}

interface Reading1 {
  readonly step: Mapping;
  readonly names: readonly string[];
  readonly conditions: Map<string, string>;
}

function readStep(reading: Reading, source: Source, { step, names, conditions }: Reading1): readonly DraftStep[] {
  const name = textIn(step['name']);
  const action = textIn(step['action']);
  const inputs = isMapping(step['inputs']) ? step['inputs'] : {};
  const lines = lineOf(source, name);
  const open: string[] = [];
  const fill = (text: string): string =>
    text.replaceAll('${{', '$${{').replace(/\{\{\s*([\w.:-]+)\s*\}\}/g, (written, inside: string) => {
      if (names.includes(inside)) return `\${{ inputs.${nameOf(inside)} }}`;
      open.push(inside);
      return written.replace(/[{}]/g, '').trim();
    });
  const made = stepOf({ name, action, inputs, lines, fill, conditions });
  enterPart(reading, source, {
    words: name,
    to: `causes: ${name}`,
    ...(made.some(({ kind }) => kind === 'manual')
      ? { why: 'a person does it: there is no command that does the same' }
      : {}),
  });
  const description = textIn(step['description']);
  for (const one of made) {
    const condition = conditions.get(name);
    if (condition !== undefined) one.if = condition;
    const seconds = Number(step['timeoutSeconds']);
    if (seconds > 0) one.timeout = `${seconds}s`;
    const attempts = Number(step['maxAttempts']);
    if (Number.isInteger(attempts) && attempts > 1 && attempts <= 100) one.retry = attempts;
    const failure = textIn(step['onFailure']);
    if (/^abort$/i.test(failure)) one.on_failure = 'stop';
    if (/^continue$/i.test(failure)) one.on_failure = 'continue';
    if (description !== '') one.notes.push({ text: description, lines });
    if (open.length > 0 && one.kind !== 'manual')
      one.todo = `Write values in the place of ${[...new Set(open)].join(', ')}, which the document takes from other steps.`;
  }
  const { name: _, action: __, inputs: ___, description: ____, timeoutSeconds, maxAttempts, ...rest } = step;
  void timeoutSeconds;
  void maxAttempts;
  keepPart(reading, source, `Step ${name}, ${action}`, { ...rest, inputs });
  return made;
}

interface Step1 {
  readonly name: string;
  readonly action: string;
  readonly inputs: Mapping;
  readonly lines: Lines;
  fill(text: string): string;
  readonly conditions: Map<string, string>;
}

function stepOf({ name, action, inputs, lines, fill, conditions }: Step1): readonly DraftStep[] {
  const title = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  const argv = (...words: readonly string[]): readonly DraftStep[] => [argvStep(title, words.map(fill), lines)];
  switch (action) {
    case 'aws:executeAwsApi':
    case 'aws:assertAwsResourceProperty':
    case 'aws:waitForAwsResourceProperty': {
      const { Service, Api, PropertySelector, DesiredValues, ...request } = inputs;
      const made = argvStep(
        title,
        ['aws', textIn(Service), kebab(textIn(Api)), '--cli-input-json', fill(JSON.stringify(request))],
        lines,
      );
      if (PropertySelector !== undefined)
        made.notes.push({
          text: `Then ${textIn(PropertySelector)} is one of: ${(Array.isArray(DesiredValues) ? DesiredValues : [DesiredValues]).map(textIn).join(', ')}.`,
          lines,
        });
      return [made];
    }
    case 'aws:changeInstanceState': {
      const verb = { running: 'start-instances', stopped: 'stop-instances', terminated: 'terminate-instances' }[
        textIn(inputs['DesiredState'])
      ];
      const ids = Array.isArray(inputs['InstanceIds'])
        ? inputs['InstanceIds'].map(textIn)
        : [textIn(inputs['InstanceIds'])];
      return verb === undefined
        ? byHand(title, action, inputs, lines)
        : argv('aws', 'ec2', verb, '--instance-ids', ...ids);
    }
    case 'aws:runCommand': {
      const ids = Array.isArray(inputs['InstanceIds'])
        ? inputs['InstanceIds'].map(textIn)
        : [textIn(inputs['InstanceIds'])].filter((one) => one !== '');
      const targets = ids.length > 0 ? ['--instance-ids', ...ids] : [];
      return argv(
        'aws',
        'ssm',
        'send-command',
        '--document-name',
        textIn(inputs['DocumentName']),
        ...targets,
        '--parameters',
        JSON.stringify(inputs['Parameters'] ?? {}),
      );
    }
    case 'aws:sleep': {
      const [, hours, minutes, seconds] =
        /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(textIn(inputs['Duration'])) ?? [];
      const duration = [hours && `${hours}h`, minutes && `${minutes}m`, seconds && `${seconds}s`]
        .filter(Boolean)
        .join('');
      return duration === '' ? byHand(title, action, inputs, lines) : [plainStep(title, 'wait', duration, lines)];
    }
    case 'aws:branch':
      return branch(title, { inputs, lines, conditions });
    default:
      return byHand(title, action, inputs, lines);
  }
}

// A choice by a parameter is a condition of the step it leads to; any other is a person's.
function branch(
  title: string,
  { inputs, lines, conditions }: Pick<Step1, 'inputs' | 'lines' | 'conditions'>,
): readonly DraftStep[] {
  const choices = mappingsIn(inputs['Choices']);
  const known = choices.flatMap((choice) => {
    const parameter = /^\{\{\s*(\w+)\s*\}\}$/.exec(textIn(choice['Variable']))?.[1];
    const value = choice['StringEquals'] ?? choice['BooleanEquals'];
    const next = textIn(choice['NextStep']);
    return parameter === undefined || value === undefined || next === ''
      ? []
      : [[next, `inputs.${nameOf(parameter)} == ${JSON.stringify(textIn(value))}`] as const];
  });
  for (const [next, condition] of known) conditions.set(next, condition);
  return known.length === choices.length && choices.length > 0
    ? []
    : [
        plainStep(
          title,
          'manual',
          `Decide which step comes next:\n\n\`\`\`json\n${JSON.stringify(inputs, null, 2)}\n\`\`\``,
          lines,
        ),
      ];
}

const byHand = (title: string, action: string, inputs: Mapping, lines: Lines): readonly DraftStep[] => [
  plainStep(
    title,
    'manual',
    `${action === 'aws:approve' ? 'Have it approved' : `Do what ${action} does`}:\n\n\`\`\`json\n${JSON.stringify(inputs, null, 2)}\n\`\`\``,
    lines,
  ),
];

const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
