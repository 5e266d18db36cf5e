// Frames of the engine come apart the same way, however the network cut them.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Piece, unframe } from '../../../src/steps/docker/frames.ts';

const frame = (stream: 1 | 2, text: string): Buffer => {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

async function* cutAt(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
  yield bytes.subarray(from);
}

async function read(source: AsyncIterable<Uint8Array>): Promise<{ stdout: string; stderr: string }> {
  const pieces: Piece[] = [];
  for await (const piece of unframe(source)) pieces.push(piece);
  const of = (stream: Piece['stream']) =>
    Buffer.concat(pieces.filter((piece) => piece.stream === stream).map(({ chunk }) => chunk)).toString();
  return { stdout: of('stdout'), stderr: of('stderr') };
}

test('frames give each stream its bytes, wherever the chunks were cut', async () => {
  const frames = fc.array(fc.tuple(fc.constantFrom<1 | 2>(1, 2), fc.string({ unit: 'binary', maxLength: 40 })));
  await fc.assert(
    fc.asyncProperty(frames, fc.array(fc.nat(12)), async (written, sizes) => {
      const bytes = Buffer.concat(written.map(([stream, text]) => frame(stream, text)));
      const sent = (stream: number) =>
        Buffer.concat(written.filter(([to]) => to === stream).map(([, text]) => Buffer.from(text))).toString();
      expect(await read(cutAt(bytes, sizes))).toEqual({ stdout: sent(1), stderr: sent(2) });
    }),
  );
});

test('a frame that breaks off gives what came of it', async () => {
  expect(await read(cutAt(frame(2, 'hello').subarray(0, 11), []))).toEqual({ stdout: '', stderr: 'hel' });
});
