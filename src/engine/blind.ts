// Why a probe or a step has no reading, out of what became of it.

import type { Outcome } from '../model/outcome.ts';
import type { WhyBlind } from '../model/reasons/unknown.ts';
import type { SkipReason } from '../model/reasons/why.ts';
import { unreachable } from '../model/result.ts';

/** Why an outcome has left no reading. */
export function blindAfter(outcome: Exclude<Outcome, { status: 'succeeded' }>): WhyBlind {
  return outcome.status === 'blind'
    ? { code: 'blind', blind: outcome.reason }
    : { code: 'failed', failure: outcome.reason };
}

/** Why a probe that was left out has none: what its condition looked at is evidence of its own, and not told again. */
export function blindWithout(reason: SkipReason): WhyBlind {
  switch (reason.code) {
    case 'if_false':
    case 'if_unknown':
      return { code: reason.code, source: reason.if.source };
    case 'goal_holds':
    case 'by_responder':
    case 'not_approved':
      // No probe is left out for these.
      return { code: 'not_looked_at' };
    case 'unknown_value':
    case 'todo':
    case 'invalid':
    case 'would_change':
    case 'nobody_answers':
    case 'may_not_ask':
    case 'no_items':
    case 'no_list':
    case 'too_many_items':
    case 'said':
      return reason;
    default:
      return unreachable(reason);
  }
}
