// Places of a command that are to be filled in: `<pod>`, `{ID}`, `$REDIS_URL`, `{{ $labels.x }}`, `YOUR_TOKEN`. Each becomes
// an input. While a command is looked at, a word that no shell reads otherwise stands in its place.

import { parseShell } from '../../kinds/scripts/parse.ts';
import { eachCommand, type List, wordsOf } from '../../kinds/scripts/syntax.ts';

/** An input that a page asks for. */
export interface Wanted {
  readonly name: string;
  /** As it stands on the page. */
  readonly written: string;
  readonly env?: string;
  /** The label of the alert that holds it. */
  readonly label?: string;
}

/** A text with words in the place of what is to be filled in. */
export interface Held {
  readonly text: string;
  /** By the word that stands for it. */
  readonly holes: ReadonlyMap<string, Wanted>;
  /** What cannot be an input: nobody can say what it stands for. */
  readonly unresolved: readonly string[];
}

const word = (name: string, kind: string): string => `FBHOLE${kind}${name}ELOH`;

/** The word of a hole, anywhere in a text. */
export const HOLE = /FBHOLE([AV])([a-z0-9_]+?)ELOH/g;

/** Takes the holes out of a command. `isSql` where `$1` and `%s` are of another language. */
export function holding(command: string): Held {
  const holes = new Map<string, Wanted>();
  const unresolved: string[] = [];
  const put = (wanted: Wanted, kind: 'A' | 'V'): string => {
    const key = word(wanted.name, kind);
    if (!holes.has(key)) holes.set(key, wanted);
    return key;
  };
  let text = command
    .replace(/\{\{\s*(?:\$labels\.|\.Labels\.|labels\.)(\w+)\s*\}\}/g, (written, label: string) =>
      put({ name: nameOf(label), written, label }, 'A'),
    )
    .replace(/<([A-Za-z][A-Za-z0-9_ ./:|-]{0,40})>(?!\()/g, (written, inner: string, at: number) => {
      const name = nameOf(inner.replace(/^(?:your|the|a)[ _-]/i, ''));
      // `<tag>` of HTML, and `a < b > c`.
      if (name === '' || /^\/|\/$/.test(inner) || command[at - 1] === '<') return written;
      return put({ name, written }, 'A');
    })
    .replace(/(?<![$\\{\w'])\{([A-Za-z][A-Za-z0-9_-]{1,40})\}(?!\})/g, (written, inner: string, at: number) =>
      isBrace(command, at, written.length) ? put({ name: nameOf(inner), written }, 'A') : written,
    )
    .replace(/(?<![\w$[])\[([a-z]+(?:[-_][a-z]+)+)\](?![\w(*+?])/gi, (written, inner: string) =>
      put({ name: nameOf(inner), written }, 'A'),
    )
    .replace(/(?<![\w$])YOUR[_-]([A-Z][A-Z0-9_]*[A-Z0-9])(?!\w)/g, (written, inner: string) =>
      put({ name: nameOf(inner), written }, 'A'),
    );
  if (/(?:^|[\s="'])(?:\.\.\.|…)(?=[\s"']|$)/.test(text)) unresolved.push('...');
  for (const [found] of text.matchAll(/(?<![\w$<{-])X{3,}(?![\w>])/g)) unresolved.push(found);
  for (const [, found = ''] of text.matchAll(
    /(?:^|[\s/])([A-Z][A-Z0-9]+(?:[-_](?:NAME|ID|HOST|IP|CLUSTER|POD|NODE|PORT|NAMESPACE|INSTANCE|SERVICE|VALUE|TOKEN|KEY|URL|HERE))+)(?=[\s/"']|$)/g,
  ))
    unresolved.push(found);
  text = withVariables(text, put);
  return { text, holes, unresolved: [...new Set(unresolved)] };
}

// `{a}` of a shell is that text; of a JSON path, an awk program or a Go template it is no place to fill in.
function isBrace(command: string, at: number, length: number): boolean {
  const before = command.slice(0, at);
  const line = command.slice(command.lastIndexOf('\n', at) + 1, at);
  if (/(?:awk|jsonpath|custom-columns|--format|-w|xargs\b.*-I|-exec|find)\b[^|]*$/.test(line)) return false;
  if (before.endsWith('$')) return false;
  const quoted = (before.split("'").length - 1) % 2 === 1;
  return !quoted && command[at + length] !== ',';
}

const SHELLS_OWN = new Set(
  'PATH HOME LANG TERM TZ PWD OLDPWD PPID IFS RANDOM SECONDS LINENO UID EUID HOSTNAME REPLY SHELL BASH_SOURCE FUNCNAME'.split(
    ' ',
  ),
);

// Variables that nothing in the script sets come from outside of it.
function withVariables(text: string, put: (wanted: Wanted, kind: 'A' | 'V') => string): string {
  const list = parseShell(text);
  if (list === null) return text;
  const { used, set } = variablesOf(list);
  let filled = text;
  for (const name of used) {
    if (set.has(name) || SHELLS_OWN.has(name) || !/^[A-Za-z_]\w*$/.test(name)) continue;
    const key = put({ name: nameOf(name), written: `$${name}`, env: name }, 'V');
    filled = filled.replace(new RegExp(`\\$(?:${name}(?!\\w)|\\{${name}\\})`, 'g'), key);
  }
  return filled;
}

/** Variables that a script reads, and those that it sets. */
function variablesOf(list: List): { readonly used: ReadonlySet<string>; readonly set: ReadonlySet<string> } {
  const used = new Set<string>();
  const set = new Set<string>();
  eachCommand(list, (command) => {
    if (command.kind === 'simple') {
      for (const { name } of command.assignments) set.add(name);
      const [first, ...rest] = command.words.map(({ pieces }) =>
        pieces.map((piece) => ('text' in piece ? piece.text : '')).join(''),
      );
      if (first !== undefined && /^(?:read|export|local|declare|readonly|unset)$/.test(first))
        for (const one of rest) if (!one.startsWith('-')) set.add(one.replace(/=.*/s, ''));
    } else if (command.name !== '') set.add(command.name);
    for (const { pieces } of wordsOf(command))
      for (const piece of pieces) if ('variable' in piece && piece.variable !== '@') used.add(piece.variable);
  });
  return { used, set };
}

/** The name of an input: small letters, digits and `_`, beginning with a letter; "" where nothing is left. */
export function nameOf(written: string): string {
  const name = written
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_\d]+|_+$/g, '');
  return name.slice(0, 40).replace(/_+$/, '');
}

/** The text as it stood on the page. */
export function unheld(text: string, holes: ReadonlyMap<string, Wanted>): string {
  return text.replace(HOLE, (key) => holes.get(key)?.written ?? key);
}

/** The text with templates in the place of holes, for values that no shell reads. */
export function templated(text: string, holes: ReadonlyMap<string, Wanted>): string {
  return escaped(text).replace(HOLE, (key) => {
    const wanted = holes.get(key);
    return wanted === undefined ? key : `\${{ inputs.${wanted.name} }}`;
  });
}

/** Text in which nothing is filled in, whatever it holds. */
export const escaped = (text: string): string => text.replaceAll('${{', '$${{');

/** Prose of a page in which nothing looks like a place that is filled in: `$REDIS_URL` is REDIS_URL there. */
export const inert = (text: string): string =>
  escaped(text.replace(/\{\{-?\s*([^{}]*?)\s*-?\}\}/g, '$1').replace(/\$\{?([A-Za-z_]\w*)\}?/g, '$1'));
