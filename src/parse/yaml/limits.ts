// What is refused before the YAML composer sees a text: the composer is recursive, and a file of two kilobytes can end the
// process. The lexer and the syntax parser of `yaml` are not recursive; they are driven here, token by token, and left at
// the first limit that is passed.

import { CST, Lexer, Parser } from 'yaml';
import type { DiagnosticCode } from '../../model/diagnostic.ts';
import { type FileForm, FORM_WORDS } from './file-form.ts';
import { hiddenCharacters } from './hidden-characters.ts';
import type { Span } from './lines.ts';
import type { Problem, Problems } from './problems.ts';
import { lineAt, quoting } from './syntax.ts';

/** Limits of a file. Facts use each other, and the way along them is walked with every look. */
export const LIMITS = { bytes: 256 * 1024, depth: 50, keys: 2000, aliases: 50, items: 10_000, facts: 200 } as const;

/** The syntax tokens of a text that keeps the limits, for the composer. Null: it was refused, and the problems say why. */
export function guard(text: string, problems: Problems, form: FileForm): readonly CST.Token[] | null {
  if (tooLong(text)) {
    const help = FORM_WORDS[form].shorter;
    problems.add('error', { start: 0, end: 0 }, { code: 'too-long', message: 'the file is longer than 256 KiB', help });
    return null;
  }
  if (isWide(text)) {
    problems.add(
      'error',
      { start: 0, end: 0 },
      { code: 'hidden-character', message: 'the file is UTF-16, which is not read here', help: 'save it as UTF-8' },
    );
    return null;
  }
  const lost = text.indexOf('\ufffd');
  if (lost >= 0)
    problems.add(
      'warning',
      { start: lost, end: lost + 1 },
      {
        code: 'hidden-character',
        message: 'a character is lost: here the file is not UTF-8',
        help: 'save it as UTF-8 and write the character again',
      },
    );
  // A byte order mark at the very start is YAML's own business.
  const hidden = hiddenCharacters(text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text);
  for (const { offset, name } of hidden) {
    const problem: Problem = {
      code: 'hidden-character',
      message: `the text holds ${name}, which readers cannot see`,
      help: 'delete it',
    };
    problems.add('error', { start: offset, end: offset + 1 }, problem);
  }
  return hidden.length === 0 ? walk(text, problems, form) : null;
}

// Two bytes a character, read as UTF-8: every other one is a NUL.
function isWide(text: string): boolean {
  const start = text.slice(0, 64);
  return start.length >= 8 && start.split('\0').length - 1 > start.length / 4;
}

function tooLong(text: string): boolean {
  if (text.length > LIMITS.bytes) return true;
  return text.length * 3 > LIMITS.bytes && new TextEncoder().encode(text).length > LIMITS.bytes;
}

interface Walk {
  readonly text: string;
  readonly problems: Problems;
  readonly parser: Parser;
  readonly form: FileForm;
  aliases: number;
  /** Whether the document has begun to say something. */
  content: boolean;
}

function walk(text: string, problems: Problems, form: FileForm): readonly CST.Token[] | null {
  const parser = new Parser();
  const state: Walk = { text, problems, parser, form, aliases: 0, content: false };
  const tokens: CST.Token[] = [];
  let scalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    const at = { start: parser.offset, end: parser.offset + lexeme.length };
    // A token that follows the scalar mark is text, whatever it looks like.
    const type: CST.TokenType | null = scalar ? 'scalar' : CST.tokenType(lexeme);
    scalar = !scalar && type === 'scalar';
    if (type === 'flow-error-end') return unclosedBracket(state);
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (!look(state, type, { lexeme, at })) return null;
  }
  if (openBracket(parser) !== undefined) return unclosedBracket(state);
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** The innermost `[` or `{` that is open. */
function openBracket(parser: Parser): CST.FlowCollection | undefined {
  return parser.stack.filter((token) => token.type === 'flow-collection').findLast(({ end }) => end.length === 0);
}

function unclosedBracket({ parser, problems, text }: Walk): null {
  const open = openBracket(parser);
  const at = unmatched(text, open?.offset ?? parser.offset);
  const bracket = text[at] ?? open?.start.source ?? '[';
  const help = `add the closing ${bracket === '[' ? ']' : '}'}; what stands between must be indented deeper than the key`;
  problems.add('error', { start: at, end: at + 1 }, { code: 'yaml', message: `this ${bracket} is never closed`, help });
  return null;
}

