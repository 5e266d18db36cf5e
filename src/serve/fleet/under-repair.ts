// The store of a fleet should not be what its runs repair: when that is down, so are they.

import { knownInputs } from '../../session/known-inputs.ts';
import { ruleFor, type ServeConfig } from '../config/config.ts';
import type { RunbookEntry } from '../ports.ts';

/** A place in the network. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Titles of runbooks one of whose inputs is, or holds, the address of the store. Values are shown to nobody. */
export function repairedBy(
  store: readonly HostPort[],
  entries: readonly RunbookEntry[],
  config: Pick<ServeConfig, 'policy'>,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return entries.flatMap(({ plan, title, id }) => {
    if (plan === null) return [];
    const known = knownInputs(plan.runbook, plan.environment, ruleFor(config, id).inputs);
    const open = known.ok ? Object.values(known.value.inputs).map(String) : [];
    const secret = plan.runbook.inputs.map((input) => env[input.env ?? ''] ?? '');
    const values = [...open, ...secret];
    return store.some((one) => values.some((value) => names(value, one))) ? [title] : [];
  });
}

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

// An address holds its host and port side by side, whatever stands around them.
function names(value: string, { host, port }: HostPort): boolean {
  const found = value.matchAll(/(?<![\w.-])(\[[0-9a-f:]+\]|[\w.-]+):(\d{1,5})(?!\d)/gi);
  return [...found].some(
    ([, one = '', number]) => Number(number) === port && isSame(one.toLowerCase(), host.toLowerCase()),
  );
}

const isSame = (one: string, other: string): boolean => one === other || (LOCAL.has(one) && LOCAL.has(other));
