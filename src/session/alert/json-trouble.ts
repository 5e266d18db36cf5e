// Why a text is not JSON, with its place, in words of whoever wrote it: the parser's own are about tokens, and change from
// one version to the next.

/** What is wrong first, without a full stop. */
export interface JsonTrouble {
  readonly offset: number;
  readonly message: string;
}

const BLANK = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const ATOM = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true(?!\w)|false(?!\w)|null(?!\w)/y;

/** The first place where a text stops being JSON; null where it is JSON. Without recursion, in the time of one reading. */
export function jsonTrouble(text: string): JsonTrouble | null {
  const open: string[] = [];
  let wanted: 'value' | 'first' | 'name' | 'after' = 'value';
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found !== null;
  };
  const trouble = (): JsonTrouble => ({ offset: at, message: whatStands(text, at, wanted, open) });
  for (;;) {
    skip(BLANK);
    const sign = text[at];
    if (wanted === 'after' && open.length === 0) return at < text.length ? trouble() : null;
    const closing = open.at(-1) === '{' ? '}' : ']';
    if (sign === closing && open.length > 0 && (wanted === 'after' || wanted === 'first')) {
      open.pop();
      at += 1;
      wanted = 'after';
    } else if (wanted === 'after') {
      if (sign !== ',') return trouble();
      at += 1;
      wanted = open.at(-1) === '{' ? 'name' : 'value';
    } else if (open.at(-1) === '{' && wanted !== 'value') {
      if (!skip(STRING)) return trouble();
      skip(BLANK);
      if (text[at] !== ':') return { offset: at, message: at < text.length ? 'a ":" is missing here' : CUT_OFF };
      at += 1;
      wanted = 'value';
    } else if (sign === '{' || sign === '[') {
      open.push(sign);
      at += 1;
      wanted = 'first';
    } else if (skip(STRING) || skip(ATOM)) wanted = 'after';
    else return trouble();
  }
}

const CUT_OFF = 'it ends in the middle, as if it was cut off';

function whatStands(text: string, at: number, wanted: string, open: readonly string[]): string {
  const rest = text.slice(at, at + 200);
  const start = text.slice(0, 200).trimStart();
  if (/\0/.test(start) || start.startsWith('\ufffd')) return 'it is no text in UTF-8';
  if (rest === '') return CUT_OFF;
  if (open.length === 0 && wanted === 'after') return 'something follows the end of the value; it holds one alone';
  if (start.startsWith('<')) return 'it is a page, of HTML or XML';
  if (open.length === 0 && /^[\w-]+=/.test(start)) return 'it is a form, of names and values with =';
  if (open.length === 0 && /^(?:---|[\w-]+:\s|- )/.test(start)) return 'it is YAML, as it seems';
  if (/^(?:\/\/|\/\*|#)/.test(rest)) return 'JSON has no comments: delete it';
  if (rest.startsWith("'")) return 'a text stands in double quotes: "…"';
  if (rest.startsWith('"')) return unclosed(rest, text.length - at <= 200);
  if (/^[\]}]/.test(rest) && wanted !== 'after') return 'a comma stands before the closing bracket: delete it';
  if (wanted === 'after') return 'a comma or a closing bracket is missing before this';
  if (/^[A-Za-z_]/.test(rest)) return `a text stands in double quotes: "${/^\w{1,40}/.exec(rest)?.[0] ?? '…'}"`;
  return 'this does not belong here';
}

function unclosed(rest: string, isWhole: boolean): string {
  const upTo = /^"(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*/.exec(rest)?.[0].length ?? 0;
  const next = rest[upTo];
  if (next === undefined) return isWhole ? CUT_OFF : 'this text is never closed';
  return next === '\\'
    ? 'a "\\" in this text begins no escape: write "\\\\"'
    : 'a line break or a tab stands in this text: write "\\n" or "\\t"';
}
