// Errors of the YAML parser in words that say what to do. Most of them come from an expression or a template that should
// have been quoted; those are told apart from damage after which nothing in the file can be trusted.

import type { YAMLError } from 'yaml';
import type { Span } from './lines.ts';
import type { Edit, Problem } from './problems.ts';
import { quoted } from './rewrite.ts';

/** What is said about an error. */
export interface Found {
  readonly at: Span;
  readonly problem: Problem;
  /** The text whose value is lost; absent when the damage reaches beyond its line. */
  readonly lost?: Span;
}

/** Where an error was found. */
export interface Context {
  readonly text: string;
  readonly line: Span;
  readonly errors: readonly YAMLError[];
}

/** An error of the YAML parser in words. */
export function explain(error: YAMLError, context: Context): Found {
  const { text, line } = context;
  const [start, end] = error.pos;
  const at = { start, end: Math.max(start, Math.min(end, line.end)) };
  switch (error.code) {
    case 'UNEXPECTED_TOKEN':
      return unexpected(error, at, context);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return nestedMapping(at, context);
    case 'MULTILINE_IMPLICIT_KEY':
      return { at, problem: noColon(text, at) };
    case 'BLOCK_IN_FLOW':
      return {
        at,
        problem: say('": " inside { } or [ ] begins another key', 'quote the value'),
        ...lostFrom(context, start),
      };
    case 'MISSING_CHAR':
      return missing(error, at, context);
    case 'BAD_INDENT':
      return { at, problem: badIndent(error.message) };
    case 'TAB_AS_INDENT':
      return { at, problem: say('a tab cannot indent in YAML', 'use spaces') };
    case 'BAD_SCALAR_START':
      return {
        at,
        problem: {
          ...say(`an unquoted value cannot begin with ${text[start] ?? ''}`),
          ...quoting(text, { start, end: line.end }),
        },
        ...lostFrom(context, start),
      };
    case 'BAD_DQ_ESCAPE':
      return {
        at: { start, end: start + 2 },
        problem: say(
          `${text.slice(start, start + 2)} is no escape of a double-quoted text`,
          'use single quotes, in which a backslash is a backslash',
        ),
        lost: { start, end: start + 2 },
      };
    case 'NON_STRING_KEY':
      return { ...nonTextKey(at, context), ...lostFrom(context, start) };
    default:
      return { at, problem: say(plainly(error.message)) };
  }
}

// Other tools fill in {{ name }}; for YAML that is a mapping in a mapping.
function nonTextKey(at: Span, { text, line }: Context): Found {
  const braces = /^\{\{(.*?)\}\}/.exec(text.slice(at.start - 1, line.end));
  if (braces === null) return { at, problem: say('a key must be text', 'quote a value that begins with [ or {') };
  const start = at.start - 1;
  const value = text.slice(start, line.end).trimEnd().replace('{{', '${{');
  const fix = { start, end: start + value.length - 1, text: quoted(value) };
  return {
    at: { start, end: start + braces[0].length },
    problem: { ...say('a template is written ${{ … }}', `write ${fix.text}`), fix },
  };
}

function unexpected(error: YAMLError, at: Span, context: Context): Found {
  const value = valueIn(context, at.start);
  const { text } = context;
  const token = text.slice(at.start, at.end);
  if (token === ']' || token === '}')
    return { at, problem: say(`nothing opened this ${token}`, 'delete it, or quote the value it belongs to') };
  const header = value !== undefined && /^[|>]/.test(text.slice(value.start));
  if (header)
    return { at, problem: say('the text of a block begins in the line below', 'move this down, and indent it') };
  if (!error.message.endsWith('at node end') || value === undefined) return { at, problem: UNEXPECTED };
  const written = text.slice(value.start, value.end);
  const first = written[0] ?? '';
  if (!`"'[{`.includes(first)) return { at, problem: UNEXPECTED };
  if (first === '[' || first === '{') {
    const inside = openBrackets(text.slice(value.start, at.start)) > 0;
    if (inside)
      return {
        at,
        problem: {
          ...say('an unquoted value inside [ ] or { } ends here for YAML', 'quote the value'),
          ...holeInBrackets(text, context.line),
        },
        ...lostFrom(context, value.start),
      };
  }
  const closing = first === '[' ? ']' : first === '{' ? '}' : first;
  return {
    at,
    problem: { ...say(`YAML ends this value at the closing ${closing}`), ...quoting(text, value) },
    ...lostFrom(context, value.start),
  };
}

