// What a page says that a command should show, and what of it can be a condition over the reading of a probe.

/** What a text says should be shown; null where it says nothing of the kind. */
export function expectationIn(text: string): string | null {
  const found =
    /^(?:expected(?:\s+(?:output|result|response|value|return))?s?|expect(?:s|ing)?|should\s+(?:be|show|return|see|say|print|respond(?:\s+with)?|output|list|read|report|contain|have|display)|returns?|look\s+for|→|=>|output)\s*[:=]?\s*(.*)$/is.exec(
      text.trim(),
    );
  if (found === null) return null;
  const told = (found[1] ?? '').trim();
  if (told === '' && !/^(?:expected|look\s+for|output)/i.test(text)) return null;
  // "Returns the list" of a label is no expectation that can be compared; it is told all the same.
  return told === '' ? 'output' : told;
}

/** What a sentence says should be shown: `expect PONG`, `should return 200`; null where it says nothing of the kind. */
export function expectationWithin(text: string): string | null {
  const found =
    /(?:\bexpect(?:ed)?(?:\s+(?:output|result|response))?|\bshould\s+(?:return|show|be|say|print|respond\s+with|see|report|read|display)|\bmust\s+(?:return|show|be)|→|⇒|=>)\s*:?\s*(.+)$/is.exec(
      text,
    );
  return found === null ? null : (found[1] ?? '').trim().replace(/[.)]+$/, '');
}

/** What can be told from a reading. */
export interface Seen {
  readonly kind: string;
  readonly id: string;
  readonly value: unknown;
}

/** Words that turn round what stands beside them. */
const TURNS =
  /\b(?:no|not|never|without|none|neither|nor|cannot|zero|absent|gone|except|instead|rather|until|unless|stops?|stopped|in(?:active)|fail(?:s|ed|ing|ure)?)\b|n['’]t\b/i;
/** A number that is a bound, or has a unit: it is no status. */
const MEASURED =
  /(?:\b(?:under|below|over|above|less than|more than|at (?:most|least)|up to|within|about|fewer than)\s*|[<>≤≥~]=?\s*)\d|\d\s*(?:%|ms|µs|s|sec\w*|min\w*|h|hours?|[KMGT]i?B|requests?|jobs?|connections?|messages?|rows?|items?|keys?|rps|qps)\b/i;

/** The condition that what a page expects comes to, over a probe; null where it is no exact word. */
export function conditionOf(expected: string, { kind, id, value }: Seen): string | null {
  const text = expected.trim();
  // A goal that says the opposite, or a bound for a status, would call well what is not.
  if (TURNS.test(text.replace(/^[`"'].*[`"']$/, '')) || MEASURED.test(text)) return null;
  switch (kind) {
    case 'http': {
      const all = text.match(/(?<![\d.])[1-5]\d\d(?![\d.])/g) ?? [];
      const [status] = all;
      if (all.length > 1) return null;
      if (status !== undefined)
        return /^\W*(?:an?\s+)?(?:(?:HTTP|status|code|response|returns?|is|with)\S*[\s:=]*)*[1-5]\d\d(?:\s+(?:OK|status|response|code)\b)*\W*$/i.test(
          text,
        )
          ? `${id}.status == ${status}`
          : null;
      return /^\W*(?:(?:status|state|result)\W+)?(?:ok|healthy|up|pong|success(?:ful)?)\W*$/i.test(text)
        ? `${id}.ok`
        : null;
    }
    case 'redis':
      return isPing(value) && /PONG/.test(text) ? `${id}.ok` : null;
    case 'systemd':
      return /\b(?:active|running)\b/i.test(text) ? `${id}.active` : null;
    case 'docker':
      return /\b(?:running|up)\b/i.test(text) && isInspect(value) ? `${id}.running` : null;
    case 'tcp':
      return /\b(?:open|succeeded|connected)\b/i.test(text) ? `${id}.ok` : null;
    case 'shell':
      return overOutput(exactToken(text), id);
    default:
      return null;
  }
}

// "active" stands in "inactive", "ready" in "not ready": such words are compared with all that is printed.
function overOutput(token: string | null, id: string): string | null {
  if (token === null) return null;
  const isState =
    /^(?:active|healthy|ready|available|running|connected|enabled|up|ok|open|online|synced|alive|reachable|valid|success\w*|\d+)$/i.test(
      token,
    );
  if (isState) return `${id}.stdout == ${JSON.stringify(token)} || ${id}.stdout == ${JSON.stringify(`${token}\n`)}`;
  return `${id}.stdout.contains(${JSON.stringify(token)})`;
}

// One word in code, in quotes or in capitals; what is a sentence cannot be compared.
function exactToken(text: string): string | null {
  const code = /^[`"']([^`"'\n]{1,60})[`"']$/.exec(text)?.[1];
  if (code !== undefined) return TURNS.test(code) ? null : code;
  const capitals = /^([A-Z][A-Z0-9_-]{1,30})[.!]?$/.exec(text)?.[1];
  if (capitals !== undefined) return capitals;
  return /^[\w:./-]{2,40}$/.test(text) &&
    /[a-z]/i.test(text) &&
    !/^(?:output|result|none|empty|low|high|normal|zero|healthy|ok|yes|no|stable)$/i.test(text)
    ? text
    : null;
}

/** Whether a value of a redis step is PING. */
export const isPing = (value: unknown): boolean => {
  const command = typeof value === 'object' && value !== null && 'command' in value ? value.command : value;
  return typeof command === 'string' && /^ping$/i.test(command);
};

const isInspect = (value: unknown): boolean => typeof value === 'object' && value !== null && 'inspect' in value;
