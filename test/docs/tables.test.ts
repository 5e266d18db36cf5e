// Tables of the pages say what the program does: commands, exit codes, and the causes and inputs of the shipped runbook. What
// the reference is made from is complete.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { formsIn } from '../../scripts/reference/forms.ts';
import { SCHEMA_NAMES } from '../../src/cli/authoring/schema-names.ts';
import { templateNames } from '../../src/cli/authoring/templates.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { CALLABLE } from '../../src/expr/evaluate/functions.ts';
import { FUNCTION_WORDS } from '../../src/expr/function-words.ts';
import { definition, KINDS } from '../../src/kinds/index.ts';
import { FAULTS } from '../../src/lab/faults.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { codesIn, pageAt, type Table } from '../support/pages.ts';
import { commandNames, helpOf, optionsOf } from '../support/program/help.ts';
import { ROOT } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

interface Shown {
  readonly markdownDescription?: string;
  readonly properties?: object;
}

const cli = pageAt('docs/cli.md');
const redis = pageAt('docs/redis-connectivity-loss.md');

const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const under = (tables: readonly Table[], heading: string): Table => {
  const found = tables.find((table) => table.under === heading);
  if (found === undefined) throw new Error(`there is no table under "${heading}"`);
  return found;
};

describe('kinds', () => {
  // Editors show this while a condition is written; the page has it in its tables.
  test.each(KINDS)('%s: what editors are told that it reads is what its forms give', (kind) => {
    const { markdownDescription = '', properties = {} } = definition(kind).schema as Shown;
    const given = new Set(formsIn(kind, markdownDescription).flatMap(({ fields }) => Object.keys(fields)));
    const told = codesIn(/^Reading.*$/ms.exec(markdownDescription)?.[0]);
    expect([...given].filter((field) => !told.includes(field))).toEqual([]);
    const aside = ['ok', 'sample', ...Object.keys(properties)];
    expect(told.filter((word) => !given.has(word) && !aside.includes(word))).toEqual([]);
  });

  test('a form that is not valid cannot be listed', () => {
    expect(() => formsIn('docker', '- `docker: { begin: web }`')).toThrow(/docker: \{ begin: web \}: .*begin/);
  });

  test('every function of expressions has words, and no other', () => {
    expect(Object.keys(FUNCTION_WORDS).toSorted()).toEqual([...new Set(CALLABLE)].toSorted());
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

  test('the part of `schema` names every schema', () => {
    const part =
      text('docs/cli.md')
        .split(/^## /m)
        .find((one) => one.startsWith('schema\n')) ?? '';
    expect(codesIn(part).filter((code) => /^[a-z]+$/.test(code))).toEqual(SCHEMA_NAMES);
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
  const { runbook } = parseRunbook({ file, text: text(file) });

  test('the run that README.md shows looks at its probes, and rules its other causes out', () => {
    const [, shown = ''] = /^```text\n(.*?)^```/ms.exec(text('README.md')) ?? [];
    expect(shown).toContain(`Looking at ${runbook?.probes.length} probes:`);
    expect(shown).toContain(`ruled out: the other ${(runbook?.causes.length ?? 0) - 1}\n`);
    const seen = / seen +(.*)/.exec(shown)?.[1] ?? '';
    const counted = [...seen.matchAll(/(\d+) (?:ok|not|still)\b/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(counted).toBe(runbook?.probes.length);
  });

  test('what docs/learning.md says of a run are causes and steps that it has', () => {
    const page = text('docs/learning.md');
    const said = (option: string) => [...page.matchAll(new RegExp(`--${option} ([a-z_]+)`, 'g'))].map(([, id]) => id);
    const causes = runbook?.causes ?? [];
    expect(causes.map(({ id }) => id)).toEqual(expect.arrayContaining(said('cause')));
    const steps = causes.flatMap(({ resolve }) => resolve.map(({ id }) => id));
    expect(steps).toEqual(expect.arrayContaining([...said('helped'), ...said('did-not-help')]));
    expect(said('helped')).not.toEqual([]);
  });

  test('the board of README.md has as many drills as it says', () => {
    const [, said = ''] =
      /^\d{4}-\d\d-\d\d, .*; (?:all )?(\d+) (?:of the \d+ )?drills of that day/m.exec(text('README.md')) ?? [];
    expect(pageAt('README.md').tables.find(({ columns }) => columns[1] === 'Fault')?.rows).toHaveLength(Number(said));
  });

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
