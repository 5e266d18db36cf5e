// Carries steps out for the session: secrets are filled in below here and nowhere earlier, and what comes back is masked
// before anybody sees it.

import { ON } from '../kinds/elsewhere.ts';
import { isEngineKind } from '../kinds/index.ts';
import type { PerformCommand } from '../model/command.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Outcome, Output } from '../model/outcome.ts';
import { within } from '../model/risk.ts';
import type { Masker } from '../redact/redact.ts';
import { adopt, type Performing, perform } from '../steps/perform.ts';
import type { Performers, Surroundings } from '../steps/performer.ts';
import { removeThere } from '../steps/ssh/links.ts';
import { internalOutcome } from '../steps/undertake.ts';
import type { OutputSink } from '../transcript/outputs.ts';
import { performItems } from './fan-out.ts';
import type { Ending, Executor, Progress } from './ports.ts';

/** Where commands that outlive the engine leave their output and their end, a folder for each execution. */
export interface Spools {
  /** Makes the place for them, private to this user. */
  ready(): void;
  /** The folder of an execution; made in that place by the performer that needs it. */
  of(exec: string): string;
  /** Names an execution among those of all runs. */
  mark(exec: string): string;
  /** Removes it, where this process has it or where the record says that it is: the end of the execution is on disk. */
  release(exec: string, recorded?: string): void;
  /** Removes what an earlier process had no time to remove; these executions have not ended. */
  keepOnly(execs: readonly string[]): void;
}

/** What an executor works with. */
export interface ExecutorParts {
  readonly performers: Performers;
  /** What fills the hole of each secret input. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly masker: Masker;
  readonly sink: (sensitive: boolean) => OutputSink;
  readonly spools: Spools;
  /** Folder that every program is started in. */
  readonly cwd: string;
  readonly write_probe: boolean;
}

type Carry = (command: PerformCommand, performing: Performing) => Promise<Outcome>;

/** The executor of a run. */
export function executor(parts: ExecutorParts): Executor {
  // What a change leaves on another host is removed there, once its end is on disk here.
  const away = new Map<string, string>();
  const carry =
    (how: Carry) =>
    async (command: PerformCommand, signal: AbortSignal, progress: Progress): Promise<Ending> => {
      const host = isObject(command.rendered) ? command.rendered[ON] : undefined;
      if (typeof host === 'string' && host !== '' && !within(command.risk, 'read')) away.set(command.exec, host);
      const sink = parts.sink(command.sensitive);
      const { shown, end } = screened(sink, progress);
      const surroundings = surroundingsOf(parts, { command, signal, progress, output: shown });
      const performing = { performers: parts.performers, secrets: parts.secrets, surroundings };
      let outcome: Outcome;
      try {
        outcome = await (command.items === undefined ? how(command, performing) : performItems(command, performing));
      } catch (thrown) {
        // Our own mistake must not end the run, and not make a change look as if it had failed.
        outcome = lostBy(thrown, command);
      }
      return { outcome: safe(parts.masker, outcome, command.sensitive), outputs: end() };
    };
  return {
    expect: ({ kind, exec, risk }) => {
      if (isEngineKind(kind) || within(risk, 'read')) return;
      const { expect } = parts.performers[kind];
      if (expect === undefined) return;
      try {
        parts.spools.ready();
        expect(parts.spools.of(exec));
      } catch {
        // The start will meet the same and say it; what cannot be proved later stays in doubt.
      }
    },
    start: carry(perform),
    adopt: carry(adopt),
    release: (exec, spool) => {
      parts.spools.release(exec, spool);
      const host = away.get(exec);
      if (host !== undefined) removeThere(host, parts.spools.mark(exec));
      away.delete(exec);
    },
  };
}

function lostBy(thrown: unknown, { risk }: PerformCommand): Outcome {
  if (within(risk, 'read')) return internalOutcome(thrown, 0);
  const message = `internal: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  return { status: 'failed', reason: { kind: 'lost', message } };
}

interface Screened {
  readonly shown: Surroundings['output'];
  /** The last words are shown, then all is on disk. */
  end(): readonly Output[];
}

// Both streams are shown as one; each keeps its own half-read character.
function screened(sink: OutputSink, progress: Progress): Screened {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const show = (text: string): void => {
    if (text !== '') progress.output(text);
  };
  return {
    shown: (stream, chunk) => show(decoders[stream].decode(sink.write(stream, chunk), { stream: true })),
    end: () => {
      const { outputs, rest } = sink.finish();
      show(decoders.stdout.decode(rest.stdout));
      show(decoders.stderr.decode(rest.stderr));
      return outputs;
    },
  };
}

function surroundingsOf(
  { spools, cwd, write_probe }: ExecutorParts,
  {
    command,
    signal,
    progress,
    output,
  }: { command: PerformCommand; signal: AbortSignal; progress: Progress; output: Surroundings['output'] },
): Surroundings {
  return {
    signal,
    spawned: (process) => progress.spawned(process),
    output,
    spool: spools.of(command.exec),
    mark: spools.mark(command.exec),
    cwd,
    write_probe,
  };
}

// A sensitive step says whether it went well and how long it took, and nothing of what it saw.
function safe(masker: Masker, outcome: Outcome, sensitive: boolean): Outcome {
  const masked = masker.maskJson(outcome as unknown as Json) as unknown as Outcome;
  if (!sensitive || masked.status === 'blind' || masked.reading === undefined) return masked;
  const { ok, ms, error } = masked.reading;
  return {
    ...masked,
    reading: {
      ...(ok === undefined ? {} : { ok }),
      ms,
      error: { ...error, message: error.message === '' ? '' : 'not shown: the step is sensitive' },
    },
  };
}
