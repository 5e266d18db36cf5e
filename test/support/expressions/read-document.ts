// A YAML text read as parse/ reads it, without a schema: for tests of what YAML itself may do to a file.

import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import type { Json } from '../../../src/model/json.ts';
import { readDocument } from '../../../src/parse/yaml/document.ts';
import { type Node, plain } from '../../../src/parse/yaml/node.ts';
import { problemsIn } from '../../../src/parse/yaml/problems.ts';

/** What was read, and what was said about it. */
export interface ReadText {
  readonly root: Node | null;
  /** JSON of the values; broken ones are missing. */
  readonly json: Json | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** `line:column code message` of each problem. */
  readonly said: readonly string[];
}

/** Reads a text. */
export function readText(text: string): ReadText {
  const problems = problemsIn('test.yaml', text);
  const root = readDocument(text, problems);
  const diagnostics = problems.diagnostics();
  return {
    root,
    json: root === null ? undefined : plain(root),
    diagnostics,
    said: diagnostics.map(({ start, code, message }) => `${start.line}:${start.column} ${code} ${message}`),
  };
}
