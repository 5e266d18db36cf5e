// Text -> tree. The one file that knows the CEL library; it is used for its grammar alone. What CEL has and runbooks do
// not (bytes, unsigned numbers, `cel.bind`) is refused here or by the check.

import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import { err, ok, type Result } from '../../model/result.ts';
import type { ExpressionProblem } from '../environment.ts';
import { balance, withoutStrings } from './brackets.ts';
import { inCel, isProse } from './in-cel.ts';
import type { Infix, Link, Loop, Node, Span } from './node.ts';
import { explainSyntax } from './syntax-problem.ts';

/** The longest source of one expression. */
const MAX_SOURCE = 8000;

/** How deep a tree may be: `1 + 1 + 1` is two deep, `a && b && c` one. The parser counts brackets only. */
const MAX_DEPTH = 200;

/** Nodes and nesting are bounded, so that reading and walking a tree are. */
const grammar = new Environment({ limits: { maxAstNodes: 2000, maxDepth: 50 } });

/** Trees of the texts read last: an editor reads a file anew at every key, and all but one of its expressions are the same. */
const kept = new Map<string, Result<Node, ExpressionProblem>>();
const MOST_KEPT = 2000;

/** Parses an expression. There is one syntax problem at most; what follows it cannot be read. */
export function parseExpression(source: string): Result<Node, ExpressionProblem> {
  const known = kept.get(source);
  if (known !== undefined) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const made = read(source);
  kept.set(source, made);
  return made;
}

function read(source: string): Result<Node, ExpressionProblem> {
  if (source.length > MAX_SOURCE) return err(tooLarge(source, `longer than ${MAX_SOURCE} characters`));
  try {
    return ok(convert(grammar.parse(source).ast, { source, code: withoutStrings(source), depth: 0 }));
  } catch (error) {
    if (error instanceof Refused) return err(error.problem);
    if (error instanceof ParseError && error.code !== 'limit_exceeded') {
      return err({ ...explainSyntax(source, error.code, error.range), ...cureOf(source) });
    }
    return err(tooLarge(source, TOO_COMPLEX));
  }
}

/**
 * Whether a text is an expression by its syntax, is the beginning of one, or can become none however it goes on. Cheaper
 * than `parseExpression`.
 */
export function outlook(source: string): 'whole' | 'unfinished' | 'wrong' {
  if (source.length > MAX_SOURCE) return 'wrong';
  try {
    grammar.parse(source);
    return 'whole';
  } catch (error) {
    if (!(error instanceof ParseError)) return 'wrong';
    const atEnd = error.code.startsWith('unterminated') || (error.range?.start ?? 0) >= source.length;
    return atEnd && error.code !== 'limit_exceeded' ? 'unfinished' : 'wrong';
  }
}

/** What the whole expression is in CEL, where it is one then. */
function cureOf(source: string): Pick<ExpressionProblem, 'help' | 'fix'> {
  if (source.length > MOST_CURED) return {};
  const text = inCel(source);
  if (text === source || outlook(text) !== 'whole')
    return isProse(source) ? { help: 'an expression is needed here, such as ping.ok; words go into `title`' } : {};
  return { help: `write ${text.length > 100 ? 'it in CEL' : text}`, fix: { start: 0, end: source.length, text } };
}

/** Longer expressions get no cure: it would be longer than what is shown. */
const MOST_CURED = 400;

const TOO_COMPLEX = 'too deeply nested, or has too many parts';

const tooLarge = (source: string, how: string): ExpressionProblem => ({
  code: 'too-large',
  message: `this expression is ${how}`,
  help: 'name parts of it under `facts`',
  start: 0,
  end: source.length,
});

