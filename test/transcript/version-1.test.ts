// Records of format version 1, made by the program of that time and never touched since: they stay readable for ever.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { evolve } from '../../src/engine/evolve/evolve.ts';
import { plan } from '../../src/engine/plan.ts';
import { EMPTY } from '../../src/engine/state.ts';
import { environment } from '../../src/expr/create.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { audit } from '../../src/transcript/audit.ts';
import { readRun } from '../../src/transcript/reader.ts';
import { runFolder } from '../../src/transcript/store.ts';
import { reportMarkdown } from '../../src/views/report/markdown.ts';
import { reportOf } from '../../src/views/report/report.ts';
import '../support/expressions/linear-regexp.ts';

const FOLDER = 'test/fixtures/records';

const ENDED: Readonly<Record<string, { outcome: string; cause: string; people: readonly string[] }>> = {
  grct: { outcome: 'resolved', cause: 'memory_limit', people: ['ana'] },
  tyby: { outcome: 'resolved', cause: 'memory_limit', people: ['ana', 'ben'] },
  k7mg: { outcome: 'escalated', cause: 'gone', people: ['ana'] },
};

test('there is a record of each kind', () => {
  expect(
    readdirSync(FOLDER)
      .map((name) => name.slice(-4))
      .sort(),
  ).toEqual(Object.keys(ENDED).sort());
});

test.each(readdirSync(FOLDER))('%s is whole, and says what it said then', (name) => {
  const folder = runFolder(join(process.cwd(), FOLDER, name));
  expect(audit(folder).findings).toEqual([]);

  const { events, head, sealed, verdict } = readRun(folder);
  expect({ verdict, sealed }).toEqual({ verdict: { kind: 'ok' }, sealed: true });
  const [first] = events;
  if (first?.type !== 'run.opened') throw new Error('it does not begin with its opening');
  const { runbook } = parseRunbook({ file: first.data.runbook.path, text: first.data.runbook.text });
  if (runbook === undefined) throw new Error('its runbook is not valid any more');
  const made = plan(runbook, environment(declarationsOf(runbook)));
  const state = events.reduce((before, event) => evolve(made, before, event), EMPTY);

  const expected = ENDED[name.slice(-4)];
  expect(state.finished).toMatchObject({ outcome: expected?.outcome, cause: expected?.cause });
  const report = reportOf(made, events, head);
  expect(report.people).toEqual(expected?.people);
  expect(reportMarkdown(report)).toContain(head.hash);
});
