// Plain lines as the front of a run.

import { plainRun } from '../../ui/plain-run.ts';
import { type Front, type FrontOptions, lastWords, shownRun } from './front.ts';

/** Writes lines; asks where somebody is there to answer. */
export function openPlainFront(
  options: FrontOptions,
  { stdin, stdout }: Pick<NodeJS.Process, 'stdin' | 'stdout'> = process,
): Front {
  const { guided, detail } = options.screen;
  const plain = plainRun({ ...shownRun(options), detail, stdin: guided ? stdin : null, stdout });
  return {
    operator: plain.operator,
    observer: plain.observer,
    connect: (act) => plain.connect(act),
    refused: (what, why) => plain.refused(what, why),
    takeBack: () => {},
    letGo: () => plain.letGo(),
    close: async (end) => {
      await plain.close({ head: end.head.hash });
      for (const line of lastWords(options, end)) process.stderr.write(`${line}\n`);
    },
  };
}
