// Lists and mappings that stand for each other, and what makes one of the other.

import { isKind } from '../../kinds/index.ts';
import type { FileForm } from '../yaml/file-form.ts';
import { textAt } from '../yaml/node.ts';
import type { Problem } from '../yaml/problems.ts';
import type { Located } from './errors.ts';

/** Where items were written as keys, or keys as items; and an input as its default. */
export function dashes(
  { node, path }: Located,
  types: readonly string[],
  form: FileForm,
): Pick<Problem, 'help' | 'fix'> | undefined {
  if (types.includes('array') && node.kind === 'map' && !types.includes('object')) {
    const [first] = node.entries;
    if (path.at(-1) === 'when') return { help: 'write each line as a condition: "- ping.ok"' };
    if (types.includes('string') && form !== 'runbook') return first && { help: `write the name alone: ${first[0]}` };
    if (path.at(-1) === 'ports') return { help: `write the names alone: [${[...node.entries.keys()].join(', ')}]` };
    const isNamed = first?.[1].value.kind === 'map';
    if (first !== undefined && isKind(first[0]))
      return { help: `each item begins with "- ": write "- ${first[0]}: …"` };
    if (isNamed) return { help: `each item begins with "- ": write "- ${NAMED_BY[form]}: ${first[0]}"` };
    return { help: node.flow ? 'put it in brackets: [{ … }]' : 'each item begins with "- "' };
  }
  if (!types.includes('object') || types.includes('array')) return undefined;
  if (node.kind === 'list') {
    const [only] = node.items;
    const name = only?.kind === 'map' ? (textAt(only, 'name') ?? textAt(only, 'id') ?? textAt(only, 'key')) : undefined;
    if (name !== undefined && !node.flow && path.length > 0)
      return { help: `leave out the "- ", and write each below its name: "${name}: …"` };
    const isWrapped = node.flow && node.items.length === 1 && only?.kind === 'map';
    if (isWrapped) return { help: 'leave the brackets out' };
    return {
      help: node.flow ? 'it has keys and values: { key: value }' : 'leave out the "- ": it has keys, not items',
    };
  }
  const isInput = path[0] === 'inputs' && path.length === 2 && node.kind === 'scalar';
  if (!isInput) return undefined;
  const text = `{ default: ${JSON.stringify(node.value)} }`;
  return { help: `write ${text}`, fix: { start: node.start, end: node.end, text } };
}

/** What names an item of the list that a file is about. */
const NAMED_BY: Readonly<Record<FileForm, string>> = {
  runbook: 'id',
  scenarios: 'title',
  drills: 'fault',
  inputs: 'name',
  inventory: 'name',
  serve: 'name',
};
