// A port where packets get lost: it listens, but its queue is full and it never accepts, so the kernel drops every new SYN.
// Real connect timeouts, without root. It cannot hear its parent while it blocks, so it looks after it.

import { connect, createServer } from 'node:net';
import { configuration, ready } from '../lifeline.ts';

/** What it is told at its start. */
export interface SilentConfig {
  readonly port: number;
}

const FILLERS = 4;

const config = await configuration<SilentConfig>();
const parent = process.ppid;

const server = createServer();
server.listen({ port: config.port, host: '127.0.0.1', backlog: 1 }, () => {
  for (let filler = 0; filler < FILLERS; filler += 1) connect(config.port, '127.0.0.1').on('error', () => {});
  ready();
  // The fillers connect in this same turn; a later one would accept them.
  process.nextTick(block);
});

function block(): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (process.ppid === parent) Atomics.wait(cell, 0, 0, 200);
  process.exit(0);
}
