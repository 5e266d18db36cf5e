// A program with a leak: it opens Redis connections named `leaky` and forgets them, until the server has no room left.
// What the server closes stays closed, and from then on it leaks no more.

import { createConnection, type Socket } from 'node:net';
import { configuration, ready } from '../lifeline.ts';

/** What the leaking program is told at its start. */
export interface LeakerConfig {
  readonly port: number;
  readonly password: string;
  /** Connections it leaks at most. */
  readonly limit: number;
}

const config = await configuration<LeakerConfig>();
const held = new Set<Socket>();
let leaking = true;
let full = false;

// Resolves to whether the server let it in.
function leak(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(config.port, '127.0.0.1');
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    socket.once('data', (reply: string) => {
      const letIn = reply.startsWith('+OK');
      if (letIn) held.add(socket);
      else socket.destroy();
      resolve(letIn);
    });
    socket.once('close', () => {
      if (held.delete(socket)) leaking = false;
      resolve(false);
    });
    socket.write(`AUTH ${config.password}\r\nCLIENT SETNAME leaky\r\n`);
  });
}

while (leaking) {
  const letIn = held.size < config.limit && (await leak());
  if (!letIn && !full) {
    full = true;
    ready();
  }
  if (full) await new Promise((resolve) => setTimeout(resolve, 50));
}
