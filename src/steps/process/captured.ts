// The first part of a stream, kept for expressions. It never grows with the output; the whole of it goes to the record.

/** Bytes of each stream that conditions see. */
export const CAPTURE_BYTES = 64 * 1024;

/** What was kept of a stream. */
export interface Captured {
  readonly text: string;
  /** Whether more came than was kept. */
  readonly cut: boolean;
}

/** Nothing came. */
export const NOTHING: Captured = { text: '', cut: false };

/** Keeps the first bytes that it is given. */
export interface Capture {
  add(chunk: Uint8Array): void;
  /** A character cut in half at the end is left out. */
  captured(): Captured;
}

/** Starts keeping. */
export function capture(limit = CAPTURE_BYTES): Capture {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let cut = false;
  return {
    add(chunk) {
      const room = limit - kept;
      if (chunk.length > room) cut = true;
      if (room <= 0) return;
      // A copy: a view would keep the whole chunk alive.
      const part = Uint8Array.from(chunk.subarray(0, room));
      chunks.push(part);
      kept += part.length;
    },
    captured: () => ({ text: new TextDecoder().decode(Buffer.concat(chunks), { stream: cut }), cut }),
  };
}
