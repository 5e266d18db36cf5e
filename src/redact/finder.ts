// Finds declared secrets in a stream of bytes, in two readings: as the bytes are, and as they are seen, where blanks,
// quotes, backslashes and all that cleaning drops or replaces stand between the letters. A few steps a byte, however the
// stream is cut into chunks.

import type { Automaton } from './pattern-search.ts';
import { SeenReading } from './seen-reading.ts';
import type { Spans } from './spans.ts';
import { BLANK, CONTROL, KIND_OF, LETTER, QUOTE, sequenceEnd, unseenAt, WIDE } from './unseen.ts';

const ESC = 0x1b;
const BRACKET = 0x5b;
/** So far is looked ahead, letters and things between them, before each is looked at closely. */
const MOST_HOPS = 16;

/** The state of one search. Places are absolute. */
export class Finder {
  private readonly automaton: Automaton;
  private readonly spans: Spans;
  private place = 0;
  /** State of the plain reading. The other one is followed only where it differs. */
  private plain = 0;
  private readonly seen: SeenReading;

  constructor(automaton: Automaton, spans: Spans) {
    this.automaton = automaton;
    this.spans = spans;
    this.seen = new SeenReading(automaton, spans);
  }

  /**
   * Reads on in `bytes`, the first of which stands at `base`: all that is not settled yet, and what came. `last`: nothing
   * follows. Returns the place before which nothing more will be found.
   */
  read(bytes: Uint8Array, base: number, last: boolean): number {
    const { automaton, seen } = this;
    if (automaton.longest === 0) return Number.POSITIVE_INFINITY;
    let at = this.place - base;
    while (at < bytes.length) {
      if (!seen.isApart) at = this.readTogether(bytes, base, at);
      if (at === bytes.length) break;
      const end = this.readApart(bytes, base, at, last);
      if (end === at) break;
      at = end;
    }
    this.place = base + at;
    return Math.min(this.place - (automaton.depth[this.plain] as number), seen.open(this.place));
  }

  /** Reads while the readings are one. Returns where they may part. */
  private readTogether(bytes: Uint8Array, base: number, from: number): number {
    const { spans } = this;
    const { first, step, depth, match, label } = this.automaton;
    let { plain } = this;
    let at = from;
    for (; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (plain === 0) {
        const next = first[byte] as number;
        if (next === 0) continue;
        // A character beyond ASCII is read as a whole.
        if (byte >= 0x80) break;
        plain = next;
        continue;
      }
      if (KIND_OF[byte] !== LETTER) {
        const next = bytes[at + 1] as number;
        const isEnd = byte === 0x20 && KIND_OF[next] === LETTER && (depth[step(plain, next)] as number) <= 1;
        if (!isEnd && !this.isEndAt(bytes, at, plain)) break;
      }
      plain = step(plain, byte);
      const length = match[plain] as number;
      if (length > 0) spans.add(base + at + 1 - length, base + at + 1, label[plain] as number);
    }
    this.plain = plain;
    return at;
  }

  /**
   * Whether what was read so far comes to nothing behind the blanks, quotes and colours at `at`, as mostly it does: soon all
   * that may still become a secret lies in letters that stand together, and the readings are one.
   */
  private isEndAt(bytes: Uint8Array, at: number, plain: number): boolean {
    const { step, depth, match } = this.automaton;
    let state = plain;
    let together = 0;
    let next = at;
    for (let hops = 0; hops < MOST_HOPS && next < bytes.length; hops++) {
      const byte = bytes[next] as number;
      const kind = KIND_OF[byte];
      if (kind === LETTER) {
        state = step(state, byte);
        if ((match[state] as number) > 0) return false;
        if ((depth[state] as number) <= ++together) return true;
        next++;
        continue;
      }
      together = 0;
      if (kind === BLANK || kind === QUOTE) {
        next++;
        continue;
      }
      // What stands in a control sequence may be what is seen.
      if (byte !== ESC || bytes[next + 1] !== BRACKET || (depth[step(state, BRACKET)] as number) > 1) return false;
      const end = sequenceEnd(bytes, next, false);
      if (end <= next) return false;
      next = end;
    }
    return false;
  }

  /** Reads the character or sequence at `at` both ways. Returns where it ends; `at` when that has not come. */
  private readApart(bytes: Uint8Array, base: number, at: number, last: boolean): number {
    const { seen } = this;
    const kind = KIND_OF[bytes[at] as number] as number;
    let length = 1;
    let isSeen = kind === LETTER;
    let sequence = at;
    if (kind === CONTROL || kind === WIDE) {
      if (!seen.isInSequence) sequence = sequenceEnd(bytes, at, last);
      length = sequence < 0 ? 0 : unseenAt(bytes, at, last);
      isSeen = length < 0;
      length = Math.abs(length);
    }
    if (length === 0) return at;
    if (!isSeen) {
      if (!seen.isApart) this.part(bytes, base, at);
      if (sequence > at) seen.enter(base + at, base + sequence);
      seen.skip(kind === BLANK, length);
    }
    for (const end = at + length; at < end; at++) {
      this.step(bytes[at] as number, base + at);
      if (isSeen && seen.isApart) seen.take(bytes[at] as number, base + at);
    }
    seen.settle(base + at);
    return at;
  }

  private step(byte: number, place: number): void {
    const { step, match, label } = this.automaton;
    this.plain = step(this.plain, byte);
    const length = match[this.plain] as number;
    if (length > 0) this.spans.add(place + 1 - length, place + 1, label[this.plain] as number);
  }

  /** The readings part: the other one begins with the letters that the plain one stands for, as far as they lie together. */
  private part(bytes: Uint8Array, base: number, at: number): void {
    let from = at;
    const first = at - (this.automaton.depth[this.plain] as number);
    while (from > first && isLetterOrWide(bytes[from - 1] as number)) from--;
    this.seen.begin(bytes, from, at, base + from);
  }
}

function isLetterOrWide(byte: number): boolean {
  const kind = KIND_OF[byte];
  return kind === LETTER || kind === WIDE;
}
