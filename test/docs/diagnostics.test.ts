// The catalogue of problems: given a code, then the page explains it; given an example, then exactly that is printed about
// it. `UPDATE_GOLDEN=1` writes what is printed now; the diff is the review.

import '../support/expressions/linear-regexp.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../src/model/diagnostic.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { snippet } from '../../src/views/text/snippet.ts';
import { ROOT } from '../support/source-tree.ts';

const PATH = join(ROOT, 'docs/diagnostics.md');
const page = (): string => readFileSync(PATH, 'utf8');

/** An entry: its code, and its example with what is printed, where it has one. */
const entries = page()
  .split('\n### ')
  .slice(1)
  .map((entry) => {
    const [, example, printed] = /```yml\n([\s\S]*?)\n?```\n\n```text\n([\s\S]*?)```/.exec(entry) ?? [];
    return { code: /^\S+/.exec(entry)?.[0] ?? '', example, printed };
  });

describe('the catalogue', () => {
  test('has every code that there is, once, and no other', () => {
    expect(entries.map(({ code }) => code)).toEqual([...DIAGNOSTIC_CODES]);
  });

  test.each(entries.filter(({ example }) => example !== undefined))(
    'of the example of $code says that and nothing else',
    ({ code, example = '', printed }) => {
      const found = problemsOf(example);
      expect([...new Set(found.map((one) => one.code))]).toEqual([code]);
      const text = found.map((one) => `${snippet({ ...one, file: 'example.yaml' }, example)}\n`).join('');
      if (process.env.UPDATE_GOLDEN === '1') update(code, text);
      else expect(printed).toBe(text);
    },
  );
});

// What every file needs stands behind the example, so that its lines keep their numbers.
function problemsOf(example: string) {
  if (example === '') return parseRunbook({ file: 'example.yaml', text: '' }).diagnostics;
  const needed = [
    ['firebreak', 'firebreak: 1'],
    ['id', 'id: example'],
    ['title', 'title: An example'],
    ['severity', 'severity: low'],
    [
      'diagnose',
      `diagnose: [${PROBES.filter(([id]) => new RegExp(`\\b${id}\\b`).test(example))
        .map(([, probe]) => probe)
        .join(', ')}]`,
    ],
  ] as const;
  const missing = needed.filter(([key, line]) => !new RegExp(`^${key}:`, 'm').test(example) && !line.endsWith('[]'));
  const text = `${example}\n${missing.map(([, line]) => line).join('\n')}\n`;
  return parseRunbook({ file: 'example.yaml', text }).diagnostics.filter(
    // An example need not use what it declares to show something else.
    ({ code, message }) => code !== 'unused' || (/^summary|^inputs: \{ url/.test(example) && message.includes('url')),
  );
}

const PROBES = [
  ['ping', '{ id: ping, redis: { command: PING, url: "redis://localhost" } }'],
  ['api', '{ id: api, http: "GET http://localhost/" }'],
  ['disk', '{ id: disk, shell: "df --output=pcent /" }'],
] as const;

function update(code: string, text: string): void {
  const start = page().indexOf(`\n### ${code}\n`);
  const from = page().indexOf('```text\n', start) + '```text\n'.length;
  const to = page().indexOf('```', from);
  writeFileSync(PATH, page().slice(0, from) + text + page().slice(to));
}
