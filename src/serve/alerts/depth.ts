// How deep a body nests, counted over its bytes before it is read as JSON.

/** Deepest nesting that is read, as of a single alert. */
const DEEPEST = 32;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPEN: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSE: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** Whether brackets outside of texts nest deeper than that. */
export function isTooDeep(body: Uint8Array): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (isText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (OPEN.has(byte)) {
      depth += 1;
      // The outermost bracket is no nesting.
      if (depth > DEEPEST + 1) return true;
    } else if (CLOSE.has(byte)) depth -= 1;
  }
  return false;
}
