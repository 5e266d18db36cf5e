// The output of a container as the engine sends it: frames of `[stream, 0, 0, 0, length (4 bytes, big endian)]` and the
// bytes, cut into chunks anywhere; or raw bytes when the container has a terminal.

/** A piece of output. */
export interface Piece {
  readonly stream: 'stdout' | 'stderr';
  readonly chunk: Uint8Array;
}

const HEADER_BYTES = 8;

/** Takes frames apart. A piece is passed on as it comes, so that a large frame is never held. */
export async function* unframe(source: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let header = Buffer.alloc(0);
  let stream: Piece['stream'] = 'stdout';
  let left = 0;
  for await (const chunk of source) {
    let rest = chunk;
    while (rest.length > 0) {
      if (left === 0) {
        const taken = rest.subarray(0, HEADER_BYTES - header.length);
        header = Buffer.concat([header, taken]);
        rest = rest.subarray(taken.length);
        if (header.length < HEADER_BYTES) break;
        stream = header[0] === 2 ? 'stderr' : 'stdout';
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const piece = rest.subarray(0, left);
      left -= piece.length;
      rest = rest.subarray(piece.length);
      yield { stream, chunk: piece };
    }
  }
}

/** Raw output: all of it is standard output. */
export async function* unframed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  for await (const chunk of source) yield { stream: 'stdout', chunk };
}
