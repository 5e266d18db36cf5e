// A disk in memory that knows what a crash may leave: contents are safe once the file was synced, entries once their
// folder was; of everything later a crash keeps some beginning, or holes of NUL where bytes should be.

import { dirname } from 'node:path';
import type { Disk, FileFacts } from '../../../src/transcript/disk/disk.ts';

type Change = { readonly append: Buffer } | { readonly cut: number };

interface Inode {
  readonly kind: 'file' | 'folder';
  mode: number;
  /** What the last sync brought to the disk. */
  durable: Buffer;
  pending: Change[];
  now: Buffer;
}

/** One step of a folder: a name appears, goes, or comes from elsewhere. */
type Entry = { readonly set: readonly [path: string, inode: Inode] } | { readonly drop: string };

/** All that is on a disk after a crash. */
export type Snapshot = ReadonlyMap<string, Buffer | 'folder'>;

const fail = (code: string) => Object.assign(new Error(`${code}: simulated`), { code });

/** A disk that can crash. Folders that exist at the start are durable. */
export class CrashDisk implements Disk {
  private readonly durable = new Map<string, Inode>();
  private readonly now = new Map<string, Inode>();
  private readonly pending = new Map<string, Entry[]>();
  private readonly fds = new Map<number, { readonly path: string; readonly inode: Inode }>();
  private nextFd = 3;

  constructor(start: Snapshot) {
    for (const [path, content] of start) {
      const bytes = content === 'folder' ? Buffer.alloc(0) : content;
      const kind = content === 'folder' ? 'folder' : 'file';
      const inode: Inode = { kind, mode: kind === 'folder' ? 0o700 : 0o600, durable: bytes, pending: [], now: bytes };
      this.durable.set(path, inode);
      this.now.set(path, inode);
    }
  }

  open(path: string, how: Parameters<Disk['open']>[1]): number {
    let inode = this.now.get(path);
    if (how === 'create' && inode !== undefined) throw fail('EEXIST');
    if (inode === undefined) {
      if (how !== 'create' && how !== 'lock') throw fail('ENOENT');
      inode = { kind: 'file', mode: 0o600, durable: Buffer.alloc(0), pending: [], now: Buffer.alloc(0) };
      this.enter(path, { set: [path, inode] });
    }
    const fd = this.nextFd++;
    this.fds.set(fd, { path, inode });
    return fd;
  }

  close(fd: number): void {
    if (!this.fds.delete(fd)) throw fail('EBADF');
  }

  write(fd: number, bytes: Uint8Array): number {
    const { inode } = this.file(fd);
    inode.pending.push({ append: Buffer.from(bytes) });
    inode.now = Buffer.concat([inode.now, bytes]);
    return bytes.length;
  }

  read(fd: number, into: Uint8Array, position: number): number {
    return this.file(fd).inode.now.copy(into, 0, position);
  }

  dataSync(fd: number): void {
    const { inode } = this.file(fd);
    inode.durable = inode.now;
    inode.pending = [];
  }

  sync(fd: number): void {
    const { path, inode } = this.file(fd);
    if (inode.kind === 'file') return this.dataSync(fd);
    for (const entry of this.pending.get(path) ?? []) applyEntry(this.durable, entry);
    this.pending.delete(path);
  }

  truncate(fd: number, size: number): void {
    const { inode } = this.file(fd);
    inode.pending.push({ cut: size });
    inode.now = inode.now.subarray(0, size);
  }

  chmod(fd: number, mode: number): void {
    this.file(fd).inode.mode = mode;
  }

  facts(fd: number): FileFacts {
    return factsOf(this.file(fd).inode);
  }

  look(path: string): FileFacts | null {
    const inode = this.now.get(path);
    return inode === undefined ? null : factsOf(inode);
  }

