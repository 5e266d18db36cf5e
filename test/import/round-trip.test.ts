// What came in as a page goes out as one: `explain` in Markdown of an imported page, held against the page itself.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { plan as planOf } from '../../src/engine/plan.ts';
import { environment } from '../../src/expr/create.ts';
import { importPage } from '../../src/import/import.ts';
import { wordsIn } from '../../src/import/words/plain.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { knownInputs } from '../../src/session/known-inputs.ts';
import { explainMarkdown } from '../../src/views/explain/explain-markdown.ts';
import { explain } from '../../src/views/explain/explanation.ts';
import { ROOT } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const FOLDER = join(ROOT, 'test/fixtures/import/pages');

const NAMES = readdirSync(FOLDER).sort();

/** The page that is made of the draft of a page, once for each of its alternatives: a page shows the one that is chosen. */
function pagesOut(name: string, text: string): readonly string[] {
  const made = importPage({ name, text });
  const [draft] = made.ok ? made.value : [];
  if (draft === undefined) throw new Error(`${name} gives no draft`);
  const { runbook } = parseRunbook({ file: `${draft.id}.yaml`, text: draft.text });
  if (runbook === undefined) throw new Error(`the draft of ${name} is not valid`);
  const plan = planOf(runbook, environment(declarationsOf(runbook)));
  const chosen = runbook.inputs.flatMap(({ name: input, choices }) => (choices ?? []).map((one) => ({ [input]: one })));
  return [{}, ...chosen].map((given) => {
    const known = knownInputs(runbook, plan.environment, given);
    if (!known.ok) throw new Error(known.error.map(({ message }) => message).join('; '));
    return explainMarkdown(explain(plan, known.value));
  });
}

// Marks of Markdown, HTML and Confluence, numbers of items and languages of fences are layout.
const withoutLayout = (text: string): string =>
  text
    .replace(/^(\s*(?:> ?)*)(?:#+ )?\d+[.)] /gm, '$1')
    .replace(/^\| *\d+ *\|/gm, '|')
    .replace(/^(\s*)(?:```|~~~)[\w-]*/gm, '$1')
    .replace(/^h\d\. /gm, '')
    .replace(/^\{(?:code|noformat)[^}]*\}/gm, '');

const IN_PAGE = /^[a-z][\w-]* [-\w/]/;

/** The commands of the page that stand in the other as they were, where they stand there. */
function placesOf(text: string, page: string): readonly number[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => IN_PAGE.test(line) && page.includes(line)).map((line) => page.indexOf(line));
}

/** How many of them, at most, stand in the order they came in. */
function inOrder(places: readonly number[]): number {
  const best: number[] = [];
  for (const [n, place] of places.entries()) {
    const before = best.filter((_, m) => (places[m] ?? 0) <= place && m < n);
    best.push(1 + Math.max(0, ...before));
  }
  return Math.max(0, ...best);
}

describe.each(NAMES)('%s', (name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const pages = pagesOut(name, text);

  test('every word of it can be read in the page that is made of its draft', () => {
    const out = new Set(wordsIn(pages.join('\n')));
    expect(wordsIn(withoutLayout(text)).filter((word) => !out.has(word))).toEqual([]);
  });
});

test('commands stand in the order they came in, but for checks that come before the steps', () => {
  const places = NAMES.map((name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    return placesOf(text, pagesOut(name, text)[0] ?? '');
  });
  const all = places.reduce((sum, one) => sum + one.length, 0);
  expect(all).toBeGreaterThan(60);
  const ordered = places.reduce((sum, one) => sum + inOrder(one), 0);
  expect(ordered / all).toBeGreaterThan(0.8);
});
