// A run in plain lines, answered by numbers: the same care as on the guided screen, without a screen.

import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { questionOf } from '../../src/engine/state.ts';
import { plainRun } from '../../src/ui/plain-run.ts';
import { until } from '../support/screen/fake-terminal.ts';
import { OPENED, storyPlan, storyWorld } from '../support/screen/guided-story.ts';
import { ANA, playedRun, watching } from '../support/screen/played-run.ts';

interface Sitting {
  readonly seen: ReturnType<typeof watching>;
  text(): string;
  type(text: string): void;
  /** Waits for the prompt of a question of this kind. */
  asked(kind: string): Promise<void>;
  prompt(text: string): Promise<void>;
  refused(why: string): void;
  close(): Promise<void>;
}

function sit(arm_ms = 0): Sitting {
  const plan = storyPlan();
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  let text = '';
  stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const plain = plainRun({
    context: { plan, transcript: '/runs/r1/transcript.jsonl', folder: '/runs/r1' },
    actor: ANA,
    detail: 'brief',
    stdin,
    stdout,
    now: () => Date.now(),
    arm_ms,
  });
  const seen = watching(plain.observer);
  const outcome = storyWorld();
  const world = {
    outcome: ({ step }: { step: string }, nth: number) => outcome(step, nth),
    takes: () => 5,
    prints: ({ risk }: { risk: string }) => (risk === 'read' ? ['of a probe'] : ['printed \x1b[31mby the step']),
  };
  const run = playedRun(plan, world, { operator: plain.operator, observer: seen.observer, opened: OPENED });
  plain.connect((act) => run.act(act));
  void run.lead();
  const prompt = async (end: string): Promise<void> =>
    void (await until(
      () => text,
      (now) => now.endsWith(end),
    ));
  return {
    seen,
    text: () => text,
    // As a terminal does: lines come in the poll phase of the event loop, never in the middle of a timer.
    type: (line) => void setImmediate(() => stdin.write(line)),
    asked: async (kind) => {
      await until(
        () => questionOf(seen.state())?.kind,
        (now) => now === kind,
      );
      await until(
        () => text,
        (now) => /answer 1 to \d+: $/.test(now),
      );
    },
    prompt,
    refused: (why) => plain.refused('answer', why),
    close: () => plain.close({ head: `3 ${'a'.repeat(64)}` }),
  };
}

const answers = ({ seen }: Sitting): readonly unknown[] =>
  seen.events().flatMap((event) => (event.type === 'answer.given' ? [event.data.choice] : []));

async function toApproval(sitting: Sitting): Promise<void> {
  await sitting.asked('ask');
  sitting.type('eu-west-1\n');
  await sitting.asked('cause');
  sitting.type('1\n');
  await sitting.asked('approve');
}

test('questions are answered by number, key or name', async () => {
  const sitting = sit();
  await toApproval(sitting);
  expect(sitting.text()).toContain('option    2 Approve: run it now');
  sitting.type('approve\n');
  await until(
    () => sitting.text(),
    (text) => text.includes('output    printed by the step'),
  );
  expect(answers(sitting)).toEqual(['answer', 'cause', 'run']);
  expect(sitting.text()).not.toContain('of a probe');
  await sitting.close();
  expect(sitting.text()).toContain(`head      3 ${'a'.repeat(64)}`);
  expect(sitting.text()).not.toContain('\x1b');
});

test('the first number shows why; an empty line, and what is no answer, are none', async () => {
  const sitting = sit();
  await toApproval(sitting);
  sitting.type('1\n');
  await until(
    () => sitting.text(),
    (text) => /why +Redis has reached its memory limit: confirmed/.test(text),
  );
  sitting.type('\n');
  await until(
    () => sitting.text(),
    (text) => text.includes('type a number from 1 to'),
  );
  sitting.type('yes\n');
  await until(
    () => sitting.text(),
    (text) => text.split('type a number from 1 to').length === 3,
  );
  expect(answers(sitting)).toEqual(['answer', 'cause']);
  await sitting.close();
});

test('what destroys is typed out, and skipping needs a reason', async () => {
  const sitting = sit();
  await toApproval(sitting);
  sitting.type('skip\n');
  await sitting.prompt('Why is it left out? ');
  sitting.type('\n');
  await until(
    () => sitting.text(),
    (text) => text.includes('a reason is needed'),
  );
  sitting.type('skip\n');
  await sitting.prompt('Why is it left out? ');
  sitting.type('later\n');
  await sitting.asked('ask');
  sitting.type('done\n');
  await sitting.prompt('What was done? (may be empty) ');
  sitting.type('\n');
  await sitting.asked('unknown_if');
  sitting.type('skip\n');
  await sitting.prompt('Why is it left out? ');
  sitting.type('later\n');
  await sitting.asked('approve');
  sitting.type('approve\n');
  await sitting.prompt('to run it, type h: ');
  sitting.type('drop\n');
  await until(
    () => sitting.text(),
    (text) => text.includes('that is not h; nothing was run'),
  );
  expect(answers(sitting)).toEqual(['answer', 'cause', 'skip', 'done', 'skip']);
  await sitting.close();
});

test('the rest of a pasted block does not answer what its first line has led to', async () => {
  const sitting = sit();
  await sitting.asked('ask');
  sitting.type('1\n1\n2\n2\n');
  await sitting.asked('cause');
  expect(answers(sitting)).toEqual(['answer']);
  await sitting.close();
});

test('a line from before the question was there does not count', async () => {
  const sitting = sit(60_000);
  await sitting.asked('ask');
  sitting.type('1\n');
  await until(
    () => sitting.text(),
    (text) => text.includes('it does not count'),
  );
  expect(answers(sitting)).toEqual([]);
  await sitting.close();
});

test('a note goes on record', async () => {
  const sitting = sit();
  await sitting.asked('ask');
  sitting.type('note the on-call of payments is informed\n');
  await until(
    () => sitting.text(),
    (text) => /note +Note by ana: the on-call of payments is informed/.test(text),
  );
  await sitting.close();
});

test('what a run that is led elsewhere has not taken is said', async () => {
  const sitting = sit();
  await sitting.asked('ask');
  sitting.refused('bob answered first');
  expect(sitting.text()).toMatch(/ hint +The answer was not taken: bob answered first\nanswer 1 to \d+: $/);
  await sitting.close();
});
