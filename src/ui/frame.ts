// What a screen in Ink is drawn from, and where its keys go.

import type { Row } from '../views/text/row.ts';
import type { Press } from './press.ts';

/** One picture of the screen. */
export interface Frame {
  /** Finished things, each as rows; only ever appended to. */
  readonly finished: readonly (readonly Row[])[];
  readonly live: readonly Row[];
  readonly columns: number;
}

/** What stands behind a screen. */
export interface FrameStore {
  subscribe(listener: () => void): () => void;
  frame(): Frame;
  /** `drop`: the keys behind it in the same chunk do not count. */
  press(press: Press): 'go on' | 'drop';
  /** Says something to the person at the keyboard. */
  hint(text: string): void;
  resized(): void;
  /** Stops its timers, and takes the live region away. */
  close(): void;
}
