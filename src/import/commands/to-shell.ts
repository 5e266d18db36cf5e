// A command that stays one of the shell. What is filled in never becomes part of its text: variables of the page are passed as
// variables, and other places become templates outside of all quotes.

import { runsText } from '../../kinds/scripts/runs-text.ts';
import { escaped, type Held, HOLE, unheld, type Wanted } from './holes.ts';

/** The value of a step of kind shell. */
export interface ShellValue {
  readonly value: unknown;
  readonly wanted: readonly Wanted[];
  readonly todo?: string;
}

/** The value of a script with holes. */
export function shellValue(held: Held): ShellValue {
  const { text, holes } = held;
  if (holes.size === 0) return { value: escaped(text), wanted: [] };
  const open = [...holes].filter(([key]) => holeIsText(text, key)).map(([, wanted]) => wanted);
  if (open.length > 0) {
    const names = [...new Set(open.map(({ written }) => `"${written}"`))].join(', ');
    return {
      value: escaped(unheld(text, holes)),
      wanted: [],
      todo: `Write values in the place of ${names}: they stand in a text that another program reads as its own.`,
    };
  }
  const env: Record<string, string> = {};
  const filled = inQuotesBroken(text, (key) => {
    const wanted = holes.get(key);
    if (wanted === undefined) return null;
    if (wanted.env === undefined) return `\${{ inputs.${wanted.name} }}`;
    env[wanted.env] = `\${{ inputs.${wanted.name} }}`;
    return null;
  });
  const script = filled.replace(HOLE, (key) => {
    const wanted = holes.get(key);
    return wanted === undefined
      ? key
      : `$\{${wanted.env ?? ''}}`.replace(/^\$\{(.*)\}$/, (whole, name: string) =>
          followedByWord(filled, key) ? whole : `$${name}`,
        );
  });
  const hasEnv = Object.keys(env).length > 0;
  return { value: hasEnv ? { script, env } : script, wanted: [...holes.values()] };
}

const followedByWord = (text: string, key: string): boolean => new RegExp(`${key}\\w`).test(text);

/** Whether a hole stands in text that a program would run: `awk '…'`, `sh -c '…'`, `psql -c "…"`. */
function holeIsText(script: string, key: string): boolean {
  const lines = script.split(/\n|;|&&|\|\|?/);
  return lines.some((line) => {
    const at = line.indexOf(key);
    if (at < 0) return false;
    const before = line.slice(0, at);
    const words = before
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    const last = /\s$/.test(before) ? '' : (words.pop() ?? '');
    return (
      runsText(
        words.map((word) => word.replace(/^['"]|['"]$/g, '')),
        last.replace(/^['"]/, ''),
        'refused',
      ) !== null
    );
  });
}

/** The script with templates: quotes are closed before one and opened again behind it. */
function inQuotesBroken(script: string, fill: (key: string) => string | null): string {
  let quote = '';
  let out = '';
  for (let at = 0; at < script.length; ) {
    HOLE.lastIndex = 0;
    const key = script.startsWith('FBHOLE', at) ? HOLE.exec(script.slice(at)) : null;
    if (key !== null && key.index === 0) {
      const filled = fill(key[0]);
      out += filled === null ? key[0] : quote === '' ? filled : `${quote}${filled}${quote}`;
      at += key[0].length;
      continue;
    }
    const char = script.charAt(at);
    if (char === '\\' && quote !== "'") {
      out += script.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    out += script.startsWith('${{', at) ? '$' : '';
    out += char;
    at += 1;
  }
  return out;
}
