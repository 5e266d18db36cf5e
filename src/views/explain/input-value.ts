// The value of an input in an explanation: what is known of it, or where it will come from.

import type { Scope } from '../../expr/environment.ts';
import { quoteArguments } from '../../kinds/command-line.ts';
import { showText } from '../../model/expression.ts';
import type { Input } from '../../model/runbook.ts';

/** What is known of the value of an input before a run. */
export function inputValue(input: Input, { inputs, secrets }: Pick<Scope, 'inputs' | 'secrets'>): string {
  const secret = Object.hasOwn(secrets, input.name) ? secrets[input.name] : undefined;
  if (secret !== undefined) return showText(secret);
  const value = Object.hasOwn(inputs, input.name) ? inputs[input.name] : undefined;
  if (value === undefined) return keptWords(input) ?? 'asked for';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function keptWords({ kept }: Input): string | undefined {
  if (kept === undefined) return undefined;
  return kept.kind === 'file' ? `kept in ${kept.path}` : `printed by ${quoteArguments(kept.argv)}`;
}
