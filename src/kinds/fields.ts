// Reads the fields of a step's value: of a shape, to find what is wrong before any hole is filled, and of a rendered
// shape, to make the specification. One reader for both, so that both find the same faults in the same words.

import { parseDuration } from '../model/duration.ts';
import { isSecretText, isTemplate, type Text } from '../model/expression.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { ShapeProblem } from './kind.ts';

/** A problem, and whether it is only that something is not there (yet). */
export interface FieldProblem extends ShapeProblem {
  readonly missing: boolean;
}

/**
 * The fields of one value. Every reader gives a value of the right type in any case; what was wrong is in `problems`.
 * A template that is not filled yet passes as whatever is asked for.
 */
export interface Fields {
  readonly problems: readonly FieldProblem[];
  has(name: string): boolean;
  text(name: string): Text;
  optionalText(name: string): Text | undefined;
  texts(name: string): readonly Text[];
  /** One text or a list of them; empty ones are left out, and there need not be any. */
  anyTexts(name: string): readonly Text[];
  /** A list of at least one text. */
  someTexts(name: string): readonly Text[];
  /** A list of whatever it holds; empty where there is none. */
  list(name: string): readonly unknown[];
  /** `called` is what messages call a value of the mapping, where its key means nothing to the author. */
  textMap(name: string, called?: string): Readonly<Record<string, Text>>;
  /** Milliseconds. */
  duration(name: string): number;
  optionalDuration(name: string): number | undefined;
  count(name: string, fallback: number): number;
  optionalCount(name: string): number | undefined;
  flag(name: string): boolean;
  optionalJson(name: string): Json | undefined;
  /** A word out of a few, which must be written out. */
  choice<const W extends string>(name: string, words: readonly W[]): W;
  /** The fields of a mapping inside, which has no others. */
  inside(name: string, names: readonly string[]): Fields;
  refuse(message: string, at?: readonly (string | number)[], help?: string): void;
}

/** Text of a plain value: a string, a number or a boolean; null for anything else. */
export function plainText(value: unknown): Text | null {
  if (typeof value === 'string' || isSecretText(value)) return value;
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(0) : String(value);
  return typeof value === 'boolean' ? String(value) : null;
}

/** A copy without the fields that are undefined. */
export function given<const T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}

/** What `given` makes of a type: fields that may be undefined may be absent instead. */
export type Given<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Opens a value for reading. */
export function fieldsOf(value: unknown): Fields {
  return fieldsAt(value, [], []);
}

function fieldsAt(value: unknown, place: readonly (string | number)[], problems: FieldProblem[]): Fields {
  const object: JsonObject = isObject(value) && !isTemplate(value) ? value : {};
  const refuse = (message: string, at: readonly (string | number)[] = [], help?: string): void => {
    problems.push({ path: [...place, ...at], message, missing: false, ...(help === undefined ? {} : { help }) });
  };
  const has = (name: string): boolean => Object.hasOwn(object, name);
  const missing = (name: string): void => {
    problems.push({ path: place, message: `\`${name}\` is missing`, missing: true });
  };
  if (object !== value) refuse('a mapping is needed here');

  const textAt = (found: unknown, at: readonly (string | number)[], called = placeName(at)): Text => {
    if (isTemplate(found)) return '';
    const text = plainText(found);
    if (text === null) refuse(`${called} must be text, not ${nameOf(found)}`, at);
    return text ?? '';
  };
  const optional = <T>(name: string, read: (found: unknown) => T): T | undefined =>
    has(name) ? read(object[name]) : undefined;
  const optionalText = (name: string): Text | undefined => optional(name, (found) => textAt(found, [name]));
  const optionalCount = (name: string): number | undefined =>
    optional(name, (found) => {
      if (isTemplate(found)) return 1;
      if (Number.isSafeInteger(found) && Number(found) >= 0) return Number(found);
      refuse(`\`${name}\` must be a whole number, not ${shown(found)}`, [name]);
      return 0;
    });

  const texts = (name: string): readonly Text[] => {
    const found = object[name];
    if (!has(name)) missing(name);
    if (!has(name) || isTemplate(found)) return [];
    if (Array.isArray(found)) return found.map((item: unknown, index) => textAt(item, [name, index]));
    refuse(`\`${name}\` must be a list, not ${nameOf(found)}`, [name]);
    return [];
  };
  const optionalDuration = (name: string): number | undefined =>
    optional(name, (found) => {
      if (isTemplate(found)) return 0;
      const ms = typeof found === 'string' ? parseDuration(found) : null;
      if (ms !== null && ms >= 0) return ms;
      refuse(`${shown(found)} is no duration`, [name], 'write it like 500ms, 30s or 1h30m');
      return 0;
    });

  return {
    problems,
    has,
    refuse,
    optionalText,
    optionalCount,
    text(name) {
      const text = optionalText(name);
      if (text === undefined) missing(name);
      else if (text === '' && !isTemplate(object[name])) refuse(`\`${name}\` is empty`, [name]);
      return text ?? '';
    },
    texts,
    someTexts(name) {
      const found = texts(name);
      if (found.length === 0 && Array.isArray(object[name])) refuse(`\`${name}\` is empty`, [name]);
      return found;
    },
    anyTexts(name) {
      const found = object[name];
      const all = !has(name) ? [] : Array.isArray(found) ? texts(name) : [textAt(found, [name])];
      return all.filter((text) => text !== '');
    },
    list: (name) => (Array.isArray(object[name]) ? object[name] : []),
    textMap(name, called) {
      const found = object[name];
      if (!has(name) || isTemplate(found)) return {};
      if (!isObject(found)) refuse(`\`${name}\` must be a mapping, not ${nameOf(found)}`, [name]);
      const entries = Object.entries(isObject(found) ? found : {});
      return Object.fromEntries(entries.map(([key, item]) => [key, textAt(item, [name, key], called)]));
    },
    optionalDuration,
    duration(name) {
      if (!has(name)) missing(name);
      return optionalDuration(name) ?? 0;
    },
    count: (name, fallback) => optionalCount(name) ?? fallback,
    flag: (name) =>
      optional(name, (found) => {
        if (typeof found !== 'boolean' && !isTemplate(found))
          refuse(`\`${name}\` must be true or false, not ${shown(found)}`, [name]);
        return found === true;
      }) ?? false,
    optionalJson: (name) => optional(name, (found) => found as Json),
    inside(name, names) {
      const found = isTemplate(object[name]) ? {} : object[name];
      const unknown = Object.keys(isObject(found) ? found : {}).filter((key) => !names.includes(key));
      for (const key of unknown) refuse(`\`${key}\` is no key of \`${name}\``, [name, key]);
      return fieldsAt(found, [...place, name], problems);
    },
    choice(name, words) {
      const found = words.find((word) => word === object[name]);
      if (!has(name)) missing(name);
      else if (found === undefined)
        refuse(`\`${name}\` must be ${words.join(' or ')}, not ${shown(object[name])}`, [name]);
      return found ?? (words[0] as (typeof words)[number]);
    },
  };
}

function placeName([name, inner]: readonly (string | number)[]): string {
  if (typeof inner === 'number') return `item ${inner + 1} of \`${name}\``;
  return inner === undefined ? `\`${name}\`` : `\`${inner}\` of \`${name}\``;
}

const shown = (value: unknown): string => {
  if (isTemplate(value)) return 'a template';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? JSON.stringify(value)
    : nameOf(value);
};

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`;
}
