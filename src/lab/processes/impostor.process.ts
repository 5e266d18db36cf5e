// Something that listens where Redis should: it swallows what it gets, resets every connection, or speaks HTTP.

import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { unreachable } from '../../model/result.ts';
import { configuration, ready } from '../lifeline.ts';

/** What it is told at its start, besides the port. */
export interface ImpostorConfig {
  readonly manner: 'swallow' | 'reset' | 'http';
}

const { port, manner } = await configuration<ImpostorConfig & { readonly port: number }>();
serverOf(manner).listen(port, '127.0.0.1', ready);

function serverOf(how: ImpostorConfig['manner']): Server {
  switch (how) {
    case 'swallow':
      return createServer((socket) => void socket.on('error', () => {}).resume());
    case 'reset':
      return createServer((socket) => void socket.on('error', () => {}).resetAndDestroy());
    case 'http':
      return createHttpServer((_request, response) => void response.writeHead(404).end());
    default:
      return unreachable(how);
  }
}
