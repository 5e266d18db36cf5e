// The chain: every line names the hash of the line before it, so that no line can be changed, added or taken out of the
// middle unseen. A cut tail it cannot show; the saved head can.

import { hash } from 'node:crypto';

/** `prev` of the first line. */
export const NO_HASH = '0'.repeat(64);

/** The end of a chain: number and hash of the last line. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** The head of a transcript without lines. */
export const NO_HEAD: Head = { seq: 0, hash: NO_HASH };

/** sha256 in hex. Of a line: its bytes without the LF. */
export function sha256(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex');
}