  makeFolder(path: string): void {
    if (this.now.has(path)) throw fail('EEXIST');
    const inode: Inode = { kind: 'folder', mode: 0o700, durable: Buffer.alloc(0), pending: [], now: Buffer.alloc(0) };
    this.enter(path, { set: [path, inode] });
  }

  rename(from: string, to: string): void {
    const inode = this.now.get(from);
    if (inode === undefined) throw fail('ENOENT');
    this.enter(to, { set: [to, inode] });
    this.enter(from, { drop: from });
  }

  remove(path: string): void {
    if (!this.now.has(path)) throw fail('ENOENT');
    this.enter(path, { drop: path });
  }

  removeFolder(path: string): void {
    if (this.list(path).length > 0) throw fail('ENOTEMPTY');
    this.remove(path);
  }

  list(path: string): readonly string[] {
    return [...this.now.keys()].filter((name) => dirname(name) === path).map((name) => name.slice(path.length + 1));
  }

  /** Everything as it stands, for going on without a crash. */
  snapshot(): Snapshot {
    return new Map([...this.now].map(([path, inode]) => [path, inode.kind === 'folder' ? 'folder' : inode.now]));
  }

  /**
   * What a crash may leave now: folders at every stage since their last sync; and of one file after the other every
   * stage, while the other files are as they were synced, or as they are now.
   */
  *crashes(): Generator<Snapshot> {
    for (const entries of this.entryStages()) {
      // The reserve is a megabyte of noise that nobody reads.
      const files = [...entries].filter(([path, { kind }]) => kind === 'file' && !path.endsWith('/reserve'));
      for (const others of ['durable', 'now'] as const) {
        yield shot(entries, others);
        for (const [path, inode] of files) {
          for (const bytes of contentStages(inode)) yield new Map([...shot(entries, others), [path, bytes]]);
        }
      }
    }
  }

  private *entryStages(): Generator<ReadonlyMap<string, Inode>> {
    const all = [...this.pending.values()].flat();
    for (let kept = 0; kept <= all.length; kept++) {
      const entries = new Map(this.durable);
      for (const entry of all.slice(0, kept)) applyEntry(entries, entry);
      // What lies in a folder that is gone is gone.
      for (const path of entries.keys()) if (path !== '/' && !entries.has(dirname(path))) entries.delete(path);
      yield entries;
    }
  }

  private enter(path: string, entry: Entry): void {
    const folder = dirname(path);
    if (!this.now.has(folder)) throw fail('ENOENT');
    this.pending.set(folder, [...(this.pending.get(folder) ?? []), entry]);
    applyEntry(this.now, entry);
  }

  private file(fd: number) {
    const file = this.fds.get(fd);
    if (file === undefined) throw fail('EBADF');
    return file;
  }
}

function applyEntry(entries: Map<string, Inode>, entry: Entry): void {
  if ('drop' in entry) entries.delete(entry.drop);
  else entries.set(...entry.set);
}

function shot(entries: ReadonlyMap<string, Inode>, which: 'durable' | 'now'): Snapshot {
  return new Map([...entries].map(([path, inode]) => [path, inode.kind === 'folder' ? 'folder' : inode[which]]));
}

/** Every content that a crash may leave: each change done or not, the last one in part, or with NUL for its end. */
function* contentStages({ durable, pending }: Inode): Generator<Buffer> {
  let bytes = durable;
  for (const change of pending) {
    if ('cut' in change) bytes = bytes.subarray(0, change.cut);
    else {
      for (let kept = 0; kept < change.append.length; kept++) {
        const part = change.append.subarray(0, kept);
        yield Buffer.concat([bytes, part]);
        yield Buffer.concat([bytes, part, Buffer.alloc(change.append.length - kept)]);
      }
      bytes = Buffer.concat([bytes, change.append]);
    }
    yield bytes;
  }
}

function factsOf({ kind, mode, now }: Inode): FileFacts {
  return { kind, size: now.length, mode, uid: process.getuid?.() ?? 0, links: 1 };
}
