// Words that warn: what stands behind them is told to people and never becomes a step.

/** Whether a text begins by telling what not to do, or to take care. */
export function warnsIn(text: string): boolean {
  return WARNING.test(text.trimStart()) || forbids(text);
}

/** Whether a text forbids what follows it. */
export function forbids(text: string): boolean {
  return FORBIDDING.test(stripped(text));
}

/** Whether a heading is over what must not be done. */
export function isWarningHeading(heading: string): boolean {
  return HEADING.test(stripped(heading)) || forbids(heading);
}

const stripped = (text: string): string => text.replace(/^[^\p{L}]+/u, '').replace(/[*_`]/g, '');

const WARNING =
  /^(?:\[!(?:warning|caution|danger|important|attention)\]|!!!\s*(?:warning|danger|caution|important)|:::\s*(?:warning|danger|caution|important)|[*_\s]*(?:⚠|🚨|🛑|☠|❌|⛔)|[*_\s]*(?:warning|caution|danger|attention|achtung|atenção|atención|внимание|주의|경고)\b)/iu;

const FORBIDDING =
  /^(?:(?:warning|caution|danger|important|attention|note|remember|please)\s*[:!,–—-]*\s*)?(?:do not|don['’]t|never|avoid|must not|should not|not\s+(?:recommended|safe)|dangerous|wrong|bad(?:\s+(?:example|idea))?\s*[:!]|what not to|anti.?patterns?|unsafe|forbidden|prohibited|не\s+(?:делайте|запускайте|используйте|перезапускайте)|никогда|nunca|não\s|jamais|niemals|nicht\s)/iu;

const HEADING =
  /^(?:warnings?|cautions?|danger(?:s|ous)?\b|things? not to do|what not to do|pitfalls|gotchas|common mistakes|unsafe\b|anti.?patterns?|safety (?:notes?|warnings?)|guardrails|donts?\b|avoid\b|внимание|advertencias?|avisos?)/iu;
