// Words that warn, and words that tell of the past: what stands behind them is told to people and never becomes a step.

import { branchOf, isOrder } from './sentences.ts';

/** Whether a text begins by telling what not to do, or to take care. */
export function warnsIn(text: string): boolean {
  return WARNING.test(text.trimStart()) || forbids(text) || forbidsWithin(firstSentence(text));
}

/** Whether a sentence forbids something anywhere in it, and asks for nothing before that. */
function forbidsWithin(sentence: string): boolean {
  const found = WITHIN.exec(stripped(sentence));
  return found !== null && !isOrder(sentence) && branchOf(sentence) === null;
}

const firstSentence = (text: string): string => /^[^]*?[.!?:](?=\s|$)/.exec(text.trim())?.[0] ?? text;

/** Whether a text forbids what a label or a comment with it stands above. */
export const forbidsBelow = (text: string): boolean => forbids(text) || forbidsWithin(text);

/** Whether a condition of a text is one under which something must not be done: "If it is the primary, never promote it". */
export function forbidsInCase(text: string): boolean {
  const branch = branchOf(text);
  return branch !== null && (forbids(branch.rest) || (branch.rest === '' && WITHIN.test(stripped(text))));
}

/** Where in a sentence the part begins that is forbidden; Infinity where none is. */
export function forbiddenFrom(sentence: string): number {
  // Inside of code any word may stand.
  const bare = sentence.replace(/`[^`]*`/g, (code) => '\u0001'.repeat(code.length)).replace(/[*_]/g, ' ');
  if (PASSIVE.test(bare)) return 0;
  const found =
    /\b(?:never|avoid|do(?:es)? not|don['’]t|must not|should not|instead of|rather than|under no circumstances|no longer)\b/i.exec(
      bare,
    );
  return found?.index ?? Number.POSITIVE_INFINITY;
}

/** Whether a sentence tells what was done once. */
export function isPast(sentence: string): boolean {
  const text = stripped(sentence.replace(/`[^`]*`/g, 'it'));
  return !/^(?:if|when|after|once|until|unless|in case|should)\b/i.test(text) && PAST.test(text);
}

/** Whether a label stands above what was done once, or above an example. */
export const isExampleLabel = (text: string): boolean =>
  /:\s*$/.test(stripped(text)) && !isOrder(text) && (isPast(text) || EXAMPLE.test(stripped(text)));

const DONE =
  '(?:\\w{2,}ed|ran|did|took|made|found|saw|went|got|sent|put|brought|rebuilt|set|cut|shut|undid|began|wrote|gave|kept|left|lost|chose|used)';
const PAST = new RegExp(
  `^(?:(?:on|at|in|by|since|around)\\s+(?:\\d|january|february|march|april|may|june|july|august|september|october|november|december|(?:the\\s+)?(?:last|previous|past|earlier|first)\\s)|last\\s+(?:time|incident|outage|week|month|year|night)|previously\\b|yesterday\\b|earlier\\b|back\\s+then|during\\s+the\\s+(?:last|previous|incident|outage)|\\d{4}-\\d\\d-\\d\\d|\\d{1,2}:\\d\\d\\b)|\\b(?:we|i|they|he|she|the\\s+team|on-?call|somebody|someone|engineers?|(?:the|an|our)\\s+(?:on-?call|engineers?|operators?|sres?))\\s+(?:(?:then|also|had|have|first|finally|eventually|later|manually|just)\\s+)*${DONE}\\b|\\b(?:was|were|had been)\\s+(?:\\w+ly\\s+)?${DONE}\\s+(?:\\w+\\s+){0,3}(?:with|using|by\\s+running|via)\\b|^(?:what|how|commands?|steps?)\\s+(?:that\\s+)?(?:we|i|they|was|were|worked|helped|fixed|happened)\\b`,
  'i',
);
const EXAMPLE =
  /^(?:(?:an?|the|some|here(?:'s| is| are)(?: an?| some)?)\s+)?(?:for\s+)?(?:example|sample|illustration|excerpt)s?\b|^(?:for reference|from the (?:last|previous)|history|the log (?:shows|said|says)|the logs (?:show|said|say)|output (?:of|from)|log (?:of|from)|excerpt|transcript|session)\b/i;

/** Whether a text forbids what follows it. */
export function forbids(text: string): boolean {
  return FORBIDDING.test(stripped(text));
}

/** Whether a heading is over what must not be done. */
export function isWarningHeading(heading: string): boolean {
  return HEADING.test(stripped(heading)) || forbids(heading);
}

const stripped = (text: string): string => text.replace(/^[^\p{L}]+/u, '').replace(/[*_`]/g, '');

const WITHIN =
  /\b(?:under no circumstances|in no case|on no account|(?:must|should|shall|may|can) (?:never|not)\b(?! be (?:reached|resolved|found|connected|opened|read|loaded|mounted|scheduled|pulled|verified|established))(?= be|\s+(?:run|use|execute|do|restart|delete|drop|issue|call|stop|kill|touch|edit|change|remove)\b)|(?:is|are) (?:strictly )?(?:forbidden|prohibited|not allowed|not safe|off.limits)|never (?:ever )?(?:run|use|execute|do|restart|delete|drop|issue|call|stop|kill|touch|edit|change|remove|try)\b|(?:do not|don['’]t) (?:ever )?(?:run|use|execute|do|try|issue|touch)\b|not to be (?:run|used|executed|restarted|deleted))/i;

/** What is said of the command before it. */
const PASSIVE =
  /\b(?:must|should|shall|may) (?:never|not)\b|\b(?:is|are) (?:strictly )?(?:forbidden|prohibited|not allowed|not safe|dangerous|off.limits)\b|\bnot to be (?:run|used|executed)\b|\b(?:bad|terrible|wrong) idea\b|\bwould (?:delete|destroy|drop|wipe|erase|lose|take)\b/i;

const WARNING =
  /^(?:\[!(?:warning|caution|danger|important|attention)\]|!!!\s*(?:warning|danger|caution|important)|:::\s*(?:warning|danger|caution|important)|[*_\s]*(?:⚠|🚨|🛑|☠|❌|⛔)|[*_\s]*(?:warning|caution|danger|attention|achtung|atenção|atención|внимание|주의|경고)\b)/iu;

const FORBIDDING =
  /^(?:(?:warning|caution|danger|important|attention|note|remember|please)\s*[:!,–—-]*\s*)?(?:do not|don['’]t|never|under no circumstances|on no account|in no case|nobody (?:must|should|may)|no one (?:must|should|may)|avoid|must not|should not|not\s+(?:recommended|safe)|dangerous|wrong|bad(?:\s+(?:example|idea))?\s*[:!]|what not to|anti.?patterns?|unsafe|forbidden|prohibited|не\s+(?:делайте|запускайте|используйте|перезапускайте)|никогда|nunca|não\s|jamais|niemals|nicht\s)/iu;

const HEADING =
  /^(?:warnings?|cautions?|danger(?:s|ous)?\b|things? not to do|what not to do|pitfalls|gotchas|common mistakes|unsafe\b|anti.?patterns?|safety (?:notes?|warnings?)|guardrails|donts?\b|avoid\b|внимание|advertencias?|avisos?)/iu;
