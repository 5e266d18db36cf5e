// Ports of the lab. They stay below the range that the kernel hands out to clients, so nobody takes one during a restart.

import { createServer } from 'node:net';

const LOWEST = 20_000;
const HIGHEST = 32_699;
const handedOut = new Set<number>();

/** A port of 127.0.0.1 that nobody listens on now and that this process was not given before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 200; tries += 1) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    if (!handedOut.has(port) && (await isFree(port))) {
      handedOut.add(port);
      return port;
    }
  }
  throw new Error(`no free port between ${LOWEST} and ${HIGHEST}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