/** Carries a problem out of the conversion. */
class Refused extends Error {
  readonly problem: ExpressionProblem;
  constructor(problem: ExpressionProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const LOOPS: ReadonlySet<string> = new Set<Loop>(['all', 'exists', 'exists_one', 'filter', 'map']);

/** Where the conversion is: the source, the same without its strings, and how deep below the top. */
interface Place {
  readonly source: string;
  readonly code: string;
  readonly depth: number;
}

function convert(ast: ASTNode, { source, code, depth }: Place): Node {
  if (depth > MAX_DEPTH) throw new Refused(tooLarge(source, TOO_COMPLEX));
  const span: Span = { source, ...balance(code, ast.start, ast.end) };
  const below: Place = { source, code, depth: depth + 1 };
  const inner = (node: ASTNode): Node => convert(node, below);
  switch (ast.op) {
    case 'value':
      return { ...span, op: 'literal', value: literal(ast.args, span) };
    case 'id':
      return { ...span, op: 'chain', root: ast.args, links: [] };
    case '.':
      return linked(inner(ast.args[0]), { key: ast.args[1], start: ast.pos, end: ast.end }, span);
    case '[]':
      return indexed(inner(ast.args[0]), inner(ast.args[1]), span);
    case '!_':
      return { ...span, op: 'not', of: inner(ast.args) };
    case '-_':
      return negative(inner(ast.args), span);
    case '&&':
    case '||':
      return joined(ast.op === '&&' ? 'and' : 'or', operandsOf(ast).map(inner), span);
    case '?:':
      return { ...span, op: 'choose', condition: inner(ast.args[0]), yes: inner(ast.args[1]), no: inner(ast.args[2]) };
    case 'list':
      return { ...span, op: 'list', items: ast.args.map(inner) };
    case 'map':
      return { ...span, op: 'map', entries: ast.args.map(([key, value]) => [inner(key), inner(value)] as const) };
    case 'call':
      return call(ast.args[0], ast.args[1].map(inner), span);
    case 'rcall':
      return method(ast.args[0], inner(ast.args[1]), ast.args[2].map(inner), span);
    case '.?':
    case '[?]':
      throw new Refused({
        code: 'syntax',
        message: 'optional access is not part of runbook expressions',
        start: span.start,
        end: span.end,
      });
    default:
      return {
        ...span,
        op: 'binary',
        sign: ast.op satisfies Infix,
        left: inner(ast.args[0]),
        right: inner(ast.args[1]),
      };
  }
}

function literal(value: unknown, { start, end }: Span): null | boolean | number | string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  if (typeof value === 'bigint')
    throw new Refused({ code: 'syntax', message: 'this number is too large to be exact', start, end });
  throw new Refused({
    code: 'syntax',
    message: 'bytes and unsigned numbers are not part of runbook expressions',
    help: 'write plain text in quotes, or a plain number',
    start,
    end,
  });
}

/** A field: one more link of a chain, or a field of some other value. */
function linked(of: Node, link: Link, span: Span): Node {
  if (of.op === 'chain') return { ...of, end: span.end, links: [...of.links, link] };
  return { ...span, op: 'field', of, link };
}

function indexed(of: Node, at: Node, span: Span): Node {
  if (at.op === 'literal' && typeof at.value === 'string')
    return linked(of, { key: at.value, start: at.start, end: at.end }, span);
  if (of.op === 'chain' && at.op === 'literal' && typeof at.value === 'number') {
    return linked(of, { key: at.value, start: at.start, end: at.end }, span);
  }
  return { ...span, op: 'index', of, at };
}

function negative(of: Node, span: Span): Node {
  if (of.op === 'literal' && typeof of.value === 'number') return { ...span, op: 'literal', value: -of.value };
  return { ...span, op: 'minus', of };
}

/** The operands of `a && b && c`, which the parser nests to the left. */
function operandsOf(ast: ASTNode): readonly ASTNode[] {
  const operands: ASTNode[] = [];
  let left = ast;
  while ((left.op === '&&' || left.op === '||') && left.op === ast.op) {
    operands.unshift(left.args[1]);
    left = left.args[0];
  }
  return [left, ...operands];
}

/** Chains of the same operator become one node. */
function joined(op: 'and' | 'or', operands: readonly Node[], span: Span): Node {
  return { ...span, op, parts: operands.flatMap((node) => (node.op === op ? node.parts : [node])) };
}

function call(name: string, args: readonly Node[], span: Span): Node {
  const [first, ...more] = args;
  if (first !== undefined && more.length === 0 && (name === 'has' || name === 'known'))
    return { ...span, op: name, of: first };
  return { ...span, op: 'call', name, method: false, args };
}

function method(name: string, receiver: Node, args: readonly Node[], span: Span): Node {
  const [variable, second, third] = args;
  if (LOOPS.has(name) && variable?.op === 'chain' && variable.links.length === 0 && second !== undefined) {
    const loop = { ...span, op: 'loop' as const, how: name as Loop, over: receiver, variable: variable.root };
    if (third === undefined) return { ...loop, body: second };
    if (name === 'map' && args.length === 3) return { ...loop, where: second, body: third };
  }
  return { ...span, op: 'call', name, method: true, args: [receiver, ...args] };
}
