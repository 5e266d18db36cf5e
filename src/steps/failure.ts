// What goes wrong on the way to an answer. Code of this folder throws it; `undertake` turns it into an outcome, once.

import type { Json } from '../model/json.ts';
import type { BlindReason } from '../model/outcome.ts';
import type { ReadingError } from '../model/reading.ts';

/** Fields of a reading besides `ok`, `ms` and `error`. */
export type Fields = Readonly<Record<string, Json>>;

/** What a step has done to the system by the time it fails. */
export type Effect =
  /** Nothing of it was sent. */
  | 'none'
  /** It was sent, and no answer came: nobody knows. */
  | 'unknown'
  /** It was sent and answered, with bad news. */
  | 'answered';

/** The world's failure, in our words. */
export class Failure extends Error {
  readonly error: ReadingError;
  readonly effect: Effect;
  /** What was learned in spite of it. */
  readonly fields: Fields;

  constructor(error: ReadingError, effect: Effect, fields: Fields = {}) {
    super(error.message);
    this.name = 'Failure';
    this.error = error;
    this.effect = effect;
    this.fields = fields;
  }
}

/** A step that could not look at all. */
export class Unable extends Error {
  readonly reason: BlindReason;

  constructor(kind: BlindReason['kind'], message: string) {
    super(message);
    this.name = 'Unable';
    this.reason = { kind, message };
  }
}

/** The responder ended the step. */
export class Cancelled extends Error {
  readonly by: string;
  readonly effect: Effect;

  constructor(by: string, effect: Effect) {
    super(`ended by ${by}`);
    this.name = 'Cancelled';
    this.by = by;
    this.effect = effect;
  }
}
