// The server itself: small limits on everything that somebody could send slowly, long or often, set before the port opens.

import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { type Exchange, exchangeOf, send } from './exchange.ts';

/** What it listens with. */
export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  answer(exchange: Exchange): Promise<void>;
  /** Something came that is no request. */
  onNonsense(): void;
}

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Takes no more connections, and ends those that are open. */
  close(): Promise<void>;
}

const LIMITS = {
  maxHeaderSize: 8 * 1024,
  // Of what comes slowly.
  headersTimeout: 5000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 30_000,
} as const;

const MOST_CONNECTIONS = 1000;
const MOST_HEADERS = 60;

/** Listens; rejects with what the system says where that is not possible. */
export async function listen({ host, port, tls, answer, onNonsense }: ServerOptions): Promise<Listening> {
  const listener: RequestListener = (request, response) => {
    const exchange = exchangeOf(request, response);
    if (exchange !== null) return void answer(exchange);
    onNonsense();
    send(
      { request, response, method: '', path: '', query: new URLSearchParams(), from: '' },
      404,
      'text/plain',
      'Nothing is here.\n',
    );
  };
  const server: Server =
    tls === null ? createServer(LIMITS, listener) : createSecureServer({ ...LIMITS, ...tls }, listener);
  server.maxConnections = MOST_CONNECTIONS;
  server.maxHeadersCount = MOST_HEADERS;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    onNonsense();
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    socket.end(`HTTP/1.1 ${STATUS[error.code ?? ''] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const found = server.address();
  return {
    port: typeof found === 'object' && found !== null ? found.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // What is asked in this moment is answered; nobody is waited for longer.
        setTimeout(() => server.closeAllConnections(), 2000).unref();
      }),
  };
}

const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};
