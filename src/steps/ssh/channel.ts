// One call on another host: a script goes in on standard input, and what its login shell printed before it is set aside.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { signalGroup } from '../process/group.ts';
import { BOOT, sent } from './scripts.ts';

/** What comes of a call. Each is waited for before more is read. */
export interface Receiving {
  out?(chunk: Uint8Array): void | Promise<void>;
  err?(chunk: Uint8Array): void | Promise<void>;
  /** What the script said after its mark, on standard error: its last word. */
  word?(word: string): void;
}

/** A call under way. */
export interface Channel {
  readonly pid: number;
  /** Resolves to true when the script has begun there, to false when it cannot any more. */
  readonly began: Promise<boolean>;
  /** Resolves when everything that came has been taken; never rejects. */
  readonly closed: Promise<void>;
  /** Its exit code once it has ended: 255 is ssh's own, for a connection that failed. */
  readonly code: Promise<number>;
  /** What came before the script began: words of ssh, or of the login shell. */
  said(): string;
  send(data: string | Uint8Array): void;
  /** Lets go of standard input: the far side ends what it has begun for this call alone. */
  letGo(): void;
  /** Ends the call on this side. */
  cut(): void;
}

/** How `ssh` is called, before the command. */
export interface Calling {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const SAID_BYTES = 8192;

/** Makes a call. Never throws; a program that cannot be started is a call that never began. */
export function openChannel({ file, args, env }: Calling, script: string, receiving: Receiving): Channel {
  const mark = randomBytes(12).toString('hex');
  const child: ChildProcess = spawn(file, [...args, BOOT], { env, stdio: 'pipe', detached: true });
  let said = '';
  const say = (chunk: Uint8Array): void => {
    said = (said + Buffer.from(chunk).toString()).slice(-SAID_BYTES);
  };
  const code = new Promise<number>((resolve) => {
    child.once('exit', (ended) => resolve(ended ?? 255));
    child.once('error', () => resolve(255));
  });
  let begin: (did: boolean) => void = () => {};
  const began = new Promise<boolean>((resolve) => {
    begin = resolve;
  });
  child.on('error', (error) => {
    say(Buffer.from(`${unstarted(error)}\n`));
    begin(false);
  });
  child.stdin?.on('error', () => {});
  child.stdin?.write(sent(mark, script));
  const out = parted(child.stdout, mark, async (part, chunk) => {
    if (part === 'before') return say(chunk);
    begin(true);
    await receiving.out?.(chunk);
  });
  let word = '';
  const err = parted(child.stderr, mark, async (part, chunk) => {
    if (part === 'before') return say(chunk);
    if (part === 'body') return receiving.err?.(chunk);
    if (word.includes('\n')) return;
    word += Buffer.from(chunk).toString();
    if (word.includes('\n')) receiving.word?.(word.slice(0, word.indexOf('\n')).trim());
  });
  const closed = Promise.all([out, err]).then(() => begin(false));
  return {
    pid: child.pid ?? 0,
    began,
    closed,
    code,
    said: () => said,
    send: (data) => void child.stdin?.write(data),
    letGo: () => void child.stdin?.end(),
    cut: () => {
      // With whatever the user's own configuration has it run.
      signalGroup(child.pid ?? 0, 'SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
}

/** Why `ssh` itself was not started. Limits of this host are no trouble of the other one. */
function unstarted({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EMFILE':
    case 'ENFILE':
      return `${NOT_STARTED}: this ${code === 'EMFILE' ? 'process' : 'host'} has as many files open as it may (\`ulimit -n\`), and a connection takes three`;
    case 'EAGAIN':
    case 'ENOMEM':
      return `${NOT_STARTED}: there is no room for another process here (\`ulimit -u\`, memory)`;
    default:
      return message;
  }
}

const NOT_STARTED = '`ssh` could not be started here';

type Part = 'before' | 'body' | 'after';

/** Reads a stream to its end in three parts: before the first mark (a line), between two, and after the second. Never rejects. */
async function parted(
  stream: Readable | null,
  mark: string,
  take: (part: Part, chunk: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const first = Buffer.from(`${mark}\n`);
  const second = Buffer.from(mark);
  let part: Part = 'before';
  let held: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of (stream ?? []) as AsyncIterable<Buffer>) {
      let rest = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      held = Buffer.alloc(0);
      while (part !== 'after') {
        const border: Buffer = part === 'before' ? first : second;
        const at = rest.indexOf(border);
        if (at < 0) break;
        if (at > 0) await take(part, rest.subarray(0, at));
        rest = rest.subarray(at + border.length);
        part = part === 'before' ? 'body' : 'after';
        // That it has begun is told although nothing came yet.
        if (part === 'body') await take(part, Buffer.alloc(0));
      }
      const keep = part === 'after' ? 0 : beginningOf(part === 'before' ? first : second, rest);
      held = Buffer.from(rest.subarray(rest.length - keep));
      if (rest.length > keep) await take(part, rest.subarray(0, rest.length - keep));
    }
    if (held.length > 0) await take(part, held);
  } catch {
    // Cut from this side.
  }
}

/** How many of the last bytes may be the beginning of a border whose rest has not come. */
function beginningOf(border: Buffer, bytes: Buffer): number {
  for (let length = Math.min(border.length - 1, bytes.length); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(border.subarray(0, length))) return length;
  }
  return 0;
}
