// Inputs: what a run is given, where it comes from, and whether what the file itself gives fits.

import { parseDuration } from '../../../model/duration.ts';
import type { Json } from '../../../model/json.ts';
import { linearPattern } from '../../../model/linear-pattern.ts';
import type { Input } from '../../../model/runbook.ts';
import { parseSize } from '../../../model/size.ts';
import type { InputType } from '../../../model/step.ts';
import { optional } from '../../optional.ts';
import { at, isText, itemsAt, type Node, plain, textAt } from '../../yaml/node.ts';
import type { Build } from '../context.ts';
import { inputTypeOf, isSecret } from '../declare.ts';
import { keepingAt } from './keeping.ts';

/** Builds the inputs of a file, in its order. */
export function buildInputs(build: Build): readonly Input[] {
  return [...build.outline.inputs].map(([name, { key, value }]) => {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) {
      const help = 'a small letter, then small letters, digits and _: expressions say inputs.name';
      build.problems.add('error', key, { code: 'id', message: `"${name}" is no name for an input`, help });
    }
    return buildInput(build, name, value);
  });
}

function buildInput(build: Build, name: string, node: Node): Input {
  const type = inputTypeOf(node);
  const secret = isSecret(node);
  const pattern = patternAt(build, node);
  const written = at(node, 'default');
  const choices = at(node, 'choices');
  for (const choice of itemsAt(node, 'choices')) checkType(build, choice, type);
  checkVariable(build, node);
  checkVariable(build, at(node, 'secret'));
  if (written !== undefined) checkDefault(build, node, { written, type, secret, pattern });
  return {
    name,
    ...optional('description', textAt(node, 'description')),
    ...optional('env', textAt(node, 'env') ?? textAt(at(node, 'secret'), 'env')),
    ...optional('from', build.expressions.condition(at(node, 'from'), 'alert', 'any')),
    ...optional('default', written === undefined ? undefined : plain(written)),
    secret,
    ...optional('kept', keepingAt(build, node)),
    type,
    ...optional('choices', choices?.kind === 'list' ? (plain(choices) as readonly Json[]) : undefined),
    ...optional('pattern', textAt(node, 'pattern')),
  };
}

// A variable is named, and not read, by `env`; nothing reads one in a default.
function checkVariable({ problems, accepted }: Build, node: Node | undefined): void {
  const [env, fallback] = [at(node, 'env'), at(node, 'default')];
  if (isText(env) && !accepted && /[$\s={}]/.test(env.value)) {
    const [name] = /[A-Za-z_]\w*/.exec(env.value) ?? [];
    problems.add('error', env, {
      code: 'value',
      message: `"${env.value}" is no name of a variable`,
      ...(name !== undefined && { help: `write ${name}`, fix: { start: env.start, end: env.end, text: name } }),
    });
  }
  if (!isText(fallback) || accepted) return;
  const found = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^}]*))?\})$/.exec(fallback.value);
  const [name, value] = [found?.[1] ?? found?.[2], found?.[3]];
  if (name === undefined) return;
  problems.add('error', fallback, {
    code: 'other-template',
    message: `"${fallback.value}" is not filled in here: it stays as it is`,
    help: `write env: ${name}${value === undefined ? ', and no default' : `, default: ${value}`}`,
  });
}

function patternAt(build: Build, node: Node): RegExp | undefined {
  const written = at(node, 'pattern');
  if (!isText(written)) return undefined;
  // The whole value must match, whatever the author put at the ends.
  const compiled = linearPattern(`^(?:${written.value})$`);
  if (compiled.ok) return compiled.value;
  build.problems.add('error', written, { code: 'pattern', message: `this pattern cannot be used: ${compiled.error}` });
  return undefined;
}

interface Default {
  readonly written: Node;
  readonly type: InputType;
  readonly secret: boolean;
  readonly pattern: RegExp | undefined;
}

function checkDefault(build: Build, node: Node, { written, type, secret, pattern }: Default): void {
  const value = plain(written);
  const choices = itemsAt(node, 'choices');
  const fits = checkType(build, written, type);
  if (!fits) return;
  if (choices.length > 0 && !choices.some((choice) => plain(choice) === value)) {
    const message = 'the default is none of the choices';
    build.problems.add('error', written, {
      code: 'default',
      message,
      help: `one of ${choices.map((choice) => JSON.stringify(plain(choice))).join(', ')}`,
    });
  }
  if (pattern !== undefined && typeof value === 'string' && !pattern.test(value)) {
    build.problems.add('error', written, { code: 'default', message: 'the default does not match the pattern' });
  }
  if (secret && typeof value === 'string' && holdsSecret(value)) {
    const help = 'delete the default: name a variable with `env`, or let it be asked for';
    build.problems.add('error', written, {
      code: 'secret-default',
      message: 'the default of a secret input may hold no secret',
      help,
    });
  }
}

/** Whether the default of a secret says the secret. A URL without a password says where, not what. */
function holdsSecret(value: string): boolean {
  if (value === '') return false;
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:([^/?#]*)@)?[^/?#@]+/i.exec(value);
  if (url === null) return true;
  return url[1]?.includes(':') === true || /[?&](?:password|passwd|token|secret|key|auth)=/i.test(value);
}

const FORM: Readonly<Record<InputType, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  duration: 'a duration such as 30s',
  size: 'a size such as 512mb',
  list: 'a list',
};

/** Whether a value is of a type; reports it when it is not. */
function checkType(build: Build, node: Node, type: InputType): boolean {
  if (node.kind === 'broken') return false;
  const value = plain(node);
  if (isOfType(value, type)) return true;
  const quoted = type === 'string' && node.kind === 'scalar' && node.value !== null;
  const text = quoted ? `"${String(node.value)}"` : '';
  const cure = quoted && { help: `quote it: ${text}`, fix: { start: node.start, end: node.end, text } };
  build.problems.add('error', node, { code: 'type', message: `this must be ${FORM[type]}`, ...cure });
  return false;
}

function isOfType(value: Json | undefined, type: InputType): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'duration':
      return typeof value === 'string' && parseDuration(value) !== null;
    case 'size':
      return typeof value === 'number' || (typeof value === 'string' && parseSize(value) !== null);
    case 'list':
      return Array.isArray(value);
  }
}
