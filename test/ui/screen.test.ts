// The whole way: session, store, Ink, Term, a terminal. What is asserted is the screen, the scrollback and the record.

import '../support/screen/no-ci.ts';

import { afterEach, expect, test } from 'vitest';
import { questionOf } from '../../src/engine/state.ts';
import { type GuidedRun, mountGuidedRun } from '../../src/ui/mount.tsx';
import { FakeStdin, FakeTty, until } from '../support/screen/fake-terminal.ts';
import { OPENED, storyPlan, storyWorld } from '../support/screen/guided-story.ts';
import { ANA, type PlayedRun, playedRun, watching } from '../support/screen/played-run.ts';

interface Sitting {
  readonly tty: FakeTty;
  readonly stdin: FakeStdin;
  readonly guided: GuidedRun;
  readonly run: PlayedRun;
  readonly seen: ReturnType<typeof watching>;
  /** Waits for a question of this kind to be open, visible and armed. */
  asked(kind: string): Promise<void>;
  /** Waits for the screen to show this. */
  shows(text: RegExp): Promise<readonly string[]>;
}

const open: GuidedRun[] = [];
afterEach(async () => {
  for (const guided of open.splice(0)) await guided.close();
});

function sit(columns: number, rows: number, held: Promise<void> = Promise.resolve()): Sitting {
  const plan = storyPlan();
  const tty = new FakeTty(columns, rows);
  const stdin = new FakeStdin();
  for (let n = 0; n < 60; n += 1) tty.write(`history ${n}\n`);
  const guided = mountGuidedRun({
    context: { plan, transcript: '/runs/r1/transcript.jsonl', folder: '/runs/r1' },
    actor: ANA,
    env: { LANG: 'C.UTF-8', TMUX: '1' },
    stdin: stdin.stream(),
    stdout: tty.stream(),
    now: () => Date.now(),
    // Arming is tested with the store, under a clock of its own.
    arm_ms: 0,
  });
  open.push(guided);
  const seen = watching(guided.observer);
  const outcome = storyWorld();
  const run = playedRun(
    plan,
    {
      outcome: ({ step }, nth) => outcome(step, nth),
      takes: () => 5,
      waits: ({ risk }) => (risk === 'read' ? undefined : held),
      prints: ({ risk }) => (risk === 'read' ? [] : ['printed \x1b]52;c;eA==\x07by the step', 'and more']),
    },
    { operator: guided.operator, observer: seen.observer, opened: OPENED },
  );
  guided.connect((act) => run.act(act));
  void run.lead();
  const shows = (text: RegExp): Promise<readonly string[]> =>
    until(
      () => tty.text(),
      (lines) => text.test(lines.slice(-tty.rows).join('\n')),
    );
  const asked = async (kind: string): Promise<void> => {
    await until(
      () => questionOf(seen.state())?.kind,
      (now) => now === kind,
    );
    await shows(/Skip|Diagnose again|diagnose|Go ahead|go ahead/i);
  };
  return { tty, stdin, guided, run, seen, asked, shows };
}

/** Answers until the first approval is open. */
async function toApproval({ stdin, asked }: Sitting): Promise<void> {
  await asked('ask');
  stdin.type('1');
  await asked('cause');
  stdin.type('\r');
  await asked('approve');
}

const answers = ({ seen }: Sitting): readonly unknown[] =>
  seen.events().flatMap((event) => (event.type === 'answer.given' ? [event.data.choice] : []));

test('a run is led from the first question to an approval, and the record says what was pressed', async () => {
  const sitting = sit(80, 24);
  await toApproval(sitting);
  const lines = await sitting.shows(/Approve/);
  const screen = lines.slice(-24).join('\n');
  expect(screen).toContain('Risk     CHANGE');
  expect(screen).toContain('redis-cli -u redis://redis-main:6379 CONFIG SET maxmemory 2gb');
  sitting.stdin.type('a');
  await sitting.shows(/maxmemory 2gb/);
  await until(
    () => answers(sitting),
    (given) => given.length === 3,
  );
  expect(answers(sitting)).toEqual(['answer', 'cause', 'run']);
  expect(sitting.tty.raw).not.toContain('\x1b]52;c;eA==');
});

