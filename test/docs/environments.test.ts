// docs/environments.md has exactly the rows that tests stand for. `UPDATE_GOLDEN=1` writes them; the diff is the review.

import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
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

test('the page has the rows of the tests', () => {
  const page = [INTRODUCTION, ...[...new Set(rows.map(({ kind }) => kind))].sort().map(section)].join('\n');
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});

function section(kind: string): string {
  const lines = rows
    .filter((row) => row.kind === kind)
    .map(({ name, works, path }) => `| ${name} | ${works} | [${basename(path)}](../${path}) |`);
  return [`## ${kind}`, '', '| environment | what works | test |', '| --- | --- | --- |', ...lines, ''].join('\n');
}
