// One file's declarations, parsed: what both the check and the evaluation of its expressions start from.

import type { Result } from '../model/result.ts';
import type { Declarations, ExpressionProblem } from './environment.ts';
import { type Facts, factsOf } from './facts.ts';
import { type Names, namesOf } from './names.ts';
import type { Node } from './syntax/node.ts';
import { parseExpression } from './syntax/syntax.ts';

/** What belongs to one file. */
export interface File {
  readonly names: Names;
  readonly facts: Facts;
  /** Parses an expression, each text once. */
  readonly parse: (source: string) => Result<Node, ExpressionProblem>;
}

/** Reads the declarations of a file. */
export function fileOf(declarations: Declarations): File {
  const names = namesOf(declarations);
  const parsed = new Map<string, Result<Node, ExpressionProblem>>();
  const parse: File['parse'] = (source) => {
    const kept = parsed.get(source) ?? parseExpression(source);
    parsed.set(source, kept);
    return kept;
  };
  return { names, facts: factsOf(names, parse), parse };
}
