// Calls at the door of a run: says one thing, and hears what came of it.

import { connect } from 'node:net';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { type Asked, MOST_BYTES, placeOfSocket, type Told } from './socket.ts';

/** Longer than the run takes to answer. */
const PATIENCE_MS = 8000;

const GONE = 'no process leads the run that could take it';

/** Asks something of the run that is led elsewhere. */
export function call(folder: RunFolder, asked: Asked): Promise<Told> {
  const place = placeOfSocket(folder);
  if (place === null) return Promise.resolve({ taken: false, why: 'the path of its folder is too long for a socket' });
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(place.path);
    const end = (told: Told): void => {
      clearTimeout(timer);
      socket.destroy();
      place.done();
      resolve(told);
    };
    const timer = setTimeout(() => end({ taken: false, why: 'the run did not answer' }), PATIENCE_MS);
    socket.setEncoding('utf8');
    socket.on('connect', () => void socket.write(`${JSON.stringify(asked)}\n`));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end({ taken: false, why: error.code === 'EACCES' ? 'the run is led by another user' : GONE }),
    );
    socket.on('data', (piece: string) => {
      text += piece;
      if (text.length > MOST_BYTES) end({ taken: false, why: 'the run did not answer' });
    });
    socket.on('close', () => end(toldIn(text)));
  });
}

function toldIn(text: string): Told {
  try {
    const told = JSON.parse(text) as Partial<{ taken: unknown; why: unknown }>;
    if (told.taken === true) return { taken: true };
    if (typeof told.why === 'string') return { taken: false, why: sanitizeLine(told.why) };
  } catch {
    // It broke off.
  }
  return { taken: false, why: GONE };
}
