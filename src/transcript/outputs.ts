// What steps say: masked, kept small inside the event or whole in a file named by its digest. Memory stays flat however
// much comes; past the limit the record is cut, never the process.

import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import type { Output } from '../model/outcome.ts';
import { Excerpt } from '../redact/excerpt.ts';
import type { Masker, MaskStream } from '../redact/redact.ts';
import { sha256 } from './chain.ts';
import { type Disk, nodeDisk } from './disk/disk.ts';
import { readWhole } from './disk/durably.ts';
import { OutputFile } from './disk/output-file.ts';
import type { RunFolder } from './store.ts';
import { messageOf } from './transcript-error.ts';

/** Up to so many bytes stand inside the event. */
const INLINE_BYTES = 4 * 1024;
/** So many bytes are stored of one execution, both streams together. */
const STORED_BYTES = 64 * 1024 * 1024;

const STREAMS = ['stdout', 'stderr'] as const;
type StreamName = (typeof STREAMS)[number];
const NOTHING = new Uint8Array(0);

/** What a sink is told about an execution. */
export interface SinkOptions {
  /** Keeps sizes only, and shows nothing. */
  readonly sensitive: boolean;
  readonly disk?: Disk;
  /** Instead of 64 MiB. */
  readonly limit?: number;
}

/** Takes the output of one execution. Never throws for a disk that fails: the step goes on, and its record says so. */
export interface OutputSink {
  /** Takes a chunk; returns what of the stream is now masked and may be shown. Nothing for a sensitive step. */
  write(stream: StreamName, chunk: Uint8Array): Uint8Array;
  /** Ends both streams; their files are on disk when it returns. */
  finish(): Finished;
}

/** An execution whose output is over. */
export interface Finished {
  /** One entry for each stream that something came from. */
  readonly outputs: readonly Output[];
  /** What might have become a secret up to here and is none: it may be shown now. Nothing for a sensitive step. */
  readonly rest: Readonly<Record<StreamName, Uint8Array>>;
}

/** A sink for one execution. */
export function openOutputSink(run: RunFolder, masker: Masker, options: SinkOptions): OutputSink {
  const { sensitive, disk = nodeDisk, limit = STORED_BYTES } = options;
  const budget = { left: limit };
  const make = (stream: StreamName) => new Recording(stream, { folder: run.outputs, disk, budget });
  const recordings = { stdout: make('stdout'), stderr: make('stderr') };
  const masks: Readonly<Record<StreamName, MaskStream>> = { stdout: masker.stream(), stderr: masker.stream() };

  return {
    write: (stream, chunk) => {
      recordings[stream].bytes += chunk.length;
      if (sensitive) return NOTHING;
      const masked = masks[stream].push(chunk);
      recordings[stream].add(masked);
      return masked;
    },
    finish: () => {
      const end = (stream: StreamName): Uint8Array => {
        if (sensitive) return NOTHING;
        const masked = masks[stream].end();
        recordings[stream].add(masked);
        return masked;
      };
      const rest = { stdout: end('stdout'), stderr: end('stderr') };
      const outputs = STREAMS.map((stream) => recordings[stream])
        .filter(({ bytes }) => bytes > 0)
        .map((recording) => (sensitive ? recording.sizes() : recording.finish()));
      return { outputs, rest };
    },
  };
}

/** The stored bytes of an output. Throws when there is no such file; comparing the digest is audit's work. */
export function readOutput(run: RunFolder, digest: string, disk: Disk = nodeDisk): Uint8Array {
  return readWhole(disk, outputPath(run, digest));
}

/** Where an output is stored. Anything but a digest is refused: it comes from a file that others may have written. */
export function outputPath(run: RunFolder, digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error(`not a digest: ${JSON.stringify(digest)}`);
  return join(run.outputs, digest);
}

interface Place {
  readonly folder: string;
  readonly disk: Disk;
  /** Bytes that may still be stored, shared by the streams of an execution. */
  readonly budget: { left: number };
}

/** One stream: in memory while it is small, then in a file. */
class Recording {
  /** All bytes that came, before masking. */
  bytes = 0;

  private failed: string | null = null;
  private readonly stream: StreamName;
  private readonly place: Place;
  private readonly excerpt = new Excerpt();
  private small: Buffer[] = [];
  private stored = 0;
  private file: OutputFile | null = null;
  private isCut = false;

  constructor(stream: StreamName, place: Place) {
    this.stream = stream;
    this.place = place;
  }

  add(masked: Uint8Array): void {
    const bytes = Buffer.from(masked.buffer, masked.byteOffset, masked.byteLength);
    if (bytes.length === 0) return;
    this.excerpt.add(bytes);
    if (this.isCut) return;
    const kept = bytes.subarray(0, this.place.budget.left);
    this.isCut = kept.length < bytes.length;
    this.place.budget.left -= kept.length;
    this.stored += kept.length;
    if (this.file === null) this.small.push(Buffer.from(kept));
    if (this.file !== null || this.stored > INLINE_BYTES) this.store(kept);
  }

  finish(): Output {
    const { stream, bytes } = this;
    const text = Buffer.concat(this.small);
    if (this.file === null && this.failed === null && !this.isCut && isUtf8(text)) {
      return {
        stream,
        bytes,
        stored_bytes: text.length,
        sha256: sha256(text),
        cut: false,
        text: text.toString('utf8'),
      };
    }
    const digest = this.keep(text);
    const excerpt = { cut: this.isCut, head: this.excerpt.head(), tail: this.excerpt.tail() };
    if (digest === null)
      return {
        stream,
        bytes,
        stored_bytes: 0,
        ...(this.failed === null ? {} : { not_stored: this.failed }),
        ...excerpt,
      };
    return { stream, bytes, stored_bytes: this.stored, sha256: digest, ...excerpt };
  }

  sizes(): Output {
    return { stream: this.stream, bytes: this.bytes, stored_bytes: 0, cut: false };
  }

  private store(kept: Buffer): void {
    this.guarded(() => {
      if (this.file !== null) return this.file.write(kept);
      this.file = this.open();
      for (const part of this.small) this.file.write(part);
      this.small = [];
    });
  }

  /** Text that is not UTF-8 goes into a file however short it is: inside the event it would not be the same. */
  private keep(text: Buffer): string | null {
    return this.guarded(() => {
      if (this.failed !== null || this.stored === 0) return null;
      this.file ??= this.open();
      if (text.length > 0) this.file.write(text);
      return this.file.keep();
    });
  }

  private open(): OutputFile {
    return new OutputFile(this.place.folder, this.place.disk);
  }

  /** A disk that fails cuts the record and gives back what it took. */
  private guarded<T>(act: () => T): T | null {
    try {
      return act();
    } catch (error) {
      this.failed ??= messageOf(error);
      this.isCut = true;
      this.small = [];
      const file = this.file;
      this.file = null;
      try {
        file?.drop();
      } catch {
        // Nothing is left to do: the first failure is recorded.
      }
      return null;
    }
  }
}
