// A small run as tests of records take it: a port that is closed, seen, named, and what a person would do about it.

import { openStore, type RunFolder } from '../../../src/transcript/store.ts';
import { TranscriptWriter } from '../../../src/transcript/writer.ts';
import { bad, planOfText, simulate } from '../engine/simulated-run.ts';

const TEXT = `firebreak: 1
id: test
title: Test
severity: high
diagnose:
  - { id: port, tcp: "localhost:1" }
causes:
  - { id: closed, title: It is closed, when: "!port.ok", resolve: [{ id: open, shell: [open], risk: change, goal: port.ok }] }
verify: [{ title: It works, goal: port.ok }]
`;

/** Its runbook. */
export const PLAN = planOfText(TEXT);

/** All of its events. */
export const { events: EVENTS } = simulate(PLAN, {
  perform: () => bad('refused'),
  opened: { runbook: { id: 'test', path: 'test.yaml', text: TEXT, sha256: '' } },
});

/** Its record as a process would leave it after so many of its events; sealed where those are all. */
export function leftRun(home: string, id: string, count: number): RunFolder {
  const folder = openStore(home).createRun(id);
  const writer = TranscriptWriter.create(folder);
  writer.append(
    EVENTS.slice(0, count).map(({ actor, at, mono_ms, ...body }) => ({ actor, at_ms: Date.parse(at), mono_ms, body })),
  );
  if (count >= EVENTS.length)
    writer.seal({ actor: { kind: 'engine', name: 'firebreak' }, at_ms: Date.now(), mono_ms: 0 });
  writer.close();
  return folder;
}
