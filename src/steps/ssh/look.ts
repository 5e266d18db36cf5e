// Runs a program on another host that only looks: connected by the call, and gone with it.

import { Unable } from '../failure.ts';
import type { Surroundings } from '../performer.ts';
import { capture } from '../process/captured.ts';
import type { Ended, Ending } from '../process/end.ts';
import { identify } from '../process/identity.ts';
import { type StopWatch, watchForStop } from '../process/stop.ts';
import type { Channel } from './channel.ts';
import { linkTo } from './links.ts';
import { lookScript } from './scripts.ts';
import { type There, thereProgram } from './there.ts';
import { inTime } from './wait.ts';

/** What still comes after the program has ended is waited for so long, in milliseconds; and an end that was asked for. */
const HELD_MS = 300;
const END_MS = 1500;

/** Runs `program`, and streams its output. Throws `Unable` where the host cannot be used. */
export async function lookThere(there: There, timeout_ms: number, surroundings: Surroundings): Promise<Ended> {
  const begun = performance.now();
  const left_ms = (): number => Math.max(0, timeout_ms - (performance.now() - begun));
  // A connection that had broken unseen is made anew, once, as long as nothing has come.
  for (let again = false; ; again = true) {
    const link = await linkTo(there.host, left_ms(), surroundings.signal);
    const watch = watchForStop(surroundings.signal, timeout_ms, left_ms());
    const once = await attempt(link, { there, watch, surroundings });
    watch.close();
    const ms = Math.round(performance.now() - begun);
    if (once.ending !== null) return { ending: once.ending, stdout: once.stdout, stderr: once.stderr, ms };
    if (again || once.came || left_ms() === 0)
      throw new Unable('ssh_unreachable', `the connection to ${there.host} broke before the command had ended`);
    link.close();
  }
}

interface Attempt {
  readonly there: There;
  readonly watch: StopWatch;
  readonly surroundings: Surroundings;
}

async function attempt(
  link: Awaited<ReturnType<typeof linkTo>>,
  { there, watch, surroundings }: Attempt,
): Promise<Omit<Ended, 'ending' | 'ms'> & { readonly ending: Ending | null; readonly came: boolean }> {
  const kept = { stdout: capture(), stderr: capture() };
  let came = false;
  const take = (stream: 'stdout' | 'stderr') => (chunk: Uint8Array) => {
    came ||= chunk.length > 0;
    kept[stream].add(chunk);
    return Promise.resolve(surroundings.output(stream, chunk)).catch(() => {});
  };
  let ending: Ending | null = null;
  let told: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    told = resolve;
  });
  const { program, stdin } = thereProgram(there.program);
  const channel = await link.call(lookScript(program), {
    out: take('stdout'),
    err: take('stderr'),
    word: (word) => {
      ending = endingOf(word, there);
      told();
    },
  });
  if (channel.pid > 0) surroundings.spawned({ ...identify(channel.pid), pgid: channel.pid });
  if (stdin.length > 0) channel.send(stdin);
  await Promise.race([channel.closed, ended, watch.stopped]);
  const why = watch.why();
  if (ending === null && why !== null) ending = why;
  await leave(channel, why === null ? HELD_MS : END_MS);
  return { ending, stdout: kept.stdout.captured(), stderr: kept.stderr.captured(), came };
}

/** Ends a call: what was begun for it there is ended by its far side. */
async function leave(channel: Channel, ms: number): Promise<void> {
  channel.letGo();
  await inTime(channel.closed, ms);
  channel.cut();
  await channel.closed;
}

function endingOf(word: string, { host, program }: There): Ending {
  const [what = '', code = ''] = word.split(' ');
  switch (what) {
    case 'exit':
      return { kind: 'exited', code: Number(code) };
    case 'missing':
      return { kind: 'not_spawned', code: 'ENOENT', message: '' };
    default:
      return { kind: 'not_spawned', code: '', message: `there is no folder ${program.cwd} on ${host}` };
  }
}
