// The keyboard of a terminal, read by ourselves: the parser of Ink 6.8.0 throws on sequences that a terminal may send at
// any time (`ESC [ 0 n` is its own answer to a question of another program), and that ends the program. Nothing that
// comes in here may end anything.

import { StringDecoder } from 'node:string_decoder';
import { keyParser } from './key-parser.ts';
import type { Press } from './press.ts';

/** What hears of keys. */
export interface KeyListener {
  /** `drop`: the rest of the chunk is left unread, because nobody saw what it answers. */
  press(press: Press): 'go on' | 'drop';
  /** What was thrown on the way of a key. */
  failed(error: unknown): void;
  /** The terminal is gone: no key will ever come. */
  gone(): void;
}

/** A keyboard that is listened to. */
export interface KeyboardInput {
  /** Gives the terminal its own way of reading back. */
  close(): void;
  /** The terminal is gone, or somebody else's: it is left as it is. */
  letGo(): void;
}

/** Listens to the keys of a terminal, in raw mode, until it is closed. */
export function listenToKeys(stdin: NodeJS.ReadStream, listener: KeyListener): KeyboardInput {
  const parser = keyParser();
  const decoder = new StringDecoder('utf8');
  let timer: NodeJS.Timeout | undefined;
  let isOpen = true;

  const deliver = (presses: readonly Press[]): void => {
    try {
      for (const press of presses) if (!isOpen || listener.press(press) === 'drop') break;
    } catch (error) {
      listener.failed(error);
    }
  };
  const onData = (chunk: Buffer | string): void => {
    clearTimeout(timer);
    deliver(parser.feed(typeof chunk === 'string' ? chunk : decoder.write(chunk)));
    const patience = parser.patience();
    if (patience !== null && isOpen) timer = setTimeout(() => deliver(parser.flush()), patience);
  };
  const onGone = (): void => {
    if (isOpen) listener.gone();
  };

  // A terminal that has hung up says so in the way that it likes; none of it may go unheard and end the program.
  if (stdin.listenerCount('error') === 0) stdin.on('error', () => {});
  stdin.on('error', onGone);
  stdin.on('end', onGone);
  stdin.on('data', onData);
  stdin.setRawMode(true);
  stdin.resume();

  const letGo = (): void => {
    if (!isOpen) return;
    isOpen = false;
    clearTimeout(timer);
    stdin.off('data', onData);
    stdin.off('end', onGone);
    stdin.off('error', onGone);
    stdin.pause();
  };
  return {
    letGo,
    close: () => {
      if (!isOpen) return;
      letGo();
      stdin.setRawMode(false);
    },
  };
}
