// A fence of commands, taken apart: one command a piece, with the comment above it as its label, and what the page says that
// it should print. Nothing is torn that belongs together: quotes, loops, documents, and lines that share a variable.

import { parseShell } from '../../kinds/scripts/parse.ts';
import { forbidsBelow, isExampleLabel, isPast } from '../words/warnings.ts';
import { expectationIn } from './expected.ts';
import { beginsAsCommand, isLog, rootPrompts } from './fence.ts';
import { holding } from './holes.ts';
import { PROMPT } from './prompts.ts';

/** One command of a fence. */
export interface PieceOfFence {
  /** As on the page, without prompts. */
  readonly script: string;
  /** The comment above it; undefined where there is none. */
  readonly label?: string;
  /** What stands behind it as a comment: `# API`. */
  readonly suffix?: string;
  /** What it should print. */
  readonly expected?: string;
  /** An example of what it prints. */
  readonly output?: string;
  /** Another way to do what the piece before it does. */
  readonly isAlternative: boolean;
  /** Seconds that are waited for before it. */
  readonly waits?: number;
  /** Not to be done: a comment says so. */
  readonly forbidden?: string;
}

/** What a fence comes to. */
export interface Split {
  readonly pieces: readonly PieceOfFence[];
  /** Lines that went into no piece: comments, output. */
  readonly rest: readonly string[];
}

interface Growing {
  script: string;
  label?: string;
  suffix?: string;
  expected?: string;
  output?: string;
  isAlternative: boolean;
  waits?: number;
  forbidden?: string;
}

