// The scenarios that come with the shipped runbook and with the templates pass, and try most of what they are about.

import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { passes, playAll, readScenarioFile, type ScenarioSource } from '../../src/cli/authoring/scenario-file.ts';
import { percent } from '../../src/scenario/coverage.ts';
import { filesBelow } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const FILES = filesBelow('runbooks').filter((path) => path.endsWith('.test.yaml'));

test('the shipped runbook and every template have scenarios', () => {
  const runbooks = filesBelow('runbooks').filter(
    (path) => path.endsWith('.yaml') && !/\.(test|drill)\.yaml$/.test(path),
  );
  expect(FILES.map((path) => path.replace('.test.yaml', '.yaml'))).toEqual(runbooks);
});

describe.each(FILES)('%s', (path) => {
  const read = (): Promise<ScenarioSource> => readScenarioFile(path);

  test('is valid, and all of it passes', async () => {
    const source = await read();
    expect(source.diagnostics.map(({ message }) => message)).toEqual([]);
    const { scenarios, parts } = playAll(source, source.scenarios ?? []);
    expect(scenarios.filter((one) => !passes(one)).map(({ title }) => title)).toEqual([]);
    expect(scenarios.length).toBeGreaterThan(3);
    expect(percent(parts)).toBeGreaterThanOrEqual(path.includes('templates') ? 100 : 85);
  });
});

test('every cause of the shipped runbook is confirmed by one of its scenarios', async () => {
  const source = await readScenarioFile('runbooks/redis-connectivity-loss.test.yaml');
  const { parts } = playAll(source, source.scenarios ?? []);
  const without = parts.filter(({ kind, tried }) => kind === 'cause' && !tried).map(({ name }) => name);
  expect(without).toEqual([]);
});
