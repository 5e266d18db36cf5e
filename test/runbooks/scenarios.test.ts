// The scenarios that come with the shipped runbooks and with the templates pass, and try all of what they are about.

import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { passes, playAll, readScenarioFile, type ScenarioSource } from '../../src/cli/authoring/scenario-file.ts';
import { filesBelow } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const FILES = filesBelow('runbooks').filter((path) => path.endsWith('.test.yaml'));

test('the shipped runbooks and every template have scenarios', () => {
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
    expect(parts.filter(({ tried }) => !tried).map(({ kind, name }) => `${kind} ${name}`)).toEqual([]);
    // Some of them wait for minutes, second by second, all of which is played.
  }, 120_000);
});
