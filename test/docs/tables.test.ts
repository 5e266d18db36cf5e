// Tables of the pages say what the program does: kinds and their readings, functions, error kinds, commands, exit codes,
// and the causes and inputs of the shipped runbook.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { templateNames } from '../../src/cli/authoring/templates.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { CALLABLE } from '../../src/expr/evaluate/functions.ts';
import { definition, KINDS } from '../../src/kinds/index.ts';
import { REDIS_ERROR_KINDS } from '../../src/kinds/redis/forms.ts';
import { FAULTS } from '../../src/lab/faults.ts';
import { parseDuration } from '../../src/model/duration.ts';
import type { TemplateTree } from '../../src/model/expression.ts';
import type { Kind } from '../../src/model/step.ts';
import { shapeOf } from '../../src/parse/build/shape.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { GOAL, RETRY, TIMEOUT_MS } from '../../src/parse/unwritten.ts';
import { codesIn, pageAt, type Table } from '../support/pages.ts';
import { commandNames, helpOf, optionsOf } from '../support/program/help.ts';
import { ROOT } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const authoring = pageAt('docs/authoring.md');
const cli = pageAt('docs/cli.md');
const redis = pageAt('docs/redis-connectivity-loss.md');

const under = (tables: readonly Table[], heading: string): Table => {
  const found = tables.find((table) => table.under === heading);
  if (found === undefined) throw new Error(`there is no table under "${heading}"`);
  return found;
};

