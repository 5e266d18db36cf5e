// Finds declared secrets that go over several rows of a dump, as od, hexdump and xxd print them: between the bytes of two rows
// stand an address and the bytes once more as text. A row is found by its address; the rows that hold a secret are
// replaced from the first byte of it on, text included.

import type { Automaton } from './pattern-search.ts';
import { type Places, SeenReading } from './seen-reading.ts';
import { Spans } from './spans.ts';
import { CONTROL, KIND_OF, sequenceEnd, unseenAt } from './unseen.ts';

/** No row is longer; it bounds what must be held back. Bytes. */
const LONGEST_ROW = 1024;
const NOTHING = new Uint8Array(0);
const LF = 0x0a;
const SPACE = 0x20;
const STAR = 0x2a;
const COLON = 0x3a;
const BAR = 0x7c;
const LESS = 0x3c;
const GREATER = 0x3e;

/** What is seen of a line, and where it stands in the stream. */
interface Row extends Places {
  readonly bytes: Uint8Array;
  /** Where it ends, its LF not included. */
  readonly end: number;
}

type Line = 'row' | 'below';

/** The state of one search. Places are absolute. */
export class DumpRows {
  private readonly spans: Spans;
  /** Finds of the row that is read. */
  private readonly found = new Spans();
  /** The bytes, the same as text beside them, and what stands in rows of another type below. */
  private readonly bytes: SeenReading;
  private readonly text: SeenReading;
  private readonly below: SeenReading;
  private readonly isIdle: boolean;
  private place = 0;
  /** Whether the last line was a row, and where its text began. */
  private isDump = false;
  private textColumn = 0;
  /** Whether a line was looked at before its end, and is no row. */
  private isPassing = false;

  constructor(automaton: Automaton, spans: Spans) {
    this.spans = spans;
    this.isIdle = automaton.longest === 0;
    this.bytes = new SeenReading(automaton, this.found);
    this.text = new SeenReading(automaton, spans);
    this.below = new SeenReading(automaton, spans);
  }

  /** Reads on, as `Finder.read` does. */
  read(bytes: Uint8Array, base: number, last: boolean): number {
    if (this.isIdle) return Number.POSITIVE_INFINITY;
    let at = this.place - base;
    while (at < bytes.length) {
      const end = bytes.indexOf(LF, at);
      if (!this.isPassing) {
        const what = this.lineAt(bytes, at, end, last);
        if (what === 'more') break;
        if (what !== null) this.readLine(seenIn(bytes, at, end < 0 ? bytes.length : end, base), what);
        else if (this.isDump) this.isDump = false;
      }
      this.isPassing = end < 0;
      at = end < 0 ? bytes.length : end + 1;
    }
    this.place = base + at;
    const { place } = this;
    return this.isDump ? Math.min(this.bytes.open(place), this.text.open(place), this.below.open(place)) : place;
  }

  /** What the line at `at` is, which goes up to `end` (-1: it has none yet); null when it belongs to no dump. */
  private lineAt(bytes: Uint8Array, at: number, end: number, last: boolean): Line | 'more' | null {
    const first = bytes[at] as number;
    const isOpen = end < 0 && !last && bytes.length - at <= LONGEST_ROW;
    // Rows that are the same are shown as one; rows of a second type have no address.
    if (this.isDump && (first === STAR || first === SPACE)) return isOpen ? 'more' : 'below';
    const length = end < 0 ? bytes.length - at : end - at;
    if (length > LONGEST_ROW) return null;
    const address = hasAddress(bytes, at, at + length, isOpen);
    if (address === null || (address && isOpen)) return 'more';
    return address ? 'row' : null;
  }

