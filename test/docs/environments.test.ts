// docs/environments.md has exactly the rows that tests stand for, and what has gone wrong with such systems, each with the tests
// that it is told right and that a healthy one is left alone. `UPDATE_GOLDEN=1` writes the page; the diff is the review.

import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT, sourceFiles } from '../support/source-tree.ts';

const PAGE = join(ROOT, 'docs/environments.md');

const CALL = /\benvironment\(\s*'([^']+)',\s*'([^']+)',\s*'([^']+)',/g;
/** Any call, also one that is not written as the page needs it. */
const ANY_CALL = /\benvironment\(/g;

const INTRODUCTION = `# Environments

Each row is a system as people have it, started for real by the test that it names, with the shipped runbook or a step
of it run as a user runs it. The page is written from those tests (see
[environments.ts](../test/support/environments.ts)): a row that stops being true fails \`npm test\`. A test whose row needs
what a machine lacks, such as Docker or systemd, is skipped there, and counted as skipped.
`;

interface Row {
  readonly kind: string;
  readonly name: string;
  readonly works: string;
  readonly path: string;
}

const files = sourceFiles('test').filter(({ imports }) =>
  imports.some(({ target }) => target === 'test/support/environments.ts'),
);

const rows: readonly Row[] = files.flatMap(({ path, code }) =>
  [...code.matchAll(CALL)].map(([, kind = '', name = '', works = '']) => ({ kind, name, works, path })),
);

test('every row is declared in three plain literals', () => {
  expect(files.flatMap(({ code }) => [...code.matchAll(ANY_CALL)])).toHaveLength(rows.length);
});

test('no two tests stand for the same row', () => {
  const names = rows.map(({ kind, name, works }) => `${kind}, ${name}: ${works}`);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

/** What people have, and the tests of it: each `file: title`, or `scenario: title` of the shipped runbook. */
interface Trouble {
  readonly what: string;
  readonly told: readonly string[];
  readonly well?: readonly string[];
}

interface Scenario {
  readonly title: string;
  readonly expect: { readonly outcome?: string; readonly cause?: unknown; readonly steps?: readonly string[] };
}

const ITSELF = 'What Firebreak does itself';
const SCENARIOS = 'runbooks/redis-connectivity-loss.test.yaml';
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const troubles = parse(read('test/environments/rows.yaml')) as Readonly<Record<string, readonly Trouble[]>>;
const { scenarios } = parse(read(SCENARIOS)) as { readonly scenarios: readonly Scenario[] };

const TROUBLES = `## What has gone wrong with systems as people have them

Each row is something that leads to a wrong cause, or to a change that nobody needs, where it is not thought of. In the middle
stand the tests that such a fault is told right, and on the right those that a healthy system of this kind ends healthy, with
exit code 0 and no change. In *italics* stand [scenarios of the shipped runbook](../${SCENARIOS}), which \`firebreak test\` plays.
`;

const cut = (reference: string): readonly [place: string, title: string] => {
  const [place = ''] = reference.split(': ', 1);
  return [place, reference.slice(place.length + 2)];
};
const fileOf = (place: string): string => `test/${place}.test.ts`;

describe.each(Object.values(troubles).flat())('$what', ({ told, well = [] }) => {
  test('is held by tests that are there', () => {
    const missing = [...told, ...well].filter((reference) => {
      const [place, title] = cut(reference);
      if (place === 'scenario') return !scenarios.some((one) => one.title === title);
      return !read(fileOf(place)).includes(`'${title}'`);
    });
    expect(missing).toEqual([]);
  });

  test('and those of a healthy system say so', () => {
    for (const [place, title] of [...told, ...well].map(cut)) {
      const healthy = well.includes(`${place}: ${title}`);
      const played = place === 'scenario' ? scenarios.find((one) => one.title === title)?.expect : undefined;
      if (played !== undefined && healthy) expect(played).toMatchObject({ outcome: 'healthy', cause: null, steps: [] });
      if (played !== undefined && !healthy) expect(played.outcome, title).not.toBe('healthy');
      const row = rows.find(({ path, name }) => path === fileOf(place) && name === title);
      if (place !== 'scenario' && healthy) expect(row?.works ?? title).toMatch(/healthy/);
    }
  });
});

test('whatever a system may be has a healthy one among the tests', () => {
  const without = Object.entries(troubles).flatMap(([group, all]) =>
    group === ITSELF ? [] : all.filter(({ well = [] }) => well.length === 0).map(({ what }) => what),
  );
  expect(without).toEqual([]);
});

test('the page has the rows of the tests', () => {
  const kinds = [...new Set(rows.map(({ kind }) => kind))].sort().map(section);
  const page = [INTRODUCTION, ...kinds, TROUBLES, ...Object.entries(troubles).map(troubled)].join('\n');
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});

function section(kind: string): string {
  const lines = rows
    .filter((row) => row.kind === kind)
    .map(({ name, works, path }) => `| ${name} | ${works} | [${basename(path)}](../${path}) |`);
  return [`## ${kind}`, '', '| environment | what works | test |', '| --- | --- | --- |', ...lines, ''].join('\n');
}

function troubled([group, all]: readonly [string, readonly Trouble[]]): string {
  const lines = all.map(({ what, told, well = [] }) => `| ${what} | ${linked(told)} | ${linked(well)} |`);
  return [
    `### ${group}`,
    '',
    '| what | a fault is told | a healthy one is left alone |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

function linked(references: readonly string[]): string {
  const links = references.map(cut).map(([place, title]) => {
    return place === 'scenario' ? `*${title}*` : `[${basename(place)}](../${fileOf(place)})`;
  });
  return [...new Set(links)].join(', ');
}
