// Runs a program that only looks: connected by pipes, and gone with the engine. For commands that change
// something there is shim.ts. Nothing it started is left behind. Node's pipes are sockets: a probe cannot reopen them by
// name (`tee /dev/stderr`); `>&2` works.

import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Surroundings } from '../performer.ts';
import { type Capture, capture, NOTHING } from './captured.ts';
import type { Ended, Ending } from './end.ts';
import { endGroup, signalGroup } from './group.ts';
import { identify } from './identity.ts';
import type { Program } from './program.ts';
import { type StopWatch, watchForStop } from './stop.ts';

/** A reader has changed nothing that it would need time to put in order. */
const GRACE_MS = 500;

/** A pipe without a byte for so long after its process ended is held open by a process that left the group. */
const HELD_MS = 250;
const LOOK_MS = 50;

/** Runs `program` in a process group of its own and streams its output. Never rejects. */
export async function runPiped(program: Program, timeout_ms: number, surroundings: Surroundings): Promise<Ended> {
  const begun = performance.now();
  const watch = watchForStop(surroundings.signal, timeout_ms);
  const kept = { stdout: capture(), stderr: capture() };
  const finish = (ending: Ending): Ended => {
    watch.close();
    const ms = Math.round(performance.now() - begun);
    return { ending, stdout: kept.stdout.captured(), stderr: kept.stderr.captured(), ms };
  };
  const already = watch.why();
  if (already !== null) return finish(already);
  const child = await launch(program);
  if ('kind' in child) return { ...finish(child), stdout: NOTHING, stderr: NOTHING };
  surroundings.spawned({ ...identify(child.pid), pgid: child.pid });
  feed(child.process, program.stdin);
  const pumps = (['stdout', 'stderr'] as const).map((stream) =>
    pump(child.process[stream], kept[stream], (chunk) => surroundings.output(stream, chunk)),
  );
  const ending = await endOf(child, watch);
  await drain(pumps, watch);
  return finish(ending);
}

interface Launched {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly exited: Promise<Ending>;
}

async function launch(program: Program): Promise<Launched | Extract<Ending, { kind: 'not_spawned' }>> {
  const { cwd } = program;
  // Else the system would say that the program is missing.
  if (!existsSync(cwd)) {
    return { kind: 'not_spawned', code: '', message: `there is no folder ${cwd}` };
  }
  const { execa } = await import('execa');
  const child = execa(program.file, program.args, {
    env: program.env,
    extendEnv: false,
    detached: true,
    // The output goes to the record as it comes; nothing of it is kept here.
    buffer: false,
    reject: false,
    stdin: program.stdin === undefined ? 'ignore' : 'pipe',
    cwd,
  });
  const exited = new Promise<Ending>((end) => {
    child.once('exit', (code, signal) =>
      end(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signalled', signal }),
    );
  });
  if (child.pid !== undefined) return { process: child, pid: child.pid, exited };
  const { code, cause, shortMessage } = await child;
  const message = cause instanceof Error ? cause.message : (shortMessage ?? 'it could not be started');
  return { kind: 'not_spawned', code: code ?? '', message };
}

/** A program need not read what it is given: a closed pipe is no failure. */
function feed(child: ChildProcess, text: string | undefined): void {
  if (text === undefined) return;
  child.stdin?.on('error', () => {});
  child.stdin?.end(text);
}

async function endOf(child: Launched, watch: StopWatch): Promise<Ending> {
  const first = await Promise.race([child.exited, watch.stopped]);
  if (watch.why() !== null) await endGroup(child.pid, { grace_ms: GRACE_MS });
  else signalGroup(child.pid, 'SIGKILL');
  return first;
}

interface Pump {
  readonly done: Promise<void>;
  /** Milliseconds that it has been waiting for the stream; 0 while the sink works. */
  waited(): number;
  stop(): void;
}

function pump(stream: Readable | null, kept: Capture, sink: (chunk: Uint8Array) => void | Promise<void>): Pump {
  let since = performance.now();
  let sinking = false;
  const work = async (): Promise<void> => {
    if (stream === null) return;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      kept.add(chunk);
      sinking = true;
      // A sink that fails knows it; the process must not hang on a full pipe for that.
      await Promise.resolve(sink(chunk)).catch(() => {});
      sinking = false;
      since = performance.now();
    }
  };
  return {
    // Rejects only when the stream was destroyed, which is how it is stopped.
    done: work().catch(() => {}),
    waited: () => (sinking ? 0 : performance.now() - since),
    stop: () => stream?.destroy(),
  };
}

/** Waits for what still stands in the pipes; not for a process that holds them open, and not past the time. */
async function drain(pumps: readonly Pump[], watch: StopWatch): Promise<void> {
  let done = false;
  const all = Promise.all(pumps.map((one) => one.done)).then(() => {
    done = true;
  });
  const from = performance.now();
  for (;;) {
    await Promise.race([all, pause(LOOK_MS)]);
    if (done) return;
    const waiting = performance.now() - from > HELD_MS;
    const held = pumps.every((one) => one.waited() > HELD_MS);
    if (waiting && (held || watch.why() !== null)) break;
  }
  for (const one of pumps) one.stop();
}
