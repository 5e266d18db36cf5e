// What a step has learned, in one line for people: the reading by kind, or why there is none.

import { definition } from '../../kinds/index.ts';
import type { Said } from '../../kinds/said.ts';
import { isObject } from '../../model/json.ts';
import type { FailureReason, Outcome } from '../../model/outcome.ts';
import type { Reading } from '../../model/reading.ts';
import { unreachable } from '../../model/result.ts';
import type { Kind } from '../../model/step.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { Tone } from '../text/row.ts';
import { bytes } from '../text/text.ts';
import { blindWords, failureWords } from './unknown-words.ts';
import { errorLine, valueLine } from './value-line.ts';

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
      if (reason.kind === 'not_ok' && reading !== undefined && !('ok' in reading))
        return { how: 'blind', word: 'not all seen', text: readingLine(kind, reading), ...ms };
      if (reason.kind === 'not_ok' && reading !== undefined) {
        return { how: 'bad', word: 'not ok', text: readingLine(kind, reading), ...ms };
      }
      return { ...failure(reason), ...ms };
    }
    case 'blind':
      return { how: 'blind', word: 'blind', text: blindWords(outcome.reason) };
    default:
      return unreachable(outcome);
  }
}

const judged = (reading: Reading): Pick<Finding, 'how' | 'word'> =>
  reading.ok ? { how: 'ok', word: 'ok' } : { how: 'bad', word: 'not ok' };

function failure(reason: FailureReason): Pick<Finding, 'how' | 'word' | 'text'> {
  const text = failureWords(reason);
  switch (reason.kind) {
    case 'not_ok':
      return { how: 'bad', word: 'not ok', text };
    case 'timed_out':
      return { how: 'ended', word: 'timed out', text };
    case 'cancelled':
      return { how: 'ended', word: 'cancelled', text };
    case 'lost':
      return { how: 'ended', word: 'lost', text };
    case 'not_started':
      return { how: 'ended', word: 'not run', text };
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
  const items = itemsIn(reading);
  if (items !== null) return reading.error.kind === '' ? `all ${items} ok` : sanitizeLine(reading.error.message);
  const pieces = definition(kind).says(reading).map(pieceText);
  const seen = pieces.filter((piece) => piece !== '').join(', ');
  if (reading.ok || reading.error.kind === '') return seen || (reading.ok ? 'ok' : 'not ok');
  // A status or an exit code says what its error would say again.
  if (seen !== '' && (typeof reading.status === 'number' || typeof reading.exit_code === 'number')) return seen;
  const error = errorLine(reading.error);
  return seen === '' || error.includes(seen) ? error : `${seen}; ${error}`;
}

/** For how many items a step was carried out; null for one that has none. */
function itemsIn({ items }: Reading): number | null {
  const isItems = Array.isArray(items) && items.length > 0 && items.every((one) => isObject(one) && 'item' in one);
  return isItems ? items.length : null;
}

function pieceText(said: Said): string {
  if (typeof said === 'string') return said;
  if ('bytes' in said) return `${said.before} ${bytes(said.bytes)}`;
  const words = [said.before, valueLine(said.value), said.after].filter((word) => word !== undefined);
  return sanitizeLine(words.join(' '));
}
