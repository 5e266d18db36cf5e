// The schema of a transcript says the same as the types: checked by the compiler for every event, and by ajv with lines
// as the writer makes them.

import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Static, TSchema } from 'typebox';
import { expect, test } from 'vitest';
import type { Alert } from '../../src/model/alert.ts';
import type { Decisions, Observations } from '../../src/model/event.ts';
import type { Evidence, Seen, Text } from '../../src/model/expression.ts';
import type { Json } from '../../src/model/json.ts';
import type { BlindReason, FailureReason, Outcome, Output } from '../../src/model/outcome.ts';
import type { Proposal, Question } from '../../src/model/question.ts';
import type { RankedCause } from '../../src/model/ranked-cause.ts';
import type { Reading } from '../../src/model/reading.ts';
import type { WhyUnknown } from '../../src/model/reasons/unknown.ts';
import type { SkipReason, WhyGivenUp, WhySettled } from '../../src/model/reasons/why.ts';
import { NO_HEAD } from '../../src/transcript/chain.ts';
import { encodeLine } from '../../src/transcript/format.ts';
import type { PARTS } from '../../src/transcript/parts.schema.ts';
import { EVENT_DATA, transcriptSchema } from '../../src/transcript/transcript.schema.ts';
import { EVERY_EVENT } from '../support/records/every-event.ts';
import { entry } from '../support/records/recorded-run.ts';

/** What the parts of events are in the model. */
interface Parts {
  readonly text: Text;
  readonly evidence: Evidence;
  readonly reading: Reading;
  readonly outcome: Outcome;
  readonly output: Output;
  readonly alert: Alert;
  readonly ranked: RankedCause;
  readonly proposal: Proposal;
  readonly question: Question;
  readonly seen: Seen;
  readonly failure: FailureReason;
  readonly blind: BlindReason;
  readonly unknown: WhyUnknown;
  readonly skip: SkipReason;
  readonly settled: WhySettled;
  readonly given_up: WhyGivenUp;
}

type Data = Observations & Decisions;
type Mutual<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
/** With every optional key there: one that only one side knows then shows. */
type Filled<T> = Json extends T
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Filled<Item>[]
    : T extends object
      ? { [K in keyof T]-?: Filled<T[K]> }
      : T;
type Same<A, B> = Mutual<A, B> extends true ? Mutual<Filled<A>, Filled<B>> : false;
type Statics<Schemas extends Readonly<Record<string, TSchema>>> = { readonly [K in keyof Schemas]: Static<Schemas[K]> };
/** Names under which two tables differ. */
type Differing<A, B> = { [K in keyof A & keyof B]: Same<A[K], B[K]> extends true ? never : K }[keyof A & keyof B];

test('the types of the schema are those of the model', () => {
  // None of these compiles when a name is missing or a type differs.
  const names: Same<keyof typeof EVENT_DATA, keyof Data> = true;
  const partNames: Same<keyof typeof PARTS, keyof Parts> = true;
  const events: Same<Differing<Statics<typeof EVENT_DATA>, Data>, never> = true;
  const parts: Same<Differing<Statics<typeof PARTS>, Parts>, never> = true;
  expect([names, partNames, events, parts]).toEqual([true, true, true, true]);
});

const isValid = new Ajv2020({ strict: true, allErrors: true }).compile(transcriptSchema);
const lineOf = (body: (typeof EVERY_EVENT)[number]) =>
  JSON.parse(encodeLine(entry(body, 12.5), 'r', NO_HEAD)) as object;

test('a line of every event fits the schema', () => {
  const bad = EVERY_EVENT.filter((body) => !isValid(lineOf(body))).map(({ type, data }) => ({ type, data }));
  expect(bad).toEqual([]);
  expect(new Set(EVERY_EVENT.map(({ type }) => type))).toEqual(new Set(Object.keys(EVENT_DATA)));
});

test('a key more or a key less does not fit', () => {
  for (const body of EVERY_EVENT) {
    const line = lineOf(body) as { readonly data: Record<string, unknown> };
    expect(isValid({ ...line, data: { ...line.data, surprise: 1 } }), `${body.type} with a key more`).toBe(false);
    expect(isValid({ ...line, extra: 1 })).toBe(false);
  }
  for (const key of ['v', 'run', 'seq', 'type', 'at', 'mono_ms', 'actor', 'data', 'prev']) {
    const line = Object.entries(lineOf({ type: 'note.added', data: { text: 'x' } })).filter(([name]) => name !== key);
    expect(isValid(Object.fromEntries(line)), key).toBe(false);
  }
});

test('an event of a later version fits, whatever it holds', () => {
  expect(
    isValid({ ...lineOf({ type: 'note.added', data: { text: 'x' } }), type: 'run.praised', data: { by: 'all' } }),
  ).toBe(true);
});
