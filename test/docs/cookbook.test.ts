// Every recipe of the cookbook is a runbook without a problem, tried whole by scenarios that pass, and stands in the index.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { passes, playAll, readScenarioFile } from '../../src/cli/authoring/scenario-file.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { pageAt } from '../support/pages.ts';
import { filesBelow, ROOT } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const FILES = filesBelow('docs/cookbook').filter((path) => path.endsWith('.yaml'));
const textAt = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const RECIPES = FILES.filter((path) => !path.endsWith('.test.yaml'));

describe.each(RECIPES)('%s', (path) => {
  test('has no problem, not even a warning', () => {
    const { diagnostics } = parseRunbook({ file: path, text: textAt(path) });
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
  });

  test('passes its scenarios, which leave nothing of it untried', async () => {
    const source = await readScenarioFile(path.replace('.yaml', '.test.yaml'));
    expect(source.diagnostics.map(({ message }) => message)).toEqual([]);
    const { scenarios, parts } = playAll(source, source.scenarios ?? []);
    expect(scenarios.filter((one) => !passes(one)).map(({ title }) => title)).toEqual([]);
    expect(scenarios.length).toBeGreaterThan(3);
    expect(parts.filter(({ tried }) => !tried).map(({ kind, name }) => `${kind} ${name}`)).toEqual([]);
  });
});

test('the index lists every recipe once, and no other', () => {
  const index = pageAt('docs/cookbook.md');
  const listed = index.links.filter(({ text }) => text.endsWith('.yaml')).map(({ text }) => `docs/${text}`);
  expect(listed.toSorted()).toEqual(RECIPES);
  expect(FILES.length).toBe(2 * RECIPES.length);
  expect(RECIPES.length).toBeGreaterThan(20);
});

test('what takes over from a recipe is a recipe', () => {
  const ids = RECIPES.map((path) => basename(path, '.yaml'));
  const named = RECIPES.flatMap((path) => /^ +runbook: (\S+)/m.exec(textAt(path))?.[1] ?? []);
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
});
