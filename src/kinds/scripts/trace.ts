// Follows values through a script: through variables, substitutions, pipes, here-documents and files with a written name, to
// the programs that would run them as text. What is found is refused; what cannot be known is told as a doubt.

import { parseShell } from './parse.ts';
import { innerScripts, nameOf, readsProgram, runsFiles, runsText } from './runs-text.ts';
import {
  type Command,
  type Compound,
  type List,
  listsInWord,
  type Redirect,
  type Simple,
  textOf,
  type Word,
} from './syntax.ts';

/** How a value gets somewhere: as itself, or through a program that may print it or not. */
type Sure = 'surely' | 'perhaps';

/** The variables whose values are there, and how. */
type Taint = ReadonlyMap<string, Sure>;

/** A value that becomes program text at a place: `where` completes "cannot be filled in …". */
export interface Finding {
  readonly variable: string;
  readonly where: string;
  readonly sure: boolean;
}

const NOTHING: Taint = new Map();

/** What there is to follow. */
export interface Values {
  readonly variables: readonly string[];
  /** Those that stand on standard input. */
  readonly stdin: readonly string[];
  /** Whether a value that begins with a dash is refused when it is filled in. */
  readonly dashes: 'refused' | 'allowed';
}

/** Follows values to where they would be run. */
export function traced(script: List, { variables, stdin, dashes }: Values): readonly Finding[] {
  const trace = new Trace(variables, dashes);
  const input: Taint = new Map(stdin.map((name) => [name, 'surely']));
  for (let pass = 0; pass < PASSES; pass++) {
    const before = trace.size();
    trace.list(script, input);
    if (trace.size() === before) break;
  }
  return trace.findings();
}

/** Variables that are set from each other need as many; loops settle sooner. */
const PASSES = 8;
const MOST_LEVELS = 6;

/** Programs that print their arguments, and programs that print what they read. */
const PRINTERS = new Set(
  'echo printf basename dirname expr seq date realpath readlink envsubst jq env printenv pwd'.split(' '),
);
const FILTERS = new Set(
  'cat tee tr sed awk gawk mawk head tail sort uniq cut rev tac base64 envsubst jq yq paste fold fmt nl column grep egrep fgrep xargs sponge od xxd cat'.split(
    ' ',
  ),
);
const DECLARING = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);

/** A word as a program is given it: a value in it is NUL, anything else that is not known is `$`. */
interface Argument {
  readonly text: string;
  readonly taint: Taint;
  readonly word: Word;
}

class Trace {
  private readonly variables = new Map<string, Map<string, Sure>>();
  private readonly constants = new Map<string, string | null>();
  private readonly files = new Map<string, Map<string, Sure>>();
  private readonly functions = new Set<string>();
  private readonly found = new Map<string, Finding>();
  private level = 0;

  private readonly dashes: Values['dashes'];

  constructor(variables: readonly string[], dashes: Values['dashes']) {
    this.dashes = dashes;
    for (const name of variables) this.variables.set(name, new Map([[name, 'surely']]));
  }

  findings(): readonly Finding[] {
    return [...this.found.values()];
  }

  size(): number {
    return [...this.variables.values(), ...this.files.values()].reduce(
      (sum, taint) => sum + [...taint.values()].reduce((all, sure) => all + (sure === 'surely' ? 2 : 1), 1),
      this.found.size + this.constants.size + this.functions.size,
    );
  }

  /** Runs a list; what it prints may hold the values that are returned. */
  list(list: List, stdin: Taint): Taint {
    return union(
      ...list.map(({ pipeline }) => {
        let flow = stdin;
        for (const command of pipeline.commands) flow = this.command(command, flow);
        return flow;
      }),
    );
  }

  private command(command: Command, stdin: Taint): Taint {
    const input = this.inputOf(command.redirects, stdin);
    const output = command.kind === 'simple' ? this.simple(command, input) : this.compound(command, input);
    for (const { sign, target } of command.redirects) {
      const file = sign.startsWith('>') || sign === '&>' ? textOf(target) : null;
      if (file !== null) this.add(this.files, file, output);
    }
    return output;
  }

