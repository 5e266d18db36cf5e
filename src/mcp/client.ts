// One client over standard input and output. The library is loaded with this file, and so by `mcp` alone.

import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { agentServer, type ServerOptions } from './server.ts';

/** How a client is served. */
export interface ClientOptions extends ServerOptions {
  /** The program is to end. */
  readonly ended: AbortSignal;
  /** What the client did that cannot be answered. */
  warn(text: string): void;
}

/** Longest message of a client, in bytes. */
const MOST_BYTES = 1024 * 1024;

/** Serves until the client goes away, or the program is to end. */
export async function serveClient({ ended, warn, ...options }: ClientOptions): Promise<void> {
  const server = agentServer(options);
  const gone = new Promise<void>((done) => {
    process.stdin.once('end', done).once('close', done);
    process.stdout.on('error', () => done());
    ended.addEventListener('abort', () => done());
    server.onclose = done;
  });
  server.onerror = ({ message }) => warn(message);
  await server.connect(new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: MOST_BYTES }));
  if (!ended.aborted) await gone;
}
