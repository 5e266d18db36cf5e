// Records of format version 1, made by the program of that time and never touched since: they stay readable for ever.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fold } from '../../src/engine/evolve/evolve.ts';
import { type Plan, plan } from '../../src/engine/plan.ts';
import { replay } from '../../src/engine/replay.ts';
import { endOf, foundCause } from '../../src/engine/state.ts';
import { environment } from '../../src/expr/create.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { audit } from '../../src/transcript/audit.ts';
import type { Head } from '../../src/transcript/chain.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { type RunFolder, runFolder } from '../../src/transcript/store.ts';
import { reportMarkdown } from '../../src/views/report/markdown.ts';
import { reportOf } from '../../src/views/report/report.ts';
import '../support/expressions/linear-regexp.ts';

const FOLDER = 'test/fixtures/records';

const ENDED: Readonly<Record<string, { outcome: string | null; cause: string | null; people: readonly string[] }>> = {
  grct: { outcome: 'resolved', cause: 'memory_limit', people: ['ana'] },
  tyby: { outcome: 'resolved', cause: 'memory_limit', people: ['ana', 'ben'] },
  k7mg: { outcome: 'escalated', cause: 'gone', people: ['ana'] },
  // A dry run; a healthy system; one that was stopped, given a bad edit, resumed twice by another.
  eqxh: { outcome: 'planned', cause: 'locked', people: ['ana'] },
  pdcm: { outcome: 'healthy', cause: null, people: ['ana'] },
  a8sh: { outcome: 'resolved', cause: 'locked', people: ['ana', 'ben'] },
  // Edited, in doubt, said to be done, not verified, handed over, taken back in part.
  srsw: { outcome: 'escalated', cause: 'locked', people: ['ana'] },
  // Failed twice, led by a person and by nobody; a cause without steps.
  '7v4a': { outcome: 'not_resolved', cause: 'lost', people: ['ana'] },
  '9g3u': { outcome: 'not_resolved', cause: 'lost', people: ['ana'] },
  qg6g: { outcome: 'not_resolved', cause: 'crowd', people: ['ana'] },
  // Waiting for somebody to settle a doubt; killed in the middle of a change.
  '22wd': { outcome: null, cause: 'locked', people: ['ana'] },
  yx8w: { outcome: null, cause: 'locked', people: ['ana'] },
};

test('there is a record of each kind', () => {
  expect(
    readdirSync(FOLDER)
      .map((name) => name.slice(-4))
      .sort(),
  ).toEqual(Object.keys(ENDED).sort());
});

function read(name: string): { folder: RunFolder; events: readonly RunEvent[]; head: Head; plan: Plan } {
  const folder = runFolder(join(process.cwd(), FOLDER, name));
  const { events, head, verdict } = readRun(folder);
  expect(verdict).toEqual({ kind: 'ok' });
  const [first] = events;
  if (first?.type !== 'run.opened') throw new Error('it does not begin with its opening');
  const { runbook } = parseRunbook({ file: first.data.runbook.path, text: first.data.runbook.text });
  if (runbook === undefined) throw new Error('its runbook is not valid any more');
  return { folder, events, head, plan: plan(runbook, environment(declarationsOf(runbook))) };
}

test.each(readdirSync(FOLDER))('%s is whole, and says what it said then', (name) => {
  const { folder, events, head, plan: made } = read(name);
  const expected = ENDED[name.slice(-4)];
  if (expected?.outcome !== null) expect(audit(folder).findings).toEqual([]);
  const state = fold(made, events);
  expect(endOf(state)?.outcome ?? null).toBe(expected?.outcome);
  expect(foundCause(state)).toBe(expected?.cause);
  const report = reportOf(made, events, { head });
  expect(report.people).toEqual(expected?.people);
  const begun = events.flatMap((event) =>
    event.type === 'step.started' && ['action', 'undo'].includes(event.data.purpose) && event.data.risk !== 'read'
      ? [event.data.exec]
      : [],
  );
  expect(report.changes.filter(({ exec }) => exec !== '').map(({ exec }) => exec)).toEqual(begun);
  const text = reportMarkdown(report);
  expect(text).toContain(head.hash);
  // Whatever was said is shown as it was said, and nothing is shown as a code or as data.
  expect(text).not.toMatch(/\[object |undefined|"code":/);
});

// Rule: record.readable
test.each(readdirSync(FOLDER))('%s is replayed: every decision is the same one, whatever words it had then', (name) => {
  const { events, plan: made } = read(name);
  const decisions = events.filter(({ actor, type }) => actor.kind === 'engine' && !OBSERVED.has(type)).length;
  expect(replay(made, events)).toMatchObject({ same: true, decisions, worded: [] });
});

// What the engine writes down and does not decide.
const OBSERVED: ReadonlySet<string> = new Set(['step.spawned', 'step.finished', 'timer.fired', 'run.sealed']);

test('the sentences of a record are shown as they stand in it', () => {
  const { events, plan: made, head } = read('20261129-0915-page-down-srsw');
  const lines = reportMarkdown(reportOf(made, events, { head }));
  expect(lines).toContain('the responder hands over: it is late');
  expect(lines).toContain('In doubt: Publish the page: it did not end within 0.1 s');
});

test('a decision of a record that is another one is found, though its sentences are not compared', () => {
  const { events, plan: made } = read('20261129-0915-page-down-srsw');
  const chosen = events.findIndex(({ type }) => type === 'cause.chosen');
  const changed = events.map((event, n) =>
    n === chosen ? ({ ...event, data: { cause: 'lost', by: 'person' } } as RunEvent) : event,
  );
  expect(replay(made, changed)).toMatchObject({ same: false, seq: chosen + 1 });
});
