// What a container has said: its logs, and the output of a command run in it.

import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { DockerSpec } from '../../kinds/docker/forms.ts';
import { Failure, type Fields, Unable } from '../failure.ts';
import type { Task } from '../performer.ts';
import { capture } from '../process/captured.ts';
import { notWhole } from '../process/not-whole.ts';
import { printed } from '../process/printed.ts';
import type { Engine } from './engine.ts';
import { type Piece, unframe, unframed } from './frames.ts';

const EXIT_LOOK_MS = 20;

type Source = AsyncIterable<Uint8Array>;

/** The newest lines of a container's log, both streams as they came. */
export async function readLogs(spec: Extract<DockerSpec<string>, { form: 'logs' }>, engine: Engine): Promise<Fields> {
  const container = engine.client.getContainer(spec.name);
  const { Config: config } = await engine.ask((abortSignal) => container.inspect({ abortSignal }));
  const since = spec.since_ms === undefined ? {} : { since: Math.floor((Date.now() - spec.since_ms) / 1000) };
  const asked = { stdout: true, stderr: true, tail: spec.tail, ...since };
  const source = await engine.ask((abortSignal) => openLogs(container, asked, abortSignal));
  const kept = capture();
  await engine.pass(config.Tty ? unframed(source) : unframe(source), ({ chunk }) => kept.add(chunk));
  const { text, cut } = kept.captured();
  if (cut) return notWhole(['text', 'lines'], 'ask for fewer lines, with `tail` or `since`');
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  return { text, lines: text === '' ? [] : lines };
}

/** The library reads a whole log into memory unless it is followed; this asks it for the stream. */
function openLogs(container: Docker.Container, options: object, abortSignal: AbortSignal): Promise<Source> {
  const request = {
    path: `/containers/${container.id}/logs?`,
    method: 'GET',
    isStream: true,
    statusCodes: { 200: true },
    options,
    abortSignal,
  };
  return new Promise((resolve, reject) => {
    container.modem.dial(request, (error: Error | null, stream: Source) =>
      error === null ? resolve(stream) : reject(error),
    );
  });
}

/** Runs a command in a container. Docker cannot end it: when the time is over it goes on in there. */
export async function runInside(
  spec: Extract<DockerSpec<string>, { form: 'exec' }>,
  { risk }: Task<'docker'>,
  engine: Engine,
): Promise<Fields> {
  const begin = risk === 'read' ? engine.ask : engine.change;
  const kept = { stdout: capture(), stderr: capture() };
  const asked = {
    Cmd: [...spec.command],
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    AttachStdout: true,
    AttachStderr: true,
  };
  const exec = await engine.ask((abortSignal) => engine.client.getContainer(spec.name).exec({ ...asked, abortSignal }));
  try {
    const source: Source = await begin((abortSignal) => exec.start({ Detach: false, Tty: false, abortSignal }));
    await engine.pass(unframe(source), ({ stream, chunk }: Piece) => kept[stream].add(chunk));
  } catch (thrown) {
    throw notThere(thrown) ?? thrown;
  }
  const { code, pid } = await endOf(exec, begin);
  const [stdout, stderr] = [kept.stdout.captured(), kept.stderr.captured()];
  const said = (stderr.last || stdout.last).trim().split('\n').at(-1)?.trim() ?? '';
  const sentence = `exit code ${code}${said === '' ? '' : `: ${said}`}`;
  // A probe that misses a program has not seen. A change that ran has run, whatever its exit code.
  const ran = risk !== 'read' && !(pid === 0 && stdout.text.startsWith(REFUSED));
  if ((code === 126 || code === 127) && !ran)
    throw new Unable(deniedIn(said) ? 'no_permission' : 'not_installed', sentence);
  const cut = Object.entries({ stdout, stderr }).flatMap(([name, stream]) => (stream.cut ? [name] : []));
  const fields = {
    exit_code: code,
    ...(stdout.cut ? {} : { stdout: stdout.text }),
    ...(stderr.cut ? {} : { stderr: stderr.text }),
    ...printed(stdout),
    ...(cut.length === 0 ? {} : notWhole(cut, 'let the command print less')),
  };
  if (code !== 0) throw new Failure({ kind: 'exit', code: String(code), message: sentence }, 'answered', fields);
  return fields;
}

/**
 * How it ended; `pid` is 0 where it never had a process (and, by some engines, once it has none any more). The engine may
 * close the output a moment before it knows the exit code.
 */
async function endOf(exec: Docker.Exec, begin: Engine['ask']): Promise<{ code: number; pid: number }> {
  for (;;) {
    const now = await begin((abortSignal) => exec.inspect({ abortSignal }));
    const { Running: running, ExitCode: code, Pid: pid } = now;
    if (!running && code !== null) return { code, pid };
    await begin((abortSignal) => pause(EXIT_LOOK_MS, undefined, { signal: abortSignal }));
  }
}

/** What the engine says, in place of the program, when that cannot be started. */
const REFUSED = 'OCI runtime exec failed: ';

/** Newer engines refuse to start a program that is not there; older ones let it end with 126 or 127. */
function notThere(thrown: unknown): Unable | null {
  if (!(thrown instanceof Failure) || thrown.effect !== 'answered') return null;
  const { message } = thrown.error;
  if (!message.includes(REFUSED.trim())) return null;
  return new Unable(deniedIn(message) ? 'no_permission' : 'not_installed', message);
}

const deniedIn = (text: string): boolean => /permission denied/i.test(text);
