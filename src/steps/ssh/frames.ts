// What a followed command tells, taken apart: lines, and after `out <n>` or `err <n>` so many bytes of its output.

/** Where the parts go. */
export interface Frames {
  /** Something came. */
  heard(): void;
  line(text: string): void;
  bytes(stream: 'stdout' | 'stderr', chunk: Uint8Array): void | Promise<void>;
}

/** Takes chunks, cut anywhere; what is announced is passed on as it comes. */
export function frames(to: Frames): (chunk: Uint8Array) => Promise<void> {
  let begun = '';
  let stream: 'stdout' | 'stderr' = 'stdout';
  let left = 0;
  return async (chunk) => {
    to.heard();
    let rest = Buffer.from(chunk);
    while (rest.length > 0) {
      if (left > 0) {
        const piece = rest.subarray(0, left);
        left -= piece.length;
        rest = rest.subarray(piece.length);
        await to.bytes(stream, piece);
        continue;
      }
      const at = rest.indexOf(10);
      begun += rest.subarray(0, at < 0 ? rest.length : at).toString();
      if (at < 0) return;
      rest = rest.subarray(at + 1);
      const announced = /^(out|err) (\d+)$/.exec(begun);
      if (announced === null) to.line(begun);
      else {
        stream = announced[1] === 'out' ? 'stdout' : 'stderr';
        left = Number(announced[2]);
      }
      begun = '';
    }
  };
}
