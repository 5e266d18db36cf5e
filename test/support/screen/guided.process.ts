// The guided screen on a played world, as a program of its own: for tests in a real terminal. With FLOOD a change is over
// after two seconds, in which it prints more than any link takes; what is recorded is counted in the file of that name.

import { appendFileSync } from 'node:fs';
import { decideMode } from '../../../src/views/screen/mode.ts';
import { OPENED, storyPlan, storyWorld } from './guided-story.ts';
import { ANA, playedRun } from './played-run.ts';

const decided = decideMode(process.env, { stdin: process.stdin.isTTY, stdout: process.stdout.isTTY });
for (const [name, value] of Object.entries(decided.env)) {
  if (value === null) delete process.env[name];
  else process.env[name] = value;
}
const plan = storyPlan();
const outcome = storyWorld();
const { mountGuidedRun } = await import('../../../src/ui/mount.tsx');
const guided = mountGuidedRun({
  context: { plan, transcript: '/runs/r1/transcript.jsonl', folder: '/runs/r1' },
  actor: ANA,
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  now: () => Date.now(),
});
const { FLOOD } = process.env;
const flood = Array.from({ length: 1500 }, (_, n) => `copied ${((n * 7919) ** 3).toString(36).repeat(6)}`);
const observer: typeof guided.observer = {
  ...guided.observer,
  events: (state, events) => {
    if (FLOOD !== undefined) appendFileSync(FLOOD, events.map(({ type }) => `${type}\n`).join(''));
    guided.observer.events(state, events);
  },
};
const run = playedRun(
  plan,
  {
    outcome: ({ step }, nth) => outcome(step, nth),
    takes: ({ risk }) => (risk === 'read' ? 50 : FLOOD === undefined ? 600_000 : 2000),
    prints: ({ risk }) => (risk === 'read' ? [] : FLOOD === undefined ? ['first', 'second'] : flood),
  },
  { operator: guided.operator, observer, opened: OPENED },
);
guided.connect((act) => run.act(act));
const { head } = await run.lead();
await guided.close({ head: `${head.seq} ${head.hash}` });
process.exit(0);
