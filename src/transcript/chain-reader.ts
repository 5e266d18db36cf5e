// Lines to events, with the chain checked on the way. Fed with bytes as they come, so that a long transcript needs little
// memory.

import { FORMAT, type RunEvent } from '../model/event.ts';
import { type Head, NO_HEAD, sha256 } from './chain.ts';
import { decodeLine } from './format.ts';
import { MAX_LINE } from './line-limit.ts';
import type { Verdict } from './verdict.ts';

/** What reading found, the events aside. */
export interface Scan {
  readonly verdict: Verdict;
  /** The last good line. */
  readonly head: Head;
  /** Bytes of the good lines. */
  readonly size: number;
  readonly sealed: boolean;
}

/** Hears of every good line. */
export type OnEvent = (event: RunEvent, head: Head) => void;

const LF = 0x0a;

/** The first line that is no good. */
interface Bad {
  readonly line: number;
  readonly why: string;
  /** Whether a crash can have left it: it has no end, or holes that were never written. */
  readonly isTorn: boolean;
}

/** Reads one transcript, from its first byte on. */
export class ChainReader {
  private readonly onEvent: OnEvent;
  private readonly saved: Head | null;
  /** The line that has begun. */
  private begun: Buffer[] = [];
  private begunBytes = 0;
  private fed = 0;
  private head: Head = NO_HEAD;
  private run = '';
  private size = 0;
  private sealed = false;
  private bad: Bad | null = null;
  /** Set when nothing that follows can change the verdict. */
  private final: Verdict | null = null;

  /** `saved`: the head as it was written down elsewhere. */
  constructor(onEvent: OnEvent, saved: Head | null = null) {
    this.onEvent = onEvent;
    this.saved = saved;
  }

  /** Takes the next bytes. The caller may read into the same memory again afterwards. */
  push(chunk: Uint8Array): void {
    this.fed += chunk.length;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      const line = bytes.subarray(start, end);
      if (this.begunBytes + line.length > MAX_LINE) this.tooLong();
      else this.take(this.begun.length === 0 ? line : Buffer.concat([...this.begun, line]));
      this.forget();
      start = end + 1;
    }
    if (start === bytes.length) return;
    this.begunBytes += bytes.length - start;
    // Nothing of a line is kept that nobody writes: it may be without end.
    if (this.begunBytes > MAX_LINE) this.tooLong();
    else this.begun.push(Buffer.from(bytes.subarray(start)));
  }

  private forget(): void {
    this.begun = [];
    this.begunBytes = 0;
  }

  private tooLong(): void {
    this.begun = [];
    const line = this.bad?.line ?? this.head.seq + 1;
    const why = this.bad?.why ?? `is longer than the ${MAX_LINE / 1024 / 1024} MiB that a line may have`;
    this.final ??= { kind: 'corrupt', line, why };
  }

  /** Whether a line was no good: nothing that follows is taken in. */
  isRejected(): boolean {
    return this.bad !== null || this.final !== null;
  }

  /** What there is to say if nothing more comes. */
  end(): Scan {
    return { verdict: this.verdict(), head: this.head, size: this.size, sealed: this.sealed };
  }

  private verdict(): Verdict {
    if (this.final !== null) return this.final;
    const line = this.head.seq + 1;
    const bad = this.bad ?? (this.begun.length === 0 ? null : { line, why: 'has no end', isTorn: true });
    if (bad !== null && !bad.isTorn) return { kind: 'corrupt', line, why: bad.why };
    const { saved, head } = this;
    if (saved !== null && saved.seq > head.seq) return { kind: 'truncated', expected: saved, found: head };
    if (head.seq === 0) return bad === null || this.looksLikeOurs() ? { kind: 'empty' } : NO_TRANSCRIPT;
    return bad === null ? { kind: 'ok' } : { kind: 'torn', bytes: this.fed - this.size, line };
  }

  private take(bytes: Buffer): void {
    if (this.final !== null) return;
    const event = decodeLine(bytes.toString('utf8'));
    if (this.bad !== null) {
      // Something whole after something broken: no crash leaves that.
      if (typeof event !== 'string') this.final = { kind: 'corrupt', line: this.bad.line, why: this.bad.why };
      return;
    }
    const hash = sha256(bytes);
    const why = typeof event === 'string' ? event : this.objection(event, hash);
    if (typeof event === 'string' || why !== null) {
      this.reject(event, bytes, why ?? '');
      return;
    }
    this.head = { seq: event.seq, hash };
    this.run = event.run;
    this.size += bytes.length + 1;
    this.sealed ||= event.type === 'run.sealed';
    this.onEvent(event, this.head);
  }

  private reject(event: RunEvent | string, bytes: Buffer, why: string): void {
    const line = this.head.seq + 1;
    if (typeof event !== 'string' && event.v > FORMAT) this.final = { kind: 'newer', format: event.v };
    else if (typeof event !== 'string') this.final = { kind: 'corrupt', line, why };
    else if (line === 1 && !bytes.includes(0)) this.final = NO_TRANSCRIPT;
    else this.bad = { line, why, isTorn: bytes.includes(0) };
  }

  /** Why an event cannot stand in this place; null when it can. */
  private objection(event: RunEvent, hash: string): string | null {
    const { head, saved } = this;
    if (event.v > FORMAT || !Number.isInteger(event.v) || event.v < 1) return `has format ${String(event.v)}`;
    if (this.sealed) return 'stands after the seal';
    if (event.seq !== head.seq + 1) return `has number ${event.seq}`;
    if (head.seq > 0 && event.run !== this.run) return `belongs to the run ${event.run}`;
    if (event.prev !== head.hash) return 'does not fit the line before it: one of the two was changed';
    if (saved?.seq === event.seq && saved.hash !== hash) return 'was changed: its saved hash is another';
    if (event.type !== 'run.sealed') return null;
    return event.data.count === head.seq && event.data.hash === head.hash ? null : 'is a seal that does not fit';
  }

  /** Whether the line that has begun is the beginning of a first event, or was never written at all. */
  private looksLikeOurs(): boolean {
    const start = (this.begun[0] ?? Buffer.alloc(0)).subarray(0, FIRST.length);
    const written = start.subarray(0, start.indexOf(0) < 0 ? start.length : start.indexOf(0));
    return FIRST.subarray(0, written.length).equals(written);
  }
}

const FIRST = Buffer.from('{"v":');
const NO_TRANSCRIPT: Verdict = { kind: 'foreign', why: 'line 1 is no event' };
