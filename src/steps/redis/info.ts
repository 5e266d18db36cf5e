// What INFO says, as fields of the types that the kind declares, and what has changed between two of them. Pure.

import { INFO_FIELDS, INFO_NUMBERS } from '../../kinds/redis/info.ts';
import type { Json } from '../../model/json.ts';

/**
 * Fields of INFO; `errorstat_X` is its count, `db0` a record of numbers. One that is not declared, or does not fit its
 * type, is left out: no condition could name it.
 */
export type Info = Readonly<Record<string, Json>>;

const ERROR_COUNTS = Object.keys(INFO_NUMBERS).filter((name) => name.startsWith('errorstat_'));

/** Reads the text of INFO. */
export function parseInfo(text: string): Info {
  const fields: Record<string, Json> = {};
  // Only errors that came are listed, in a section that servers before 6.2 do not have.
  if (/^# Errorstats\b/m.test(text)) for (const name of ERROR_COUNTS) fields[name] = 0;
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon <= 0 || line.startsWith('#')) continue;
    const name = line.slice(0, colon);
    const value = fieldValue(name, line.slice(colon + 1));
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/**
 * How much each number has grown from one INFO to the next; may be negative. A counter that one of them lacks was 0. After
 * a restart of the server everything counts from 0.
 */
export function infoDelta(before: Info, after: Info): Readonly<Record<string, number>> {
  const restarted = before['run_id'] !== after['run_id'];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const was = before[name] ?? 0;
      const is = after[name] ?? 0;
      if (typeof was !== 'number' || typeof is !== 'number') return [];
      return [[name, restarted ? is : difference(was, is)]];
    }),
  );
}

/** Seconds until a loading server is ready, or null when it does not say. */
export function loadingEta(info: Info): number | null {
  const eta = info['loading_eta_seconds'];
  return info['loading'] === 1 && typeof eta === 'number' && eta >= 0 ? eta : null;
}

// A difference of 1.29 and 1.28 is not to end in a row of nines.
const difference = (was: number, is: number): number => Number((is - was).toFixed(6));

function fieldValue(name: string, value: string): Json | undefined {
  const type = Object.hasOwn(INFO_FIELDS, name) ? INFO_FIELDS[name] : undefined;
  if (type === undefined) return undefined;
  if (typeof type === 'object' && 'record' in type) return subfields(value);
  if (type !== 'number') return value;
  if (name.startsWith('errorstat_')) return subfields(value)['count'];
  return isNumber(value) ? Number(value) : undefined;
}

// `keys=1,expires=0,avg_ttl=0`
function subfields(value: string): Readonly<Record<string, number>> {
  const pairs = value.split(',').map((pair) => pair.split('=', 2));
  return Object.fromEntries(
    pairs.flatMap(([name = '', number = '']) => (isNumber(number) ? [[name, Number(number)]] : [])),
  );
}

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);