/** The bracket that a wrong closing one shows to be open: `{ a: [b, c }`; else the one that reading began with. */
function unmatched(text: string, from: number): number {
  const open: number[] = [];
  for (let at = from; at < Math.min(text.length, from + 2000); at++) {
    const sign = text[at] ?? '';
    if ('[{'.includes(sign)) open.push(at);
    if (!']}'.includes(sign)) continue;
    const last = open.pop();
    if (last === undefined) return from;
    if ((text[last] === '[') !== (sign === ']')) return last;
  }
  return open[0] ?? from;
}

/** Looks at one token; false when a limit is passed and reading must end. */
function look(state: Walk, type: CST.TokenType | null, { lexeme, at }: { lexeme: string; at: Span }): boolean {
  const refuse = (code: DiagnosticCode, message: string, help?: string): false => {
    state.problems.add('error', at, { code, message, ...(help === undefined ? {} : { help }) });
    return false;
  };
  switch (type) {
    case 'space':
    case 'comment':
    case 'newline':
    case 'byte-order-mark':
      return true;
    case 'doc-mode':
      if (!state.content) return true;
      return refuse(
        'several-documents',
        `a file holds ${FORM_WORDS[state.form].one}; more text follows its end`,
        'delete the "..." line',
      );
    case 'directive-line':
      return refuse('directive', 'YAML directives are not supported', 'delete the line; the language is YAML 1.2');
    case 'doc-start':
      if (state.content)
        return refuse(
          'several-documents',
          `a file holds ${FORM_WORDS[state.form].one}; \`---\` begins another`,
          'delete the line',
        );
      break;
    case 'doc-end':
      return true;
    case 'tag':
      // A value that is encrypted or left as it is: of an inventory's variables nobody reads it.
      if (state.form !== 'inventory' || !/^!(?:vault|unsafe)$/.test(lexeme))
        state.problems.add('error', at, tagProblem(state, lexeme));
      break;
    case 'alias':
      state.aliases += 1;
      if (state.aliases > LIMITS.aliases) return refuse('too-many-aliases', `more than ${LIMITS.aliases} aliases`);
      break;
    case 'double-quoted-scalar':
    case 'single-quoted-scalar':
      if (unclosed(lexeme)) {
        const line = { start: at.start, end: at.start + 1 };
        state.problems.add('error', line, {
          code: 'yaml',
          message: 'this quote is never closed',
          help: `add the closing ${lexeme[0]}`,
        });
        return false;
      }
      break;
    default:
  }
  if (type !== 'doc-start') state.content = true;
  return sizes(state.parser, refuse);
}

function sizes(parser: Parser, refuse: (code: DiagnosticCode, message: string, help?: string) => false): boolean {
  let depth = 0;
  for (const token of parser.stack) if (CST.isCollection(token)) depth += 1;
  if (depth > LIMITS.depth) return refuse('too-deep', `nesting is deeper than ${LIMITS.depth}`);
  const top = parser.stack.at(-1);
  if (!CST.isCollection(top)) return true;
  const mapping = top.type === 'block-map' || (top.type === 'flow-collection' && top.start.source === '{');
  const limit = mapping ? LIMITS.keys : LIMITS.items;
  if (top.items.length <= limit) return true;
  return refuse(
    'too-many',
    mapping ? `more than ${LIMITS.keys} keys in one mapping` : `more than ${LIMITS.items} items in one list`,
  );
}

function unclosed(lexeme: string): boolean {
  const quote = lexeme[0] ?? '';
  if (lexeme.length < 2 || !lexeme.endsWith(quote)) return true;
  if (quote === "'") return (/'+$/.exec(lexeme.slice(1))?.[0].length ?? 0) % 2 === 0;
  return (/\\*$/.exec(lexeme.slice(0, -1))?.[0].length ?? 0) % 2 === 1;
}

function tagProblem({ text, parser }: Walk, lexeme: string): Problem {
  if (lexeme.startsWith('!!') || lexeme.startsWith('!<')) {
    const help = 'delete the tag; quote the value if text is meant';
    return { code: 'tag', message: `YAML tags are not supported: ${lexeme}`, help };
  }
  // Inside brackets the value may end before its line does.
  const start = parser.offset - lexeme.length;
  const cure =
    openBracket(parser) === undefined
      ? quoting(text, { start, end: lineAt(text, start).end })
      : { help: `quote it: "${lexeme} …"` };
  return { code: 'tag', message: `YAML takes "${lexeme}" for a tag and drops it`, ...cure };
}