  private inputOf(redirects: readonly Redirect[], stdin: Taint): Taint {
    const last = redirects.findLast(({ sign }) => sign.startsWith('<') && sign !== '<&');
    if (last === undefined) return stdin;
    return union(this.inWord(last.target), this.files.get(textOf(last.target) ?? '\0') ?? NOTHING);
  }

  private compound(command: Compound, stdin: Taint): Taint {
    const { keyword, name, words, conditions, bodies } = command;
    const values = union(...words.map((word) => this.inWord(word)));
    if (keyword === 'function') this.functions.add(name);
    if (keyword === 'for')
      this.add(this.variables, name, words.length > 0 ? values : (this.variables.get('@') ?? NOTHING));
    this.calculated(command.arithmetic);
    return union(...[...conditions, ...bodies].map((list) => this.list(list, stdin)));
  }

  private simple({ assignments, words, redirects }: Simple, stdin: Taint): Taint {
    for (const { name, value } of assignments) this.assign(name, value);
    for (const { target } of redirects) this.inWord(target);
    const args = words.flatMap((word) => this.argument(word));
    const [first] = args;
    if (first === undefined) return NOTHING;
    const name = nameOf(first.text);
    const values = union(...args.map(({ taint }) => taint));
    this.builtin(name, args, stdin);
    this.reads(args, stdin);
    const isKnown = !/[\0$]/.test(first.text);
    if (!isKnown)
      this.find(
        union(...args.slice(1).map(({ taint }) => taint)),
        'what a program reads that is known only when it runs',
        false,
      );
    const printed = PRINTERS.has(name) || this.functions.has(name) ? values : perhaps(values);
    const passed = FILTERS.has(name) || this.functions.has(name) ? stdin : perhaps(stdin);
    if (name === 'tee') for (const { text } of args.slice(1)) this.add(this.files, text, stdin);
    return union(printed, passed);
  }

  private builtin(name: string, args: readonly Argument[], stdin: Taint): void {
    const rest = args.slice(1);
    if (DECLARING.has(name)) {
      for (const { text, taint } of rest) {
        const [, variable] = /^([A-Za-z_]\w*)=/.exec(text) ?? [];
        if (variable !== undefined) this.add(this.variables, variable, taint);
      }
    }
    if (name === 'read' || name === 'mapfile' || name === 'readarray')
      for (const { text } of rest) if (/^[A-Za-z_]\w*$/.test(text)) this.add(this.variables, text, stdin);
    const isCall = this.functions.has(name);
    if (isCall || name === 'set') this.add(this.variables, '@', union(...rest.map(({ taint }) => taint)));
    if (isCall) this.add(this.variables, '@', NOTHING);
  }

  // Where values of this command are run as text.
  private reads(args: readonly Argument[], stdin: Taint): void {
    const texts = args.map(({ text }) => text);
    for (const [at, { text, taint }] of args.entries()) {
      if (taint.size === 0 || at === 0) continue;
      const runner = runsText(texts.slice(0, at), text.slice(0, text.indexOf('\0')), this.dashes);
      if (runner !== null) this.find(taint, `the text that ${runner} runs`);
    }
    if (stdin.size > 0) {
      const reader = readsProgram(texts);
      if (reader !== null) this.find(stdin, `what ${reader} reads as a program`);
    }
    const runner = runsFiles(texts);
    for (const { word, text } of args) {
      const written = this.files.get(text) ?? NOTHING;
      const isRun = runner !== null || text === args[0]?.text;
      if (isRun) this.find(written, `a file that ${runner ?? 'the script'} runs`);
      if (runner !== null) this.find(this.processIn(word), `what ${runner} reads as a program`);
    }
    this.inner(args, stdin);
  }

