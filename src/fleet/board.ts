// The queue as Bull Board shows it: what is said to workers and not heard yet. Jobs are wake-ups and nothing else, and nobody may
// change any here: what becomes of a run is decided on its own page.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';

/** Answers a request for a page of the board, whose address begins with `path`. */
export type Board = (request: IncomingMessage, response: ServerResponse) => void;

/** A board over queues. Its pages, those of the package @bull-board/ui, are in the folder `ui`. */
export function openBoard(
  queues: readonly Queue[],
  { path, ui }: { readonly path: string; readonly ui: string },
): Board {
  const adapter = new ExpressAdapter();
  adapter.setBasePath(path);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: adapter,
    options: { uiBasePath: ui, uiConfig: { boardTitle: 'Firebreak: queue' } },
  });
  const answer = adapter.getRouter() as Board;
  return (request, response) => {
    const rest = (request.url ?? '').slice(path.length);
    request.url = rest.startsWith('/') ? rest : `/${rest}`;
    answer(request, response);
  };
}
