// The reading of a stream as it is seen: letters only, whatever stands between them. It is followed from the first thing
// between letters on, until its letters lie together again.

import type { Automaton } from './pattern-search.ts';
import type { Spans } from './spans.ts';
import { KIND_OF, LETTER, MOST_UNSEEN, WIDE } from './unseen.ts';

/** So many blanks between two letters end a secret that is wrapped into lines. It bounds what must be held back. */
const MOST_BLANKS = 16;

const SPACE = 0x20;

/** Where bytes stand in the stream. */
export interface Places {
  /** Of each byte; null when they lie together from `place` on. */
  readonly places: readonly number[] | null;
  readonly place: number;
}

/** What was read before a control sequence began: its content may be dropped, or be what is seen. */
interface Before {
  readonly state: number;
  readonly places: readonly number[];
  readonly blanks: number;
  /** What will have been skipped when the sequence is over. */
  readonly unseen: number;
}

/** The state of one reading. Places are absolute. */
export class SeenReading {
  /** Whether it differs from the plain reading. While it does not, nothing else here means anything. */
  isApart = false;

  private readonly automaton: Automaton;
  private readonly spans: Spans;
  private state = 0;
  /** Blanks, and bytes of other things, since the last letter. */
  private blanks = 0;
  private unseen = 0;
  /** Places of the last letters, as many as the longest secret has. */
  private places: Float64Array | null = null;
  private count = 0;
  private before: Before | null = null;
  private sequenceEnd = 0;

  constructor(automaton: Automaton, spans: Spans) {
    this.automaton = automaton;
    this.spans = spans;
  }

  /** Whether what is read belongs to a control sequence. */
  get isInSequence(): boolean {
    return this.before !== null;
  }

  /** Begins with what stands in `bytes` from `start` up to `end`, the first of which has this place. */
  begin(bytes: Uint8Array, start: number, end: number, place: number): void {
    const { step } = this.automaton;
    this.isApart = true;
    this.blanks = 0;
    this.unseen = 0;
    this.state = 0;
    for (let at = start; at < end; at++) {
      this.state = step(this.state, bytes[at] as number);
      this.keep(place + at - start);
    }
  }

  /** Reads a letter, or a byte of one. */
  take(byte: number, place: number): void {
    const { first, step, match, label } = this.automaton;
    this.blanks = 0;
    this.unseen = 0;
    if (this.state === 0 && first[byte] === 0) return;
    this.keep(place);
    this.state = step(this.state, byte);
    const length = match[this.state] as number;
    if (length > 0) this.spans.add(this.placeOf(length, place), place + 1, label[this.state] as number);
  }

  /**
   * Reads many letters: those of `bytes` from `from` up to `to`, blanks left out. `places` are theirs; null when they lie
   * together, the first byte at `place`.
   */
  takeAll(bytes: Uint8Array, { places, place }: Places, from: number, to: number): void {
    const { first, step, match, label } = this.automaton;
    const kept = this.ring();
    const mask = kept.length - 1;
    let { state, count } = this;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      if (byte === SPACE || (state === 0 && first[byte] === 0)) continue;
      const kind = KIND_OF[byte];
      if (kind !== LETTER && kind !== WIDE) continue;
      const here = places === null ? place + at : (places[at] as number);
      kept[count++ & mask] = here;
      state = step(state, byte);
      const length = match[state] as number;
      if (length > 0) this.spans.add(kept[(count - length) & mask] as number, here + 1, label[state] as number);
    }
    this.state = state;
    this.count = count;
    this.blanks = 0;
    this.unseen = 0;
  }

  /** Reads something between letters. */
  skip(isBlank: boolean, bytes: number): void {
    if (isBlank) this.blanks += bytes;
    else this.unseen += bytes;
    if (this.blanks > MOST_BLANKS || this.unseen > MOST_UNSEEN) this.state = 0;
  }

  /** A control sequence stands from `start` up to `end`: what it holds is read, and then forgotten. */
  enter(start: number, end: number): void {
    const { state, blanks, unseen } = this;
    const length = this.automaton.depth[state] as number;
    const places = Array.from({ length }, (_, at) => this.placeOf(length - at, start));
    this.before = { state, places, blanks, unseen: unseen + end - start };
    this.sequenceEnd = end;
  }

  /** Everything before `place` is read: a sequence may be over, and the readings may be one again. */
  settle(place: number): void {
    if (!this.isApart) return;
    if (this.before !== null) {
      if (place < this.sequenceEnd) return;
      const { state, places, blanks, unseen } = this.before;
      this.before = null;
      for (const at of places) this.keep(at);
      this.state = state;
      this.blanks = blanks;
      this.unseen = unseen;
      this.skip(false, 0);
    }
    const length = this.automaton.depth[this.state] as number;
    this.isApart = length > 0 && this.placeOf(length, place) !== place - length;
  }

  /** Where what may still become a secret begins; `place` when there is no such thing. */
  open(place: number): number {
    if (!this.isApart) return place;
    const open = this.placeOf(this.automaton.depth[this.state] as number, place);
    return Math.min(open, this.before?.places[0] ?? place);
  }

  private keep(place: number): void {
    const kept = this.ring();
    kept[this.count++ & (kept.length - 1)] = place;
  }

  private ring(): Float64Array {
    this.places ??= new Float64Array(2 ** Math.ceil(Math.log2(this.automaton.longest + 2)));
    return this.places;
  }

  /** Where the last `length` letters began; `place` when there are none. */
  private placeOf(length: number, place: number): number {
    if (length === 0 || this.places === null) return place;
    return this.places[(this.count - length) & (this.places.length - 1)] as number;
  }
}
