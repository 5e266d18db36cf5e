// The supervisor's control socket: one JSON line asks, one JSON line answers. Used by redisctl and by the lab itself.

import { createConnection } from 'node:net';
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
export function askSupervisor(path: string, request: ControlRequest): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the supervisor closed the connection')));
    createInterface({ input: socket }).once('line', (line) => {
      resolve(JSON.parse(line) as ControlReply);
      socket.end();
    });
    socket.write(`${JSON.stringify(request)}\n`);
  });
}
