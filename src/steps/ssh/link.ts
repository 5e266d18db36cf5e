// The connection to a host: one for a run and a host, by the system's OpenSSH with the user's own configuration, agent, jump
// hosts and known hosts. Calls share it. It ends with this process, however that ends: its far side reads from us.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unable } from '../failure.ts';
import { locate, wholeEnvironment } from '../process/program.ts';
import { type Calling, type Channel, openChannel, type Receiving } from './channel.ts';
import { noShell, refusalOf } from './refusal.ts';
import { LIFELINE } from './scripts.ts';

/** A connection that stands. */
export interface Link {
  readonly host: string;
  isOpen(): boolean;
  /** Makes a call on it, once one of its places is free. Throws `Unable` where this host has no room for another process. */
  call(script: string, receiving: Receiving): Promise<Channel>;
  /** Has a socket of that host answer at a path of this one; resolves to the path. Throws `Unable`. */
  forward(socket: string): Promise<string>;
  close(): void;
}

/** sshd allows ten by default (sshd_config(5), MaxSessions); one is the lifeline. */
const CALLS_AT_ONCE = 8;

/** A dead connection is noticed after three silent ones of these, in seconds. */
const ALIVE_S = 5;

/** Never asks anybody anything, never accepts a key, and leaves nothing of the user's own habits running. */
const OPTIONS: readonly string[] = [
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'UpdateHostKeys=no',
  'NumberOfPasswordPrompts=0',
  'PermitLocalCommand=no',
  'RemoteCommand=none',
  'RequestTTY=no',
  'ForwardAgent=no',
  'ForwardX11=no',
  'ControlPersist=no',
  'LogLevel=ERROR',
  `ServerAliveInterval=${ALIVE_S}`,
  'ServerAliveCountMax=3',
];

const options = (more: readonly string[]): readonly string[] => [...OPTIONS, ...more].flatMap((one) => ['-o', one]);

/** Opens one; throws `Unable` where the host cannot be used. */
export async function openLink(host: string, connect_ms: number, closing: AbortSignal): Promise<Link> {
  const ssh = locate('ssh');
  if (ssh === null)
    throw new Unable('not_installed', `\`ssh\` is not installed here, and ${host} is reached by it (OpenSSH's client)`);
  const folder = privateFolder();
  const socket = join(folder, 's');
  const env = wholeEnvironment({ SSH_ASKPASS_REQUIRE: 'never' });
  const calling = (more: readonly string[]): Calling => ({ file: ssh, args: ['-T', ...more, '--', host], env });
  const seconds = Math.max(1, Math.floor(connect_ms / 1000));
  const lead = ['-M', '-S', socket, ...options([`ConnectTimeout=${seconds}`, 'ClearAllForwardings=yes'])];
  const lifeline = openChannel(tidied(calling(lead), folder), LIFELINE, {});
  let isOpen = true;
  const close = (): void => {
    isOpen = false;
    lifeline.letGo();
    lifeline.cut();
    rmSync(folder, { recursive: true, force: true });
  };
  void lifeline.closed.then(close);
  // What the user's own commands, and jump hosts, wait for is not under that limit.
  const timer = setTimeout(() => lifeline.cut(), connect_ms + 500);
  closing.addEventListener('abort', lifeline.cut, { once: true });
  const begun = await lifeline.began;
  clearTimeout(timer);
  closing.removeEventListener('abort', lifeline.cut);
  if (!begun) {
    const code = await lifeline.code;
    const said = lifeline.said();
    throw code !== 255
      ? noShell(host, said)
      : refusalOf(host, said === '' ? `it did not answer within ${seconds} s` : said);
  }
  const shared = [
    '-S',
    socket,
    ...options(['ControlMaster=no', `ConnectTimeout=${seconds}`, 'ClearAllForwardings=yes']),
  ];
  const places = gate(CALLS_AT_ONCE);
  let forwarded = 0;
  return {
    host,
    isOpen: () => isOpen,
    async call(script, receiving) {
      const leave = await places();
      const channel = openChannel(calling(shared), script, receiving);
      void channel.closed.then(leave);
      if (channel.pid > 0) return channel;
      // The connection is none the worse for it.
      await channel.code;
      throw refusalOf(host, channel.said());
    },
    async forward(there) {
      const here = join(folder, `f${++forwarded}`);
      const args = ['-F', 'none', '-S', socket, '-O', 'forward', '-L', `${here}:${there}`];
      const asked = openChannel(calling(args), '', {});
      await asked.closed;
      if (existsSync(here)) return here;
      const why = asked.said().trim().split('\n').at(-1) ?? '';
      throw new Unable('no_engine', `${there} of ${host} cannot be reached by ssh${why === '' ? '' : `: ${why}`}`);
    },
    close,
  };
}

/** The same call, which removes its folder when it is over: also when nobody is left to do that. */
const tidied = ({ file, args, env }: Calling, folder: string): Calling => ({
  file: '/bin/sh',
  args: ['-c', 'd=$1; shift; trap : HUP INT TERM; "$@"; c=$?; rm -rf "$d"; exit $c', 'sh', folder, file, ...args],
  env,
});

/** A path in it has to be short: a socket's may have about a hundred bytes, and ssh adds some for a moment. */
const LONGEST = 60;

function privateFolder(): string {
  const places = [
    process.env['XDG_RUNTIME_DIR'] ?? '',
    tmpdir(),
    '/tmp',
    '/dev/shm',
    '/var/tmp',
    process.env['HOME'] ?? '',
  ];
  for (const place of places.filter((one) => one.startsWith('/') && one.length <= LONGEST)) {
    try {
      return mkdtempSync(join(place, 'firebreak-ssh-'));
    } catch {
      // Not there.
    }
  }
  throw new Unable('ssh_unreachable', 'there is no folder here that could hold the socket of a connection');
}

/** Lets so many in at once; who comes in is given the way out. */
function gate(places: number): () => Promise<() => void> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((enter) => waiting.push(enter));
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    };
  };
}
