// What a step has learned, in one line for people: the reading by kind, or why there is none.

import { isObject, type Json } from '../../model/json.ts';
import type { FailureReason, Outcome } from '../../model/outcome.ts';
import type { Reading } from '../../model/reading.ts';
import { unreachable } from '../../model/result.ts';
import type { Kind } from '../../model/step.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { Tone } from '../text/row.ts';
import { bytes, count, took } from '../text/text.ts';

/** A verdict on one outcome. */
export interface Finding {
  /** `ok`, `bad` (bad news), `blind` (could not look), `ended` (did not get to its end). */
  readonly how: 'ok' | 'bad' | 'blind' | 'ended';
  /** One or two words: `ok`, `not ok`, `blind`, `timed out`. */
  readonly word: string;
  /** What was seen, or why nothing was; one line, safe to show. */
  readonly text: string;
  /** How long it took, in milliseconds, where a reading says so. */
  readonly ms?: number;
}

/** What an outcome says, in a word and a line. */
export function findingOf(kind: Kind, outcome: Outcome): Finding {
  switch (outcome.status) {
    case 'succeeded':
      return { ...judged(outcome.reading), text: readingLine(kind, outcome.reading), ms: outcome.reading.ms };
    case 'failed': {
      const { reason, reading } = outcome;
      const ms = reading === undefined ? {} : { ms: reading.ms };
      if (reason.kind === 'not_ok' && reading !== undefined) {
        return { how: 'bad', word: 'not ok', text: readingLine(kind, reading), ...ms };
      }
      return { ...failure(reason), ...ms };
    }
    case 'blind':
      return { how: 'blind', word: 'blind', text: sanitizeLine(outcome.reason.message) };
    default:
      return unreachable(outcome);
  }
}

const judged = (reading: Reading): Pick<Finding, 'how' | 'word'> =>
  reading.ok ? { how: 'ok', word: 'ok' } : { how: 'bad', word: 'not ok' };

function failure(reason: FailureReason): Pick<Finding, 'how' | 'word' | 'text'> {
  switch (reason.kind) {
    case 'not_ok':
      return { how: 'bad', word: 'not ok', text: errorLine(reason.error) };
    case 'timed_out':
      return { how: 'ended', word: 'timed out', text: `no end after ${took(reason.after_ms)}` };
    case 'cancelled':
      return { how: 'ended', word: 'cancelled', text: `ended by ${sanitizeLine(reason.by)}` };
    case 'lost':
      return { how: 'ended', word: 'lost', text: sanitizeLine(reason.message) };
    case 'not_started':
      return { how: 'ended', word: 'not run', text: sanitizeLine(reason.message) };
    default:
      return unreachable(reason);
  }
}

/** A finding in a line: `not ok: refused`, or `ok` alone when there is no more to say. */
export const findingText = ({ word, text }: Finding): string => (text === word ? word : `${word}: ${text}`);

/** Colour of a finding. */
export function findingTone(how: Finding['how']): Tone {
  switch (how) {
    case 'ok':
      return 'ok';
    case 'bad':
      return 'bad';
    case 'blind':
    case 'ended':
      return 'warn';
    default:
      return unreachable(how);
  }
}

/** A reading in one line. */
export function readingLine(kind: Kind, reading: Reading): string {
  if (!reading.ok && reading.error.kind !== '') {
    const seen = LINES[kind](reading);
    // A status or an exit code says what its error would say again.
    if (seen !== '' && (typeof reading.status === 'number' || typeof reading.exit_code === 'number')) return seen;
    const error = errorLine(reading.error);
    return seen === '' || error.includes(seen) ? error : `${seen}; ${error}`;
  }
  return LINES[kind](reading) || (reading.ok ? 'ok' : 'not ok');
}

const errorLine = ({ kind, code, message }: Reading['error']): string =>
  sanitizeLine(
    message === ''
      ? [kind, code].filter(Boolean).join(' ')
      : message.toLowerCase().startsWith(kind)
        ? message
        : `${kind}: ${message}`,
  );

/** Any value in a few words; long text is cut to its first line and 200 characters. */
export function valueLine(value: Json | undefined): string {
  if (value === undefined) return '?';
  if (typeof value === 'string') return value === '' ? '""' : short(value);
  if (Array.isArray(value))
    return value.length > 4 ? count(value.length, 'item') : `[${value.map(valueLine).join(', ')}]`;
  if (isObject(value)) {
    const entries = Object.entries(value);
    const shown = entries
      .slice(0, 4)
      .map(([name, one]) => `${sanitizeLine(name)} ${isObject(one) ? '{…}' : valueLine(one)}`);
    return `{${shown.join(', ')}${entries.length > 4 ? ', …' : ''}}`;
  }
  return String(value);
}

