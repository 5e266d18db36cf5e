// Runs a command on another host that changes something: under the shim there, in a folder of its own there. A connection that
// is lost neither cuts it nor loses its result; it is asked for again over a new one. Killing this process changes nothing
// either: whoever takes the run up asks for it.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Unable } from '../failure.ts';
import type { Surroundings } from '../performer.ts';
import { capture, NOTHING } from '../process/captured.ts';
import type { Ended, Ending } from '../process/end.ts';
import { bootId, parseStat } from '../process/identity.ts';
import { bootOf, hasSpool, makeSpool } from '../process/spool.ts';
import { type StopWatch, watchForStop } from '../process/stop.ts';
import { frames } from './frames.ts';
import type { Link } from './link.ts';
import { linkTo } from './links.ts';
import { endScript, followScript, launchScript } from './scripts.ts';
import { type There, thereProgram } from './there.ts';
import { inTime } from './wait.ts';

/** A changing command gets time to put things in order, and its result some to come over a new connection. */
const GRACE_MS = 6000;

/** A call that says nothing for so long has lost its connection: the far side tells that it is there every two seconds. */
const SILENT_MS = 9000;

/** Between two tries to reach a host again. */
const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 2000;

/** Runs it. Throws `Unable` where the host could not be used in the first place: nothing has begun. */
export async function changeThere(there: There, timeout_ms: number, surroundings: Surroundings): Promise<Ended> {
  const begun = performance.now();
  if (surroundings.signal.aborted) return over({ kind: 'not_started', message: 'cancelled before it began' }, 0);
  await linkTo(there.host, timeout_ms, surroundings.signal);
  makeSpool(surroundings.spool);
  const left_ms = Math.max(0, timeout_ms - (performance.now() - begun));
  const watch = watchForStop(surroundings.signal, timeout_ms, left_ms);
  const ended = await lead({ there, watch, surroundings, adopts: false });
  return { ...ended, ms: Math.round(performance.now() - begun) };
}

/** Takes up a command whose engine is gone. */
export async function adoptThere(there: There, timeout_ms: number, surroundings: Surroundings): Promise<Ended> {
  const { spool } = surroundings;
  // Its folder was made before its start was written down, and the word to begin is left in it before it is given.
  if (hasSpool(spool) && bootOf(spool) === bootId() && bootId() !== '' && !existsSync(join(spool, ASKED)))
    return over({ kind: 'not_started', message: 'it had not been sent when Firebreak ended' }, 0);
  const begun = performance.now();
  const watch = watchForStop(surroundings.signal, timeout_ms);
  const ended = await lead({ there, watch, surroundings, adopts: true });
  return { ...ended, ms: Math.round(performance.now() - begun) };
}

/** In the spool here: the far side may have been told to begin. */
const ASKED = 'asked';

const over = (ending: Ending, ms: number): Ended => ({ ending, stdout: NOTHING, stderr: NOTHING, ms });

interface Leading {
  readonly there: There;
  readonly watch: StopWatch;
  readonly surroundings: Surroundings;
  readonly adopts: boolean;
}

/** What is known of a command, over all calls. */
interface Known {
  readonly kept: { readonly stdout: ReturnType<typeof capture>; readonly stderr: ReturnType<typeof capture> };
  taken: { stdout: number; stderr: number };
  /** It may have been told to begin. */
  asked: boolean;
  began: boolean;
  boot: string;
  /** The last word about it. */
  word: string;
}

async function lead(leading: Leading): Promise<Omit<Ended, 'ms'>> {
  const { watch, adopts } = leading;
  const known: Known = {
    kept: { stdout: capture(), stderr: capture() },
    taken: { stdout: 0, stderr: 0 },
    asked: adopts,
    began: false,
    boot: '',
    word: '',
  };
  const ending = await toItsEnd(leading, known);
  watch.close();
  return { ending, stdout: known.kept.stdout.captured(), stderr: known.kept.stderr.captured() };
}

async function toItsEnd(leading: Leading, known: Known): Promise<Ending> {
  const { there, watch, surroundings, adopts } = leading;
  // Once its time is over the result has a little longer to come.
  let until = Number.POSITIVE_INFINITY;
  void watch.stopped.then(() => {
    until = performance.now() + GRACE_MS;
  });
  const never = new AbortController().signal;
  let pause_ms = FIRST_PAUSE_MS;
  let ending: Ending | null = null;
  let refused = '';
  void watch.stopped.then(() => endIt(there.host, surroundings, never));
  while (performance.now() < until) {
    try {
      const link = await linkTo(there.host, Math.min(10_000, until - performance.now()), never);
      const script = scriptFor(leading, known);
      if (!(await follow(link, script, { leading, known, until: () => until }))) link.close();
      else pause_ms = FIRST_PAUSE_MS;
      ending = endOf(known, there, watch);
      if (ending !== null) return ending;
    } catch (thrown) {
      if (!(thrown instanceof Unable)) throw thrown;
      refused = thrown.message;
    }
    if (!known.asked && watch.why() !== null) return { kind: 'not_started', message: 'ended before it began' };
    await Promise.race([pause(pause_ms), ...(watch.why() === null ? [watch.stopped] : [])]);
    pause_ms = Math.min(LAST_PAUSE_MS, pause_ms * 2);
  }
  const why = watch.why();
  if (!known.asked) return { kind: 'not_started', message: refused };
  if (why !== null && !adopts) return why;
  return { kind: 'lost', message: `${there.host} could not be asked for its end: ${refused}` };
}

