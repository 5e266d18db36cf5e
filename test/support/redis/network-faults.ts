// What a broken network looks like, without root: ports that swallow, refuse, cut or greet. Each is ended by who made it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../../../src/lab/free-port.ts';

/** Something that listens, or does not. */
export interface TestPort {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Nobody listens. */
export async function refusedPort(): Promise<TestPort> {
  return { port: await freePort(), stop: async () => {} };
}

// The queue of the listener is full and never emptied: the kernel drops every further SYN.
const SILENT = `const net = require('node:net');
const port = Number(process.argv[1]);
net.createServer().listen({ port, host: '127.0.0.1', backlog: 1 }, () => {
  for (let i = 0; i < 4; i += 1) net.connect(port, '127.0.0.1').on('error', () => {});
  // Their packets leave in this turn, and nobody is accepted before the next one, which never comes.
  process.nextTick(() => {
    require('node:fs').writeSync(1, 'ready');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
});`;

/** Connecting never ends: SYN packets get lost, as behind a firewall that drops. */
export async function droppedPort(): Promise<TestPort> {
  const port = await freePort();
  const child = spawn(process.execPath, ['-e', SILENT, String(port)], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  return {
    port,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A server that does `serve` with each connection. */
export async function servedPort(serve: (socket: Socket) => void): Promise<TestPort> {
  const port = await freePort();
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    serve(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port,
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Accepts and never says a word. */
export const blackhole = (): Promise<TestPort> => servedPort((socket) => socket.resume());

/** Accepts and closes at once, as a proxy without a backend does. */
export const closedAtOnce = (): Promise<TestPort> => servedPort((socket) => socket.end());

/** Resets the connection at the first byte. */
export const resetPort = (): Promise<TestPort> =>
  servedPort((socket) => socket.once('data', () => socket.resetAndDestroy()));

/** Greets every client with `words` and closes. */
export const greeter = (words: string): Promise<TestPort> => servedPort((socket) => socket.end(words));

/** Hands every connection on to `port`, each direction `delay_ms` late. */
export const slowLink = (to: number, delay_ms: number): Promise<TestPort> =>
  servedPort((socket) => {
    const far = connect(to, '127.0.0.1').on('error', () => socket.destroy());
    const late = (from: Socket, into: Socket): void => {
      from.on('data', (chunk: Buffer) => setTimeout(() => into.writable && into.write(chunk), delay_ms));
      from.on('close', () => into.destroy());
    };
    late(socket, far);
    late(far, socket);
  });
