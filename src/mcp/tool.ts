// One tool: what it is for, what it takes, what it does. Whoever calls it is an agent, and nothing here makes it more than that.

import type { Json, JsonObject } from '../model/json.ts';
import type { Result } from '../model/result.ts';
import type { Field, Fields, Given } from './input.ts';
import type { Caller, Workbench } from './ports.ts';

/** A tool, as it is listed and called. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly fields: Fields;
  /** It looks and writes nothing. */
  readonly looks: boolean;
  call(bench: Workbench, given: Given<Fields>, caller: Caller): Promise<Result<Answer, string>>;
}

/** What a tool answers. */
export type Answer = { readonly [name: string]: Json | object | undefined };

/** Makes a tool whose call knows the types of its fields. */
export function tool<const F extends Fields>(made: {
  readonly name: string;
  readonly description: string;
  readonly fields: F;
  readonly looks: boolean;
  call(bench: Workbench, given: Given<F>, caller: Caller): Promise<Result<Answer, string>>;
}): Tool {
  return made;
}

/** The field that names a run. */
export const RUN = { type: 'string', description: 'Id of a run, whole', most: 100 } as const satisfies Field;

/** The field that names a runbook. */
export const RUNBOOK = {
  type: 'string',
  description: 'Id of a runbook, as list_runbooks has it',
  most: 100,
} as const satisfies Field;

/** Inputs of a runbook. */
export const INPUTS = {
  type: 'object',
  description: 'Values of inputs by name; secret ones come from the environment that this server was started in',
  most: 16 * 1024,
  optional: true,
} as const satisfies Field;

/** No inputs. */
export const NONE: JsonObject = {};