test('a paste presses nothing, and a line that comes in one read is one line', async () => {
  const sitting = sit(80, 24);
  await toApproval(sitting);
  sitting.stdin.type('\x1b[200~a\rdrop_cache\r\x1b[201~');
  await sitting.shows(/A paste does nothing here/);
  sitting.stdin.type('s');
  await sitting.shows(/Why is it left out\?/);
  sitting.stdin.type('later\r');
  await until(
    () => answers(sitting),
    (given) => given.length === 3,
  );
  expect(answers(sitting)).toEqual(['answer', 'cause', 'skip']);
  expect(sitting.seen.events().findLast(({ type }) => type === 'answer.given')).toMatchObject({
    data: { reason: 'later' },
  });
});

test('^C asks and stays although its step has ended; ^C again ends the run', async () => {
  let release: () => void = () => {};
  const sitting = sit(80, 24, new Promise((resolve) => (release = resolve)));
  await toApproval(sitting);
  sitting.stdin.type('a');
  await sitting.shows(/running 00:0/);
  sitting.stdin.type('\x03');
  await sitting.shows(/Stop\?/);
  release();
  await until(
    () => sitting.seen.events().some((event) => event.type === 'step.finished' && event.data.exec.includes('raise')),
    Boolean,
  );
  await sitting.shows(/Stop\?/);
  sitting.stdin.type('\x03');
  await until(
    () => sitting.seen.events().find(({ type }) => type === 'stop.requested'),
    (event) => event !== undefined,
  );
  expect(sitting.seen.events().find(({ type }) => type === 'stop.requested')).toMatchObject({ data: { how: 'abort' } });
});

test('shell history survives every resize, and while the height is enough the region is on the screen once', async () => {
  const sitting = sit(120, 40);
  await toApproval(sitting);
  const isOnce = (lines: readonly string[], rows: number): boolean =>
    lines.slice(-rows).filter((line) => /step 1 of 5/.test(line)).length === 1;
  for (const [columns, rows] of [
    [90, 40],
    [60, 40],
    [120, 40],
    [60, 18],
    [80, 24],
  ] as const) {
    sitting.tty.resize(columns, rows);
    // Rows that a lower window has pushed off its top cannot be taken back by anybody.
    const lines = await until(
      () => sitting.tty.text(),
      (seen) => (rows < 40 || isOnce(seen, rows)) && / a +approve/i.test(seen.slice(-rows).join('\n')),
    );
    expect(lines.filter((line) => /^history \d+$/.test(line))).toHaveLength(60);
    expect(sitting.tty.raw).not.toContain('\x1b[3J');
  }
});

test('closing leaves the finished things, the head of the record, and a terminal as it was', async () => {
  const sitting = sit(80, 24);
  await toApproval(sitting);
  open.splice(0);
  await sitting.guided.close({ head: `17 ${'a'.repeat(64)}` });
  const lines = await sitting.tty.text();
  expect(lines.filter((line) => /^history \d+$/.test(line))).toHaveLength(60);
  expect(lines.join('\n')).toContain('Likely causes');
  expect(lines.at(-1)).toContain('a'.repeat(64));
  expect(lines.join('\n')).not.toMatch(/Approve|\^C stop/);
  expect(sitting.stdin.isRaw).toBe(false);
  expect(sitting.tty.raw.lastIndexOf('\x1b[?2004l')).toBeGreaterThan(sitting.tty.raw.lastIndexOf('\x1b[?2004h'));
  expect(sitting.tty.raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(sitting.tty.raw.lastIndexOf('\x1b[?25l'));
});

test('a question that is not open any more takes no keys', async () => {
  const sitting = sit(80, 24);
  await toApproval(sitting);
  sitting.stdin.type('s');
  await sitting.shows(/Why is it left out\?/);
  sitting.run.act({
    type: 'answer',
    question: questionOf(sitting.seen.state())?.id ?? '',
    answer: { choice: 'diagnose' },
  });
  await sitting.shows(/not open any more/);
  const before = answers(sitting).length;
  sitting.stdin.type('all quiet a\r');
  sitting.stdin.type('\x1b[B');
  sitting.stdin.type('n');
  await sitting.shows(/not open any more/);
  expect(answers(sitting)).toHaveLength(before);
});
