// A file of inputs, in YAML or JSON: values by name, each with its place. It may hold secrets, so that nothing of its text is
// ever shown: no source line, and no value in a message.

import type { Diagnostic, DiagnosticCode, Place } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';
import { err, ok, type Result } from '../model/result.ts';
import { readDocument } from './yaml/document.ts';
import { placesOf } from './yaml/lines.ts';
import { type MapNode, type Node, plain } from './yaml/node.ts';
import { problemsIn } from './yaml/problems.ts';

/** A file of inputs that was read. */
export interface InputFile {
  readonly values: Readonly<Record<string, Json>>;
  readonly places: ReadonlyMap<string, Place>;
}

/** What is wrong with a file of inputs: a sentence that says what to do, without a full stop. */
export interface InputFileProblem {
  readonly place: Place;
  readonly message: string;
}

/** Reads a file of inputs. Never throws for what stands in the text. */
export function readInputFile(text: string): Result<InputFile, readonly InputFileProblem[]> {
  const problems = problemsIn('', text);
  const root = readDocument(text, problems, 'inputs');
  if (problems.failed() || root === null) return err(problems.diagnostics().map(withoutValues));
  const place = placesOf(text);
  if (root.kind !== 'map') return err([{ place: place(root.start), message: notNamed(root, text) }]);
  const wrong: InputFileProblem[] = [];
  for (const [name, { key, value }] of root.entries) {
    const message = unusable(name, value, { root, text });
    if (message !== undefined) wrong.push({ place: place(key.start), message });
  }
  if (wrong.length > 0) return err(wrong);
  const places = [...root.entries].map(([name, { key }]): [string, Place] => [name, place(key.start)]);
  return ok({ values: plain(root) as Readonly<Record<string, Json>>, places: new Map(places) });
}

const QUOTE = 'quote the whole value';

/** Sentences whose own words, or whose cure, would show what stands in the file. */
const INSTEAD: { readonly [code in DiagnosticCode]?: string } = {
  empty: 'the file is empty; write one input a line, as name: value',
  tag: `YAML takes a value that begins with "!" for a tag; ${QUOTE}`,
  'unknown-alias': `YAML takes a value that begins with "*" for an alias; ${QUOTE}`,
  'circular-alias': `YAML takes a value that begins with "*" for an alias; ${QUOTE}`,
  'split-by-yaml': `YAML splits this value; ${QUOTE}`,
  indentation: 'this line lines up with no other; write each input at the very left, as name: value',
};

function withoutValues({ code, message, help, fix, start }: Diagnostic): InputFileProblem {
  const instead = INSTEAD[code];
  if (instead !== undefined) return { place: start, message: instead };
  const cure = fix === undefined ? help : fix.text === ' ' ? 'write "name: value"' : QUOTE;
  return { place: start, message: cure === undefined ? message : `${message}; ${cure}` };
}

function notNamed(root: Node, text: string): string {
  if (root.kind === 'list') return 'the file holds a list; leave out the "- ", and write name: value';
  return /^\s*(?:export\s+)?\w+=/m.test(text)
    ? 'the file holds lines of the form NAME=value; write name: value'
    : 'the file holds no names; write one input a line, as name: value';
}

function unusable(name: string, value: Node, { root, text }: { root: MapNode; text: string }): string | undefined {
  if (value.kind === 'map') {
    if (name === 'inputs' && root.entries.size === 1)
      return 'the names stand below `inputs`; leave it out, and begin them at the very left';
    return `"${name}" holds a mapping, and no input is one; give each value under a name of its own`;
  }
  if (value.kind !== 'scalar' || value.value !== null) return undefined;
  const key = root.entries.get(name)?.key.end ?? 0;
  const written = text.slice(key, text.indexOf('\n', key) < 0 ? undefined : text.indexOf('\n', key));
  if (/^["']?\s*:\s*&/.test(written)) return `YAML takes a value that begins with "&" for an anchor; ${QUOTE}`;
  return `"${name}" has no value; delete the line, or write "" where empty text is meant`;
}
