// Puts holes into a shell script without ever splicing text: each becomes `"$FB_n"`, an environment variable of that
// process alone. Where a shell would not read that as one quoted word, the hole is refused.

import { type Hole, isTemplate, type Template } from '../../model/expression.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { quoteArgument } from '../command-line.ts';
import type { ShapeProblem } from '../kind.ts';
import { partsOf, textOf, type Word } from '../words.ts';
import { holeFound, type Scan, scanStarted, scanText } from './scan.ts';

/** A script whose holes are variables. */
export interface FilledScript {
  readonly script: string;
  /** By name of the variable: `FB_1`, `FB_2`, … */
  readonly variables: Readonly<Record<string, Template>>;
}

/** Replaces the holes of a script by variables. */
export function fillScript(script: Word): Result<FilledScript, readonly ShapeProblem[]> {
  const parts = partsOf(script);
  const plain = parts.filter((part) => typeof part === 'string').join('');
  if (/\bFB_\d/.test(plain)) {
    return err([
      { path: [], message: 'names like FB_1 belong to Firebreak', help: 'call the variable something else' },
    ]);
  }
  const scan: Scan = scanStarted();
  const problems: ShapeProblem[] = [];
  const variables: Record<string, Template> = {};
  let text = '';
  let count = 0;
  for (const part of parts) {
    if (typeof part === 'string') {
      scanText(scan, part);
      text += part;
      continue;
    }
    const refused = holeFound(scan);
    if (refused !== null) problems.push(unfillable(part, refused));
    const name = `FB_${++count}`;
    variables[name] = { $template: [part] };
    text += `"$${name}"`;
  }
  return problems.length > 0 ? err(problems) : ok({ script: text, variables });
}

/** The script as one would write it: holes where they were, and values that are known quoted in their place. */
export function unfillScript(script: string, variables: Readonly<Record<string, unknown>>): Word {
  return textOf(
    script.split(/("\$FB_\d+")/).flatMap((piece): readonly (string | Hole)[] => {
      const variable = variables[piece.slice(2, -1)];
      if (!/^"\$FB_\d+"$/.test(piece)) return [piece];
      if (isTemplate(variable))
        return variable.$template.map((part) => (typeof part === 'string' ? quoteArgument(part) : part));
      return variable === undefined ? [piece] : [quoteArgument(showValue(variable))];
    }),
  );
}

const showValue = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function unfillable(hole: Hole, where: string): ShapeProblem {
  const isQuoted = where.endsWith('quotes');
  return {
    path: [],
    message: `\`${hole.expression.source}\` cannot be filled in ${where}`,
    help: isQuoted
      ? 'take it out of the quotes: it always is one word; or write the command as a list, or pass it through `env`'
      : 'write the command as a list, or pass the value through `env` and use it as "$NAME"',
  };
}
