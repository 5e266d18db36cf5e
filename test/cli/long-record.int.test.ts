// A record is gone through while it is read: one that is longer than the memory there is can be shown, reported and audited.

import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventBody, RunEvent } from '../../src/model/event.ts';
import { NO_ERROR } from '../../src/model/reading.ts';
import { sha256 } from '../../src/transcript/chain.ts';
import type { Report } from '../../src/views/report/report-data.ts';
import { firebreak } from '../support/program/cli.ts';
import { OPENED } from '../support/records/recorded-run.ts';
import { writtenRecord } from '../support/records/written-record.ts';

const TEXT = `firebreak: 1
id: long
title: A long night
severity: low
diagnose: [{ id: port, tcp: "localhost:1" }]
causes: [{ id: down, title: It is down, when: "!port.ok" }]
verify: [{ goal: port.ok }]
`;
const RUN = '20260302-2114-long-aaaa';
const LOOKS = 8_000;
const NOTES = 300;

// With less than this V8 does not even start the program; the events of the record need three times as much.
const HEAP_MB = 40;

const home = mkdtempSync(join(tmpdir(), 'firebreak-long-'));
const env = { FIREBREAK_HOME: home, NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` };

beforeAll(() => {
  const bodies: EventBody[] = [
    {
      type: 'run.opened',
      data: { ...OPENED, runbook: { id: 'long', path: 'long.yaml', text: TEXT, sha256: sha256(TEXT) } },
    },
  ];
  for (let n = 1; n <= LOOKS; n += 1) {
    const exec = `port#${n}`;
    bodies.push(
      { type: 'look.started', data: { look: n, probes: ['port'], needed: ['port'], why: { code: 'diagnose' } } },
      {
        type: 'step.started',
        data: {
          exec,
          step: 'port',
          purpose: 'probe',
          kind: 'tcp',
          attempt: 1,
          look: n,
          rendered: { target: 'localhost:1' },
          risk: 'read',
          shown: { title: 'port', command: 'nc -z localhost 1' },
          timeout_ms: 5000,
          sensitive: false,
          approved: 'read',
        },
      },
      {
        type: 'step.finished',
        data: { exec, outcome: { status: 'succeeded', reading: { ok: false, ms: 1, error: NO_ERROR } }, outputs: [] },
      },
    );
  }
  for (let n = 1; n <= NOTES; n += 1) bodies.push({ type: 'note.added', data: { text: `note ${n}` } });
  const record = writtenRecord(
    bodies.map(
      (body, n): RunEvent => ({
        ...body,
        v: 2,
        run: 'r1',
        seq: n + 1,
        at: new Date(Date.UTC(2026, 2, 2) + n).toISOString(),
        mono_ms: n,
        actor: { kind: 'human', name: 'ana' },
        prev: '',
      }),
    ),
  );
  mkdirSync(join(home, 'runs'), { recursive: true });
  renameSync(record.path, join(home, 'runs', RUN));
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

test('what a person is shown is the newest part, and how to see all of it', async () => {
  const { code, stdout, stderr } = await firebreak(['show', RUN], { env });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const lines = stdout.split('\n');
  expect(lines).toContainEqual(
    expect.stringMatching(/^\d+ earlier lines left out; everything: firebreak show \S+ --verbose$/),
  );
  expect(lines.filter((line) => line.includes(' note '))).toHaveLength(200);
  expect(stdout).toContain(`note ${NOTES}`);
  expect(lines.at(-1)).toMatch(new RegExp(`^head ${1 + 3 * LOOKS + NOTES} `));
});

test('all of it stands in the report, and in what is shown on demand', async () => {
  const [json, md, verbose] = await Promise.all([
    firebreak(['show', RUN, '--json'], { env }),
    firebreak(['report', RUN], { env }),
    firebreak(['show', RUN, '--verbose'], { env }),
  ]);
  for (const { code, stderr } of [json, md, verbose]) expect([code, stderr]).toEqual([0, '']);
  const report = JSON.parse(json.stdout) as Report;
  expect(report.timeline.filter(({ tag }) => tag === 'note')).toHaveLength(NOTES);
  expect(report.head.seq).toBe(1 + 3 * LOOKS + NOTES);
  expect(verbose.stdout).not.toContain('left out');
  for (const text of [md.stdout, verbose.stdout]) {
    expect(text).toContain('note 1\n');
    expect(text).toContain(`note ${NOTES}\n`);
  }
  const indented = await firebreak(['report', RUN, '--format', 'json'], { env });
  expect(JSON.parse(indented.stdout)).toEqual(report);
  expect(indented.stdout).toBe(JSON.stringify(report, null, 2));
});

test('it is audited', async () => {
  const { code, stdout } = await firebreak(['audit', RUN], { env });
  expect(stdout).toContain(`${RUN}: ok, ${1 + 3 * LOOKS + NOTES} events`);
  expect(code).toBe(0);
});