  private readLine(line: Row, what: Line): void {
    if (what === 'below') return this.below.takeAll(line.bytes, line, 0, line.bytes.length);
    if (!this.isDump) this.enter();
    const text = textAt(line, this.textColumn);
    this.textColumn = text;
    this.text.takeAll(line.bytes, line, text, line.bytes.length);
    this.bytes.takeAll(line.bytes, line, addressEnd(line), Math.min(text, line.bytes.length));
    for (let span = this.found.peek(line.end); span !== undefined; span = this.found.peek(line.end)) {
      this.spans.add(span.start, line.end, span.label);
      this.found.take();
    }
  }

  private enter(): void {
    this.isDump = true;
    this.textColumn = 0;
    for (const reading of [this.bytes, this.text, this.below]) reading.begin(NOTHING, 0, 0, 0);
  }
}

const LONGEST_ADDRESS = 16;
const SHORTEST_ADDRESS = 6;

/** Whether a line begins with an address; null when it `isOpen` and too short to tell. */
function hasAddress(bytes: Uint8Array, start: number, end: number, isOpen: boolean): boolean | null {
  let digits = 0;
  for (let at = start; at < end; ) {
    const byte = bytes[at] as number;
    if (isSpecial(byte)) {
      const length = unseenLength(bytes, at, end);
      if (length === 0) return false;
      at += length;
      continue;
    }
    if (!isHex(byte)) {
      if (digits < SHORTEST_ADDRESS) return false;
      return byte === SPACE || byte === COLON;
    }
    if (++digits > LONGEST_ADDRESS) return false;
    at++;
  }
  return isOpen ? null : digits >= SHORTEST_ADDRESS;
}

function addressEnd({ bytes }: Row): number {
  let end = 0;
  while (isHex(bytes[end])) end++;
  return bytes[end] === COLON ? end + 1 : end;
}

/** Where the text beside the bytes begins: behind two blanks, in `|…|` or `>…<` where the address has no colon. */
function textAt(row: Row, before: number): number {
  const { bytes } = row;
  const address = addressEnd(row);
  const hasColon = bytes[address - 1] === COLON;
  if (hasColon && before > 0 && bytes[before - 1] === SPACE && bytes[before - 2] === SPACE) return before;
  const isFramed = bytes.at(-1) === BAR || bytes.at(-1) === LESS;
  if (!hasColon && !isFramed) return bytes.length;
  let at = address;
  while (bytes[at] === SPACE) at++;
  // Nothing but digits and blanks stands before it.
  while (at < bytes.length && (isHex(bytes[at]) || bytes[at] === SPACE)) {
    if (hasColon && bytes[at] === SPACE && bytes[at + 1] === SPACE) return at + 2;
    at++;
  }
  return bytes[at] === BAR || bytes[at] === GREATER ? at : bytes.length;
}

/** What is seen from `start` up to `end`. */
function seenIn(bytes: Uint8Array, start: number, end: number, base: number): Row {
  let special = start;
  while (special < end && !isSpecial(bytes[special] as number)) special++;
  if (special === end) return { bytes: bytes.subarray(start, end), places: null, place: base + start, end: base + end };
  const places: number[] = [];
  for (let at = start; at < end; ) {
    const unseen = isSpecial(bytes[at] as number) ? unseenLength(bytes, at, end) : 0;
    if (unseen > 0) {
      at += unseen;
      continue;
    }
    do places.push(at++);
    while (at < end && isContinuation(bytes[at] as number));
  }
  const seen = Uint8Array.from(places, (at) => bytes[at] as number);
  return { bytes: seen, places: places.map((at) => base + at), place: base + start, end: base + end };
}

const isSpecial = (byte: number): boolean => (KIND_OF[byte] as number) >= CONTROL;
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Length of the sequence or character at `at`, in a line that ends before `end`; 0 when it is seen. */
function unseenLength(bytes: Uint8Array, at: number, end: number): number {
  const line = bytes.subarray(0, end);
  return sequenceEnd(line, at, true) - at || Math.max(0, unseenAt(line, at, true));
}

function isHex(byte: number | undefined): boolean {
  return (
    byte !== undefined &&
    ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66) || (byte >= 0x41 && byte <= 0x46))
  );
}
