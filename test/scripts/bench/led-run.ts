// A run that is led for a measurement: the real session, engine, record and performers, on the real disk, without the
// command line around them.

import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { runSpools } from '../../../src/cli/spool-folder.ts';
import { plan } from '../../../src/engine/plan.ts';
import { EMPTY, endOf, type State } from '../../../src/engine/state.ts';
import { environment } from '../../../src/expr/create.ts';
import { type Actor, FORMAT, type Observations, RULES, type RunEvent } from '../../../src/model/event.ts';
import { declarationsOf } from '../../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../../src/parse/runbook.ts';
import { createMasker } from '../../../src/redact/redact.ts';
import { systemClock } from '../../../src/session/clock.ts';
import { executor } from '../../../src/session/executor.ts';
import type { Clock } from '../../../src/session/ports.ts';
import { Session } from '../../../src/session/session.ts';
import type { Performers } from '../../../src/steps/performer.ts';
import { sha256 } from '../../../src/transcript/chain.ts';
import { type Disk, nodeDisk } from '../../../src/transcript/disk/disk.ts';
import { openOutputSink } from '../../../src/transcript/outputs.ts';
import { runId } from '../../../src/transcript/run-id.ts';
import { openStore, type RunFolder } from '../../../src/transcript/store.ts';
import { TranscriptWriter } from '../../../src/transcript/writer.ts';

/** What a run is led with. */
export interface Leading {
  /** Folder that runs are kept in. */
  readonly home: string;
  readonly performers: Performers;
  readonly disk?: Disk;
  readonly clock?: Clock;
  /** Hears of every event. */
  readonly onEvent?: (event: RunEvent) => void;
}

/** A run as it was left. */
export interface Led {
  readonly state: State;
  readonly folder: RunFolder;
}

/** The plan of a runbook that must be valid. */
export function planOf(text: string) {
  const { runbook, diagnostics } = parseRunbook({ file: 'bench.yaml', text });
  if (runbook === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan(runbook, environment(declarationsOf(runbook)));
}

/** Leads a run of this runbook until it ends or waits. Nobody answers; changes need no person. */
export async function leadRun(text: string, leading: Leading): Promise<Led> {
  const { home, performers, disk = nodeDisk, clock = systemClock, onEvent = () => {} } = leading;
  const masker = createMasker([]);
  const parsed = planOf(text);
  const folder = openStore(home, disk).createRun(runId(Date.now(), 'bench', Math.random));
  const writer = TranscriptWriter.create(folder, disk);
  const session = new Session(
    {
      plan: parsed,
      clock,
      recorder: writer,
      executor: executor({
        performers,
        secrets: {},
        masker,
        sink: (sensitive) => openOutputSink(folder, masker, { sensitive, disk }),
        spools: runSpools(folder),
        cwd: process.cwd(),
        write_probe: true,
      }),
      operator: { actor: NOBODY, ask: () => {} },
      observers: [{ events: (_state, events) => events.forEach(onEvent) }],
      mask: (value) => masker.maskJson(value),
    },
    EMPTY,
  );
  const { state } = await session.lead({ type: 'run.opened', data: openedWith(text) }, NOBODY);
  writer.close();
  return { state, folder };
}

/** Milliseconds from the start of the first action of a run to the end of its last. */
export async function timeOfActions(text: string, leading: Leading): Promise<number> {
  let from = 0;
  let to = 0;
  const onEvent = (event: RunEvent): void => {
    if (event.type === 'step.started' && event.data.purpose === 'action' && from === 0) from = performance.now();
    if (event.type === 'step.settled') to = performance.now();
  };
  const { state } = await leadRun(text, { ...leading, onEvent });
  if (endOf(state)?.outcome !== 'resolved') throw new Error(`the run ended as ${JSON.stringify(endOf(state))}`);
  return to - from;
}

const NOBODY: Actor = { kind: 'automation', name: 'bench' };

function openedWith(text: string): Observations['run.opened'] {
  return {
    pid: process.pid,
    process_start: '',
    boot_id: '',
    mode: 'unattended',
    approve: 'change',
    format: FORMAT,
    rules: RULES,
    engine: '0.1.0',
    runbook: { id: 'bench', path: 'bench.yaml', text, sha256: sha256(text) },
    inputs: {},
    secrets: {},
    answers: {},
    cause: null,
    alert: null,
    dry_run: false,
    write_probe: true,
    host: hostname(),
    user: 'bench',
  };
}

/** A runbook with so many steps one after another: changes, or one change and then reads. */
export function manySteps(count: number, risk: 'change' | 'read' = 'change'): string {
  const steps = Array.from({ length: count }, (_, n) => {
    const isRead = risk === 'read' && n > 0;
    return `      - { id: s${n}, shell: ":"${isRead ? ', risk: read' : ''} }\n`;
  });
  return `firebreak: 1
id: bench
title: Many steps
severity: low
summary: Something to measure with.
diagnose:
  - { id: look, system: {} }
causes:
  - id: broken
    title: It is broken
    when: look.ok
    resolve:
${steps.join('')}verify:
  - { title: It works, goal: look.ok }
`;
}
