// Who takes a run over reads on one screen where it stands: what it waits for, what is ruled out and was tried, what was
// changed or may have been, and which times run.

import { expect, test } from 'vitest';
import { evolve } from '../../../src/engine/evolve/evolve.ts';
import type { Actor, Observations, RunEvent } from '../../../src/model/event.ts';
import { blocksOf } from '../../../src/views/blocks/of-event.ts';
import { plainLine } from '../../../src/views/plain/line.ts';
import { said } from '../../../src/views/plain/plain.ts';
import { DOWN } from '../../support/engine/down-runbook.ts';
import { decided, ending, type Given, given, saying, when } from '../../support/engine/given.ts';
import { bad, OPENED } from '../../support/engine/simulated-run.ts';

const GUIDED = { mode: 'guided', approve: 'read', user: 'ana' } as const;
const RESUMED: Observations['run.resumed'] = { ...OPENED, mode: 'guided', approve: 'read', engine: '0.1.0' };
const RUN_MS = 14 * 60_000;

/** What is said when a person takes the run up, a number of milliseconds after its last event. */
function saidTo(name: string, before: Given, { away_ms = RUN_MS } = {}): readonly string[] {
  const last = before.events.at(-1);
  if (last === undefined) throw new Error('nothing is on record');
  const at = new Date(Date.parse(last.at) + away_ms).toISOString();
  const actor: Actor = { kind: 'human', name };
  const event = { ...last, type: 'run.resumed', seq: last.seq + 1, at, mono_ms: 0, actor, data: RESUMED } as RunEvent;
  const after = evolve(DOWN, before.state, event);
  const blocks = blocksOf({ plan: DOWN, transcript: '', folder: '' }, before.state, event, after);
  return blocks.flatMap((block) => said(block, 'brief')).map(([tag, text]) => plainLine(0, tag, text).slice(10));
}

const asked = saying(
  ending(decided(given(DOWN, GUIDED)), { ping: bad('refused'), api: bad('http', { status: 503 }) }),
  { choice: 'cause', cause: 'down' },
);
const looked = ending(asked, { ping: bad('refused'), api: bad('http', { status: 503 }) });

test('another person reads whose run it was, where it stood, what it waited for, what is ruled out and when what will happen', () => {
  const lines = saidTo('ben', looked);
  expect(lines[0]).toBe('resumed   Resumed by ben: after 14m, opened by ana');
  expect(lines).toContain('resumed   waited to approve "Start Redis"');
  expect(lines).toContain('resumed   ruled out: Redis hangs');
  expect(lines.filter((line) => line.startsWith('resumed   stood at: repairing: Redis is down'))).toHaveLength(1);
  expect(lines.filter((line) => /resumed {3}in (?:59s|1m|1m 00s): Too long/.test(line))).toHaveLength(1);
  expect(lines.length).toBeLessThan(24);
});

test('a time that came while nobody led the run is said to be over', () => {
  const lines = saidTo('ben', looked, { away_ms: 2 * RUN_MS });
  expect(lines.filter((line) => /resumed {3}due since 1[23]m(?: \d\ds)?: Too long/.test(line))).toHaveLength(1);
});

test('who has led it all along is not told that it is handed over', () => {
  expect(saidTo('ana', looked)[0]).toBe('resumed   Resumed by ana: after 14m');
});

test('a change that nobody knows the end of is in doubt, and what may be applied is said', () => {
  const running = saying(looked, { choice: 'run' });
  const [exec] = running.state.executions.filter(({ started }) => started.step === 'down/start').map((one) => one.exec);
  const lost = { status: 'failed', reason: { kind: 'lost', message: 'gone' } } as const;
  const doubted = when(running, { type: 'step.finished', data: { exec: exec ?? '', outcome: lost, outputs: [] } });
  const lines = saidTo('ben', doubted);
  expect(lines).toContain(
    'doubt     In doubt: Start Redis: nobody knows whether it took effect; it is never simply done again',
  );
  expect(lines).toContain('applied   Start Redis: may be applied');
});
