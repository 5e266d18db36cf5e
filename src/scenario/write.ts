// A scenario as YAML: as a person would write it, one line a probe. Added to a file, it leaves every byte of that file
// where it is.

import { Document, isMap, isSeq, parseDocument, stringify, visit } from 'yaml';
import type { Json, JsonObject } from '../model/json.ts';
import { err, ok, type Result } from '../model/result.ts';
import { withoutHidden } from '../parse/yaml/hidden-characters.ts';
import type { Expectation, GivenById, Scenario } from './scenario.ts';

/** A file of one scenario. */
export function scenarioFile(runbook: string, scenario: Scenario): string {
  return `# yaml-language-server: $schema=.schemas/test.schema.json\nfirebreak: 1\ntest: ${runbook}\n\nscenarios:\n${itemOf(scenario, '  ')}`;
}

/** The text of a file with a scenario more; the error says why nothing can be added to it. */
export function withScenario(text: string, scenario: Scenario): Result<string, string> {
  const document: Document.Parsed = parseDocument(text);
  const list = isMap(document.contents) ? document.get('scenarios', true) : undefined;
  if (document.errors.length > 0 || !isSeq(list) || list.range === undefined || list.range === null)
    return err('it is no file of scenarios');
  if (list.flow === true) return err('its list of scenarios stands in [ ]; write one below the other');
  const [start, end] = list.range;
  const before = text.slice(0, start);
  const indent = ' '.repeat(start - (before.lastIndexOf('\n') + 1));
  const head = text.slice(0, end).trimEnd();
  return ok(`${head}\n\n${itemOf(scenario, indent)}${text.slice(end)}`);
}

function itemOf(scenario: Scenario, indent: string): string {
  const { title, given, inputs, alert, after, answers, approve, cause, expect } = scenario;
  const lines = [
    `- title: ${scalar(title)}`,
    ...block('inputs', inputs),
    ...(alert === null ? [] : [`  alert: ${flow(alert as unknown as Json)}`]),
    ...world('given', given),
    ...(Object.keys(after).length === 0
      ? []
      : [
          '  after:',
          ...Object.entries(after).flatMap(([step, changes]) => [`    ${step}:`, ...readings(changes, '      ')]),
        ]),
    ...block('answers', answers),
    ...(approve === 'destroy' ? [] : [`  approve: ${approve}`]),
    ...(cause === null ? [] : [`  cause: ${cause}`]),
    `  expect: ${flow(expected(expect))}`,
  ];
  return `${lines.map((line) => `${indent}${line}`).join('\n')}\n`;
}

const world = (key: string, given: GivenById): readonly string[] =>
  Object.keys(given).length === 0 ? [] : [`  ${key}:`, ...readings(given, '    ')];

const readings = (given: GivenById, indent: string): readonly string[] =>
  Object.entries(given).map(([id, one]) => `${indent}${id}: ${'blind' in one ? 'blind' : flow(one.fields)}`);

const block = (key: string, values: JsonObject): readonly string[] =>
  Object.keys(values).length === 0 ? [] : [`  ${key}: ${flow(values)}`];

// A single cause stands for the first one, a list for all.
function expected({ cause, ...rest }: Expectation): Json {
  const causes =
    cause === undefined ? {} : { cause: cause.length === 0 ? null : cause.length === 1 ? (cause[0] ?? null) : cause };
  return { ...causes, ...(rest as JsonObject) };
}

// One line, whatever stands in it: a text with line ends would be folded, and its further lines stand too far left.
const ONE_LINE = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER, blockQuote: false } as const;

// Only double quotes write a line end as two characters; and a bracket or comma that is not quoted makes a reader think that
// a value was cut there.
const QUOTED = /[\s"'()[\]{},\\]/;

const flow = (value: Json): string => {
  const document = new Document(value);
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value !== 'string') return;
      node.value = withoutHidden(node.value);
      if (QUOTED.test(String(node.value).replaceAll(' ', ''))) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ ...ONE_LINE, collectionStyle: 'flow', flowCollectionPadding: true }).trimEnd();
};

const scalar = (text: string): string => stringify(withoutHidden(text), ONE_LINE).trimEnd();