describe('kinds', () => {
  const rows = authoring.tables.filter(({ columns }) => columns[0] === 'form').flatMap((table) => table.rows);
  const url = 'redis://localhost:6379';

  test.each(rows)('%s', (form, fields, risk, again) => {
    const [kind, value] = Object.entries(parse(codesIn(form)[0] ?? '') as Record<string, TemplateTree>)[0] ?? [];
    const known = definition(kind as Kind);
    const defaults = kind === 'redis' || kind === 'bullmq' ? { url } : undefined;
    const shape = shapeOf(kind as Kind, { value: value ?? null, defaults });
    if (!shape.ok) throw new Error(shape.error.map(({ message }) => message).join('; '));
    // Every reading has `error`; a kind may say which words its `kind` can be.
    const reading = Object.keys(known.reading(shape.value)).filter((name) => name !== 'error');
    expect(codesIn(fields).toSorted()).toEqual(reading.toSorted());
    const [action, probe] = (risk ?? '').split('; among the probes ');
    expect(action).toBe(known.risk(shape.value, 'action'));
    if (probe !== undefined) expect(probe).toBe(known.risk(shape.value, 'probe'));
    expect(again).toBe(known.repeatable(shape.value) ? 'yes' : 'no');
  });

  test('all have their rows', () => {
    const shown = new Set(rows.map(([form = '']) => /^`(\w+):/.exec(form)?.[1]));
    expect(KINDS.filter((kind) => !shown.has(kind))).toEqual([]);
  });

  test('every error kind of redis is explained', () => {
    const table = authoring.tables.find(({ columns }) => columns[0] === '`error.kind`');
    const shown = (table?.rows ?? []).flatMap(([kinds]) => codesIn(kinds));
    expect(shown.toSorted()).toEqual([...REDIS_ERROR_KINDS].toSorted());
  });
});

test('every function of expressions is named, and no other', () => {
  const table = under(authoring.tables, 'Expressions');
  const words = table.rows.flatMap(([, cell = '']) => codesIn(cell)).map((code) => /^[a-z_]+/i.exec(code)?.[0] ?? '');
  const named = new Set(words.filter((word) => word !== 'x'));
  expect([...named].toSorted()).toEqual([...new Set(CALLABLE)].toSorted());
});

describe('fields', () => {
  const schema = JSON.parse(readFileSync(join(ROOT, 'schemas/runbook.schema.json'), 'utf8')) as {
    readonly properties: object;
    readonly $defs: Readonly<Record<string, { readonly properties: object }>>;
  };
  const shown = (tables: readonly Table[]): readonly string[] =>
    tables.flatMap(({ rows }) => rows.flatMap(([name]) => codesIn(name))).toSorted();

  test('of a file are explained', () => {
    expect(shown([under(authoring.tables, 'The file')])).toEqual(Object.keys(schema.properties).toSorted());
  });

  test('of a step that are left out have the defaults that the page names', () => {
    const rows = authoring.tables.filter(({ columns }) => columns[0] === 'field').flatMap((table) => table.rows);
    const named = (field: string): readonly (number | null)[] => {
      const row = rows.find(([name]) => codesIn(name).includes(field));
      return (row?.[2]?.match(/\d+(?:ms|s|m|h)\b/g) ?? []).map(parseDuration);
    };
    expect(named('timeout')).toEqual(Object.values(TIMEOUT_MS));
    expect(named('within')).toEqual(Object.values(GOAL));
    expect(named('retry')).toEqual([RETRY.every_ms, RETRY.max_ms]);
  });

  test('of a step are explained', () => {
    const tables = authoring.tables.filter((table) => table.under === 'Steps' && table.columns[0] === 'field');
    const aside: readonly string[] = [...KINDS, 'notes', 'was'];
    const fields = Object.keys(schema.$defs['action']?.properties ?? {}).filter((name) => !aside.includes(name));
    expect(shown(tables)).toEqual(fields.toSorted());
  });
});

describe('the command line', () => {
  test('every command has its part, with all its options and no others', async () => {
    for (const name of await commandNames()) {
      const table = under(cli.tables, name);
      const shown = table.rows.flatMap(([option]) => codesIn(option)).flatMap((code) => code.match(/--[a-z-]+/g) ?? []);
      const known = (await optionsOf(name)).filter((option) => option !== '--help');
      expect(shown.toSorted(), name).toEqual(known.toSorted());
    }
  });

  test('the help of `new` names every template', async () => {
    const help = await helpOf('new');
    for (const name of await templateNames()) expect(help).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test.each(['README.md', 'docs/cli.md'])('%s lists the exit codes', (path) => {
    const table = under(pageAt(path).tables, 'Exit codes');
    const shown = table.rows.flatMap(([codes = '']) => codes.split(', ').map(Number));
    expect(shown).toEqual(Object.values(EXIT));
  });

  test('every fault of the sandbox is listed', () => {
    const table = under(cli.tables, 'Faults of the sandbox');
    expect(table.rows.flatMap(([fault]) => codesIn(fault))).toEqual(FAULTS.map(({ id }) => id));
  });
});

describe('the shipped runbook', () => {
  const file = 'runbooks/redis-connectivity-loss.yaml';
  const { runbook } = parseRunbook({ file, text: readFileSync(join(ROOT, file), 'utf8') });

  test('every cause is explained, in its order', () => {
    const shown = redis.tables
      .filter(({ columns }) => columns[0] === 'cause')
      .flatMap(({ rows }) => rows.flatMap(([cause]) => codesIn(cause)));
    expect(shown).toEqual(runbook?.causes.map(({ id }) => id));
  });

  test('every input is explained, with its default', () => {
    const table = under(redis.tables, 'Inputs');
    const shown = table.rows.map(([name, value]) => [codesIn(name)[0], codesIn(value)[0] ?? '']);
    const inputs = runbook?.inputs ?? [];
    expect(shown).toEqual(
      inputs.map(({ name, default: value }) => [name, Array.isArray(value) ? '[]' : String(value)]),
    );
  });

  test('every step that changes something is explained', () => {
    const named = new Set(redis.spans.map(({ text }) => text));
    const steps = runbook?.causes.flatMap(({ resolve }) => resolve.map(({ id }) => id)) ?? [];
    expect(steps.filter((id) => !named.has(id))).toEqual([]);
  });
});
