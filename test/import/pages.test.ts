// Pages in many styles, each with its draft. Whatever the style: the draft is valid, no word is lost, what looks only looks, and
// nothing that warns, prevents or is printed becomes a step.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { importPage } from '../../src/import/import.ts';
import { wordsIn } from '../../src/import/words/plain.ts';
import { definition } from '../../src/kinds/index.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { ROOT } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const FOLDER = join(ROOT, 'test/fixtures/import/pages');
const NAMES = readdirSync(FOLDER).sort();
const pageOf = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

/** What stands in warnings, prevention, logs and examples of these pages, and must not run. */
const NEVER: readonly (readonly [page: string, words: string])[] = [
  ['api-latency.md', 'replication'],
  ['disk-almost-full.md', '/var/lib/postgresql'],
  ['es-cluster-red.md', 'orders'],
  ['rabbitmq-memory.md', 'set_policy'],
  ['queue-stuck-no-headings.md', 'purge_queue'],
  ['severity-template.md', 'delete ns'],
  ['ssh-session-log.md', 'status=deferred'],
  ['decision-tree.md', 'graph TD'],
  ['kube-pod-crash-looping.md', 'CrashLoopBackOff'],
  ['redis-connectivity-loss.md', 'allkeys-lru'],
];

describe.each(NAMES)('%s', (name) => {
  const text = pageOf(name);
  const made = importPage({ name, text });
  if (!made.ok) throw new Error(made.error.message);
  const [draft] = made.value;
  if (draft === undefined) throw new Error('there is no draft');

  test('gives the draft that is kept beside it', async () => {
    await expect(draft.text).toMatchFileSnapshot(
      join(ROOT, 'test/fixtures/import/drafts', name.replace('.md', '.yaml')),
    );
  });

  test('is valid', () => {
    const { runbook, diagnostics } = parseRunbook({ file: `${draft.id}.yaml`, text: draft.text });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(runbook).toBeDefined();
  });

  test('keeps every word', () => {
    const kept = new Set(wordsIn(textsOf(parse(draft.text)).join(' ')));
    const lost = wordsIn(withoutMarks(text)).filter((word) => !kept.has(word));
    expect(lost).toEqual([]);
  });

  test('calls nothing read that is known to change something', () => {
    const { runbook } = parseRunbook({ file: `${draft.id}.yaml`, text: draft.text });
    const steps = [...(runbook?.probes ?? []), ...(runbook?.causes ?? []).flatMap(({ resolve }) => resolve)];
    const wrong = steps.filter(({ kind, shape, risk }) => risk === 'read' && definition(kind).floor(shape) !== 'read');
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

test.each(NEVER)('%s: "%s" is no step', (name, words) => {
  const made = importPage({ name, text: pageOf(name) });
  const { runbook } = parseRunbook({ file: 'x', text: (made.ok && made.value[0]?.text) || '' });
  expect(runbook).toBeDefined();
  const shapes = [...(runbook?.probes ?? []), ...(runbook?.causes ?? []).flatMap(({ resolve }) => resolve)].map(
    ({ shape }) => JSON.stringify(shape),
  );
  expect(shapes.filter((shape) => shape.includes(words))).toEqual([]);
});

test('the same page gives the same draft', () => {
  for (const name of NAMES.slice(0, 3)) {
    const once = importPage({ name, text: pageOf(name) });
    expect(importPage({ name, text: pageOf(name) })).toEqual(once);
  }
});

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

// Numbers of items and languages of fences are marks.
const withoutMarks = (text: string): string =>
  text
    .replace(/^(\s*(?:> ?)*)\d+[.)] /gm, '$1')
    .replace(/^(\s*)(?:```|~~~)[\w-]*/gm, '$1')
    .replace(/^h\d\. /gm, '')
    .replace(/^\{(?:code|noformat)[^}]*\}/gm, '')
    .replace(/^(#+ )\d+\. /gm, '$1')
    .replace(/&nbsp;/g, ' ');
