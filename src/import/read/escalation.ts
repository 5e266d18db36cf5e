// Whom to tell, and when.

import { inert } from '../commands/holes.ts';
import type { Draft, DraftEscalation } from '../draft/draft.ts';
import type { Leaf } from '../page/page.ts';
import { plainWords, withoutNumber } from '../words/plain.ts';
import { branchOf } from '../words/sentences.ts';
import { linksBetween } from './settle/link.ts';

/** The line of `escalate` that a text of the page comes to. */
export function escalationOf(draft: Draft, leaf: Leaf): DraftEscalation {
  const text = withoutNumber(plainWords(leaf.text));
  const to = receiverIn(text);
  const after = delayIn(text);
  const branch = branchOf(leaf.text);
  const cause = branch === null ? undefined : causeOf(draft, branch.condition);
  const { lines } = leaf;
  const say = inert(leaf.text);
  const whom = to === undefined ? {} : { to };
  if (after !== undefined) return { after, ...whom, say, lines };
  if (cause !== undefined) return { when: `cause == ${JSON.stringify(cause)}`, ...whom, say, lines };
  return { text: say, lines };
}

function causeOf({ causes }: Draft, condition: string): string | undefined {
  const [link] = linksBetween(
    [condition],
    causes.map(({ title, notes }) => ({ lead: title, full: notes.map(({ text }) => text).join(' ') })),
  );
  return link === undefined ? undefined : causes[link.cause]?.id;
}

const RECEIVER =
  /\b(?:escalate(?:d)?\s+to|page|notify|contact|call|inform|alert|ping|engage|involve|hand\s+over\s+to|reach\s+out\s+to|ask)\s+(?:the\s+)?((?:[@#]?[\p{L}\d&/_-]+\s?){1,6}?)(?=$|[.,;:()]|\s+(?:if|when|after|via|by|on|in|at|with|for|to|who|about|and\s+(?:then|open|create))\b)/iu;

/** Who is to be told, as far as a text says so. */
function receiverIn(text: string): string | undefined {
  const found =
    RECEIVER.exec(text)?.[1]?.trim() ?? /(?:→|->|=>)\s*([@#]?[\p{L}][\p{L}\d\s&/#@_-]{2,40})$/u.exec(text)?.[1]?.trim();
  return found === undefined || found.length < 3 || /^(?:us|them|it|you|out|this)$/i.test(found) ? undefined : found;
}

/** How long after the beginning, as a duration. */
function delayIn(text: string): string | undefined {
  const found =
    /\b(?:after|within|in|for(?:\s+more\s+than)?|longer\s+than|more\s+than|exceeds?|>|past|over)\s*(\d+)\s*\+?\s*(min(?:ute)?s?|m|hours?|hrs?|h)\b/i.exec(
      text,
    ) ?? /^(?:t\s*\+\s*)?(\d+)\s*\+?\s*(min(?:ute)?s?|m|hours?|hrs?|h)\b/i.exec(text);
  if (found === null || Number(found[1]) === 0) return undefined;
  return `${found[1]}${/^h/i.test(found[2] ?? '') ? 'h' : 'm'}`;
}
