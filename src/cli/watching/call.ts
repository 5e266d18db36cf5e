// Calls at the door of a run: says one thing, and hears what came of it.

import { connect } from 'node:net';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { type Asked, MOST_BYTES, type Place, placeOfSocket, type Told } from './socket.ts';

/** Longer than the run takes to answer. */
const PATIENCE_MS = 8000;

const GONE = 'no process leads the run that could take it';
const SILENT = 'the run did not answer';

/** Asks something of the run that is led elsewhere. Never rejects. */
export function call(folder: RunFolder, asked: Asked): Promise<Told> {
  let place: Place | null;
  try {
    place = placeOfSocket(folder);
  } catch {
    return Promise.resolve({ taken: false, why: GONE });
  }
  if (place === null) return Promise.resolve({ taken: false, why: 'the path of its folder is too long for a socket' });
  const line = `${JSON.stringify(asked)}\n`;
  const tooLong = Buffer.byteLength(line) > MOST_BYTES;
  return (tooLong ? Promise.resolve<Told>({ taken: false, why: LONG }) : said(place.path, line)).finally(place.done);
}

const LONG = `it is longer than ${MOST_BYTES / 1024} KiB`;

function said(path: string, line: string): Promise<Told> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(path);
    const end = (told: Told): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(told);
    };
    const timer = setTimeout(() => end({ taken: false, why: SILENT }), PATIENCE_MS);
    socket.setEncoding('utf8');
    socket.on('connect', () => void socket.write(line));
    socket.on('error', (error: NodeJS.ErrnoException) => end(toldIn(text) ?? { taken: false, why: troubleOf(error) }));
    socket.on('data', (piece: string) => {
      text += piece;
      if (text.length > MOST_BYTES) end({ taken: false, why: SILENT });
    });
    // Whoever is there and says nothing has too many callers, or is gone since.
    socket.on('close', () => end(toldIn(text) ?? { taken: false, why: SILENT }));
  });
}

function troubleOf({ code }: NodeJS.ErrnoException): string {
  if (code === 'EACCES' || code === 'EPERM') return 'the run is led by another user';
  return code === 'EPIPE' || code === 'ECONNRESET' ? SILENT : GONE;
}

function toldIn(text: string): Told | null {
  try {
    const told = JSON.parse(text) as Partial<{ taken: unknown; why: unknown }> | null;
    if (told?.taken === true) return { taken: true };
    if (typeof told?.why === 'string') return { taken: false, why: sanitizeLine(told.why) };
  } catch {
    // It broke off.
  }
  return null;
}