function nestedMapping(at: Span, context: Context): Found {
  const { text, line, errors } = context;
  const over = errors.find(({ code, pos }) => code === 'MULTILINE_IMPLICIT_KEY' && pos[0] === at.start);
  if (over === undefined) {
    return {
      at,
      problem: {
        ...say('YAML takes ": " in this value for another key'),
        ...quoting(text, { start: at.start, end: line.end }),
      },
      ...lostFrom(context, at.start),
    };
  }
  const next = text.indexOf('\n', at.start) + 1;
  const indent = /^ */.exec(text.slice(next))?.[0].length ?? 0;
  const place = { start: next + indent, end: next + indent };
  return {
    at: place,
    problem: say(
      'this line is indented deeper than the one before it, which has its value already',
      'indent it like the key it belongs beside',
    ),
  };
}

function noColon(text: string, { start, end }: Span): Problem {
  const unspaced = /^([\w-]+):(?=\S)/.exec(text.slice(start, end));
  if (unspaced === null)
    return say('a key stands here without a ":" behind it', 'write ":" and a blank between a key and its value');
  const colon = start + unspaced[0].length;
  return {
    ...say('a blank is missing behind the ":"', `write "${unspaced[1]}: …"`),
    fix: { start: colon, end: colon, text: ' ' },
  };
}

function missing(error: YAMLError, at: Span, context: Context): Found {
  const { text, line } = context;
  if (error.message.includes('quote')) return { at, problem: say('this quote is never closed') };
  if (text.slice(line.start, line.end).includes('${{')) {
    const template = text.indexOf('${{', line.start);
    const problem = say('a template inside [ ] or { } must be quoted', 'write "${{ … }}"');
    const cure = holeInBrackets(text, line);
    return {
      at: { start: template, end: template + 3 },
      problem: { ...problem, ...cure },
      ...lostFrom(context, at.start),
    };
  }
  return { at, problem: say('a comma is missing, or a value that should be quoted ends here') };
}

/** How to quote the first value inside brackets of a line that holds a template. */
function holeInBrackets(text: string, { start, end }: Span): Pick<Problem, 'help' | 'fix'> {
  const found = /([[{,:] *)([^\s"'[\]{},:](?:[^"'[\]{},:]|:(?! ))*?)?\$\{\{[^"']*?\}\}[^\s,\]}]*/.exec(
    text.slice(start, end),
  );
  if (found === null) return {};
  const from = start + found.index + (found[1]?.length ?? 0);
  const value = text.slice(from, start + found.index + found[0].length);
  return { help: `quote the value: "${value}"`, fix: { start: from, end: from + value.length, text: `"${value}"` } };
}

function badIndent(message: string): Problem {
  const bracket = /end with a ([\]}])/.exec(message)?.[1];
  if (bracket === undefined) return say(plainly(message));
  return say(
    `a ${bracket === ']' ? '[' : '{'} before this place is never closed`,
    `add the closing ${bracket}, indented deeper than its key`,
  );
}

const say = (message: string, help?: string): Problem => ({
  code: 'yaml',
  message,
  ...(help === undefined ? {} : { help }),
});

const UNEXPECTED = say('this does not belong here', 'look at the indentation, and at what stands before it');

const plainly = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');

/** How to quote the value that stands in a stretch of one line: the value itself, quoted. A comment behind it stays one. */
export function quoting(text: string, { start, end }: Span): { readonly help: string; readonly fix: Edit } {
  const written = withoutComment(text.slice(start, end)).trimEnd();
  const fix = { start, end: start + written.length, text: quoted(written) };
  const isLong = written.length > 80;
  return { help: isLong ? 'quote the whole value, or write it below "|"' : `quote the whole value: ${fix.text}`, fix };
}

/** A value up to the comment behind it; a "#" in quotes begins none. */
function withoutComment(value: string): string {
  const found = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|(?!\s#).)*/s.exec(value);
  return found?.[0] ?? value;
}

/** The line that an offset stands in, without its end. */
export function lineAt(text: string, offset: number): Span {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const stop = end < 0 ? text.length : end;
  return { start, end: text[stop - 1] === '\r' ? stop - 1 : stop };
}

/** The value of the one key or list item that begins in the line. */
function valueIn({ text, line }: Context, before: number): Span | undefined {
  const match = /^\s*(?:- +)*(?:[\w.-]+:\s+)?/.exec(text.slice(line.start, line.end));
  const start = line.start + (match?.[0].length ?? 0);
  return start <= before ? { start, end: line.end } : undefined;
}

/**
 * What is lost when the value at an offset cannot be read: the rest of its line, or the whole value of the line when that
 * alone keeps the brackets around it in pairs; nothing can be taken out when neither does.
 */
function lostFrom(context: Context, start: number): { readonly lost?: Span } {
  const rest = { start, end: context.line.end };
  const lost = [rest, valueIn(context, start)].find(
    (span) => span !== undefined && openBrackets(context.text.slice(span.start, span.end)) === 0,
  );
  return lost === undefined ? {} : { lost };
}

function openBrackets(text: string): number {
  let open = 0;
  for (const character of text) {
    if (character === '[' || character === '{') open += 1;
    if (character === ']' || character === '}') open -= 1;
  }
  return open;
}