function scriptFor({ there, surroundings, adopts }: Leading, known: Known): string {
  const name = surroundings.mark;
  const at = { out: known.taken.stdout, err: known.taken.stderr };
  if (adopts || known.began || known.word === 'none') return followScript(name, { ...at, forbid: !known.began });
  return launchScript(name, thereProgram(there.program).program, known.asked);
}

/** The end that the last word tells; null where it tells none. */
function endOf({ word, asked }: Known, { host, program }: There, watch: StopWatch): Ending | null {
  const [what = '', code = ''] = word.split(' ');
  const never = (message: string): Ending => ({ kind: 'not_started', message });
  switch (what) {
    case 'ended':
      return { kind: 'exited', code: Number(code) };
    case 'refused':
      return never('its program could not be started');
    case 'forbidden':
      return never(`it did not begin on ${host}, and never will`);
    case 'noplace':
      return never(
        `${host} has no folder that could keep its result: none of ~/.local/state, /var/tmp, /tmp and /dev/shm can be written to`,
      );
    case 'notee':
      return never(`there is no \`tee\` on ${host}`);
    case 'noinput':
      return never(`its standard input could not be kept on ${host}: there is no room`);
    case 'nofolder':
      return never(`there is no folder ${program.cwd} on ${host}`);
    case 'gone':
      if (!asked) return null;
      return { kind: 'lost', message: `what it left on ${host} is not there any more` };
    case 'reboot':
      return { kind: 'lost', message: `${host} was started anew before its end was known` };
    case 'lost':
      return watch.why() ?? { kind: 'lost', message: 'its process was ended and left no exit status' };
    default:
      return null;
  }
}

/** Ends its group there, over the connection that stands or a new one. */
async function endIt(host: string, { mark }: Surroundings, signal: AbortSignal): Promise<void> {
  try {
    const link = await linkTo(host, GRACE_MS, signal);
    const channel = await link.call(endScript(mark), {});
    await channel.closed;
  } catch {
    // Its end stays unknown.
  }
}

interface Following {
  readonly leading: Leading;
  readonly known: Known;
  until(): number;
}

/** Takes what one call tells; false where its connection is not to be trusted any more. */
async function follow(link: Link, script: string, following: Following): Promise<boolean> {
  const { leading, known } = following;
  const { surroundings, there } = leading;
  known.word = '';
  let heard = performance.now();
  let told: () => void = () => {};
  // The call goes on as long as something there holds it open.
  const lastWord = new Promise<void>((resolve) => {
    told = resolve;
  });
  const { stdin } = thereProgram(there.program);
  const take = async (stream: 'stdout' | 'stderr', chunk: Uint8Array): Promise<void> => {
    known.taken[stream] += chunk.length;
    known.kept[stream].add(chunk);
    await Promise.resolve(surroundings.output(stream, chunk)).catch(() => {});
  };
  const line = (text: string): void => {
    const [what = '', first = ''] = text.split(' ');
    if (what === 'ready') {
      known.boot = first;
      // From here on it may have begun, whatever becomes of this process.
      writeFileSync(join(surroundings.spool, ASKED), '', { mode: 0o600 });
      known.asked = true;
      channel.send('go\n');
      if (stdin.length > 0) channel.send(stdin);
    } else if (what === 'began') {
      if (!known.began && !leading.adopts) tellBegun(text, known, surroundings);
      known.began = true;
    } else if (what !== '.') {
      known.word = text;
      told();
    }
  };
  const channel = await link.call(script, {
    out: frames({
      heard: () => {
        heard = performance.now();
      },
      line,
      bytes: (stream, chunk) => take(stream, chunk),
    }),
  });
  const isWell = (): boolean => performance.now() - heard < SILENT_MS && performance.now() < following.until();
  const alive = await whileHeard(Promise.race([channel.closed, lastWord]), isWell);
  channel.cut();
  await channel.closed;
  return alive && (await channel.began);
}

function tellBegun(text: string, { boot }: Known, { spawned, spool }: Surroundings): void {
  const [, pid = ''] = text.split(' ');
  const start = parseStat(text)?.start ?? '';
  spawned({ pid: Number(pid), process_start: start, boot_id: boot, pgid: Number(pid), spool });
}

/** Waits for the end of a call as long as it is well; false where it is not. */
async function whileHeard(over: Promise<void>, isWell: () => boolean): Promise<boolean> {
  while (isWell()) if (await inTime(over, 250)) return true;
  return false;
}
