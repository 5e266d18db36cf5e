// The lab looked at from the outside, as its users and its clients see it. Raw, so that no library hides anything.

import { createConnection } from 'node:net';

const ANSWER_MS = 3000;

// Redis speaks first only to refuse. Who speaks to a closing connection loses what it said.
const GREETING_MS = 40;

/** HTTP status of one request; 0 when no answer came within three seconds. */
export async function httpStatus(method: 'GET' | 'POST', url: string): Promise<number> {
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(ANSWER_MS) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}

/**
 * What a new connection gets from Redis at `port`: the first reply to AUTH and PING that is not OK (`PONG` when all is
 * well, else an error's text), the system's word such as `ECONNREFUSED`, `closed`, or `silent` after `wait_ms`.
 */
export function newConnection(port: number, password: string, wait_ms = 1000): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    const done = (word: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(word);
    };
    const timer = setTimeout(() => done('silent'), wait_ms);
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      received += chunk;
      const [first, second] = received.split('\r\n');
      if (second === undefined || first === undefined) return;
      if (!first.startsWith('+')) done(first.replace(/^-/, ''));
      else if (received.endsWith('\r\n') && second !== '') done(second.slice(1));
    });
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    socket.on('close', () => done('closed'));
    socket.on('connect', () => setTimeout(() => socket.write(`AUTH ${password}\r\nPING\r\n`), GREETING_MS));
  });
}
