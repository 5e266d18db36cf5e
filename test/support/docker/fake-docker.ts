// A Docker engine that answers as it is told, on a socket of its own: for answers that a real one gives rarely, or only
// when it is sick. Everywhere, also without Docker.

import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How it answers: a status with a body, or by silence, or by hanging up. */
export type Reply =
  | { readonly status: number; readonly body?: unknown; readonly bytes?: Uint8Array }
  | 'silence'
  | 'hang up'
  /** The beginning of an answer, and then nothing. */
  | 'half';

/** A fake engine that runs. */
export interface FakeDocker {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  /** `METHOD path` of what was asked, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Starts an engine; `reply` is given the method and the path without version and query. */
export async function fakeDocker(reply: (request: string) => Reply): Promise<FakeDocker> {
  const socketPath = join(mkdtempSync(join(tmpdir(), 'firebreak-fake-')), 'docker.sock');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
    const line = `${request.method} ${path}`;
    asked.push(line);
    request.resume();
    request.once('end', () => answer(reply(line), request, response));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    host: `unix://${socketPath}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
  if (reply === 'silence') return;
  if (reply === 'hang up') {
    request.socket.destroy();
    return;
  }
  if (reply === 'half') {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.write('{"State": ');
    return;
  }
  response.writeHead(reply.status, { 'Content-Type': 'application/json' });
  response.end(reply.bytes ?? (reply.body === undefined ? undefined : JSON.stringify(reply.body)));
}
