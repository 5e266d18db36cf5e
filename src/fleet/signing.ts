// Who belongs to a fleet is who has its key. What goes through the store is signed with it: an order with its run, and the end of
// a record with its run. What is not signed counts for nothing; that somebody may write to the store is not enough.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { jsonText } from '../model/json.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Head } from '../transcript/chain.ts';
import { messageOf } from '../transcript/transcript-error.ts';
import type { Order } from './ports.ts';

/** Signs, and tells what was signed with the same key. Signatures are 64 hexadecimal digits. */
export interface Signer {
  order(run: string, order: Order): string;
  head(run: string, head: Head): string;
  message(run: string, message: string): string;
  isOrder(run: string, order: Order, signature: string): boolean;
  isHead(run: string, head: Head, signature: string): boolean;
  isMessage(run: string, message: string, signature: string): boolean;
}

/** Shortest key, in characters: what is shorter can be guessed. */
const SHORTEST_KEY = 32;

/** The signer of a key; the error is a sentence without a full stop, and holds nothing of the key. */
export function signerOf(key: string): Result<Signer, string> {
  if (key.length < SHORTEST_KEY)
    return err(key === '' ? 'it is empty' : `it holds fewer than ${SHORTEST_KEY} characters, which can be guessed`);
  // What it is about stands in what is signed, so that no signature serves for something else.
  const sign = (about: string, run: string, what: string): string =>
    createHmac('sha256', key).update(`firebreak ${about}\n${run}\n${what}`).digest('hex');
  const order = (run: string, what: Order): string => sign('order', run, canonical(what));
  const head = (run: string, { seq, hash }: Head): string => sign('head', run, `${seq} ${hash}`);
  const message = (run: string, what: string): string => sign('message', run, what);
  return ok({
    order,
    head,
    message,
    isOrder: (run, what, signature) => same(order(run, what), signature),
    isHead: (run, what, signature) => same(head(run, what), signature),
    isMessage: (run, what, signature) => same(message(run, what), signature),
  });
}

// A store gives back the same values, and need not keep the order of the keys.
function canonical(value: unknown): string {
  return jsonText(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, sorted(one)]));
}

function same(made: string, given: string): boolean {
  const [one, other] = [Buffer.from(made), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * The signer of the key that the environment holds: FIREBREAK_FLEET_KEY, or the file that FIREBREAK_FLEET_KEY_FILE names. The error
 * is a sentence without a full stop.
 */
export function signerFrom(env: Readonly<Record<string, string | undefined>>): Result<Signer, string> {
  const file = env['FIREBREAK_FLEET_KEY_FILE'] ?? '';
  const held = env['FIREBREAK_FLEET_KEY'] ?? '';
  if (held === '' && file === '')
    return err('a fleet signs what it shares, and there is no key: FIREBREAK_FLEET_KEY is not set');
  const key = held === '' ? keyIn(file) : ok(held);
  if (!key.ok) return key;
  const made = signerOf(key.value);
  return made.ok ? made : err(`the key of the fleet cannot be used: ${made.error}`);
}

function keyIn(file: string): Result<string, string> {
  try {
    return ok(readFileSync(file, 'utf8').trim());
  } catch (error) {
    return err(`the file of FIREBREAK_FLEET_KEY_FILE cannot be read: ${messageOf(error)}`);
  }
}
