// A text of SQL, taken apart: its statements, each without comments and without the words inside of quotes.

/** One statement. */
export interface Statement {
  /** As it is written, comments left out. */
  readonly text: string;
  /** With nothing between its quotes. */
  readonly bare: string;
  /** A line for psql itself: `\dt`. */
  readonly isMeta: boolean;
}

/** The statements of a text; null where servers do not agree on where a quote or a comment of it ends. */
export function readStatements(sql: string): readonly Statement[] | null {
  const out: Statement[] = [];
  let [text, bare] = ['', ''];
  const end = (): void => {
    if (bare.trim() !== '') out.push({ text: text.trim(), bare: bare.trim(), isMeta: false });
    [text, bare] = ['', ''];
  };
  for (let at = 0; at < sql.length; ) {
    const rest = sql.slice(at);
    const meta = bare.trim() === '' ? /^\\[^\n]*/.exec(rest)?.[0] : undefined;
    if (meta !== undefined) {
      [text, bare] = ['', ''];
      out.push({ text: meta.trim(), bare: meta.trim(), isMeta: true });
      at += meta.length;
      continue;
    }
    const skipped = commentAt(rest);
    if (skipped === null) return null;
    if (skipped > 0) {
      at += skipped;
      [text, bare] = [`${text} `, `${bare} `];
      continue;
    }
    const char = rest.charAt(0);
    if (char === '$' && /^\$(?:[A-Za-z_]\w*)?\$/.test(rest)) return null;
    if (char === "'" || char === '"' || char === '`') {
      const quoted = quotedAt(rest);
      if (quoted === null) return null;
      text += quoted;
      // A name in quotes stays a name, so that what it calls is not hidden.
      bare += char === "'" ? "''" : `${char}x${char}`;
      at += quoted.length;
    } else if (char === ';') {
      end();
      at += 1;
    } else {
      text += char;
      bare += char;
      at += 1;
    }
  }
  end();
  return out;
}

/** How long a comment is; 0 where none begins, null where it is one for some servers alone. */
function commentAt(rest: string): number | null {
  if (rest.startsWith('/*')) {
    const length = rest.indexOf('*/', 2) + 2;
    // `/*!` is carried out by MySQL; comments in comments end elsewhere for other servers.
    return length < 2 || rest.startsWith('/*!') || rest.slice(2, length - 2).includes('/*') ? null : length;
  }
  if (!rest.startsWith('--')) return 0;
  const line = /^[^\n]*/.exec(rest)?.[0] ?? '';
  // Without a blank MySQL takes the signs for two minuses.
  return /^--(?:\s|$)/.test(line) || !/['"`;()]/.test(line) ? line.length : null;
}

function quotedAt(rest: string): string | null {
  const mark = rest.charAt(0);
  let at = 1;
  for (;;) {
    const end = rest.indexOf(mark, at);
    if (end < 0) return null;
    if (rest.charAt(end + 1) === mark) at = end + 2;
    // Some servers read `\'` as a quote inside of the text, others as its end.
    else if (rest.charAt(end - 1) === '\\') return null;
    else return rest.slice(0, end + 1);
  }
}
