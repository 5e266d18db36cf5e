// Memory, load, a disk and a process of another host, from what its Linux kernel shows: one small script, taken apart here.

import { hostAt } from '../../kinds/elsewhere.ts';
import type { SystemSpec } from '../../kinds/system/system.ts';
import { Failure, type Fields, Unable } from '../failure.ts';
import { endpointOf } from '../network/endpoint.ts';
import type { Surroundings } from '../performer.ts';
import { parseStat } from '../process/identity.ts';
import { addressIn, processState, TICKS } from '../process/seen-process.ts';
import { askThere } from './ask.ts';
import { quoted } from './scripts.ts';

/** What `system` reads, of `host`. Throws `Unable` and `Failure` as the same look does here. */
export async function factsThere(
  host: string,
  { disk, listens }: SystemSpec<string>,
  asking: { readonly surroundings: Surroundings; readonly left_ms: number },
): Promise<Fields> {
  const target = listens === undefined ? undefined : endpointOf(listens);
  const script = [
    HOST,
    ...(disk === undefined ? [] : [diskScript(disk)]),
    ...(target === undefined ? [] : [processScript(target)]),
  ];
  const said = answers(await askThere(host, script.join('\n'), asking));
  if (!said.has('memory')) throw new Unable('not_installed', `${host} shows no /proc/meminfo: it is no Linux`);
  return {
    ...(disk === undefined ? {} : diskOf(host, disk, said)),
    ...(target === undefined ? {} : processOf(host, target, said)),
    ...hostOf(said),
  };
}

type Answers = ReadonlyMap<string, readonly string[]>;

/** Every line is a word and what belongs to it. */
function answers(text: string): Answers {
  const found = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(' ');
    if (at > 0) found.set(line.slice(0, at), [...(found.get(line.slice(0, at)) ?? []), line.slice(at + 1).trim()]);
  }
  return found;
}

const first = (said: Answers, word: string): string => said.get(word)?.[0] ?? '';

/** Prints `address <IPv4>` and `address6 <hexadecimal>` for each address of the host. */
const ADDRESSES = String.raw`a=; while read -r k v u; do case $k in "|--") a=$v;; /32) [ "$v $u" = "host LOCAL" ] && echo "address $a";; esac; done </proc/net/fib_trie 2>/dev/null
[ -r /proc/net/if_inet6 ] && while read -r k u; do echo "address6 $k"; done </proc/net/if_inet6`;

/** The kernel's own tables, which need no program. */
const HOST = `export LC_ALL=C
[ -r /proc/meminfo ] && while read -r k v u; do case $k in MemTotal:|MemFree:|MemAvailable:) echo "memory $k $v";; esac; done </proc/meminfo
[ -r /proc/loadavg ] && { read -r l u </proc/loadavg; echo "load $l"; }
n=0; while read -r k u; do [ "$k" = processor ] && n=$((n+1)); done </proc/cpuinfo; echo "cpus $n"
${ADDRESSES}`;

function hostOf(said: Answers): Fields {
  const memory = new Map((said.get('memory') ?? []).map((line) => line.split(': ') as [string, string]));
  const bytes = (name: string): number | undefined => (memory.has(name) ? Number(memory.get(name)) * 1024 : undefined);
  return {
    memory_free_bytes: bytes('MemAvailable') ?? bytes('MemFree') ?? 0,
    memory_total_bytes: bytes('MemTotal') ?? 0,
    load1: Number(first(said, 'load')),
    cpus: Number(first(said, 'cpus')),
    addresses: addressesIn(said),
  };
}

// The table has every address several times.
const addressesIn = (said: Answers): readonly string[] => [
  ...new Set([...(said.get('address') ?? []), ...(said.get('address6') ?? []).map(ofHex)]),
];

