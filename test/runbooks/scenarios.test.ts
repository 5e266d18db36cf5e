// The scenarios that come with the shipped runbooks and with the templates pass, and try all of what they are about.

import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import {
  passes,
  playAll,
  readScenarioFile,
  type ScenarioSource,
  startValues,
} from '../../src/cli/authoring/scenario-file.ts';
import { play } from '../../src/scenario/play.ts';
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

test('whoever is called about errors in the logs is told how often each was written in the last minute', async () => {
  const source = await readScenarioFile('runbooks/redis-connectivity-loss.test.yaml');
  const told = source.scenarios?.find(({ title }) => title.startsWith('The log of the container of the API'));
  const values = told === undefined ? 'there is no such scenario' : startValues(source.plan, told);
  if (told === undefined || typeof values === 'string') throw new Error(String(values));
  const { events } = play(source.plan, told, values);
  const said = events.filter(({ type }) => type === 'escalation.raised');
  expect(JSON.stringify(said)).toContain(
    'the logs of API and worker show ECONNREFUSED 2, MaxRetriesPerRequest 1 times.',
  );
});
