// Checks calls: that the function exists, gets what it takes, and that constants convert.

import { linearPattern } from '../../model/linear-pattern.ts';
import { nearest } from '../../model/nearest.ts';
import type { ExpressionProblem } from '../environment.ts';
import { ONE, part } from '../evaluate/budget.ts';
import { CALLABLE, callFunction, type Definition, formsOf, pick, resultOf } from '../evaluate/functions.ts';
import { isUnknown, shownWhy, type Value } from '../evaluate/value.ts';
import { type Complaint, didYouMean, problemAt } from '../problem.ts';
import { type Node, textOf } from '../syntax/node.ts';
import { kindName, kindOf, type Type, typeName } from '../value-type.ts';
import { CALLED, INSTEAD, LOOPING } from './called.ts';
import type { Checking } from './checking.ts';

type Call = Node & { readonly op: 'call' };

/** The type of a call's result. */
export function checkCall(call: Call, types: readonly Type[], checking: Checking): Type {
  const result = resultOf(call.name, call.method, types);
  const complaint = result === null ? explainCall(call, types) : inConstants(call);
  if (complaint !== null) checking.report(complaintAt(call, complaint));
  return result ?? 'dyn';
}

/** A function that does not exist is pointed at by its name, everything else by the whole call. */
function complaintAt(call: Call, complaint: Complaint): ExpressionProblem {
  const receiver = call.method ? call.args[0] : undefined;
  const start = call.source.indexOf(call.name, receiver?.end ?? call.start);
  if (complaint.code !== 'unknown-function' || start < 0) return problemAt(call, complaint);
  return problemAt({ start, end: start + call.name.length }, complaint);
}

/** `duration("5x")` and its like are wrong before anything runs. */
function inConstants({ name, method, args }: Call): Complaint | null {
  const values: Value[] = [];
  for (const arg of args) {
    if (arg.op !== 'literal') return null;
    values.push(arg.value);
  }
  const answer = callFunction(name, method, values, part(ONE));
  return isUnknown(answer) ? { code: 'value', message: shownWhy(answer) } : null;
}

/** `x.matches("…")`: the pattern must be written out, and linear. */
export function checkPattern(call: Call, types: readonly Type[], checking: Checking): Type {
  const [text, pattern] = call.args;
  const type = types[0] ?? 'dyn';
  if (text === undefined || pattern === undefined || call.args.length !== 2) {
    const help = 'for example x.matches("^5..$")';
    checking.report(problemAt(call, { code: 'type', message: '`matches` takes one pattern', help }));
    return 'bool';
  }
  if (!['string', null].includes(kindOf(type))) {
    const message = `\`matches\` looks at a string, and \`${textOf(text)}\` is ${typeName(type)}`;
    checking.report(problemAt(call, { code: 'type', message }));
  }
  const refused = whyRefused(pattern);
  if (refused !== null) checking.report(problemAt(pattern, { code: 'pattern', message: refused }));
  return 'bool';
}

function whyRefused(pattern: Node): string | null {
  if (pattern.op !== 'literal' || typeof pattern.value !== 'string') {
    return 'the pattern of `matches` must be written out, so that it can be checked when the file is read';
  }
  const compiled = linearPattern(pattern.value);
  return compiled.ok ? null : `this pattern is refused: ${compiled.error}`;
}

/** Whether what stands in the brackets of a call names what only that call would bind. */
export const bindsItems = ({ name }: Call): boolean => formsOf(name).length === 0 && LOOPING.has(name);

function explainCall(call: Call, types: readonly Type[]): Complaint {
  const { name, method, args } = call;
  const forms = formsOf(name);
  if (forms.length === 0) return explainUncallable(name);
  if (pick(name, !method, types.map(kindOf)) !== undefined) {
    const [first, ...rest] = args.map(textOf);
    const all = args.map(textOf).join(', ');
    const instead = method ? `${name}(${all})` : `${first}.${name}(${rest.join(', ')})`;
    const message = `\`${name}\` is called the other way round`;
    return { code: 'type', message, help: `write ${instead}`, instead };
  }
  const [text, ...rest1] = args;
  if (method && kindOf(types[0] ?? 'dyn') === 'number' && text !== undefined && isOfText(forms)) {
    const instead = `string(${textOf(text)}).${name}(${rest1.map(textOf).join(', ')})`;
    const message = `\`${name}\` looks at a string, and \`${textOf(text)}\` is a number`;
    return { code: 'type', message, help: `compare it as a number, or write ${instead}`, instead };
  }
  const [receiver = 'dyn', ...others] = types;
  const given = (method ? others : types).map(typeName).join(' and ') || 'nothing';
  const message = `\`${name}\`${method ? ` of ${typeName(receiver)}` : ''} does not take ${given}`;
  return { code: 'type', message, help: forms.map((form) => takes(name, form)).join('; ') };
}

const isOfText = (forms: readonly Definition[]): boolean =>
  forms.some(({ form, parameters }) => form === 'method' && parameters[0]?.includes('string') === true);

/** A name that is no function, or a macro that is written wrongly. */
function explainUncallable(name: string): Complaint {
  if (CALLABLE.includes(name)) {
    return { code: 'type', message: `\`${name}\` is not called like this`, help: `write ${exampleOf(name)}` };
  }
  const instead = INSTEAD.get(name);
  const meant = CALLED.get(name);
  const called =
    meant === undefined ? didYouMean(nearest(name, CALLABLE)) : { help: `write ${exampleOf(meant)}`, instead: meant };
  const cure = instead === undefined ? called : { help: instead };
  return { code: 'unknown-function', message: `unknown function "${name}"`, ...cure };
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
  if (name === 'matches') return 'x.matches("^5..$")';
  const [form] = formsOf(name);
  if (form === undefined) return `list.${name}(x, …)`;
  return form.form === 'method' ? `x.${name}(${form.parameters.length > 1 ? '"…"' : ''})` : `${name}(x)`;
};
