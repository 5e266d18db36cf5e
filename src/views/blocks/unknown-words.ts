// Why there is no value, and why a step failed, in words: each reason has one sentence, without a full stop, safe to show.

import type { BlindReason, FailureReason } from '../../model/outcome.ts';
import type { NoValue, Said, WhyUnknown } from '../../model/reasons/unknown.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { took } from '../text/text.ts';
import { errorLine } from './value-line.ts';

/** Why something has no value: of a probe, a step, or a part of an expression. */
export function unknownWords(why: WhyUnknown): string {
  switch (why.code) {
    case 'if_false':
      return 'it is not needed here';
    case 'if_unknown':
      return 'what it depends on was not seen';
    case 'unknown_value':
      return noValueWords(why);
    case 'todo':
      return `still to be written: ${sanitizeLine(why.todo)}`;
    case 'invalid':
    case 'no_value':
      return sanitizeLine(why.shown);
    case 'would_change':
      return 'it would change something, and may only look';
    case 'nobody_answers':
      return 'nobody is there to answer; --answer gives an answer in advance';
    case 'may_not_ask':
      return 'nobody is asked at this point';
    case 'no_items':
      return 'the list that it is carried out for is empty';
    case 'no_list':
      return 'what it is to be carried out for is no list';
    case 'too_many_items':
      return `the list that it is carried out for has ${why.count} items; at most ${why.most} are worked off`;
    case 'failed':
      return failureWords(why.failure);
    case 'blind':
      return blindWords(why.blind);
    case 'not_looked_at':
      return 'it was not looked at';
    case 'not_finished':
      return 'the step has not finished';
    case 'needs':
      return `needs ${sanitizeLine(why.name)}`;
    case 'said':
      return saidWords(why);
    default:
      return unheard(why);
  }
}

/** The same with the condition that left a step out, as it is written. */
export function unknownInFull(why: WhyUnknown): string {
  if (why.code !== 'if_false' && why.code !== 'if_unknown') return unknownWords(why);
  return `its condition is ${why.code === 'if_false' ? 'false' : 'unknown'}: ${sanitizeLine(why.source)}`;
}

/** Why something that was looked at has no value, with what it is: `queue.waiting is unknown: the queue has no workers`. */
export function noValueWords({ at, why }: NoValue): string {
  const words = unknownWords(why);
  return at === '' ? words : `${sanitizeLine(at)} is unknown: ${words}`;
}

/** Why a step failed. */
export function failureWords(failure: FailureReason): string {
  switch (failure.kind) {
    case 'not_ok':
      return errorLine(failure.error);
    case 'timed_out':
      return `it did not end within ${took(failure.after_ms)}`;
    case 'cancelled':
      return `it was ended by ${sanitizeLine(failure.by)}`;
    case 'lost':
    case 'not_started':
      return sanitizeLine(failure.message);
    default:
      return unheard(failure);
  }
}

/** Why a step could not look. */
export const blindWords = ({ kind, message }: BlindReason): string =>
  message === '' && kind === 'not_answered' ? 'the question was not answered' : sanitizeLine(message);

/** What a record of format 1 said, on one line. */
export const saidWords = ({ lines }: Said): string => lines.map(sanitizeLine).join('; ');

/** A reason of a newer program: not known here, and not left out. */
export function unheard(reason: never): string {
  const { code, kind } = reason as { readonly code?: unknown; readonly kind?: unknown };
  return sanitizeLine(String(code ?? kind ?? '?')).replaceAll('_', ' ');
}
