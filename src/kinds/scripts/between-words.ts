// What stands between the words of a shell script: blanks, comments, ends of lines, redirections and their documents.

import type { Redirect, Word } from './syntax.ts';
import { type Cursor, NotUnderstood, type ReadCommands, readQuoted, readWord } from './words-in.ts';

/** Reads one redirection, if one stands here. */
export function readRedirect(cursor: Cursor, redirects: Redirect[], commands: ReadCommands): boolean {
  const { text } = cursor;
  const found = /^(?:\d+|\{\w+\})?(<<<|<<-?|<>|>>|>\||>&|<&|&>>?|<(?!\()|>(?!\())/.exec(
    text.slice(cursor.at, cursor.at + 40),
  );
  if (found === null) return false;
  const at = cursor.at;
  cursor.at += found[0].length;
  const sign = found[1] ?? '';
  skipBlanks(cursor);
  if (sign !== '<<' && sign !== '<<-') {
    redirects.push({ sign, target: readWord(cursor, commands) ?? { pieces: [], at } });
    return true;
  }
  const [, end = ''] = /^((?:'[^'\n]*'|"[^"\n]*"|\\.|[^\s;&|<>()'"\\])*)/.exec(text.slice(cursor.at)) ?? [];
  cursor.at += end.length;
  const index = redirects.push({ sign: '<<', target: { pieces: [], at } }) - 1;
  cursor.pending.push({
    end: end.replace(/['"\\]/g, ''),
    quoted: /['"\\]/.test(end),
    tabs: sign === '<<-',
    found: (target) => {
      redirects[index] = { sign: '<<', target };
    },
  });
  return true;
}

/** A line ends; the documents that were announced in it follow. */
export function newLine(cursor: Cursor, commands: ReadCommands): void {
  cursor.at += 1;
  for (const { end, quoted, tabs, found } of cursor.pending.splice(0)) {
    const start = cursor.at;
    let stop = cursor.text.length;
    for (let line = start; line <= cursor.text.length; ) {
      const next = cursor.text.indexOf('\n', line);
      const whole = cursor.text.slice(line, next < 0 ? undefined : next);
      if ((tabs ? whole.replace(/^\t+/, '') : whole) === end) {
        stop = line;
        cursor.at = next < 0 ? cursor.text.length : next + 1;
        break;
      }
      if (next < 0) throw new NotUnderstood();
      line = next + 1;
    }
    const inner: Cursor = { text: cursor.text.slice(start, stop), at: 0, depth: cursor.depth, pending: [] };
    const pieces: Word['pieces'][number][] = [];
    if (quoted) pieces.push({ text: inner.text, quoted: true });
    else readQuoted(inner, commands, { until: '', pieces, quoted: true });
    found({ pieces, at: start });
  }
}

/** The plain word that stands here, or "". */
export function bareWord({ text, at }: Cursor): string {
  return /^(?:[A-Za-z_][\w]*|[{}!]|\[\[)(?=[\s;&|<>()]|$)/.exec(text.slice(at, at + 100))?.[0] ?? '';
}

/** Goes over blanks, lines that go on, and a comment. */
export function skipBlanks(cursor: Cursor): void {
  const { text } = cursor;
  for (;;) {
    const char = text.charAt(cursor.at);
    if (char === ' ' || char === '\t' || char === '\r') cursor.at += 1;
    else if (text.startsWith('\\\n', cursor.at)) cursor.at += 2;
    else if (char === '#' && /[\s;&|()]|^$/.test(text.charAt(cursor.at - 1))) {
      const end = text.indexOf('\n', cursor.at);
      cursor.at = end < 0 ? text.length : end;
    } else return;
  }
}

/** Goes over blanks and empty lines. */
export function skipLines(cursor: Cursor, commands: ReadCommands): void {
  for (skipBlanks(cursor); cursor.text.charAt(cursor.at) === '\n'; skipBlanks(cursor)) newLine(cursor, commands);
}
