// The JSON Schema of a file, asked and put in words: one problem for each mistake, where ajv gives one for each rule that
// the mistake breaks.

import type { FileForm } from '../yaml/file-form.ts';
import { follow, type Node, plain } from '../yaml/node.ts';
import type { Problems } from '../yaml/problems.ts';
import { type Located, relevant, type SchemaError } from './errors.ts';
import { readAsMeant } from './meant.ts';
import { describeError } from './messages.ts';
import { OtherMappings } from './other-mappings.ts';

/** A validator that ajv generated; `errors` holds what the last call found. */
export interface Validate {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** What a schema is asked with. */
export interface SchemaCheck {
  readonly validate: Validate;
  readonly problems: Problems;
  /** What the file is; a runbook unless told. */
  readonly form?: FileForm;
  /** Nodes in which whatever is wrong is no mistake of its own. */
  readonly excused?: ReadonlySet<Node>;
  /** Whether keys are read as they stand: what was accepted once means what it meant then. */
  readonly literally?: boolean;
}

/** A file that was held against its schema. */
export interface SchemaChecked {
  /** The file, unknown keys of which it is known what they mean under the names that they have here. */
  readonly root: Node;
  /** The nodes in which something is wrong. */
  readonly wrong: readonly Node[];
}

/** A key that was read as what it means may bring others to light below it; more levels than this has no file. */
const ROUNDS = 8;

/** Reports what the schema refuses. */
export function checkSchema(
  file: Node,
  { validate, problems, form = 'runbook', excused, literally = false }: SchemaCheck,
): SchemaChecked {
  let root = file;
  const others = new OtherMappings(problems);
  const check = (): readonly Located[] =>
    literally ? errorsOf(root, validate, form) : others.others(errorsOf(root, validate, form));
  let errors = check();
  const renamed = new Set<Node>();
  const rounds = literally ? 0 : ROUNDS;
  for (let round = 0; round < rounds; round++) {
    const meant = readAsMeant(root, errors, problems);
    if (meant === null) break;
    root = meant.root;
    for (const value of meant.values) renamed.add(value);
    errors = check();
  }
  const wrong: Node[] = [...renamed, ...others.nodes];
  for (const error of relevant(errors)) {
    // The form of a value that other tools have under another key is no second mistake.
    if (error.node.kind === 'broken' || renamed.has(error.node) || excused?.has(error.node) === true) continue;
    const found = describeError(error);
    if (found === undefined) continue;
    wrong.push(error.node);
    problems.add('error', found.at, found.problem);
  }
  return { root, wrong };
}

function errorsOf(root: Node, validate: Validate, form: FileForm): readonly Located[] {
  if (validate(plain(root))) return [];
  return (validate.errors ?? []).map((error): Located => {
    const path = pathOf(error.instancePath);
    return { ...error, node: follow(root, path), path, form };
  });
}

/** A JSON pointer as keys (RFC 6901). */
function pathOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
