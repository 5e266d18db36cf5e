// Secrets from where people keep them. A file must be theirs alone; a program has a minute, no terminal and no input, so that
// it cannot wait for somebody who is not there. What it prints is the secret and goes nowhere else.

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { quoteArguments } from '../../kinds/command-line.ts';
import { err, ok, type Result, unreachable } from '../../model/result.ts';
import type { Input, Keeping } from '../../model/runbook.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { NotKept } from '../../session/inputs.ts';
import { runPiped } from '../../steps/process/piped.ts';
import { wholeEnvironment } from '../../steps/process/program.ts';
import { CliError, type ExitCode } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import { shown } from '../runbook-file.ts';
import { whileWaiting } from '../signals.ts';

/** A secret is a line or a key, and no document. Bytes. */
const MOST_BYTES = 64 * 1024;
/** Time to unlock a store of passwords elsewhere, in a window of its own. */
const TIMEOUT_MS = 60_000;

type Found = Result<string, NotKept>;

/** Reads secrets where they are kept, one after the other: each may ask its owner for something. */
export async function readKept(
  inputs: readonly (Input & Required<Pick<Input, 'kept'>>)[],
  cwd: string,
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  for (const { name, kept } of inputs) found.set(name, await readOne(kept, cwd));
  return found;
}

function readOne(kept: Keeping, cwd: string): Promise<Found> {
  switch (kept.kind) {
    case 'file':
      return fromFile(kept.path, cwd);
    case 'command':
      return fromCommand(kept.argv, cwd);
    default:
      return unreachable(kept);
  }
}

const not = (message: string): Found => err({ message, refused: false });

async function fromFile(written: string, cwd: string): Promise<Found> {
  const path = resolve(cwd, written.replace(/^~(?=\/|$)/, homedir()));
  const name = `the file ${shown(path)}`;
  // A pipe that nobody writes to would wait for ever.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => error);
  if (!(handle instanceof Object) || !('read' in handle)) return not(`${name} cannot be read: ${fileTrouble(handle)}`);
  const file = handle as Awaited<ReturnType<typeof open>>;
  try {
    const { mode, uid } = await file.stat().then((facts) => (facts.isFile() ? facts : { mode: 0, uid: -1 }));
    if (uid === -1) return not(`${name} is no plain file`);
    const me = process.getuid?.() ?? uid;
    if (me !== 0 && uid !== me && uid !== 0)
      return err({ message: `${name} belongs to another user, who can read it and change it`, refused: true });
    if ((mode & OTHERS) !== 0) {
      const octal = (mode & 0o777).toString(8).padStart(4, '0');
      const message = `others can read or change ${name} (mode ${octal}); chmod go-rwx ${quoteArguments([shown(path)])}`;
      return err({ message, refused: true });
    }
    const buffer = Buffer.alloc(MOST_BYTES + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return textOf(buffer.subarray(0, bytesRead), name);
  } catch (error) {
    return not(`${name} cannot be read: ${fileTrouble(error)}`);
  } finally {
    await file.close();
  }
}

/** Read and write for the group and for everybody. */
const OTHERS = 0o066;

async function fromCommand(argv: readonly string[], cwd: string): Promise<Found> {
  const [file = '', ...args] = argv;
  const name = sanitizeLine(quoteArguments(argv));
  const { signal, off } = whileWaiting();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const ended = await runPiped({ file, args, cwd, env: wholeEnvironment({}) }, TIMEOUT_MS, {
    signal,
    spawned: () => {},
    output: (stream, chunk) => {
      if (stream === 'stdout' && bytes <= MOST_BYTES) chunks.push(Uint8Array.from(chunk));
      if (stream === 'stdout') bytes += chunk.length;
    },
    spool: '',
    mark: '',
    cwd,
    write_probe: false,
  });
  off();
  if (signal.aborted) throw new CliError(signal.reason as ExitCode, `${name} was ended; nothing was started`);
  const { ending } = ended;
  switch (ending.kind) {
    case 'exited':
      if (ending.code === 0) return textOf(Buffer.concat(chunks), name);
      return not(`${name} ended with exit code ${ending.code}${lastWords(ended.stderr.last)}`);
    case 'signalled':
      return not(`${name} was ended by ${ending.signal}`);
    case 'timed_out':
      return not(
        `${name} printed nothing to the end within ${TIMEOUT_MS / 1000} s and was ended; it may wait for a person`,
      );
    case 'not_spawned':
      return not(
        ending.code === 'ENOENT' ? `there is no program ${sanitizeLine(file)} here` : `${name}: ${ending.message}`,
      );
    case 'cancelled':
    case 'lost':
    case 'not_started':
      return not(`${name} did not come to its end`);
    default:
      return unreachable(ending);
  }
}

// What it says of itself on the other stream; what it printed is never shown.
function lastWords(stderr: string): string {
  const line = sanitizeLine(stderr.trimEnd().split('\n').at(-1) ?? '').trim();
  return line === '' ? '' : `: ${line.length > 200 ? `${line.slice(0, 200)}…` : line}`;
}

// As a shell takes what a program prints: without the line ends behind it.
function textOf(bytes: Uint8Array, name: string): Found {
  if (bytes.length > MOST_BYTES) return not(`${name} holds more than 64 KiB; a secret is a line or a key`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/[\r\n]+$/, '');
  } catch {
    return not(`${name} holds no text`);
  }
  if (text === '') return not(`${name} holds nothing`);
  return text.includes('\0') ? not(`${name} holds no text`) : ok(text);
}
