// The guided screen on a played world, as a program of its own: for tests in a real terminal.

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
const run = playedRun(
  plan,
  {
    outcome: ({ step }, nth) => outcome(step, nth),
    takes: ({ risk }) => (risk === 'read' ? 50 : 600_000),
    prints: ({ risk }) => (risk === 'read' ? [] : ['first', 'second']),
  },
  { operator: guided.operator, observer: guided.observer, opened: OPENED },
);
guided.connect((act) => run.act(act));
const { head } = await run.lead();
await guided.close({ head: `${head.seq} ${head.hash}` });
process.exit(0);
