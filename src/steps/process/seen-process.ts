// A process of this host as /proc shows it: whether it is there, asleep, stopped, or at work, and how much of a processor it
// takes while one looks. For a look at a server that does not answer: silence alone does not tell a hang from hard work.

import { readdir, readFile, readlink } from 'node:fs/promises';
import { type Fields, Unable } from '../failure.ts';
import { hasEnded, processStat } from './identity.ts';

/** How long a process is watched for what it takes of a processor, in milliseconds. */
const WATCHED_MS = 300;

/** Clock ticks a second, as Linux tells user space (proc(5)). */
export const TICKS = 100;

const STATES: Readonly<Record<string, string>> = { R: 'running', D: 'waiting', T: 'stopped', t: 'stopped' };

/** The state of a process in words, from the kernel's letter. */
export const processState = (letter: string): string => STATES[letter] ?? 'sleeping';

/** Looks at the process that listens on a port of this host. Throws `Unable` where it may not be seen. */
export async function listeningProcess(port: number): Promise<Fields> {
  await procOrUnable();
  const sockets = [...(await listening('/proc/net/tcp', port)), ...(await listening('/proc/net/tcp6', port))];
  const inodes = new Set(sockets.map(({ inode }) => inode));
  if (inodes.size === 0) return { process_exists: false };
  let hidden = false;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const open = await readdir(`/proc/${pid}/fd`).catch((error: unknown) => {
      hidden ||= error instanceof Error && 'code' in error && error.code === 'EACCES';
      return [];
    });
    for (const one of open) {
      const target = await readlink(`/proc/${pid}/fd/${one}`).catch(() => '');
      if (!inodes.has(target)) continue;
      return { ...(await seenProcess(Number(pid))), process_listens: sockets.map(({ address }) => address) };
    }
  }
  const why = hidden ? 'it belongs to another user; run it as that user, or as root' : 'it cannot be found';
  throw new Unable('no_permission', `a process listens on port ${port}, and ${why}`);
}

async function seenProcess(pid: number): Promise<Fields> {
  const before = await ticksOf(pid);
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, WATCHED_MS));
  const stat = processStat(pid);
  if (before === null || stat === null || hasEnded(stat)) return { process_exists: false };
  const used_ms = (((await ticksOf(pid)) ?? before) - before) * (1000 / TICKS);
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return {
    process_exists: true,
    process_pid: pid,
    process_name: name.trim(),
    process_state: processState(stat.state),
    process_cpu: Math.round((used_ms / (performance.now() - began)) * 100) / 100,
  };
}

async function procOrUnable(): Promise<void> {
  await readFile('/proc/self/stat').catch(() => {
    throw new Unable('not_installed', 'processes can be seen on Linux alone (/proc)');
  });
}

// Fields 14 and 15 of /proc/<pid>/stat: ticks in user space and in the kernel.
async function ticksOf(pid: number): Promise<number | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = line
    .slice(line.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isNaN(ticks) ? null : ticks;
}

interface Listening {
  readonly inode: string;
  readonly address: string;
}

// State 0A listens; the second field is the local address and port in hexadecimal, the tenth the inode of the socket.
async function listening(file: string, port: number): Promise<readonly Listening[]> {
  const table = await readFile(file, 'utf8').catch(() => '');
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [, local = '', , state] = fields;
    if (!local.endsWith(wanted) || state !== '0A') return [];
    return [{ inode: `socket:[${fields[9]}]`, address: addressIn(local.slice(0, -wanted.length)) }];
  });
}

/** An address as the kernel writes it: words of four bytes, each in the order of a machine that puts the lowest first. */
export function addressIn(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, n) =>
    ((bytes[2 * n] ?? 0) * 256 + (bytes[2 * n + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
