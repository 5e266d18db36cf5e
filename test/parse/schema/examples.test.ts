// What editors show and offer of every key: what it means, and how it is written by somebody who writes a runbook.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';

interface Part {
  readonly [word: string]: unknown;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
}

/** A part of a schema, and where it stands. */
type Placed = readonly [path: string, part: Part];

const FOLDER = join(import.meta.dirname, '../../../schemas');
const VALUES = ['examples', 'default', 'enum', 'const', 'defaultSnippets'];
/** Words of JSON Schema whose value is no schema. */
const OPAQUE = new Set([...VALUES, 'required', 'type', 'oneOf']);

/** Every part that is the value of a key, or one of `$defs`. */
function keysOf(part: unknown, path = ''): readonly Placed[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([word, inner]) => {
    if (OPAQUE.has(word)) return [];
    if (word !== 'properties' && word !== '$defs') return keysOf(inner, `${path}/${word}`);
    return Object.entries(inner as Readonly<Record<string, Part>>).flatMap(([name, one]): readonly Placed[] => {
      const own = `${path}/${word}/${name}`;
      return [[own, one], ...keysOf(one, own)];
    });
  });
}

describe.each(['runbook', 'test', 'drill'])('the schema of %s files', (name) => {
  const schema = JSON.parse(readFileSync(join(FOLDER, `${name}.schema.json`), 'utf8')) as Part;
  const defs = (schema['$defs'] ?? {}) as Readonly<Record<string, Part>>;
  const keys = keysOf(schema);
  const meant = (part: Part): Part => ({ ...defs[part.$ref?.replace('#/$defs/', '') ?? ''], ...part });

  test('says of every key what it means', () => {
    const silent = keys.filter(([, part]) => (meant(part).description ?? '') === '');
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  test('shows of every key how it is written', () => {
    const bare = keys.filter(([, part]) => !VALUES.some((word) => word in meant(part)));
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  test('shows only what the key takes', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    ajv.addSchema(schema, 'file');
    const refused = keys.flatMap(([path, { examples = [], default: usual }]) => {
      const shown = usual === undefined ? examples : [...examples, usual];
      const takes = ajv.compile({ $ref: `file#${path}` });
      return shown
        .filter((value) => takes(value) === false)
        .map((value) => `${path}: ${JSON.stringify(value)} ${ajv.errorsText(takes.errors)}`);
    });
    expect(refused).toEqual([]);
  });
});
