// A report that runs a Lua script in Redis, on one connection named `report`. It runs it once.

import { createConnection } from 'node:net';
import { configuration, ready } from '../lifeline.ts';

/** What it is told at its start. */
export interface ReporterConfig {
  readonly port: number;
  readonly password: string;
  readonly script: string;
}

const { port, password, script } = await configuration<ReporterConfig>();
const socket = createConnection(port, '127.0.0.1');
socket.on('error', () => {});
socket.resume();
for (const argv of [
  ['AUTH', password],
  ['CLIENT', 'SETNAME', 'report'],
  ['EVAL', script, '0'],
]) {
  socket.write(`*${argv.length}\r\n${argv.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
}
socket.once('connect', ready);
