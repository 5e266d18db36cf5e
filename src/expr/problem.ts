// How a problem is put together: what is wrong, and where.

import type { ExpressionProblem } from './environment.ts';

/** What is wrong. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly help?: string | undefined;
}

/** A complaint about a range of the source. */
export function problemAt(
  { start, end }: { readonly start: number; readonly end: number },
  { code, message, help }: Complaint,
): ExpressionProblem {
  return help === undefined ? { code, message, start, end } : { code, message, help, start, end };
}

/** "did you mean …?", when there is something near. */
export const didYouMean = (near: string | undefined): string | undefined =>
  near === undefined ? undefined : `did you mean "${near}"?`;
