// Finds declared secrets in a stream of bytes: as they are, and with blanks and line ends between their letters, as
// base64 and hex are wrapped. One step a byte for each of the two readings, however the stream is cut into chunks.

import type { Automaton } from './pattern-search.ts';
import type { Spans } from './spans.ts';

/** So many blanks in a row end a wrapped secret. It bounds what must be held back. */
const MOST_BLANKS = 16;

/** The state of one search. Places are absolute. */
export class Finder {
  private readonly automaton: Automaton;
  private readonly spans: Spans;
  private place = 0;
  /** State of the plain reading, and of the one that leaves blanks out. Mostly they are the same. */
  private plain = 0;
  private dense = 0;
  private isSame = true;
  private blanks = 0;
  /** Places of the last bytes that were no blanks, while the two readings differ. */
  private readonly places: Float64Array;
  private readonly mask: number;
  private count = 0;

  constructor(automaton: Automaton, spans: Spans) {
    this.automaton = automaton;
    this.spans = spans;
    const size = 2 ** Math.ceil(Math.log2(automaton.longest + 2));
    this.places = new Float64Array(size);
    this.mask = size - 1;
  }

  /** Reads on. Returns the place before which nothing more will be found. */
  read(chunk: Uint8Array): number {
    const { automaton, spans } = this;
    if (automaton.longest === 0) return Number.POSITIVE_INFINITY;
    const { step, depth, match, label } = automaton;
    let { plain, place } = this;
    for (let at = 0; at < chunk.length; at++, place++) {
      const byte = chunk[at] as number;
      const isBlank = byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
      if (this.isSame && !(isBlank && plain !== 0)) {
        plain = step(plain, byte);
        if ((match[plain] as number) > 0)
          spans.add(place + 1 - (match[plain] as number), place + 1, label[plain] as number);
        continue;
      }
      if (this.isSame) this.part(plain, place);
      plain = step(plain, byte);
      if ((match[plain] as number) > 0)
        spans.add(place + 1 - (match[plain] as number), place + 1, label[plain] as number);
      this.readDense(byte, isBlank, place);
      this.isSame = this.dense === plain && this.isAhead(place);
    }
    this.plain = plain;
    this.place = place;
    const open = place - (depth[plain] as number);
    return this.isSame ? open : Math.min(open, this.placeOf(depth[this.dense] as number, place));
  }

  /** The readings part: from here on the dense one needs the places of its letters. */
  private part(plain: number, place: number): void {
    this.isSame = false;
    this.dense = plain;
    this.blanks = 0;
    const length = this.automaton.depth[plain] as number;
    for (let back = length; back > 0; back--) this.places[this.count++ & this.mask] = place - back;
  }

  private readDense(byte: number, isBlank: boolean, place: number): void {
    if (isBlank) {
      if (++this.blanks > MOST_BLANKS) this.dense = 0;
      return;
    }
    const { step, match, label } = this.automaton;
    this.blanks = 0;
    this.places[this.count++ & this.mask] = place;
    this.dense = step(this.dense, byte);
    const length = match[this.dense] as number;
    if (length > 0) this.spans.add(this.placeOf(length, place), place + 1, label[this.dense] as number);
  }

  /** Whether all letters of the dense state lie together up to `place`, so that both readings are one again. */
  private isAhead(place: number): boolean {
    const length = this.automaton.depth[this.dense] as number;
    return length === 0 || this.placeOf(length, place) === place + 1 - length;
  }

  /** Where the last `length` letters of the dense reading began; `place` when there are none. */
  private placeOf(length: number, place: number): number {
    return length === 0 ? place : (this.places[(this.count - length) & this.mask] as number);
  }
}
