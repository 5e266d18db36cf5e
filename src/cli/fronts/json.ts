// JSON Lines as the front of a run: every event as it is written, then one line with the result.

import { endOf, foundCause, parkedOf } from '../../engine/state.ts';
import { jsonText } from '../../model/json.ts';
import type { Front, FrontOptions } from './front.ts';

/** Prints events on standard output; answers nothing. */
export function openJsonFront({ folder, actor }: FrontOptions): Front {
  const steps: { step: string; result: string }[] = [];
  return {
    operator: { actor, ask: () => {} },
    observer: {
      events: (_state, events) => {
        for (const event of events) {
          process.stdout.write(`${jsonText(event)}\n`);
          if (event.type === 'step.settled') steps.push({ step: event.data.step, result: event.data.result });
          if (event.type === 'step.skipped' && event.data.purpose === 'action')
            steps.push({ step: event.data.step, result: 'skipped' });
        }
      },
    },
    connect: () => {},
    refused: (what, why) => void process.stderr.write(`The ${what} was not taken: ${why}\n`),
    takeBack: () => {},
    letGo: () => {},
    close: async ({ state, head, broken }) => {
      const result = {
        type: 'result',
        run: folder.id,
        outcome: endOf(state)?.outcome ?? parkedOf(state)?.why ?? 'open',
        cause: state.opened === null ? null : foundCause(state),
        steps,
        duration_ms: state.now_ms,
        transcript: folder.transcript,
        head: head.hash,
        ...(broken === undefined ? {} : { broken }),
      };
      process.stdout.write(`${jsonText(result)}\n`);
    },
  };
}
