// Commands as they can be pasted into a shell where their secrets are set: what stands for a secret on the screen becomes
// the variable that the runbook takes it from, quoted as its place in the command needs it.

import { showText, type Text } from '../../model/expression.ts';
import type { Input } from '../../model/runbook.ts';

/** The secret inputs of a run, and what is shown of them. */
export interface ShownSecrets {
  readonly inputs: readonly Pick<Input, 'name' | 'env' | 'secret'>[];
  readonly secrets: Readonly<Record<string, Text>>;
}

/** The variable that an input is taken from; one that has none is called by its name. */
const variableOf = ({ name, env }: Pick<Input, 'name' | 'env'>): string =>
  env ?? name.toUpperCase().replaceAll(/\W/g, '_');

/** A shown command with a variable in the place of each secret. One without secrets stays as it is. */
export function pasteable(command: string, { inputs, secrets }: ShownSecrets): string {
  const marks = inputs.flatMap((input): readonly Mark[] => {
    const mark = `«secret:${input.name}»`;
    const whole = Object.hasOwn(secrets, input.name) ? showText(secrets[input.name] ?? '') : mark;
    // A URL is secret in a part of it; the variable holds all of it.
    const shown = whole.includes(mark) ? whole : mark;
    return input.secret ? [{ shown, variable: variableOf(input) }] : [];
  });
  if (!marks.some(({ shown }) => command.includes(shown))) return command;
  let pasted = '';
  let quote: '' | "'" | '"' = '';
  for (let at = 0; at < command.length; ) {
    const found = marks.find(({ shown }) => command.startsWith(shown, at));
    if (found !== undefined) {
      pasted += placed(found.variable, quote);
      at += found.shown.length;
      continue;
    }
    const char = command.charAt(at);
    const length = char === '\\' && quote !== "'" ? 2 : 1;
    if (length === 1 && (char === "'" || char === '"') && (quote === '' || quote === char))
      quote = quote === '' ? char : '';
    pasted += command.slice(at, at + length);
    at += length;
  }
  return pasted;
}

interface Mark {
  readonly shown: string;
  readonly variable: string;
}

function placed(variable: string, quote: '' | "'" | '"'): string {
  if (quote === "'") return `'"$${variable}"'`;
  return quote === '"' ? `\${${variable}}` : `"$${variable}"`;
}
