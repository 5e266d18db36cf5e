// The tests of one table of faults: each is injected into a lab, the shipped runbook is run on it unattended, and what that
// changed, lost and left behind is looked at from outside. The lab is healed before the next one.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putValuables } from '../../src/lab/application/valuables.ts';
import {
  causes,
  changesOf,
  eventsOf,
  type LabRun,
  type LabRuns,
  leftBehind,
  msToRanking,
  startLabRuns,
} from '../support/lab/lab-runs.ts';
import { answered, calledSince, type NearSide, nearSide, setSince } from '../support/lab/near-side.ts';
import { type Reread, reread } from '../support/records/whole-record.ts';
import type { FaultCase } from './fault-cases.ts';

const EXIT: Readonly<Record<FaultCase['ends'], number>> = { resolved: 0, not_resolved: 10, escalated: 11 };

/** Everything that is known after one fault. */
interface Story {
  readonly run: LabRun;
  readonly left: Awaited<ReturnType<typeof leftBehind>>;
  readonly before: NearSide;
  readonly after: NearSide;
  readonly reread: Reread;
  readonly kept: Readonly<Record<string, number>>;
  readonly all: Readonly<Record<string, number>>;
}

/** Tests every case of a table on one lab. */
export function testFaults(cases: readonly FaultCase[]): void {
  let runs: LabRuns;

  beforeAll(async () => {
    runs = await startLabRuns();
  });
  afterAll(() => runs.stop());

  describe.each(cases)('$fault', (one) => {
    let story: Story;

    beforeAll(async () => {
      story = await live(runs, one);
    });

    test(`is found to be ${one.cause}, and nothing else is confirmed`, () => {
      process.stdout.write(`${one.fault}: causes ranked ${msToRanking(story.run)} ms after the first probe started\n`);
      expect(causes(story.run, 'confirmed')).toEqual([one.cause]);
    });

    test(`ends as ${one.ends}`, () => {
      const { code, result, events } = story.run;
      expect({ code, outcome: result.outcome, cause: result.cause }).toEqual({
        code: EXIT[one.ends],
        outcome: one.ends,
        cause: one.cause,
      });
      expect(events.at(-1)?.type).toBe('run.sealed');
      expect(eventsOf(story.run, 'escalation.raised').map(({ data }) => data.to)).toEqual(
        one.to === undefined ? [] : [one.to],
      );
    });

    test('changes what the cause calls for and nothing else', () => {
      const { step, call = '' } = one.unlessByItself ?? {};
      const { [call]: _, ...calls } = calledSince(story.before, story.after);
      expect(changesOf(story.run).filter((id) => id !== step)).toEqual(one.changes);
      expect(story.after.pid !== story.before.pid).toBe(one.restarts === true);
      expect(setSince(story.before, story.after)).toEqual(one.sets ?? []);
      expect(answered(story.after)).toBe(one.mute !== true);
      expect(calls).toEqual(one.calls ?? {});
    });

    if (one.loses !== true) {
      test('loses no job and no session', () => {
        expect(story.kept).toEqual(story.all);
      });
    }

    test('replays identically, and its record is whole', () => {
      const { head, outcome, cause } = story.run.result;
      expect(story.reread).toEqual({ same: true, outcome, cause, sealed: true, findings: [], head });
    });

    test('leaves no process, spool or key behind, and the password nowhere', () => {
      const { keys, ...rest } = story.left;
      expect(rest).toEqual({ processes: [], spools: [], secret_in: [] });
      expect(keys).toMatch(one.mute === true ? /^cannot be asked: Error: BUSY/ : /^\[\]$/);
    });
  });
}

async function live(runs: LabRuns, one: FaultCase): Promise<Story> {
  const { lab } = runs;
  const valuables = await putValuables(lab.urls.redis, one.fault);
  let seen: Omit<Story, 'kept' | 'all'>;
  try {
    seen = await breakAndRun(runs, one);
  } finally {
    // Whatever goes wrong with one fault, the next one begins in a lab that works.
    await lab.heal();
  }
  return { ...seen, kept: await valuables.count(), all: valuables.all };
}

async function breakAndRun(runs: LabRuns, one: FaultCase): Promise<Omit<Story, 'kept' | 'all'>> {
  const { lab } = runs;
  const healthy = await nearSide(lab);
  await lab.inject(one.fault);
  const broken = await nearSide(lab);
  const answers = (one.answers ?? []).flatMap((answer) => ['--answer', answer]);
  const run = await runs.run(['--approve', 'disrupt', ...answers], {
    onEvent: ({ type }) => {
      if (type === 'cause.chosen') one.meanwhile?.(lab);
    },
  });
  const left = await leftBehind(runs, run);
  const after = await nearSide(lab);
  // One that hangs or is busy could not be asked once it was broken.
  const before = answered(broken) ? broken : { ...healthy, pid: broken.pid };
  return { run, left, before, after, reread: reread(runs.home, run.result.run) };
}
