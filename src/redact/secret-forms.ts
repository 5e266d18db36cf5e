// The forms in which a secret comes back to us: as it is, and as programs quote, escape and encode it. Halves of it,
// other cases, compression and encryption are not among them; no masker finds those.

/** Derived forms shorter than this are not looked for: they would hit harmless text. Bytes. */
const SHORTEST_FORM = 6;
/** A secret itself is looked for from this length on. Bytes. */
const SHORTEST_SECRET = 4;

/** Every form of a secret that the masker looks for, without doubles. */
export function formsOf(secret: string): readonly Buffer[] {
  const found = new Map<string, Buffer>();
  const add = (bytes: Buffer, shortest: number) => {
    if (bytes.length >= shortest) found.set(bytes.toString('latin1'), bytes);
  };
  for (const part of partsOf(secret)) {
    const raw = Buffer.from(part);
    add(raw, SHORTEST_SECRET);
    for (const escape of ESCAPES) add(Buffer.from(escape(part)), SHORTEST_FORM);
    for (const text of [...base64Forms(raw), raw.toString('hex'), raw.toString('hex').toUpperCase()]) {
      add(Buffer.from(text), SHORTEST_FORM);
    }
  }
  return [...found.values()];
}

/** The secret, what it decodes to as part of a URL, and their lines, which logs print one at a time. */
function partsOf(secret: string): ReadonlySet<string> {
  const wholes = [secret, percentDecoded(secret)].flatMap((text) => [text, text.trim()]);
  const lines = wholes.flatMap((text) => text.split(/\r\n|\r|\n/)).flatMap((line) => [line, line.trim()]);
  return new Set([...wholes.filter((text) => text !== ''), ...lines.filter((line) => line.length >= SHORTEST_FORM)]);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * base64 at the three places where a secret can begin inside a longer text, in both alphabets. Characters that also hold
 * bits of a neighbour are left out, once as if something followed and once as if nothing did.
 */
function base64Forms(raw: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const first = Math.ceil((shift * 8) / 6);
    const whole = Math.floor(((shift + raw.length) * 8) / 6);
    const bytes = Buffer.concat([Buffer.alloc(shift), raw]);
    return (['base64', 'base64url'] as const).flatMap((alphabet) => {
      const text = bytes.toString(alphabet).replace(/=+$/, '');
      return [text.slice(first, whole), text.slice(first)];
    });
  });
}

/** Percent-encoding of all bytes but those that `keep` matches. */
function percent(text: string, keep: RegExp): string {
  const chars = [...Buffer.from(text)].map((byte) => {
    const char = String.fromCharCode(byte);
    return byte < 0x80 && keep.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return chars.join('');
}

const lowerPercent = (text: string) => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());

/** What stays as it is: encodeURIComponent, RFC 3986 section 2.3, its sub-delims, userinfo in the WHATWG URL standard. */
const KEPT = [/[\w.!~*'()-]/, /[\w.~-]/, /[\w.~!$&'()*+,;=:-]/, /[\w.~!$&'()*+,%-]/] as const;

const PERCENT: readonly ((text: string) => string)[] = [
  ...KEPT.map((keep) => (text: string) => percent(text, keep)),
  // HTML forms write a space as `+`.
  (text) => percent(text, /[\w.* -]/).replaceAll(' ', '+'),
];

const json = (text: string) => JSON.stringify(text).slice(1, -1);
const unicodeEscape = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
const asciiJson = (text: string) => json(text).replace(/[\u0080-\uffff]/g, unicodeEscape);
const controls = (text: string) => text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
const html = (text: string, quotes: Readonly<Record<string, string>>) =>
  text.replace(/[&<>"'/=`]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', ...quotes })[char] ?? char);

const ESCAPES: readonly ((text: string) => string)[] = [
  ...PERCENT,
  ...PERCENT.map((encode) => (text: string) => lowerPercent(encode(text))),
  // JSON: once, twice, as PHP, Go and Python write it.
  json,
  (text) => json(json(text)),
  (text) => json(text).replaceAll('/', '\\/'),
  (text) => json(text).replace(/[<>&]/g, unicodeEscape),
  asciiJson,
  (text) => asciiJson(text).replace(/(\\u)([0-9a-f]{4})/g, (_, u: string, hex: string) => u + hex.toUpperCase()),
  // Shells: inside '…' in two ways, inside "…", bare, inside $'…'.
  (text) => text.replaceAll("'", "'\\''"),
  (text) => text.replaceAll("'", `'"'"'`),
  (text) => text.replace(/["$`\\]/g, '\\$&'),
  (text) => text.replace(/[^\w@%+=:,./-]/gu, '\\$&'),
  (text) => controls(text.replace(/[\\']/g, '\\$&')),
  // C strings, redis-cli; SQL and YAML.
  (text) => controls(text.replace(/[\\"]/g, '\\$&')),
  (text) => controls(text.replace(/[\\"]/g, '\\$&')).replace(/[^\x20-\x7e]/gu, hexEscape),
  (text) => text.replaceAll("'", "''"),
  // HTML and XML as the usual libraries write it.
  (text) => html(text, {}),
  (text) => html(text, { '"': '&quot;' }),
  (text) => html(text, { '"': '&quot;', "'": '&#39;' }),
  (text) => html(text, { '"': '&quot;', "'": '&#039;' }),
  (text) => html(text, { '"': '&quot;', "'": '&#x27;' }),
  (text) => html(text, { '"': '&quot;', "'": '&apos;' }),
  (text) => html(text, { '"': '&#34;', "'": '&#39;' }),
  (text) => html(text, { '"': '&quot;', "'": '&#39;', '/': '&#x2F;', '=': '&#x3D;', '`': '&#x60;' }),
];

function hexEscape(char: string): string {
  return [...Buffer.from(char)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
