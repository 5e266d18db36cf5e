// One stream through the masker: holds back what may still become a secret, replaces what is one, lets go of the rest.

import { DumpRows } from './dump-rows.ts';
import { Finder } from './finder.ts';
import type { Automaton } from './pattern-search.ts';
import { Spans } from './spans.ts';
import { authorityAfter, isPlaceholder, userinfoAt } from './url-password.ts';

/** What is looked for, and what is put in its place. */
export interface Names {
  readonly automaton: Automaton;
  /** Replacements by label. */
  readonly labels: readonly Uint8Array[];
  /** Replacement of a password that nobody declared. */
  readonly password: Uint8Array;
}

const PASSWORD = -1;
const COLON = 0x3a;
const NOTHING = Buffer.alloc(0);

/** The state of one stream. Places are absolute, counted from its first byte. */
export class MaskingStream {
  /** Whether anything was replaced. */
  hasMasked = false;

  private readonly names: Names;
  private readonly declared = new Spans();
  private readonly passwords = new Spans();
  private readonly inRows = new Spans();
  private readonly finder: Finder;
  private readonly rows: DumpRows;
  /** Bytes that are not settled yet, and the place of the first. */
  private held: Buffer = NOTHING;
  private base = 0;
  /** The next place to look for a URL at. */
  private urlFrom = 0;
  /** Everything before it is replaced already. */
  private covered = 0;

  constructor(names: Names) {
    this.names = names;
    this.finder = new Finder(names.automaton, this.declared);
    this.rows = new DumpRows(names.automaton, this.inRows);
  }

  /** Takes a chunk; returns what can be let go of. */
  push(chunk: Uint8Array): Buffer {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const all = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    return this.letGo(all, Math.max(this.base, this.find(all, false)));
  }

  /** The rest. */
  end(): Buffer {
    this.find(this.held, true);
    return this.letGo(this.held, this.base + this.held.length);
  }

  /** Finds all there is to find. Returns the place before which nothing more will be found. */
  private find(all: Buffer, last: boolean): number {
    const { finder, rows, base } = this;
    return Math.min(finder.read(all, base, last), rows.read(all, base, last), this.findPasswords(all, last));
  }

  /** Finds passwords of URLs. Returns the place before which no URL is undecided. */
  private findPasswords(all: Buffer, last: boolean): number {
    for (;;) {
      const colon = all.indexOf(COLON, this.urlFrom - this.base);
      if (colon < 0) {
        this.urlFrom = this.base + all.length;
        return this.urlFrom;
      }
      const start = authorityAfter(all, colon, last ? 'ended' : 'open');
      const found = typeof start === 'number' ? userinfoAt(all, start, last ? 'ended' : 'open') : start;
      if (found === 'more' && !last) {
        this.urlFrom = this.base + colon;
        return this.urlFrom;
      }
      if (found === 'more' || found === null) {
        this.urlFrom = this.base + colon + 1;
        continue;
      }
      const { password, end } = found;
      if (password < end && !isPlaceholder(all, found))
        this.passwords.add(this.base + password, this.base + end, PASSWORD);
      this.urlFrom = this.base + end;
    }
  }

  private letGo(all: Buffer, settled: number): Buffer {
    const parts: Uint8Array[] = [];
    let place = Math.max(this.base, Math.min(this.covered, settled));
    for (;;) {
      const span = this.takeSpan(settled);
      if (span === undefined) break;
      if (span.start >= this.covered) {
        parts.push(all.subarray(place - this.base, span.start - this.base), this.replacement(span.label));
        this.hasMasked = true;
      }
      this.covered = Math.max(this.covered, span.end);
      place = Math.max(place, Math.min(this.covered, settled));
    }
    const rest = all.subarray(place - this.base, settled - this.base);
    // A copy: what is held must not keep a large chunk alive, nor change with it.
    this.held = settled - this.base === all.length ? NOTHING : Buffer.from(all.subarray(settled - this.base));
    this.base = settled;
    return parts.length === 0 ? rest : Buffer.concat([...parts, rest]);
  }

  /** The next span of any kind; of those that begin together, a declared name goes before the nameless password. */
  private takeSpan(settled: number) {
    let next: Spans | undefined;
    for (const spans of [this.declared, this.inRows, this.passwords]) {
      const start = spans.peek(settled)?.start;
      if (start !== undefined && start < (next?.peek(settled)?.start ?? Number.POSITIVE_INFINITY)) next = spans;
    }
    const span = next?.peek(settled);
    next?.take();
    return span;
  }

  private replacement(label: number): Uint8Array {
    return label === PASSWORD ? this.names.password : (this.names.labels[label] ?? this.names.password);
  }
}
