// What is at stake when a step destroys: why it is said to, and what would be lost. The same on screen, in plain lines and in
// the report.

import type { Stakes, WhyDestroys } from '../../model/question.ts';
import { unreachable } from '../../model/result.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { sawLine } from './evidence-lines.ts';

/** What is at stake as a part of a fact; nothing of a step that does not destroy. */
export function atStake({ destroys, loses }: Stakes): { readonly stakes?: Stakes } {
  if (destroys === undefined) return {};
  return { stakes: loses === undefined ? { destroys } : { destroys, loses } };
}

/** Why it destroys, in a sentence without a full stop; null of what does not, and in records that did not keep it. */
export const destroysWords = ({ destroys }: Stakes): string | null =>
  destroys === undefined ? null : whyWords(destroys);

/** What would be lost; null where its author does not say. */
export const losesWords = ({ loses }: Stakes): string | null => (loses === undefined ? null : sanitizeLine(loses));

function whyWords(why: WhyDestroys): string {
  switch (why.code) {
    case 'known':
      return `${sanitizeLine(why.deed)} is known to lose data`;
    case 'declared':
      return 'the author of the runbook says so';
    case 'seen':
      return `the author of the runbook says so for what was seen here${seen(why)}`;
    case 'not_known':
      return `whether data is kept is not known, so the worst is assumed${seen(why)}`;
    default:
      return unreachable(why);
  }
}

function seen({ source, saw }: Extract<WhyDestroys, { saw: unknown }>): string {
  const line = sawLine({ source, truth: 'unknown', saw });
  return line === '' ? '' : `: ${line}`;
}
