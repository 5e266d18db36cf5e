// What a line that came to the door of a run asks for. Nothing in it is believed but the name.

import { ALERT_SOURCES, type Alert } from '../../model/alert.ts';
import { isObject, type Json } from '../../model/json.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { Asked } from './socket.ts';

const LONGEST_NAME = 64;
const NO_ANSWER = 'an answer names its question and its choice';

/** What a line asks for; else what is wrong with it, a sentence without a full stop. */
export function readAsked(line: string): Asked | string {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return 'that is no line of JSON';
  }
  if (!isObject(given)) return 'that is no object';
  const { act, as, kind = 'human', ...rest } = given as Readonly<Record<string, unknown>>;
  // A program that says what it is is believed: it may look, and tell a person.
  if (kind !== 'human') return 'only a person may answer or leave a note here';
  if (typeof as !== 'string' || as.trim() === '' || as.length > LONGEST_NAME || sanitizeLine(as) !== as)
    return `a name has 1 to ${LONGEST_NAME} visible characters`;
  if (act === 'note') return readNote(as, rest);
  if (act === 'alert') return readAlert(as, rest);
  return act === 'answer' ? readAnswer(as, rest) : 'what is asked for is a note or an answer';
}

function readNote(as: string, { text, ...more }: Readonly<Record<string, unknown>>): Asked | string {
  if (!isText(text) || text.trim() === '' || Object.keys(more).length > 0) return 'a note is a text';
  return { act: 'note', as, text };
}

function readAlert(as: string, { alert, ...more }: Readonly<Record<string, unknown>>): Asked | string {
  return Object.keys(more).length === 0 && isAlert(alert) ? { act: 'alert', as, alert } : 'that is no alert';
}

const ALERT_TEXTS = ['title', 'starts_at', 'fingerprint', 'url'] as const;

function isAlert(given: unknown): given is Alert {
  if (!isObject(given)) return false;
  const { source, status, labels, annotations, ...texts } = given as Readonly<Record<string, unknown>>;
  return (
    ALERT_SOURCES.some((one) => one === source) &&
    (status === 'firing' || status === 'resolved') &&
    [labels, annotations].every((one) => isObject(one as Json) && Object.values(one as object).every(isWritten)) &&
    Object.keys(texts).length === ALERT_TEXTS.length &&
    ALERT_TEXTS.every((name) => isWritten(texts[name]))
  );
}

// Nobody typed it: what is shown of it is made safe there.
const isWritten = (given: unknown): boolean => typeof given === 'string';

function readAnswer(as: string, given: Readonly<Record<string, unknown>>): Asked | string {
  const { question, answer, typed, via, ...more } = given;
  if (typeof question !== 'string' || !isObject(answer) || Object.keys(more).length > 0) return NO_ANSWER;
  if (typed !== undefined && !isText(typed)) return NO_ANSWER;
  if (via !== undefined && via !== 'web' && via !== 'approve') return NO_ANSWER;
  const { choice, value, ...texts } = answer as Readonly<Record<string, unknown>>;
  if (!isText(choice) || Object.entries(texts).some(([name, text]) => !TEXTS.has(name) || !isText(text)))
    return NO_ANSWER;
  if (value !== undefined && !isValue(value)) return 'a value is a text, a number, true or false';
  return {
    act: 'answer',
    as,
    question,
    answer: { ...texts, choice, ...(value === undefined ? {} : { value }) },
    ...(typed === undefined ? {} : { typed }),
    ...(via === undefined ? {} : { via }),
  };
}

const TEXTS: ReadonlySet<string> = new Set(['reason', 'cause', 'edited']);

// Nobody types control characters but line breaks and tabs.
const isText = (given: unknown): given is string =>
  typeof given === 'string' && !/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(given);

// A list is given as the texts in it.
const isValue = (given: unknown): given is Json =>
  isText(given) ||
  typeof given === 'boolean' ||
  (typeof given === 'number' && Number.isFinite(given)) ||
  (Array.isArray(given) && given.every(isText));
