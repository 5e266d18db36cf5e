// The control sockets of the lab, of Redis' supervisor and of the application: one JSON line asks, one JSON line answers.
// Used by redisctl, by appctl, and by the lab itself.

import { createConnection, createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';

/** What the supervisor can be asked. */
export type ControlRequest =
  | { readonly do: 'status' | 'start' | 'restart' | 'stop' }
  /** One Redis command on the connection that the supervisor has held since Redis started. */
  | { readonly do: 'command'; readonly argv: readonly string[] }
  /** Settings for the configuration file, in force from the next start; null is the lab's own value again. */
  | { readonly do: 'configure'; readonly settings: Readonly<Record<string, string | null>> };

/** The answer: an exit code as service scripts use it (0 fine, 1 not, 3 stopped) and a line of text. */
export interface ControlReply {
  readonly code: 0 | 1 | 3;
  readonly text: string;
  /** Process id of Redis; absent while it is stopped. */
  readonly pid?: number;
}

/** Asks the supervisor behind the socket at `path`; rejects when it cannot be reached or goes away. */
export const askSupervisor = (path: string, request: ControlRequest): Promise<ControlReply> => ask(path, request);

/** Asks whoever serves a control socket; rejects when nobody does, or they go away. */
export function ask(path: string, request: object): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    createInterface({ input: socket }).once('line', (line) => {
      resolve(JSON.parse(line) as ControlReply);
      socket.end();
    });
    socket.write(`${JSON.stringify(request)}\n`);
  });
}

/** The processes of the application. */
export type Part = 'api' | 'worker';

/** Serves the socket at `path`; `restart` ends a part and starts it anew. Closed with the lab. */
export async function serveApplication(path: string, restart: (part: Part) => Promise<void>): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    createInterface({ input: socket }).on('line', (line) => {
      void answer(line, restart).then((reply) => socket.end(`${JSON.stringify(reply)}\n`));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return server.unref();
}

async function answer(line: string, restart: (part: Part) => Promise<void>): Promise<ControlReply> {
  try {
    const { part } = JSON.parse(line) as { readonly part?: unknown };
    if (part !== 'api' && part !== 'worker') return { code: 1, text: 'the application has an api and a worker' };
    await restart(part);
    return { code: 0, text: `${part} restarted` };
  } catch (error) {
    return { code: 1, text: error instanceof Error ? error.message : String(error) };
  }
}
