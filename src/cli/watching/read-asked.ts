// What a line that came to the door of a run asks for. Nothing in it is believed but the name.

import { ALERT_SOURCES, type Alert } from '../../model/alert.ts';
import type { Observations } from '../../model/event.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { WhyRefused } from '../../model/reasons/agent.ts';
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
  if (kind !== 'human' && kind !== 'agent') return 'only a person or an agent may say something here';
  if (typeof as !== 'string' || as.trim() === '' || as.length > LONGEST_NAME || sanitizeLine(as) !== as)
    return `a name has 1 to ${LONGEST_NAME} visible characters`;
  // A program that says what it is is believed: it may do less than a person.
  const asked = readAct(act, as, rest);
  if (typeof asked === 'string' || kind === 'human') return asked;
  return asked.act === 'alert' ? 'an alert comes from its sender' : { ...asked, kind: 'agent' };
}

function readAct(act: unknown, as: string, rest: Readonly<Record<string, unknown>>): Asked | string {
  if (act === 'note') return readNote(as, rest);
  if (act === 'alert') return readAlert(as, rest);
  if (act === 'attempt') return readAttempt(as, rest);
  return act === 'answer' ? readAnswer(as, rest) : 'what is asked for is a note or an answer';
}

function readNote(as: string, { text, question, ...more }: Readonly<Record<string, unknown>>): Asked | string {
  if (!isText(text) || text.trim() === '' || Object.keys(more).length > 0) return 'a note is a text';
  if (question !== undefined && !isText(question)) return 'a note is a text';
  return { act: 'note', as, text, ...(question === undefined ? {} : { question }) };
}

function readAttempt(as: string, { refused, ...more }: Readonly<Record<string, unknown>>): Asked | string {
  if (!isObject(refused) || Object.keys(more).length > 0) return NO_ATTEMPT;
  const { wanted, question, why, said, ...others } = refused as Readonly<Record<string, unknown>>;
  if (!isText(wanted) || Object.keys(others).length > 0 || !WHY_REFUSED.some((one) => one === why)) return NO_ATTEMPT;
  if ([question, said].some((one) => one !== undefined && !isText(one))) return NO_ATTEMPT;
  return { act: 'attempt', as, kind: 'agent', refused: refused as unknown as Observations['agent.refused'] };
}

const NO_ATTEMPT = 'an attempt says what was wanted';
const WHY_REFUSED: readonly WhyRefused[] = ['for_people', 'not_offered', 'ruled_out'];

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
  if (via !== undefined && via !== 'web' && via !== 'approve' && via !== 'mcp') return NO_ANSWER;
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
