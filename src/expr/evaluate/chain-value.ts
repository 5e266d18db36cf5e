// What a chain finds when it is evaluated: a value, or why there is none. A field that was not learned is absent, a probe
// that could not look has no reading at all: both are unknown, with the reason.

import { parseDuration } from '../../model/duration.ts';
import type { Json } from '../../model/json.ts';
import { NOT_WHOLE, type Reading } from '../../model/reading.ts';
import type { WhyUnknown } from '../../model/reasons/unknown.ts';
import { unreachable } from '../../model/result.ts';
import { parseSize } from '../../model/size.ts';
import type { Scope } from '../environment.ts';
import { findRoot, type Names, type Root } from '../names.ts';
import { type Chain, type Link, nameOf } from '../syntax/node.ts';
import { kindName, kindOf, notNull, type Type } from '../value-type.ts';
import {
  duration,
  isList,
  isMap,
  isTime,
  isUnknown,
  kindOfValue,
  type MaybeValue,
  unknown,
  type Value,
} from './value.ts';

/** Where values come from. `before`: bare probes mean what they were when the current step started. */
export interface Source {
  readonly names: Names;
  readonly scope: Scope;
  readonly before: boolean;
  /** Evaluates a fact. */
  readonly fact: (id: string, before: boolean) => MaybeValue;
}

/** The value of a chain that no loop has bound. */
export function valueOfChain(chain: Chain, source: Source): MaybeValue {
  const found = findRoot(chain, source.names);
  if (found === null) return unknown('nothing has that name', nameOf(chain));
  const value = valueOfRoot(found.root, source);
  if (isUnknown(value)) return value.at === '' ? unknown(value.why, nameOf(chain)) : value;
  return follow(chain, found.taken, { value, type: typeOfRoot(found.root, source.names) });
}

/** A value and its declared type. */
interface Held {
  readonly value: Value;
  readonly type: Type;
}

/** Follows the links of a chain from a value on. */
export function follow(chain: Chain, from: number, start: Held): MaybeValue {
  let held = start;
  for (let i = from; i < chain.links.length; i++) {
    const link = chain.links[i];
    if (link === undefined) break;
    const value = step(held, link.key, () => nameOf(chain, i));
    if (isUnknown(value)) return unknown(value.why, nameOf(chain, held.value === null ? undefined : i + 1));
    held = { value, type: typeBehind(held.type, link.key) };
  }
  const wrong = mismatch(held);
  return wrong === null ? held.value : unknown(wrong, nameOf(chain));
}

/** The value behind one link; `name` says how its owner is written. */
export function step({ value, type }: Held, key: Link['key'], name: () => string): MaybeValue {
  if (value === null) return unknown(name() === 'alert' ? 'no alert started this run' : `${name()} is null`);
  if (isTime(value) || typeof value !== 'object') return unknown(`${name()} is ${kindName(kindOfValue(value))}`);
  if (isList(value)) {
    const item = typeof key === 'number' ? value[key] : undefined;
    if (item !== undefined) return item;
    return unknown(
      typeof key === 'number' ? `the list has ${counted(value.length, 'element')}` : `${name()} is a list`,
    );
  }
  const field = typeof key === 'string' && Object.hasOwn(value, key) ? value[key] : undefined;
  const learned = field !== undefined && (field !== null || kindOf(typeBehind(type, key)) === null);
  return learned ? field : unknown(whyAbsent(value, key, name));
}

/** Why a record lacks a field: a failed reading says so itself, and so does one in which it was too long. */
function whyAbsent(value: Value, key: Link['key'], name: () => string): string {
  const cut = isMap(value) ? value[NOT_WHOLE] : undefined;
  const why = cut !== undefined && isMap(cut) && Object.hasOwn(cut, key) ? cut[key] : undefined;
  if (typeof why === 'string') return why;
  const error = isMap(value) ? value['error'] : undefined;
  const message = error !== undefined && isMap(error) ? error['message'] : undefined;
  if (typeof message === 'string' && message !== '') return message;
  return `${name()} does not say`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function typeBehind(type: Type, key: Link['key']): Type {
  const owner = notNull(type);
  if (typeof owner === 'string') return 'dyn';
  if ('list' in owner) return owner.list;
  if ('map' in owner) return owner.map;
  if ('record' in owner && Object.hasOwn(owner.record, key)) return owner.record[key] ?? 'dyn';
  return 'dyn';
}

/** What a value is instead of what its type declares; null when it is that. */
function mismatch({ value, type }: Held): string | null {
  const expected = kindOf(type);
  const got = kindOfValue(value);
  if (expected === null || expected === got || (value === null && typeof type === 'object' && 'nullable' in type))
    return null;
  return `expected ${kindName(expected)}, got ${kindName(got)}`;
}

function typeOfRoot(root: Root, names: Names): Type {
  switch (root.kind) {
    case 'probe':
      return names.probes.get(root.id) ?? 'dyn';
    case 'step':
      return names.steps.get(root.id) ?? 'dyn';
    case 'input':
      return names.inputs.get(root.name)?.type ?? 'dyn';
    default:
      return 'dyn';
  }
}

/** The value that a chain begins with; `at` stays "" where the chain itself is to be named. */
function valueOfRoot(root: Root, source: Source): MaybeValue {
  const { scope, names } = source;
  switch (root.kind) {
    case 'input':
      return inputValue(root.name, names, scope);
    case 'alert':
      return scope.alert === null ? null : toValue({ ...scope.alert });
    case 'item':
      return scope.item === undefined ? unknown('there is no item here') : toValue(scope.item);
    case 'cause':
      return scope.cause;
    case 'run':
      return root.name === 'elapsed' ? duration(scope.run.elapsed_ms) : scope.run[root.name];
    case 'fact':
      return source.fact(root.id, source.before || root.before);
    case 'probe':
      return source.before || root.before
        ? readingBefore(root.id, scope)
        : reading(root.id, scope, { code: 'not_looked_at' });
    case 'step':
      return source.before ? readingBefore(root.id, scope) : reading(root.id, scope, { code: 'not_finished' });
    default:
      return unreachable(root);
  }
}

function reading(id: string, { readings, blind }: Scope, otherwise: WhyUnknown): MaybeValue {
  const found = own(readings, id);
  if (found !== undefined) return toValue(found);
  return unknown(own(blind, id) ?? otherwise);
}

function readingBefore(id: string, { before }: Scope): MaybeValue {
  if (before === null) return unknown('there is no earlier reading yet');
  const found = own(before, id);
  return found === undefined ? unknown('it had no reading then') : toValue(found);
}

function inputValue(name: string, names: Names, { inputs }: Scope): MaybeValue {
  const value = own(inputs, name);
  const type = names.inputs.get(name);
  if (type?.secret === true) return unknown('it is secret');
  if (value === undefined || value === null) return unknown('it was not given');
  if (type?.type === 'duration' && (typeof value === 'string' || typeof value === 'number')) {
    const ms = typeof value === 'number' ? value : parseDuration(value);
    return ms === null ? unknown('it is no duration') : duration(ms);
  }
  if (type?.type === 'number' && typeof value === 'string') return parseSize(value) ?? unknown('it is no number');
  return toValue(value);
}

/** JSON is a value as it is. */
const toValue = (json: Json | Reading): Value => json as Value;

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
