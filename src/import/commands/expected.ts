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

/** The condition that what a page expects comes to, over a probe; null where it is no exact word. */
export function conditionOf(expected: string, { kind, id, value }: Seen): string | null {
  const text = expected.trim();
  const status = /\b(?:HTTP(?:\/\d(?:\.\d)?)?\s*)?([1-5]\d\d)(?:\s+OK)?\b/.exec(text)?.[1];
  if (kind === 'http') {
    if (status !== undefined) return `${id}.status == ${status}`;
    return /^(?:ok|healthy|up|pong|200|success)/i.test(text.replace(/["'`{]/g, '')) ? `${id}.ok` : null;
  }
  if (kind === 'redis') {
    if (isPing(value) && /PONG/.test(text)) return `${id}.ok`;
    return null;
  }
  if (kind === 'systemd')
    return /\b(?:active|running)\b/i.test(text) && !/inactive|not running/i.test(text) ? `${id}.active` : null;
  if (kind === 'docker') return /\b(?:running|up)\b/i.test(text) && isInspect(value) ? `${id}.running` : null;
  if (kind === 'tcp') return /\b(?:open|succeeded|connected)\b/i.test(text) ? `${id}.ok` : null;
  if (kind !== 'shell') return null;
  const token = exactToken(text);
  return token === null ? null : `${id}.stdout.contains(${JSON.stringify(token)})`;
}

// One word in code, in quotes or in capitals; what is a sentence cannot be compared.
function exactToken(text: string): string | null {
  const code = /^[`"']([^`"'\n]{1,60})[`"']$/.exec(text)?.[1];
  if (code !== undefined) return code;
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
