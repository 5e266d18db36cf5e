// What other tools write as a value: of a word that is none of those allowed under a key, the one that is meant, or what to
// do instead. The keys of other tools are in other-words.ts.

import { SEVERITIES, wordsOf } from './severities.ts';

/** A key, our word or what to write instead, and words of others for it. */
const WORDS: readonly (readonly [string, string, string])[] = [
  ...SEVERITIES.map((row) => ['severity', row.severity, wordsOf(row).join(' ')] as const),
  [
    'type',
    'string',
    'str text varchar char path file folder directory filepath url uri host hostname email address ip word',
  ],
  ['type', 'number', 'int integer float double decimal num'],
  ['type', 'boolean', 'bool flag switch yesno'],
  ['type', 'list', 'array strings sequence multiselect'],
  ['type', 'duration', 'time interval timespan timedelta period'],
  ['type', 'size', 'bytes filesize'],
  ['on_failure', 'continue', 'ignore skip proceed warn next true'],
  ['on_failure', 'stop', 'abort fail exit halt terminate error cancel false'],
  ['on_failure', 'ask', 'pause prompt manual wait escalate'],
  ['risk', 'read', 'none readonly read-only read_only ro safe harmless'],
  ['risk', 'change', 'medium moderate write modify mutate reversible'],
  ['risk', 'disrupt', 'disruptive disrupting restart outage downtime'],
  ['risk', 'destroy', 'destructive delete irreversible dangerous dataloss data-loss'],
  ['backoff', 'fixed', 'constant linear none static'],
  ['backoff', 'exponential', 'exp expo double exponentially'],
  ['outcome', 'resolved', 'ok success succeeded fixed solved done pass passed'],
  ['outcome', 'not_resolved', 'failed failure fail error unresolved'],
  ['outcome', 'healthy', 'well good nothing noop no_action'],
  ['outcome', 'escalated', 'escalate paged'],
  ['approve', 'destroy', 'yes all true everything any'],
  ['approve', 'read', 'no none nothing false never'],
  ['verdicts', 'confirmed', 'true yes matched'],
  ['verdicts', 'ruled_out', 'false no excluded'],
  ['verdicts', 'possible', 'unknown maybe perhaps blind'],
];

/** Words that may mean one or the other, and what decides. */
const ADVICE: readonly (readonly [string, string, string])[] = [
  ['risk', 'write read where it changes nothing, else change', 'low minor'],
  ['risk', 'write disrupt where users notice, destroy where data is lost', 'high critical severe major'],
  ['type', 'write `secret: true` in its place: it is a string that is never shown', 'secret password token credential'],
  ['type', 'write `choices: [a, b]` in its place', 'enum choice select option options dropdown'],
  ['on_failure', 'write `retry: 3` beside it, for three tries in all', 'retry'],
  ['on_failure', 'write `undo` with the steps that take it back', 'rollback revert undo'],
];

const gathered = (rows: typeof WORDS): ReadonlyMap<string, string> =>
  new Map(rows.flatMap(([key, ours, words]) => words.split(' ').map((word) => [`${key} ${word}`, ours] as const)));

const MEANT = gathered(WORDS);
const INSTEAD = gathered(ADVICE);

/** What is meant by a word under a key: one of ours, or a sentence that says what to do. */
export function valueMeant(key: string, word: string): { readonly word?: string; readonly help: string } | undefined {
  const name = `${key} ${word.trim().toLowerCase()}`;
  const ours = MEANT.get(name);
  if (ours !== undefined) return { word: ours, help: `write ${ours}` };
  const help = INSTEAD.get(name);
  return help === undefined ? undefined : { help };
}

/** True or false in words of other files. */
export function flagMeant(word: string): boolean | undefined {
  if (/^(?:yes|y|on|true|1)$/i.test(word)) return true;
  return /^(?:no|n|off|false|0)$/i.test(word) ? false : undefined;
}

/** Days in what has no unit of its own. */
const DAYS: Readonly<Record<string, number>> = { w: 7, mo: 30, y: 365 };

const UNITS: readonly (readonly [string, RegExp])[] = [
  ['ms', /^(?:ms|msecs?|milliseconds?|millis)$/],
  ['s', /^(?:s|secs?|seconds?)$/],
  ['m', /^(?:m|mins?|minutes?)$/],
  ['h', /^(?:h|hrs?|hours?)$/],
  ['d', /^(?:d|days?)$/],
  ['w', /^(?:w|wks?|weeks?)$/],
  ['mo', /^(?:mon|months?)$/],
  ['y', /^(?:y|yrs?|years?)$/],
];

/** A duration as it is written here, of one in words (`30 seconds`) or as ISO 8601 has it (`PT30S`). */
export function durationMeant(text: string): string | undefined {
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(text.trim());
  if (iso !== null) {
    const parts = ['d', 'h', 'm', 's'].map((unit, at) => (iso[at + 1] === undefined ? '' : `${iso[at + 1]}${unit}`));
    return parts.join('') || undefined;
  }
  const words = /^(\d+(?:\.\d+)?)\s*([a-z]+)\.?$/i.exec(text.trim());
  const unit = UNITS.find(([, pattern]) => pattern.test((words?.[2] ?? '').toLowerCase()))?.[0];
  if (words === null || unit === undefined) return undefined;
  const days = DAYS[unit];
  return days === undefined ? `${words[1]}${unit}` : `${Number(words[1]) * days}d`;
}
