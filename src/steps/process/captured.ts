// A stream as conditions see it: whole, or not at all. What is longer than a reading holds goes to the record alone, and its
// last words are kept for a sentence. Memory never grows with the output.

/** Bytes of each stream that a reading holds. */
export const CAPTURE_BYTES = 4 * 1024 * 1024;

/** Bytes at the end of a longer one. */
const LAST_BYTES = 4 * 1024;

/** What was kept of a stream. */
export interface Captured {
  /** All of it; "" where more came than is kept. */
  readonly text: string;
  /** Whether more came than is kept. */
  readonly cut: boolean;
  /** All of it, or what came last of more. */
  readonly last: string;
}

/** Nothing came. */
export const NOTHING: Captured = { text: '', cut: false, last: '' };

/** Keeps what it is given. */
export interface Capture {
  add(chunk: Uint8Array): void;
  captured(): Captured;
}

/** Starts keeping. */
export function capture(limit = CAPTURE_BYTES): Capture {
  let chunks: Uint8Array[] = [];
  let kept = 0;
  let cut = false;
  const shorten = (): void => {
    const last = Buffer.concat(chunks).subarray(-LAST_BYTES);
    chunks = [Uint8Array.from(last)];
    kept = last.length;
  };
  return {
    add(chunk) {
      cut ||= kept + chunk.length > limit;
      // A copy: a view would keep the whole chunk alive.
      const part = Uint8Array.from(cut ? chunk.subarray(-LAST_BYTES) : chunk);
      chunks.push(part);
      kept += part.length;
      if (cut && kept > 2 * LAST_BYTES) shorten();
    },
    captured() {
      const text = Buffer.concat(chunks);
      // The beginning of what is left of it may be half a character, and half a line.
      const last = cut ? text.subarray(text.indexOf('\n') + 1).toString() : text.toString();
      return { text: cut ? '' : last, cut, last };
    },
  };
}
