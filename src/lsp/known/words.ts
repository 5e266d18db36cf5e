// What a name of an expression is, in words: for a list of completions, and for whoever points at it.

import type { Bound } from '../../expr/check/check.ts';
import { FUNCTION_WORDS } from '../../expr/function-words.ts';
import { describeType, elementOf, type Inspector } from '../../expr/inspect.ts';
import type { Type } from '../../expr/value-type.ts';
import { isSecret } from '../../parse/build/declare.ts';
import type { Contents } from '../../parse/runbook.ts';
import { at, isText, type MapNode, type Node, plain, textAt } from '../../parse/yaml/node.ts';
import { kindOf } from '../../parse/yaml/outline.ts';
import type { Tail } from '../text/receiver.ts';
import type { Name } from './names.ts';

/** Types of the names that loops around a place have bound. */
export function boundBy(loops: Tail['loops'], inspector: Inspector): Bound {
  const bound = new Map<string, Type>();
  for (const { over, variable } of loops) bound.set(variable, elementOf(inspector.typeOf(over, bound) ?? 'dyn'));
  return bound;
}

/** What a declared name is: its role, what its author calls it, and how it comes to its value. Markdown. */
export function wordsOfName(contents: Contents, { space, name }: Name): string {
  if (space === 'input') return inputWords(contents, name);
  const fact = contents.outline.facts.get(name);
  if (fact !== undefined) return isText(fact.value) ? `Fact: \`${fact.value.value}\`` : 'Fact';
  const step = contents.outline.steps.find(({ node }) => contents.ids.get(node) === name);
  if (step !== undefined) return stepWords(step.node, step.role === 'probe' ? 'Probe' : 'Step');
  const cause = contents.outline.causes.find((node) => contents.ids.get(node) === name);
  return cause === undefined ? '' : ['Cause', textAt(cause, 'title')].filter(Boolean).join(': ');
}

function stepWords(node: MapNode, role: string): string {
  const kind = kindOf(node);
  const title = textAt(node, 'title');
  const value = kind === undefined ? undefined : at(node, kind);
  const written = value === undefined ? '' : shortly(value);
  const line = `${role}${title === undefined ? '' : `: ${title}`}`;
  return kind === undefined ? line : `${line}\n\n\`${kind}: ${written.replaceAll('`', "'")}\``;
}

function inputWords({ outline }: Contents, name: string): string {
  const node = outline.inputs.get(name)?.value;
  if (node === undefined) return '';
  const lines = [
    'Input',
    textAt(node, 'description') ?? '',
    ...['default', 'env', 'choices'].flatMap((key) => {
      const value = at(node, key);
      return value === undefined ? [] : [`${key}: \`${shortly(value)}\``];
    }),
    ...(isSecret(node) ? ['secret: it may stand alone in a template only'] : []),
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

const MOST = 120;
// A value that is lost to a mistake has none.
const shortly = (value: Node): string => {
  const line = (isText(value) ? value.value : (JSON.stringify(plain(value)) ?? '')).replace(/\s+/g, ' ').trim();
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
};

/** A function in Markdown; "" for a name that is none. */
export function functionMarkdown(name: string): string {
  const words = Object.hasOwn(FUNCTION_WORDS, name) ? FUNCTION_WORDS[name] : undefined;
  return words === undefined ? '' : `\`\`\`cel\n${words.call}\n\`\`\`\n${words.says}`;
}

/** A type with what is said of its value. */
export function typedMarkdown(name: string, type: Type, says = ''): string {
  return `\`\`\`cel\n${name}: ${describeType(type)}\n\`\`\`${says === '' ? '' : `\n${says}`}`;
}
