// Errors of the YAML parser in words that say what to do. Most of them come from an expression or a template that should
// have been quoted; those are told apart from damage after which nothing in the file can be trusted.

import type { Document, YAMLError } from 'yaml';
import type { Span } from './lines.ts';
import type { Problem, Report } from './report.ts';

interface Found {
  readonly at: Span;
  readonly problem: Problem;
  /** The text whose value is lost; absent when the damage reaches beyond its line. */
  readonly lost?: Span;
}

/**
 * Reports the syntax errors of a document, one a line. Returns the stretches of text whose values are lost, or null when
 * the rest of the document cannot be trusted either.
 */
export function reportSyntax(document: Document.Parsed, text: string, report: Report): readonly Span[] | null {
  const errors = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const lost: Span[] = [];
  let covered = -1;
  for (const error of errors) {
    if (error.pos[0] < covered) continue;
    const line = lineAt(text, error.pos[0]);
    const found = explain(error, { text, line, errors });
    report.add('error', found.at, { ...found.problem, code: 'yaml' });
    if (found.lost === undefined) return null;
    lost.push(found.lost);
    covered = Math.max(line.end, found.lost.end);
  }
  return lost;
}

interface Context {
  readonly text: string;
  readonly line: Span;
  readonly errors: readonly YAMLError[];
}

function explain(error: YAMLError, context: Context): Found {
  const { text, line } = context;
  const [start, end] = error.pos;
  const at = { start, end: Math.max(start, Math.min(end, line.end)) };
  switch (error.code) {
    case 'UNEXPECTED_TOKEN':
      return unexpected(error, at, context);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return nestedMapping(at, context);
    case 'MULTILINE_IMPLICIT_KEY':
      return { at, problem: say('a key stands here without a ":" behind it') };
    case 'BLOCK_IN_FLOW':
      return {
        at,
        problem: say('": " inside { } or [ ] begins another key', `quote the value`),
        lost: { start, end: line.end },
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
        problem: say(
          `an unquoted value cannot begin with ${text[start] ?? ''}`,
          quoteHelp(text.slice(start, line.end)),
        ),
        lost: { start, end: line.end },
      };
    case 'BAD_DQ_ESCAPE':
      return {
        at: { start, end },
        problem: say(
          `${text.slice(start, Math.max(end, start + 2))} is no escape of a double-quoted text`,
          'use single quotes, in which a backslash is a backslash',
        ),
        lost: valueIn(context, start) ?? line,
      };
    case 'NON_STRING_KEY':
      return {
        at,
        problem: say('a key must be text', 'quote a value that begins with [ or {'),
        lost: { start, end: line.end },
      };
    default:
      return { at, problem: say(plainly(error.message)) };
  }
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
        problem: say('an unquoted value inside [ ] or { } ends here for YAML', 'quote the value'),
        lost: value,
      };
  }
  const closing = first === '[' ? ']' : first === '{' ? '}' : first;
  return { at, problem: say(`YAML ends this value at the closing ${closing}`, quoteHelp(written)), lost: value };
}

function nestedMapping(at: Span, { text, line, errors }: Context): Found {
  const over = errors.find(({ code, pos }) => code === 'MULTILINE_IMPLICIT_KEY' && pos[0] === at.start);
  if (over === undefined) {
    const written = text.slice(at.start, line.end);
    return {
      at,
      problem: say('YAML takes ": " in this value for another key', quoteHelp(written)),
      lost: { start: at.start, end: line.end },
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

function missing(error: YAMLError, at: Span, context: Context): Found {
  const { text, line } = context;
  if (error.message.includes('quote')) return { at, problem: say('this quote is never closed') };
  if (text.slice(line.start, line.end).includes('${{')) {
    const template = text.indexOf('${{', line.start);
    const problem = say('a template inside [ ] or { } must be quoted', 'write "${{ … }}"');
    return { at: { start: template, end: template + 3 }, problem, lost: valueIn(context, at.start) ?? line };
  }
  return { at, problem: say('a comma is missing, or a value that should be quoted ends here') };
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

function quoteHelp(value: string): string {
  const text = value.trim();
  if (text.length > 80) return 'quote the whole value, or write it below "|"';
  return `quote the whole value: '${text.replaceAll("'", "''")}'`;
}

function lineAt(text: string, offset: number): Span {
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

function openBrackets(text: string): number {
  let open = 0;
  for (const character of text) {
    if (character === '[' || character === '{') open += 1;
    if (character === ']' || character === '}') open -= 1;
  }
  return open;
}
