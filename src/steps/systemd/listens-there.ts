// Ports that the processes of units on another host listen on, as the kernel shows them to the account there. As here, what
// cannot be seen whole is not told.

import { askThere } from '../ssh/ask.ts';
import { quoted } from '../ssh/scripts.ts';
import { portIn } from './listens.ts';
import type { Asking } from './systemctl.ts';

/** The processes of a control group: their sockets, and the rows of sockets that listen. */
const SCRIPT = `for g; do
  echo "group $g"
  for d in /sys/fs/cgroup"$g" /sys/fs/cgroup/systemd"$g"; do
    [ -d "$d" ] || continue
    for p in $(find "$d" -name cgroup.procs -exec cat {} + 2>/dev/null); do
      echo "pid $p"
      ls -l /proc/$p/fd 2>/dev/null || { [ -e /proc/$p ] && echo hidden; }
      cat /proc/$p/net/tcp /proc/$p/net/tcp6 2>/dev/null
    done
    break
  done
done`;

/** Ports by control group, ascending; a group whose processes cannot be looked into has none here. */
export async function listeningThere(
  on: string,
  groups: readonly string[],
  { surroundings, until }: Asking,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const asked = groups.filter((group) => group !== '' && group !== '/');
  const empty = groups.filter((group) => !asked.includes(group)).map((group) => [group, []] as const);
  if (asked.length === 0) return new Map(empty);
  const script = `set -- ${asked.map(quoted).join(' ')}\n${SCRIPT}`;
  const said = await askThere(on, script, { surroundings, left_ms: Math.max(0, until - performance.now()) });
  const found = said
    .split(/^group /m)
    .slice(1)
    .flatMap(portsIn);
  return new Map<string, readonly number[]>([...empty, ...found]);
}

function portsIn(part: string): readonly (readonly [string, readonly number[]])[] {
  const [group = '', ...lines] = part.split('\n');
  // A group without a process that can be seen says nothing.
  if (!lines.some((line) => line.startsWith('pid ')) || lines.includes('hidden')) return [];
  const sockets = new Set(lines.flatMap((line) => /socket:\[(\d+)\]$/.exec(line)?.[1] ?? []));
  const ports = new Set(lines.flatMap((line) => portIn(line, sockets)));
  return [[group, [...ports].toSorted((a, b) => a - b)]];
}