function short(text: string): string {
  const first = text.trimEnd().split('\n')[0] ?? '';
  const line = sanitizeLine(first.slice(0, 200));
  return first.length > 200 || text.trimEnd().includes('\n') ? `${line} …` : line;
}

const words = (parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => typeof part === 'string' && part !== '').join(', ');

const named = (reading: Reading, names: readonly string[]): string =>
  words(
    names.map(
      (name) => Object.hasOwn(reading, name) && `${name.replaceAll('_', ' ')} ${valueLine(reading[name] as Json)}`,
    ),
  );

const text = (value: unknown): string => (typeof value === 'string' ? short(value) : '');
const size = (value: unknown): string => (typeof value === 'number' ? bytes(value) : '?');

// One line of thinking for every kind; a field that was not learned is left out.
const LINES: { readonly [K in Kind]: (reading: Reading) => string } = {
  redis: (reading) => {
    if (Object.hasOwn(reading, 'count'))
      return words([`${valueLine(reading.count as Json)} keys`, reading.complete === false && 'scan not complete']);
    if (isObject(reading.info)) {
      return (
        words(
          INFO_FIELDS.map(
            (name) =>
              isObject(reading.info) && Object.hasOwn(reading.info, name) && `${name} ${valueLine(reading.info[name])}`,
          ).slice(0, 4),
        ) || 'ok'
      );
    }
    if (isObject(reading.config))
      return words(
        Object.entries(reading.config)
          .slice(0, 4)
          .map(([name, value]) => `${sanitizeLine(name)} ${valueLine(value)}`),
      );
    if (Array.isArray(reading.groups)) return `${count(reading.groups.length, 'group')} of clients`;
    return text(reading.text) || (Object.hasOwn(reading, 'reply') ? valueLine(reading.reply as Json) : '');
  },
  bullmq: (reading) =>
    Object.hasOwn(reading, 'affected')
      ? `${valueLine(reading.affected as Json)} jobs affected`
      : words([
          reading.is_paused === true && 'paused',
          named(reading, ['waiting', 'active', 'delayed', 'failed', 'workers', 'stalled']),
        ]),
  docker: (reading) => {
    if (reading.exists === false) return 'not there';
    if (typeof reading.status === 'string') {
      return words([
        text(reading.status),
        text(reading.health),
        reading.running === false && typeof reading.exit_code === 'number' && `exit ${reading.exit_code}`,
        reading.oom_killed === true && 'killed for memory',
        typeof reading.restarts === 'number' && reading.restarts > 0 && `${reading.restarts} restarts`,
      ]);
    }
    if (Array.isArray(reading.containers)) return count(reading.containers.length, 'container');
    if (Array.isArray(reading.lines))
      return words([count(reading.lines.length, 'line'), valueLine(reading.lines.at(-1) ?? '')]);
    return commandLine(reading);
  },
  compose: (reading) => commandLine(reading),
  http: (reading) => words([typeof reading.status === 'number' && `status ${reading.status}`, text(reading.text)]),
  tcp: (reading) =>
    words([
      text(reading.address) && `connected to ${text(reading.address)}`,
      text(reading.greeting),
      reading.closed === true && 'closed',
    ]),
  dns: (reading) => valueLine(reading.addresses as Json | undefined),
  system: (reading) =>
    words([
      Object.hasOwn(reading, 'disk_free_bytes') && `disk free ${size(reading.disk_free_bytes)}`,
      Object.hasOwn(reading, 'memory_free_bytes') && `memory free ${size(reading.memory_free_bytes)}`,
      Object.hasOwn(reading, 'load1') && `load ${valueLine(reading.load1 as Json)}`,
    ]),
  shell: (reading) => commandLine(reading),
  ask: (reading) => valueLine(reading.answer as Json | undefined),
  manual: (reading) => valueLine(reading.answer as Json | undefined),
  wait: () => '',
  notify: (reading) => words([typeof reading.status === 'number' && `status ${reading.status}`]),
};

const INFO_FIELDS = [
  'role',
  'uptime_in_seconds',
  'connected_clients',
  'maxclients',
  'used_memory_human',
  'maxmemory_human',
  'loading',
  'maxmemory_policy',
];

function commandLine(reading: Reading): string {
  const said = text(reading.stdout) || text(reading.stderr);
  return words([typeof reading.exit_code === 'number' && reading.exit_code !== 0 && `exit ${reading.exit_code}`, said]);
}
