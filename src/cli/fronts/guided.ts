// The guided screen as the front of a run.

import { mountGuidedRun } from '../../ui/mount.tsx';
import { type Front, type FrontOptions, lastWords, shownRun } from './front.ts';

/** Mounts the screen. */
export function openGuidedFront(options: FrontOptions): Front {
  const guided = mountGuidedRun({
    ...shownRun(options),
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
  });
  return {
    operator: guided.operator,
    observer: guided.observer,
    connect: (act) => guided.connect(act),
    close: async (end) => {
      await guided.close({ head: end.head.hash });
      for (const line of lastWords(options, end)) process.stderr.write(`${line}\n`);
    },
  };
}
