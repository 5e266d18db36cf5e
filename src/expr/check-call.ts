// Checks calls: that the function exists, gets what it takes, and that constants convert.

import { linearPattern } from '../model/linear-pattern.ts';
import { nearest } from '../model/nearest.ts';
import type { Checking } from './check-chain.ts';
import { CALLABLE, callFunction, type Definition, formsOf, pick, resultOf } from './functions.ts';
import { type Node, textOf } from './node.ts';
import { isUnknown, kindOfValue, type Value } from './value.ts';
import { kindName, kindOf, type Type, typeName } from './value-type.ts';

type Call = Node & { readonly op: 'call' };

/** The type of a call's result. */
export function checkCall(call: Call, types: readonly Type[], checking: Checking): Type {
  const result = resultOf(call.name, call.method, types);
  if (result === null) {
    const { start, end } = call;
    checking.report({ ...explainCall(call, types), start, end });
    return 'dyn';
  }
  checkConstants(call, checking);
  return result;
}

/** `duration("5x")` and its like are wrong before anything runs. */
function checkConstants({ name, method, args, start, end }: Call, checking: Checking): void {
  const values: Value[] = [];
  for (const arg of args) {
    if (arg.op !== 'literal') return;
    values.push(arg.value);
  }
  const answer = callFunction(name, method, values, values.map(kindOfValue));
  if (isUnknown(answer)) checking.report({ code: 'value', message: answer.why, start, end });
}

/** `x.matches("…")`: the pattern must be written out, and linear. */
export function checkPattern(call: Call, types: readonly Type[], checking: Checking): Type {
  const { start, end, args } = call;
  const [text, pattern] = args;
  const kind = kindOf(types[0] ?? 'dyn');
  if (text === undefined || pattern === undefined || args.length !== 2) {
    checking.report({
      code: 'type',
      message: '`matches` takes one pattern',
      help: 'for example x.matches("^5..$")',
      start,
      end,
    });
  } else if (kind !== null && kind !== 'string') {
    const message = `\`matches\` looks at a string, and \`${textOf(text)}\` is ${typeName(types[0] ?? 'dyn')}`;
    checking.report({ code: 'type', message, start, end });
  } else if (pattern.op !== 'literal' || typeof pattern.value !== 'string') {
    const message = 'the pattern of `matches` must be written out, so that it can be checked when the file is read';
    checking.report({ code: 'pattern', message, start: pattern.start, end: pattern.end });
  } else {
    const compiled = linearPattern(pattern.value);
    if (!compiled.ok) {
      checking.report({
        code: 'pattern',
        message: `this pattern is refused: ${compiled.error}`,
        start: pattern.start,
        end: pattern.end,
      });
    }
  }
  return 'bool';
}

/** Names of CEL that runbooks do not have, and what to use. */
const INSTEAD: Readonly<Record<string, string>> = {
  bytes: 'for a size in bytes write size_of("512mb")',
  uint: 'all numbers are of one kind',
  type: 'types are known when the file is read',
  dyn: 'leave it out',
  bind: 'name a part of an expression under `facts`',
};

function explainCall(
  { name, method, args }: Call,
  types: readonly Type[],
): { code: string; message: string; help?: string } {
  const forms = formsOf(name);
  if (forms.length === 0) {
    if (CALLABLE.includes(name))
      return { code: 'type', message: `\`${name}\` is not called like this`, help: `write ${exampleOf(name)}` };
    const near = nearest(name, CALLABLE);
    const help =
      (Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined) ??
      (near === undefined ? undefined : `did you mean "${near}"?`);
    const message = `unknown function "${name}"`;
    return help === undefined ? { code: 'unknown-function', message } : { code: 'unknown-function', message, help };
  }
  if (pick(name, !method, types.map(kindOf)) !== undefined) {
    const [first, ...rest] = args.map(textOf);
    const help = method
      ? `write ${name}(${args.map(textOf).join(', ')})`
      : `write ${first}.${name}(${rest.join(', ')})`;
    return { code: 'type', message: `\`${name}\` is called the other way round`, help };
  }
  const own = method ? types.slice(1) : types;
  const got = own.length === 0 ? 'nothing' : own.map(typeName).join(' and ');
  const on = method ? ` of ${typeName(types[0] ?? 'dyn')}` : '';
  return {
    code: 'type',
    message: `\`${name}\`${on} does not take ${got}`,
    help: forms.map((form) => takes(name, form)).join('; '),
  };
}

/** How a function is called, by the kinds that it takes. */
function takes(name: string, { form, parameters }: Definition): string {
  const kinds = parameters.map((allowed) => allowed.map(kindName).join(' or '));
  if (form !== 'method') return `${name} takes ${kinds.join(' and ')}`;
  const [receiver, ...rest] = kinds;
  return `${name} of ${receiver} takes ${rest.length === 0 ? 'nothing' : rest.join(' and ')}`;
}

const exampleOf = (name: string): string => {
  if (name === 'has' || name === 'known') return `${name}(ping.text)`;
  return name === 'matches' ? 'x.matches("^5..$")' : `list.${name}(x, …)`;
};