  private inner(args: readonly Argument[], stdin: Taint): void {
    if (this.level >= MOST_LEVELS) return;
    const isFed = args.some(
      ({ text }) => nameOf(text) === 'xargs' || nameOf(text) === 'find' || nameOf(text) === 'parallel',
    );
    for (const { at, shell } of innerScripts(args.map(({ text }) => text))) {
      const text = textOf(args[at]?.word);
      const script = text === null ? null : parseShell(text);
      if (script === null) continue;
      const given = union(...args.slice(at + 1).map(({ taint }) => taint), isFed ? stdin : NOTHING);
      if (shell !== 'trap' && shell !== 'eval') this.add(this.variables, '@', given);
      this.level += 1;
      this.list(script, stdin);
      this.level -= 1;
    }
  }

  private assign(name: string, value: Word): void {
    this.add(this.variables, name, this.inWord(value));
    const text = textOf(value);
    const before = this.constants.get(name);
    this.constants.set(name, text !== null && (before === undefined || before === text) ? text : null);
  }

  private argument(word: Word): readonly Argument[] {
    const taint = this.inWord(word);
    const [only] = word.pieces;
    // `$S -c` with `S='busybox sh'` is three words.
    if (word.pieces.length === 1 && only !== undefined && 'variable' in only && !only.quoted) {
      const constant = taint.size === 0 ? this.constants.get(only.variable) : undefined;
      if (typeof constant === 'string')
        return constant
          .split(/\s+/)
          .filter((one) => one !== '')
          .map((text) => ({ text, taint, word: written(text, word.at) }));
    }
    const text = word.pieces
      .map((piece) => {
        if ('text' in piece) return piece.text;
        if ('variable' in piece && this.variables.get(piece.variable) === undefined)
          return this.constants.get(piece.variable) ?? '$';
        return this.inPiece(piece, word.at).size > 0 ? '\0' : '$';
      })
      .join('');
    return [{ text, taint, word }];
  }

  private inWord(word: Word): Taint {
    return union(...word.pieces.map((piece) => this.inPiece(piece, word.at)));
  }

  private inPiece(piece: Word['pieces'][number], at: number): Taint {
    if ('variable' in piece) return this.variables.get(piece.variable) ?? NOTHING;
    if ('arithmetic' in piece) this.calculated(piece.arithmetic);
    return union(...listsInWord({ pieces: [piece], at }).map((list) => this.list(list, NOTHING)));
  }

  private processIn(word: Word): Taint {
    return union(
      ...word.pieces.map((piece) =>
        'process' in piece && piece.sign === '<' ? this.list(piece.process, NOTHING) : NOTHING,
      ),
    );
  }

  // Bash evaluates what a variable holds there: `a[$(date)]` runs date.
  private calculated(names: readonly string[]): void {
    for (const name of names) {
      const sure = [...(this.variables.get(name) ?? NOTHING)].filter(([, how]) => how === 'surely');
      this.find(new Map(sure), 'arithmetic');
    }
  }

  private add(to: Map<string, Map<string, Sure>>, name: string, taint: Taint): void {
    if (taint.size === 0) return;
    to.set(name, new Map(union(to.get(name) ?? NOTHING, taint)));
  }

  private find(taint: Taint, where: string, isSure = true): void {
    for (const [variable, how] of taint) {
      const sure = isSure && how === 'surely';
      const before = this.found.get(variable);
      if (before === undefined || (sure && !before.sure)) this.found.set(variable, { variable, where, sure });
    }
  }
}

const written = (text: string, at: number): Word => ({ pieces: [{ text, quoted: true }], at });

function union(...taints: readonly Taint[]): Taint {
  const all = taints.filter(({ size }) => size > 0);
  if (all.length < 2) return all[0] ?? NOTHING;
  const joined = new Map<string, Sure>();
  for (const taint of all)
    for (const [name, how] of taint) if (how === 'surely' || !joined.has(name)) joined.set(name, how);
  return joined;
}

const perhaps = (taint: Taint): Taint =>
  taint.size === 0 ? taint : new Map([...taint.keys()].map((name) => [name, 'perhaps']));
