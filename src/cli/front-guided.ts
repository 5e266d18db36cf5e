// The guided screen as the front of a run.

import { mountGuidedRun } from '../ui/mount.tsx';
import type { Front, FrontOptions } from './front.ts';

/** Mounts the screen. */
export function openGuidedFront({ plan, folder, state, actor }: FrontOptions): Front {
  const guided = mountGuidedRun({
    runbook: plan.runbook,
    state,
    transcript: folder.transcript,
    actor,
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    now: () => Date.now(),
  });
  return {
    operator: guided.operator,
    observer: guided.observer,
    connect: (act) => guided.connect(act),
    close: async ({ state: end, head, broken }) => {
      await guided.close({ head: `${head.seq} ${head.hash}` });
      if (broken !== undefined) process.stderr.write(`The record cannot be kept any more: ${broken}\n`);
      if (end.finished === null) process.stderr.write(`Go on with: firebreak resume ${folder.id}\n`);
    },
  };
}
