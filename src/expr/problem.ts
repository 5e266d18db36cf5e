// How a problem is put together: what is wrong, and where.

import type { DiagnosticCode } from '../model/diagnostic.ts';
import type { ExpressionProblem } from './environment.ts';

/** What is wrong. */
export interface Complaint {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help?: string | undefined;
  /** What to write in the place of what is wrong. */
  readonly instead?: string | undefined;
}

/** A complaint about a range of the source. */
export function problemAt(
  { start, end }: { readonly start: number; readonly end: number },
  { code, message, help, instead }: Complaint,
): ExpressionProblem {
  return {
    code,
    message,
    ...(help === undefined ? {} : { help }),
    start,
    end,
    ...(instead === undefined ? {} : { fix: { start, end, text: instead } }),
  };
}

/** "did you mean …?", when there is something near; `instead` is how that is written in the place of what is wrong. */
export const didYouMean = (
  near: string | undefined,
  instead = near,
): Pick<Complaint, 'help' | 'instead'> | undefined =>
  near === undefined ? undefined : { help: `did you mean "${near}"?`, instead };
