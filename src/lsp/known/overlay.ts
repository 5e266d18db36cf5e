// The schema of one file: the one of its kind, with the names that this file and the runbook beside it declare.

import { describeType, type Inspector } from '../../expr/inspect.ts';
import { notNull, type Type } from '../../expr/value-type.ts';
import type { Contents } from '../../parse/runbook.ts';
import type { Schema } from './schema.ts';
import type { RunbookSource, ScenarioSource } from './sources.ts';
import { wordsOfName } from './words.ts';

/** The schemas that are laid under. */
export interface Schemas {
  readonly runbook: Schema;
  readonly test: Schema;
}

/** The schema of a runbook: causes and neighbours by their names. */
export function runbookSchema(schema: Schema, { known }: RunbookSource, neighbours: readonly string[]): Schema {
  const causes = { enum: causesOf(known) };
  const { properties = {}, $defs = {} } = schema;
  const { prevent, ...others } = properties;
  const followUp = prevent?.items?.properties ?? {};
  return {
    ...schema,
    properties: {
      ...others,
      prevent: {
        ...prevent,
        items: {
          ...prevent?.items,
          properties: {
            ...followUp,
            causes: { ...followUp['causes'], items: { ...followUp['causes']?.items, ...causes } },
          },
        },
      },
    },
    $defs: { ...$defs, cause: saying($defs['cause'] ?? {}, { runbook: { enum: neighbours } }) },
  };
}

/** The schema of a file of scenarios: probes, steps, causes and inputs of its runbook, readings field by field. */
export function scenarioSchema(schema: Schema, { runbook }: ScenarioSource): Schema {
  if (runbook?.known === undefined) return schema;
  const inspector = runbook.inspector();
  const causes = causesOf(runbook.known);
  const readings = readingsOf(inspector, runbook.known);
  const steps = Object.fromEntries([...inspector.names.steps.keys()].map((id) => [id, readings]));
  const stepIds = { items: { enum: Object.keys(steps) } };
  const inputs = { properties: inputsOf(inspector, runbook.known), additionalProperties: false };
  const scenario = schema.properties?.['scenarios']?.items ?? {};
  const expect = scenario.properties?.['expect'] ?? {};
  return saying(schema, {
    test: { enum: [runbook.path.replace(/^.*[\\/]|\.ya?ml$/g, '')] },
    inputs,
    readings,
    scenarios: {
      items: saying(scenario, {
        given: readings,
        inputs,
        after: { properties: steps, additionalProperties: false },
        answers: {
          properties: Object.fromEntries(Object.keys(steps).map((id) => [id, {}])),
          additionalProperties: true,
        },
        cause: { enum: causes },
        expect: saying(expect, {
          cause: { enum: [...causes, null], items: { enum: causes } },
          verdicts: {
            properties: Object.fromEntries(
              causes.map((id) => [id, (expect.properties?.['verdicts']?.additionalProperties ?? {}) as Schema]),
            ),
            additionalProperties: false,
          },
          ...Object.fromEntries(['steps', 'skipped', 'asked', 'never'].map((key) => [key, stepIds])),
        }),
      }),
    },
  });
}

/** A mapping with more said of some of its keys: what is known of this file takes the place of examples. */
function saying(schema: Schema, keys: Readonly<Record<string, Schema>>): Schema {
  const { properties = {} } = schema;
  const more = Object.entries(keys).map(([key, part]) => [key, { ...properties[key], ...part, examples: [] }] as const);
  return { ...schema, properties: { ...properties, ...Object.fromEntries(more) } };
}

const causesOf = (contents: Contents | undefined): readonly string[] =>
  contents?.outline.causes.map((node) => contents.ids.get(node) ?? '') ?? [];

function readingsOf({ names }: Inspector, contents: Contents): Schema {
  const all = [...names.probes, ...names.steps].map(([id, type]): readonly [string, Schema] => [
    id,
    {
      ...schemaOf(type),
      type: ['object', 'string'],
      examples: ['blind'],
      description: wordsOfName(contents, { space: 'id', name: id }),
    },
  ]);
  return { type: 'object', properties: Object.fromEntries(all), additionalProperties: false };
}

function inputsOf({ names }: Inspector, contents: Contents): Readonly<Record<string, Schema>> {
  const all = [...names.inputs].map(([name, { type }]): readonly [string, Schema] => [
    name,
    { ...schemaOf(type), description: wordsOfName(contents, { space: 'input', name }) },
  ]);
  return Object.fromEntries(all);
}

/** A type of expressions as a schema of the values that have it. */
function schemaOf(type: Type): Schema {
  const plain = typeof type === 'object' && 'words' in type ? type : notNull(type);
  const description = describeType(plain);
  if (plain === 'bool') return { type: 'boolean', description };
  if (plain === 'number') return { type: 'number', description };
  if (typeof plain === 'string') return plain === 'string' ? { type: 'string', description } : { description };
  if ('words' in plain) return { type: 'string', enum: plain.words.filter((word) => word !== ''), description };
  if ('list' in plain) return { type: 'array', items: schemaOf(plain.list), description };
  if ('map' in plain) return { type: 'object', additionalProperties: schemaOf(plain.map), description };
  if ('nullable' in plain) return schemaOf(plain.nullable);
  const fields = Object.entries(plain.record).map(([name, field]) => [name, schemaOf(field)] as const);
  return { type: 'object', properties: Object.fromEntries(fields), additionalProperties: false, description };
}
