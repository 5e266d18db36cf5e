// The JSON Schema of a file, asked and put in words: one problem for each mistake, where ajv gives one for each rule that
// the mistake breaks.

import { follow, type Node } from '../yaml/node.ts';
import type { Problems } from '../yaml/problems.ts';
import { type Located, relevant, type SchemaError } from './errors.ts';
import { describeError } from './messages.ts';

/** A validator that ajv generated; `errors` holds what the last call found. */
export interface Validate {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** What a schema is asked with. */
export interface SchemaCheck {
  readonly validate: Validate;
  readonly problems: Problems;
  /** The values of the file, as JSON. */
  readonly data: unknown;
}

/** Reports what the schema refuses. Returns the nodes that it found something wrong in. */
export function checkSchema(root: Node, { validate, problems, data }: SchemaCheck): readonly Node[] {
  if (validate(data)) return [];
  const located = (validate.errors ?? []).map((error): Located => {
    const path = pathOf(error.instancePath);
    return { ...error, node: follow(root, path), path };
  });
  const wrong: Node[] = [];
  for (const error of relevant(located)) {
    if (error.node.kind === 'broken') continue;
    const found = describeError(error);
    if (found === undefined) continue;
    wrong.push(error.node);
    problems.add('error', found.at, found.problem);
  }
  return wrong;
}

/** A JSON pointer as keys (RFC 6901). */
function pathOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
