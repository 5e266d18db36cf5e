// Values that YAML cuts at a comma, because they stand unquoted inside `[ ]` or `{ }`: `[has(a, b)]` is a list of two.

import type { Node } from './node.ts';
import { isText } from './node.ts';
import type { Problem, Problems } from './problems.ts';

/** What to say about a key inside `{ }` that has no value: half of a value, as a rule. */
export function strayKey(name: string): Problem {
  if (/^[a-z_]+$/.test(name)) return { code: 'no-value', message: `the key "${name}" has no value` };
  return {
    code: 'split-by-yaml',
    message: `YAML splits a value at its comma here: "${name}" became a key of its own`,
    help: 'quote a value that holds a comma inside { }',
  };
}

/** The items of a `[ ]`, those that are pieces of one value reported and broken. */
export function joinPieces(items: readonly Node[], problems: Problems): readonly Node[] {
  const joined: Node[] = [];
  let open = 0;
  for (const item of items) {
    const balance = isText(item) && item.style === 'plain' ? unclosed(item.value) : 0;
    const piece = open > 0 || balance > 0;
    if (open === 0 && balance > 0) {
      problems.add('error', item, {
        code: 'split-by-yaml',
        message: 'YAML splits this value at its comma',
        help: 'quote a value that holds a comma inside [ ]',
      });
    }
    open = Math.max(0, open + balance);
    joined.push(piece ? { kind: 'broken', start: item.start, end: item.end } : item);
  }
  return joined;
}

/** How many parentheses a text leaves open; negative when it closes more. */
function unclosed(text: string): number {
  let balance = 0;
  for (const character of text) {
    if (character === '(') balance += 1;
    if (character === ')') balance -= 1;
  }
  return balance;
}
