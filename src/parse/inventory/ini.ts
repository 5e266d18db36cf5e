// Ansible's inventories in INI: groups in brackets, a host a line, its variables behind it. What a line holds is never shown:
// it may be a password.

import { didYouMean } from '../../model/nearest.ts';
import type { Result } from '../../model/result.ts';
import { type Collector, collector, type Groups, type Wrong } from './groups.ts';

/** Whether a text is one: a line of it is a group, or its file has the name of one. */
export function isIni(text: string, path: string): boolean {
  if (/^\[[^\s[\]:,"']+(?::\w+)?\][ \t]*(?:[#;].*)?\r?$/m.test(text)) return true;
  return /\.ini$/i.test(path) || (/(?:^|\/)hosts$/.test(path) && !/^[{"']|^\w+[ \t]*:(?:\s|$)/m.test(text));
}

const SECTIONS = ['hosts', 'children', 'vars'] as const;

interface Section {
  readonly group: string;
  readonly kind: (typeof SECTIONS)[number];
}

/** Reads one. Never throws for what stands in the text. */
export function readIni(text: string): Result<Groups, readonly Wrong[]> {
  const found = collector();
  let section: Section = { group: 'ungrouped', kind: 'hosts' };
  let offset = 0;
  for (const whole of text.split('\n')) {
    const at = offset + (/^\s*/.exec(whole)?.[0].length ?? 0);
    const line = whole.replace(/^\ufeff/, '').trim();
    offset += whole.length + 1;
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('[')) section = sectionOf(found, line, at) ?? { ...section, kind: 'vars' };
    else if (section.kind === 'hosts') readHost(found, section.group, { line, at });
    else if (section.kind === 'children') readChild(found, section.group, { line, at });
  }
  return found.groups();
}

// What stands below a heading that cannot be read belongs to nothing.
function sectionOf(found: Collector, line: string, at: number): Section | undefined {
  const [, group, kind = 'hosts'] = /^\[([^\s[\]:]+)(?::(\w+))?\]\s*(?:[#;].*)?$/.exec(line) ?? [];
  if (group === undefined) {
    found.wrong(at, 'this is no heading of a group; write [web], [web:children] or [web:vars] alone in its line');
    return undefined;
  }
  const known = SECTIONS.find((one) => one === kind);
  if (known === undefined) {
    found.wrong(at, `"${kind}" is no part of a group${didYouMean(kind, SECTIONS)}`);
    return undefined;
  }
  if (known !== 'vars') found.group(group);
  return { group, kind: known };
}

interface Line {
  readonly line: string;
  readonly at: number;
}

function readHost(found: Collector, group: string, { line, at }: Line): void {
  const words = wordsOf(line);
  const [first = '', ...variables] = words ?? [];
  if (words === undefined) return found.wrong(at, 'a quote in this line is never closed');
  if (first.includes('=')) return found.wrong(at, 'a line begins with a host; its variables follow as name=value');
  if (!variables.every((word) => /^\w[\w.-]*=/.test(word)))
    return found.wrong(at, 'behind a host stand its variables, each as name=value without blanks around the "="');
  const [, pattern = first, port] = /^([^:]+):(\d{1,5})$/.exec(first) ?? [];
  const hosts = found.add(group, pattern, at);
  const address = valueOf(variables, 'ansible_host') ?? valueOf(variables, 'ansible_ssh_host');
  const otherPort = valueOf(variables, 'ansible_port') ?? valueOf(variables, 'ansible_ssh_port') ?? port;
  for (const host of hosts) {
    const how = reachedBy(host, { address, port: otherPort });
    if (how !== undefined) found.reach(host, how);
  }
}

const valueOf = (variables: readonly string[], name: string): string | undefined =>
  variables.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);

/** How a host is reached where that is not by its name alone. */
export function reachedBy(
  host: string,
  { address, port }: { readonly address: string | undefined; readonly port: string | undefined },
): string | undefined {
  const other = [
    ...(address === undefined || address === host ? [] : [address]),
    ...(port === undefined || port === '22' ? [] : [`port ${port}`]),
  ];
  return other.length === 0 ? undefined : other.join(' ');
}

function readChild(found: Collector, group: string, { line, at }: Line): void {
  const name = line.replace(/\s+[#;].*$/, '');
  if (/[\s=[\]:]/.test(name)) found.wrong(at, 'below [group:children] stands one group a line, without brackets');
  else found.part(group, name, at);
}

/** The words of a line as a shell reads them, up to a comment. Undefined: a quote is open. */
function wordsOf(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let n = 0; n < line.length; n++) {
    const sign = line[n] ?? '';
    if (quote !== '') {
      if (sign === quote) quote = '';
      else if (sign === '\\' && quote === '"') word += line[++n] ?? '';
      else word += sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (sign === '\\') word = (word ?? '') + (line[++n] ?? '');
    else if (/\s/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (sign === '#' && word === null) break;
    else word = (word ?? '') + sign;
  }
  if (quote !== '') return undefined;
  return word === null ? words : [...words, word];
}
