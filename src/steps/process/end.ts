// How the process of a step ended, and what that means for the step.

import type { Json } from '../../model/json.ts';
import type { Outcome } from '../../model/outcome.ts';
import { NO_ERROR, type ReadingError } from '../../model/reading.ts';
import { unreachable } from '../../model/result.ts';
import { type Risk, within } from '../../model/risk.ts';
import type { Captured } from './captured.ts';
import { notWhole } from './not-whole.ts';

/** How a process ended. */
export type Ending =
  /** By itself. Under a shim a signal shows as 128 and its number. */
  | { readonly kind: 'exited'; readonly code: number }
  /** Somebody else sent it a signal. */
  | { readonly kind: 'signalled'; readonly signal: string }
  /** Its time was over; it was ended. */
  | { readonly kind: 'timed_out'; readonly after_ms: number }
  /** The responder ended it. */
  | { readonly kind: 'cancelled'; readonly by: string }
  /** It is gone, and left no exit status. */
  | { readonly kind: 'lost'; readonly message: string }
  /** The system would not start it; `code` is the system's word. */
  | { readonly kind: 'not_spawned'; readonly code: string; readonly message: string }
  /** It provably never began. */
  | { readonly kind: 'not_started'; readonly message: string };

/** An ended process with what was kept of its output. */
export interface Ended {
  readonly ending: Ending;
  readonly stdout: Captured;
  readonly stderr: Captured;
  readonly ms: number;
}

/** Fields that a kind adds to the reading of a process that ran to its end. */
export type MoreFields = (ended: Ended) => Readonly<Record<string, Json>>;

/** What the end of a process is judged by. */
export interface Judging {
  /** The program, for sentences. */
  readonly name: string;
  readonly risk: Risk;
  readonly more?: MoreFields;
}

/**
 * What the end of a process means for its step. A probe that ends with 126 or 127 has not seen: a program was missing. A
 * change has run, whatever its exit code, and nobody knows how far.
 */
export function processOutcome(ended: Ended, judging: Judging): Outcome {
  const { ending, ms } = ended;
  switch (ending.kind) {
    case 'exited':
      return exitOutcome(ended, ending.code, judging);
    case 'signalled': {
      const error = { kind: 'signal', code: ending.signal, message: `ended by ${ending.signal}` };
      return failed({ kind: 'cancelled', by: ending.signal }, ms, error);
    }
    case 'timed_out': {
      const error = { kind: 'timeout', code: '', message: `did not end within ${ending.after_ms} ms` };
      return failed({ kind: 'timed_out', after_ms: ending.after_ms }, ms, error);
    }
    case 'cancelled':
    case 'lost':
      return { status: 'failed', reason: ending };
    case 'not_started': {
      const said = lastLine(ended.stderr.last);
      const message = said === '' ? ending.message : `${ending.message}: ${said}`;
      return { status: 'failed', reason: { kind: 'not_started', message } };
    }
    case 'not_spawned':
      return { status: 'blind', reason: spawnReason(ending.code, judging.name, ending.message) };
    default:
      return unreachable(ending);
  }
}

function exitOutcome(ended: Ended, code: number, { risk, more = () => ({}) }: Judging): Outcome {
  const said = lastLine(ended.stderr.last);
  const sentence = `exit code ${code}${code > 128 ? signalOf(code) : ''}${said === '' ? '' : `: ${said}`}`;
  if (within(risk, 'read')) {
    if (code === 126) return { status: 'blind', reason: { kind: 'no_permission', message: sentence } };
    if (code === 127) return { status: 'blind', reason: { kind: 'not_installed', message: sentence } };
  }
  const error = code === 0 ? NO_ERROR : { kind: 'exit', code: String(code), message: sentence };
  const reading = {
    ok: code === 0,
    ms: ended.ms,
    error,
    exit_code: code,
    ...streamsOf(ended, more(ended)),
  };
  if (code === 0) return { status: 'succeeded', reading };
  return { status: 'failed', reason: { kind: 'not_ok', error }, reading };
}

/** Both streams and what is made of them, each whole or not at all. */
function streamsOf({ stdout, stderr }: Ended, more: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const cut = [...(stdout.cut ? ['stdout', ...FROM_STDOUT] : []), ...(stderr.cut ? ['stderr'] : [])];
  return {
    ...(stdout.cut ? {} : { stdout: stdout.text }),
    ...(stderr.cut ? {} : { stderr: stderr.text }),
    ...more,
    ...(cut.length === 0 ? {} : notWhole(cut, 'let the command print less')),
  };
}

/** Fields that kinds make of what a program printed. */
const FROM_STDOUT = ['lines', 'json', 'number'];

type Failed = Extract<Outcome, { status: 'failed' }>;

/** What came before the end is left out of the reading: half an answer is not an answer. */
const failed = (reason: Failed['reason'], ms: number, error: ReadingError): Outcome => ({
  status: 'failed',
  reason,
  reading: { ok: false, ms, error },
});

type Blind = Extract<Outcome, { status: 'blind' }>;

function spawnReason(code: string, name: string, message: string): Blind['reason'] {
  switch (code) {
    case 'ENOENT':
      return { kind: 'not_installed', message: `${name} is not installed` };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'no_permission', message: `${name} may not be run by this user` };
    default:
      return { kind: 'invalid', message: `${name} could not be started: ${message}` };
  }
}

const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
};

function signalOf(code: number): string {
  const signal = SIGNALS[code - 128];
  return signal === undefined ? '' : ` (as after ${signal})`;
}

/** The last line of a text, at most 300 characters of it: what a program says before it gives up. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim().slice(0, 300) ?? '';
}
