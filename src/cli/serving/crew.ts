// Who leads the runs of `serve`: a process of its own for each, as `run` and `resume` lead one. What becomes of one of them, a
// crash or memory without end, takes neither serve nor another run along; they outlive serve, which finds them again by
// their locks; and one that waits for a person has ended, so that it costs nothing.

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '../../fleet/job.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { Crew, JobEnd } from '../../serve/ports.ts';
import { EXIT } from '../exit-codes.ts';

/** The word by which a process that leads a run is begun. */
const HAND = '__hand';

/** What a crew works with. */
export interface CrewOptions {
  readonly home: string;
  /** How many work at a time. */
  readonly at_once: number;
  /** The file of the program. */
  readonly program: string;
  onEnd(end: JobEnd): void;
}

/** Exit codes after which the run is as it should be: over, waiting, stopped, or led by somebody else. */
const SETTLED: ReadonlySet<number> = new Set([
  EXIT.ok,
  EXIT.not_resolved,
  EXIT.escalated,
  EXIT.waiting,
  EXIT.hangup,
  EXIT.interrupted,
  EXIT.terminated,
]);

/** Begins without work. */
export function openCrew({ home, at_once, program, onEnd }: CrewOptions): Crew {
  const waiting = new Map<string, Job>();
  const working = new Map<string, { end(): void; readonly ended: Promise<void> }>();
  let isDraining = false;
  const out = join(home, 'serve', 'out');
  mkdirSync(out, { recursive: true, mode: 0o700 });

  const goOn = (): void => {
    for (const [run, job] of waiting) {
      if (isDraining || working.size >= at_once) return;
      if (working.has(run)) continue;
      waiting.delete(run);
      begin(job);
    }
  };

  const begin = (job: Job): void => {
    const said = join(out, `${job.run}.txt`);
    const fd = openSync(said, 'w', 0o600);
    const child = spawn(process.execPath, [program, HAND], {
      stdio: ['pipe', 'ignore', fd],
      // ^C at the terminal of serve is for serve, which then asks every run to stop at its next boundary.
      detached: true,
    });
    closeSync(fd);
    const ended = new Promise<void>((resolve) => {
      child.once('error', () => resolve());
      child.once('exit', () => resolve());
    }).then(() => {
      working.delete(job.run);
      const isSettled = child.exitCode !== null && SETTLED.has(child.exitCode);
      const trouble = isSettled ? null : troubleIn(said, child.exitCode, child.signalCode);
      rmSync(said, { force: true });
      onEnd({ job, trouble });
      goOn();
    });
    working.set(job.run, { end: () => void child.kill('SIGTERM'), ended });
    child.stdin?.on('error', () => {});
    child.stdin?.end(JSON.stringify({ ...job, home }));
  };

  return {
    take: (job) => {
      // To be begun is more than to be taken up.
      if (waiting.get(job.run)?.do !== 'start') waiting.set(job.run, job);
      goOn();
    },
    busy: () => new Set([...waiting.keys(), ...working.keys()]),
    drain: async () => {
      isDraining = true;
      for (const { end } of working.values()) end();
      await Promise.all([...working.values()].map(({ ended }) => ended));
    },
  };
}

/** Of what a process said the sentence that says why. */
function troubleIn(file: string, code: number | null, signal: string | null): string {
  const lines = readFileSync(file, 'utf8').slice(-8192).split('\n').map(sanitizeLine);
  const told = lines.map((line) => line.trim()).filter((line) => line !== '' && !/^(warning|note):/.test(line));
  return told.length > 0 ? told.slice(0, 6).join(' ') : `its process ended (${signal ?? `exit ${code}`})`;
}
