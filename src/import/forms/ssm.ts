// Automation documents of AWS Systems Manager: parameters are inputs, and the steps are those of one cause, by the AWS command
// line. What runs in the cloud alone is a person's to do.

import type { Result } from '../../model/result.ts';
import { inert, nameOf } from '../commands/holes.ts';
import { type Draft, type DraftStep, idFor, idOf } from '../draft/draft.ts';
import type { Imported, Refusal, Source } from '../import.ts';
import type { Lines } from '../page/page.ts';
import { type Reading, startReading, titleOf } from '../read/reading.ts';
import { conditionsOf, type Stop } from './flow.ts';
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
  const steps = mappingsIn(root['mainSteps']);
  const names = Object.keys(parameters);
  const going = steps.map((step, n) => goingOn(draft, source, step, { after: textIn(steps[n + 1]?.['name']), names }));
  const conditions = conditionsOf(steps.map((step, n) => ({ name: textIn(step['name']), ways: going[n]?.ways ?? [] })));
  for (const [n, step] of steps.entries()) {
    const condition = conditions.get(textIn(step['name']));
    // What only a failure leads to, or nothing at all, is no step of the way.
    if (condition === undefined) keepPart(reading, source, `Step ${textIn(step['name'])}, which no way leads to`, step);
    else cause.resolve.push(...readStep(reading, source, { step, names, condition, asked: going[n]?.asked }));
  }
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
  /** When it is reached; null: always. */
  readonly condition: string | null;
  readonly asked: DraftStep | undefined;
}

function readStep(reading: Reading, source: Source, { step, names, condition, asked }: Reading1): readonly DraftStep[] {
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
  const made =
    action === 'aws:branch' ? (asked === undefined ? [] : [asked]) : stepOf({ name, action, inputs, lines, fill });
  enterPart(reading, source, {
    words: name,
    to: `causes: ${name}`,
    ...(made.some(({ kind }) => kind === 'manual')
      ? { why: 'a person does it: there is no command that does the same' }
      : {}),
  });
  const description = textIn(step['description']);
  for (const one of made) {
    if (condition !== null) one.if = condition;
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
}

function stepOf({ name, action, inputs, lines, fill }: Step1): readonly DraftStep[] {
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
    default:
      return byHand(title, action, inputs, lines);
  }
}

/** Where a step goes on, and what a person is asked where nobody else can say. */
interface Going {
  readonly ways: Stop['ways'];
  readonly asked?: DraftStep;
}

// A choice by a parameter is a condition; for any other a person says which step comes next.
function goingOn(
  draft: Draft,
  source: Source,
  step: Mapping,
  { after, names }: { readonly after: string; readonly names: readonly string[] },
): Going {
  const inputs = isMapping(step['inputs']) ? step['inputs'] : {};
  const name = textIn(step['name']);
  const following = textIn(step['nextStep']) || (textIn(step['isEnd']) === 'true' ? '' : after);
  if (textIn(step['action']) !== 'aws:branch') return { ways: [{ to: following }] };
  const choices = mappingsIn(inputs['Choices']);
  const otherwise = textIn(inputs['Default']);
  const known = choices.map((choice) => {
    const parameter = /^\{\{\s*(\w+)\s*\}\}$/.exec(textIn(choice['Variable']))?.[1] ?? '';
    const value = choice['StringEquals'] ?? choice['BooleanEquals'];
    return !names.includes(parameter) || value === undefined
      ? null
      : `inputs.${nameOf(parameter)} == ${JSON.stringify(textIn(value))}`;
  });
  if (choices.length > 0 && known.every((one) => one !== null) && new Set(known).size === known.length) {
    const before = (n: number): readonly string[] => known.slice(0, n).map((one) => `!(${one})`);
    return {
      ways: [
        ...choices.map((choice, n) => ({
          to: textIn(choice['NextStep']),
          when: [...before(n), known[n]].join(' && '),
        })),
        { to: otherwise, when: before(known.length).join(' && ') },
      ],
    };
  }
  const END = 'the end';
  const targets = [...new Set([...choices.map((choice) => textIn(choice['NextStep'])), otherwise])];
  const title = `Which step comes after ${name.replace(/([a-z0-9])([A-Z])/g, '$1 $2')}`;
  const lines = lineOf(source, name);
  const asked = plainStep(
    title,
    'ask',
    {
      question: inert(`${title}? The document says:\n\n\`\`\`json\n${JSON.stringify(inputs, null, 2)}\n\`\`\``),
      choices: targets.map((one) => one || END),
    },
    lines,
  );
  const id = idOf(draft, asked);
  return { asked, ways: targets.map((to) => ({ to, when: `${id}.answer == ${JSON.stringify(to || END)}` })) };
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