/** Takes a fence of commands apart. */
export function splitFence(text: string): Split {
  const lines = withoutPrompts(text);
  const pieces: Growing[] = [];
  const rest: string[] = [];
  let comments: string[] = [];
  let alternative = false;
  let waits: number | undefined;
  let forbidden: string | undefined;
  let isUsed = false;
  for (let at = 0; at < lines.length; at++) {
    const { line = '', isOutput } = lines[at] ?? { isOutput: false };
    const last = pieces.at(-1);
    if (isOutput) {
      if (last === undefined || waits !== undefined) rest.push(line);
      else last.output = last.output === undefined ? line : `${last.output}\n${line}`;
      continue;
    }
    if (line.trim() === '') {
      // What is forbidden ends with its group: a blank line right below the word is none of its ends.
      if (forbidden !== undefined && isUsed && !PLURAL.test(forbidden)) forbidden = undefined;
      continue;
    }
    const comment = /^\s*(?:#+|\/\/|REM\b|--(?=\s))\s?(.*)$/.exec(line);
    if (comment !== null && !/^\s*#!/.test(line)) {
      const words = (comment[1] ?? '').trim();
      const told = expectationIn(words);
      if (OR.test(words)) {
        alternative = true;
        comments = [words.replace(OR, '').replace(/^[\s:,-]+/, '')].filter((one) => one !== '');
        rest.push(line.trim());
      } else if (told !== null && last !== undefined && comments.length === 0) {
        const more = /^(?:expected )?(?:output|result)s?:?$/i.test(told) ? '' : told;
        last.expected = [last.expected, more].filter((one) => one !== undefined && one !== '').join('; ');
        if (last.expected === '') delete last.expected;
        rest.push(line.trim());
      } else {
        if (forbidsBelow(words) || isPast(words) || isExampleLabel(words)) {
          forbidden = words;
          isUsed = false;
        } else if (forbidden !== undefined && isUsed && words !== '') forbidden = undefined;
        if (words !== '') comments.push(words);
        else rest.push(line.trim());
      }
      continue;
    }
    const taken = takeCommand(lines, at);
    at = taken.last;
    const { script, suffix } = withoutSuffix(taken.script);
    const slept = /^\s*sleep\s+(\d+)([smh]?)\s*(?:(?:&&|;)\s*(\S[\s\S]*))?$/.exec(script);
    if (slept !== null) {
      waits = Number(slept[1]) * ({ s: 1, m: 60, h: 3600 }[slept[2] ?? ''] ?? 1);
      if (slept[3] === undefined) {
        rest.push(script.trim());
        continue;
      }
    }
    const body = slept?.[3] ?? script;
    const label = comments.filter((one) => one !== '').join(' ');
    const told = suffix === undefined ? null : expectationIn(suffix);
    const piece: Growing = { script: body, isAlternative: alternative && pieces.length > 0 };
    if (label !== '') piece.label = label;
    if (suffix !== undefined && told === null) piece.suffix = suffix;
    if (told !== null) piece.expected = told;
    if (waits !== undefined) piece.waits = waits;
    if (forbidden !== undefined) piece.forbidden = forbidden;
    else if (suffix !== undefined && forbidsBelow(suffix)) piece.forbidden = suffix;
    isUsed = true;
    pieces.push(piece);
    comments = [];
    alternative = false;
    waits = undefined;
  }
  if (comments.length > 0) rest.push(...comments.map((one) => `# ${one}`));
  return { pieces: joined(pieces), rest };
}

const PLURAL = /\b(?:these|any of|following|all of|below|commands)\b/i;
const OR = /^(?:or|alternatively|alternative(?:ly)?|otherwise, use|OR)(?:\b[,:]?|$)/i;

interface Line {
  readonly line: string;
  readonly isOutput: boolean;
}

// With `$ ` prompts only those lines are commands, and what continues them; the rest is what they printed.
function withoutPrompts(text: string): readonly Line[] {
  const lines = text.split('\n');
  const prompted = lines.some((line) => PROMPT.test(line));
  const root = !prompted && rootPrompts(text);
  if (!prompted && !root) {
    const anyCommand = lines.some((line) => beginsAsCommand(line));
    return lines.map((line) => ({
      line,
      isOutput: anyCommand && !beginsAsCommand(line) && isLog(line) && line.trim() !== '',
    }));
  }
  const out: Line[] = [];
  let continues = false;
  let until = '';
  for (const line of lines) {
    const found = (root ? /^(\s*#\s+)(.*)$/ : PROMPT).exec(line);
    if (until !== '') {
      out.push({ line, isOutput: false });
      if (line.trim() === until) until = '';
    } else if (found !== null) {
      out.push({ line: found[2] ?? '', isOutput: false });
      continues = /\\\s*$/.test(line) || /(?:\||&&)\s*$/.test(line);
      until = /<<-?\s*['"]?(\w+)/.exec(line)?.[1] ?? '';
    } else if (continues) {
      out.push({ line: line.replace(/^\s*>\s?/, ''), isOutput: false });
      continues = /\\\s*$/.test(line) || /(?:\||&&)\s*$/.test(line);
    } else if (!root && /^\s*#\s/.test(line)) out.push({ line, isOutput: false });
    else out.push({ line, isOutput: line.trim() !== '' });
  }
  return out;
}

/** A whole command from a line on: as many lines as a shell would read for it. */
function takeCommand(lines: readonly Line[], from: number): { readonly script: string; readonly last: number } {
  let script = '';
  let goesOn = false;
  for (let at = from; at < Math.min(lines.length, from + MOST_LINES); at++) {
    const { line = '', isOutput } = lines[at] ?? { isOutput: true };
    if (isOutput) break;
    script = script === '' ? line : `${script}\n${line}`;
    const next = lines[at + 1]?.line;
    if (isWhole(script, next)) return { script, last: at };
    // What opens nothing is ended by no line below it.
    goesOn ||= OPENS.test(line) || isContinued(line, next);
    if (!goesOn) break;
  }
  // A shell would wait for more: the rest is one piece, where the line alone cannot be read either.
  const alone = lines[from]?.line ?? '';
  if (script === alone || !OPENS.test(alone)) return { script: alone, last: from };
  const rest = lines.slice(from).map(({ line }) => line);
  return { script: rest.join('\n'), last: lines.length - 1 };
}

/** Lines of one command: each is read once more with every line below it. */
const MOST_LINES = 300;
const OPENS = /["'({]|<<|\\$|\b(?:if|for|while|until|case|function)\b/;

const isContinued = (script: string, next: string | undefined): boolean =>
  next !== undefined &&
  (/(?:\\|\||&&)$/.test(script.trimEnd()) || (/^\s*(?:\||&&|\|\|)/.test(next) && !/^\s*\|\s*$/.test(next)));

function isWhole(script: string, next: string | undefined): boolean {
  const document = /<<-?\s*['"]?(\w+)['"]?/.exec(script)?.[1];
  if (
    document !== undefined &&
    !new RegExp(`^[ \\t]*${document}[ \\t]*$`, 'm').test(script.slice(script.indexOf('\n') + 1))
  )
    return false;
  if (document !== undefined && !script.includes('\n')) return false;
  return !isContinued(script, next) && parseShell(holding(script.trimEnd()).text) !== null;
}

/** A command without the comment behind it. */
function withoutSuffix(script: string): { readonly script: string; readonly suffix?: string } {
  if (script.includes('\n')) return { script };
  const found = /^(.*?\S)\s+(?:#+|←|<-{1,2}(?=\s)|\/\/(?=\s))\s+(\S.*)$/.exec(script);
  const arrow = found === null ? /^(.*?\S)\s+(?:→|=>|⇒)\s*(\S.*)$/.exec(script) : null;
  if (arrow !== null && parseShell(holding(arrow[1] ?? '').text) !== null)
    return { script: arrow[1] ?? '', suffix: `should return ${arrow[2] ?? ''}` };
  const [, command = script, suffix] = found ?? [];
  // A `#` in quotes begins no comment.
  if (suffix === undefined || parseShell(holding(command).text) === null) return { script };
  return { script: command, suffix };
}

// What only prepares the lines behind it is one step with them: a variable, a folder, a setting of the shell.
function joined(pieces: readonly Growing[]): readonly PieceOfFence[] {
  const out: Growing[] = [];
  // Of the last one: whether all of it only prepares, and the variables that it sets.
  let onlyPrepares = false;
  let names = new Set<string>();
  for (const piece of pieces) {
    const before = out.at(-1);
    const isJoined: boolean =
      before !== undefined &&
      piece.forbidden === undefined &&
      before.forbidden === undefined &&
      (onlyPrepares || uses(piece.script, names));
    onlyPrepares = prepares(piece.script) && (!isJoined || onlyPrepares);
    if (!isJoined) names = new Set();
    for (const name of namesIn(piece.script)) names.add(name);
    if (isJoined && before !== undefined) {
      before.script = `${before.script}\n${piece.label === undefined || before.label === undefined ? '' : `# ${piece.label}\n`}${piece.script}`;
      if (before.label === undefined && piece.label !== undefined) before.label = piece.label;
      for (const key of ['suffix', 'expected', 'output'] as const)
        if (piece[key] !== undefined) before[key] = piece[key];
      continue;
    }
    out.push({ ...piece });
  }
  return out;
}

const prepares = (script: string): boolean =>
  script
    .split('\n')
    .every((line) =>
      /^\s*(?:export\s+)?[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\$\([^\n]*\)|`[^`]*`|\S*)\s*$|^\s*(?:cd|export|set|source|\.|umask|shopt|alias)\s|^\s*(?:#|$)/.test(
        line,
      ),
    );

const namesIn = (script: string): readonly string[] =>
  [...script.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=/gm)].map(([, name = '']) => name);

const uses = (script: string, names: ReadonlySet<string>): boolean =>
  [...script.matchAll(/\$\{?([A-Za-z_]\w*)/g)].some(([, name = '']) => names.has(name));