/** Whether an address of Redis, or of anything else, leads to `on`: its own loopback, its name, or one of its addresses. */
export async function leadsTo(
  on: string,
  host: string,
  asking: { readonly surroundings: Surroundings; readonly left_ms: number },
): Promise<boolean> {
  if (isLoopback(host) || host === hostAt(on).name) return true;
  const said = answers(await askThere(on, `${ADDRESSES}\n${leads(host)}`, asking));
  return [host, ...(said.get('leads') ?? [])].some((address) => addressesIn(said).includes(address));
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

const leads = (host: string): string =>
  `getent ahosts ${quoted(host)} 2>/dev/null | while read -r a u; do echo "leads $a"; done`;

const ofHex = (hex: string): string => new URL(`http://[${hex.replace(/(.{4})(?=.)/g, '$1:')}]`).hostname.slice(1, -1);

const diskScript = (path: string): string => {
  const at = quoted(path.startsWith('-') ? `./${path}` : path);
  return `if e=$(ls -d ${at} 2>&1 >/dev/null); then
  d=$(stat -f -c '%S %a %b' ${at} 2>/dev/null) && echo "disk $d" || df -Pk ${at} 2>/dev/null | { read -r u; read -r u b c f u; echo "disk 1024 $f $b"; }
else echo "nodisk $e"; fi`;
};

function diskOf(host: string, path: string, said: Answers): Fields {
  const [block = 0, free = 0, all = 0] = first(said, 'disk').split(' ').map(Number);
  if (said.has('disk')) return { disk_free_bytes: free * block, disk_free_ratio: all === 0 ? 0 : free / all };
  const why = first(said, 'nodisk');
  if (/permission denied/i.test(why))
    throw new Unable('no_permission', `${path} of ${host} may not be looked at: ${why}`);
  const message = `there is no ${path} on ${host}`;
  throw new Failure({ kind: 'not_found', code: 'ENOENT', message }, 'none');
}

/** How long a process is watched for what it takes of a processor, in seconds. */
const WATCHED_S = 0.3;

interface Target {
  readonly host: string;
  readonly port: number;
}

/** The socket that listens, the process that has it open, and twice what the kernel says of that, with the time between. */
function processScript({ host, port }: Target): string {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return `${leads(host)}
f=$(grep -h ":${hex} [0-9A-F]*:0000 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null)
echo "$f" | while read -r u l u u u u u u u i u; do [ "$i" ] && echo "socket $l $i"; done
for i in $(echo "$f" | while read -r u l u u u u u u u i u; do echo "$i"; done); do
  p=$(ls -l /proc/[0-9]*/fd 2>/dev/null | { d=; while read -r k; do case $k in /proc/*) d=$k;; *"socket:[$i]") echo "$d"; break;; esac; done; })
  p=\${p#/proc/}; p=\${p%%/*}
  [ "$p" ] || continue
  read -r s </proc/$p/stat; read -r t u </proc/uptime; echo "before $t $s"
  sleep ${WATCHED_S} 2>/dev/null || sleep 1
  { read -r s </proc/$p/stat; } 2>/dev/null && { read -r t u </proc/uptime; read -r n </proc/$p/comm; echo "after $t $s"; echo "process $p $n"; }
  break
done`;
}

function processOf(host: string, target: Target, said: Answers): Fields {
  if (!isItsOwn(target, host, said))
    throw new Unable('not_allowed', `${target.host} is another host than ${host}, where its processes are looked for`);
  const sockets = (said.get('socket') ?? []).map((line) => line.split(' ')[0] ?? '');
  if (sockets.length === 0) return { process_exists: false };
  const [before, after] = [first(said, 'before'), first(said, 'after')].map(momentOf);
  if (first(said, 'before') === '')
    throw new Unable(
      'no_permission',
      `a process listens on port ${target.port} of ${host}, and this account may not see which`,
    );
  if (before === undefined || after === undefined || !said.has('process')) return { process_exists: false };
  const [pid = '', ...name] = first(said, 'process').split(' ');
  const used_s = (after.ticks - before.ticks) / TICKS;
  return {
    process_exists: true,
    process_pid: Number(pid),
    process_name: name.join(' '),
    process_state: processState(after.state),
    process_cpu: Math.round((used_s / Math.max(WATCHED_S, after.up - before.up)) * 100) / 100,
    process_listens: sockets.map((local) => addressIn(local.slice(0, local.lastIndexOf(':')))),
  };
}

// Of itself a host is "localhost"; else the name has to lead to one of its addresses, as it sees them.
function isItsOwn({ host }: Target, on: string, said: Answers): boolean {
  if (isLoopback(host) || host === hostAt(on).name) return true;
  return [host, ...(said.get('leads') ?? [])].some((address) => addressesIn(said).includes(address));
}

interface Moment {
  readonly up: number;
  readonly ticks: number;
  readonly state: string;
}

function momentOf(line: string): Moment | undefined {
  const stat = parseStat(line);
  const fields = line
    .slice(line.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  const ticks = Number(fields[11]) + Number(fields[12]);
  return stat === null || Number.isNaN(ticks)
    ? undefined
    : { up: Number(line.split(' ')[0]), ticks, state: stat.state };
}
