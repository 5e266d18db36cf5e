// Values in commands: which of them would become program text, as problems of the step that holds them.

import type { TemplateTree } from '../../model/expression.ts';
import { field, isList, isMapping, isText } from '../forms.ts';
import type { ShapeProblem } from '../kind.ts';
import { partsOf } from '../words.ts';
import { parseShell } from './parse.ts';
import type { List, Word } from './syntax.ts';
import { type Finding, traced } from './trace.ts';

/** What is wrong with the values of a step, and what cannot be known of them. */
export interface ValueProblems {
  readonly errors: readonly ShapeProblem[];
  readonly warnings: readonly ShapeProblem[];
}

const STDIN = '<';

/** Follows the values of a script in which holes are variables already, and of what it is given. */
export function valuesInScript(shape: TemplateTree, script: string): ValueProblems {
  const names = { ...holesOf(field(shape, 'env')), ...holesOf(field(shape, 'variables')) };
  return problems(parseShell(script), { shape, names, path: ['script'], dashes: 'allowed' });
}

/** Follows the values of an argument list, and of what it is given. */
export function valuesInArguments(shape: TemplateTree): ValueProblems {
  const command = field(shape, 'command');
  if (!isList(command)) return NONE;
  const names: Record<string, string> = { ...holesOf(field(shape, 'env')) };
  const words = command.map((item, at): Word => {
    const parts = isText(item) ? partsOf(item) : [String(item)];
    const pieces = parts.map((part, index) => {
      if (typeof part === 'string') return { text: part, quoted: true } as const;
      const variable = `argument ${at} ${index}`;
      names[variable] = part.expression.source;
      return { variable, quoted: true } as const;
    });
    return { pieces, at };
  });
  const simple = { kind: 'simple', assignments: [], words, redirects: [], at: 0 } as const;
  const list: List = [{ pipeline: { commands: [simple], negated: false }, sign: '' }];
  return problems(list, { shape, names, path: ['command'], dashes: 'refused' });
}

const NONE: ValueProblems = { errors: [], warnings: [] };

interface About {
  readonly shape: TemplateTree;
  /** The source of the hole that fills a variable. */
  readonly names: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly dashes: 'refused' | 'allowed';
}

function problems(list: List | null, { shape, names, path, dashes }: About): ValueProblems {
  const stdin = sourceOf(field(shape, 'stdin'));
  const all = stdin === null ? names : { ...names, [STDIN]: stdin };
  if (Object.keys(all).length === 0) return NONE;
  if (list === null) {
    const message = 'this script is not understood, so that it cannot be said which program reads the values in it';
    return {
      errors: [],
      warnings: [{ path, message, help: 'write it with the syntax of POSIX shells, or as a list' }],
    };
  }
  const found = traced(list, { variables: Object.keys(names), stdin: stdin === null ? [] : [STDIN], dashes });
  const told = (sure: boolean): readonly ShapeProblem[] =>
    found.filter((one) => one.sure === sure).map((one) => problemOf(one, all[one.variable] ?? '', path));
  return { errors: told(true), warnings: told(false) };
}

function problemOf({ where, sure }: Finding, source: string, path: readonly string[]): ShapeProblem {
  return sure
    ? { path, message: `\`${source}\` cannot be filled in ${where}`, help: PARAMETER }
    : { path, message: `\`${source}\` may become a part of ${where}: that cannot be known here`, help: PARAMETER };
}

const PARAMETER =
  'there it would be read as a program: pass it as an argument of its own after the text ("$1" in a shell), or through `env`';

/** The holes of a mapping of texts, by name. */
function holesOf(mapping: TemplateTree | undefined): Readonly<Record<string, string>> {
  if (!isMapping(mapping)) return {};
  return Object.fromEntries(
    Object.entries(mapping).flatMap(([name, value]): [string, string][] => {
      const source = sourceOf(value);
      return source === null ? [] : [[name, source]];
    }),
  );
}

function sourceOf(value: TemplateTree | undefined): string | null {
  if (!isText(value)) return null;
  const hole = partsOf(value).find((part) => typeof part !== 'string');
  return hole === undefined || typeof hole === 'string' ? null : hole.expression.source;
}
