// Ports that the processes of a unit listen on, as the kernel shows them to this user. What cannot be seen whole is not told:
// a port that is missing from a list would be taken for one that nobody serves.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Processes of this host with the control groups they are in. */
export type Processes = readonly { readonly pid: string; readonly groups: readonly string[] }[];

/** The processes that can be seen. */
export function processes(): Processes {
  return attempt(() => readdirSync('/proc'), [])
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      const lines = attempt(() => readFileSync(`/proc/${pid}/cgroup`, 'utf8'), '').split('\n');
      return { pid, groups: lines.map((line) => line.split(':').slice(2).join(':')) };
    });
}

/** TCP ports of a control group, ascending; undefined where its processes cannot be looked into. */
export function listening(group: string, running: Processes): readonly number[] | undefined {
  // A unit that has no process has no group.
  if (group === '' || group === '/') return [];
  const members = running.filter(({ groups }) => groups.some((one) => one === group || one.startsWith(`${group}/`)));
  if (members.length === 0) return undefined;
  const ports = members.map(({ pid }) => portsOf(pid));
  if (ports.some((found) => found === undefined)) return undefined;
  return [...new Set(ports.flatMap((found) => found ?? []))].toSorted((a, b) => a - b);
}

function portsOf(pid: string): readonly number[] | undefined {
  const files = attempt(() => readdirSync(`/proc/${pid}/fd`), undefined);
  if (files === undefined) return isGone(pid) ? [] : undefined;
  const sockets = new Set(
    files.flatMap((file) => {
      const target = attempt(() => readlinkSync(`/proc/${pid}/fd/${file}`), '');
      return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
    }),
  );
  return ['tcp', 'tcp6'].flatMap((table) =>
    attempt(() => readFileSync(`/proc/${pid}/net/${table}`, 'utf8'), '')
      .split('\n')
      .flatMap((row) => portIn(row, sockets)),
  );
}

/** State of a socket that listens, in proc(5) `/proc/net/tcp`. */
const LISTEN = '0A';

/** The port of a row of `/proc/net/tcp`, where it is one of these sockets that listens. */
export function portIn(row: string, sockets: ReadonlySet<string>): readonly number[] {
  const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
  if (local === undefined || state !== LISTEN || inode === undefined || !sockets.has(inode)) return [];
  return [Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)];
}

const isGone = (pid: string): boolean => attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '') === '';

function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
