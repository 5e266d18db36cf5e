// The names and types of one file for somebody who is writing an expression in it: what can stand here, and what it is.
// Nothing is judged and nothing is evaluated.

import { type Bound, checkNode } from './check/check.ts';
import { checkingOf } from './check/checker.ts';
import type { Declarations } from './environment.ts';
import { CALLABLE, formsOf } from './evaluate/functions.ts';
import { fileOf } from './file.ts';
import type { Names } from './names.ts';
import { kindOf, notNull, type Type, type ValueKind } from './value-type.ts';

/** What can be asked of the names of a file. */
export interface Inspector {
  readonly names: Names;
  /** The type of an expression; null when it cannot be read. What is wrong in it counts as any type. */
  typeOf(source: string, bound?: Bound): Type | null;
}

/** Reads the declarations of a file. */
export function inspectorOf(declarations: Declarations): Inspector {
  const file = fileOf(declarations);
  const checking = checkingOf(file);
  return {
    names: file.names,
    typeOf(source, bound) {
      const parsed = file.parse(source);
      return parsed.ok ? checkNode(parsed.value, checking('run', []), bound) : null;
    },
  };
}

/** The fields that a value of a type is known to have, by name. */
export function fieldsOf(type: Type): Readonly<Record<string, Type>> {
  const plain = notNull(type);
  return typeof plain === 'object' && 'record' in plain ? plain.record : {};
}

/** What one element of a list is, or one key of a map. */
export function elementOf(type: Type): Type {
  const plain = notNull(type);
  if (typeof plain === 'object' && 'list' in plain) return plain.list;
  return kindOf(plain) === 'map' ? 'string' : 'dyn';
}

/** The words that a string can be; none where it may be anything. */
export function wordsOf(type: Type): readonly string[] {
  const plain = typeof type === 'object' && 'nullable' in type ? type.nullable : type;
  return typeof plain === 'object' && 'words' in plain ? plain.words : [];
}

const MACROS: Readonly<Record<string, ValueKind>> = {
  matches: 'string',
  all: 'list',
  exists: 'list',
  exists_one: 'list',
  filter: 'list',
  map: 'list',
};

/** The methods that a value of a kind has; of a kind that is not known, all. */
export function methodsOf(kind: ValueKind | null): readonly string[] {
  return CALLABLE.filter((name) => {
    const receivers = formsOf(name)
      .filter(({ form }) => form !== 'function')
      .flatMap(({ parameters }) => parameters[0] ?? []);
    const own = MACROS[name];
    const all = own === undefined ? receivers : [own, ...(own === 'list' ? (['map'] as const) : [])];
    return all.length > 0 && (kind === null || all.includes(kind));
  });
}

/** The functions that stand by themselves. */
export const FREE_FUNCTIONS: readonly string[] = CALLABLE.filter(
  (name) => name === 'has' || name === 'known' || formsOf(name).some(({ form }) => form !== 'method'),
);

/** A type as an author reads it: words and fields written out as far as they are few. */
export function describeType(type: Type): string {
  if (typeof type === 'string') return NAMES[type] ?? type;
  if ('nullable' in type) return `${describeType(type.nullable)}, or null`;
  if ('words' in type)
    return `string: ${type.words
      .filter((word) => word !== '')
      .map(quoted)
      .join(' | ')}`;
  if ('list' in type) return `list of ${describeType(type.list)}`;
  if ('map' in type) return `map of ${describeType(type.map)}`;
  const names = Object.keys(type.record);
  return `record: ${names.slice(0, MOST).join(', ')}${names.length > MOST ? ', …' : ''}`;
}

const MOST = 12;
const quoted = (word: string): string => `"${word}"`;
const NAMES: Readonly<Record<string, string>> = { bool: 'boolean', dyn: 'any value', never: 'nothing' };
