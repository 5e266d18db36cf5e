// What every part of the check is given: the names of the file, the place of the expression, and where problems go.

import type { ExpressionPlace, ExpressionProblem } from '../environment.ts';
import type { Names } from '../names.ts';
import type { Dependencies } from '../syntax/references.ts';
import type { Type } from '../value-type.ts';

/** One check of one expression. */
export interface Checking {
  readonly names: Names;
  readonly place: ExpressionPlace;
  readonly factType: (id: string) => Type;
  readonly factNeeds: (id: string) => Dependencies['needs'];
  readonly report: (problem: ExpressionProblem) => void;
  /** Takes what is allowed and, as a rule, not what was meant. */
  readonly doubt: (problem: ExpressionProblem) => void;
}
