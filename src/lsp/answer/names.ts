// Names across files: where one is declared, where it is used, and what a new one must be.

import { isReserved } from '../../expr/check/reserved.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Span } from '../../parse/yaml/lines.ts';
import { at, isText } from '../../parse/yaml/node.ts';
import { isSame, type Name, nameAt, type Use } from '../known/names.ts';
import type { RunbookSource, Source, Sources } from '../known/sources.ts';

/** A stretch of a file. */
export interface FileSpan {
  readonly path: string;
  readonly text: string;
  readonly span: Span;
}

/** The name at an offset. */
const nameOf = (source: Source, offset: number): Use | undefined => nameAt(source.uses(), offset);

const runbookOf = (source: Source): RunbookSource | undefined => (source.kind === 'runbook' ? source : source.runbook);

/** Where a name is declared: at its id or, of a step without one, at the title that the id is made from. */
export function definitionOf(source: Source, offset: number, sources: Sources): FileSpan | null {
  const name = nameOf(source, offset);
  const runbook = runbookOf(source);
  if (name === undefined) return otherRunbook(source, offset, sources);
  if (runbook === undefined) return null;
  const span = declared(runbook, name);
  return span === null ? null : { path: runbook.path, text: runbook.text, span };
}

function declared(runbook: RunbookSource, name: Name): Span | null {
  const written = runbook.uses().find((use) => use.declares && isSame(use, name));
  if (written !== undefined) return written.span;
  const { contents } = runbook;
  if (contents === undefined || name.space !== 'id') return null;
  const made = [...contents.ids].find(([, id]) => id === name.name)?.[0];
  return made === undefined ? null : (at(made, 'title') ?? { start: made.start, end: made.start });
}

// `runbook: other` of a cause names a file beside this one.
function otherRunbook(source: Source, offset: number, sources: Sources): FileSpan | null {
  if (source.kind !== 'runbook' || source.contents === undefined) return null;
  for (const cause of source.contents.outline.causes) {
    const named = at(cause, 'runbook');
    if (!isText(named) || offset < named.start || offset > named.end) continue;
    const path = source.path.replace(/[^\\/]*$/, `${named.value}.yaml`);
    const other = sources.at(path);
    return other === undefined ? null : { path, text: other.text, span: { start: 0, end: 0 } };
  }
  return null;
}

/** Every place of the name at an offset, in the runbook and in its scenarios. */
export function referencesOf(source: Source, offset: number, sources: Sources): readonly (FileSpan & Use)[] {
  const name = nameOf(source, offset);
  const runbook = runbookOf(source);
  if (name === undefined || runbook === undefined) return [];
  return usesOf(name, runbook, sources);
}

function usesOf(name: Name, runbook: RunbookSource, sources: Sources): readonly (FileSpan & Use)[] {
  return [runbook, sources.scenariosOf(runbook)].flatMap((one) =>
    one === undefined
      ? []
      : one.uses().flatMap((use) => (isSame(use, name) ? [{ ...use, path: one.path, text: one.text }] : [])),
  );
}

/** The name at an offset, if it can be renamed; else why not, in one sentence. */
export function renameable(source: Source, offset: number, sources: Sources): Result<Use, string> {
  const name = nameOf(source, offset);
  const runbook = runbookOf(source);
  if (name === undefined) return err('no input, probe, fact, cause or step is named here');
  if (runbook === undefined) return err('the runbook of these scenarios is not beside them');
  const blind = [runbook, sources.scenariosOf(runbook)].find((one) => one !== undefined && !isReadable(one));
  const escaped = usesOf(name, runbook, sources).find(({ isExact }) => !isExact);
  if (escaped !== undefined)
    return err(`"${name.name}" stands in a text with escapes, where it cannot be replaced: quote that text with '`);
  if (blind !== undefined) return err(`mend ${fileOf(blind)} first: parts of it cannot be read, and may hold the name`);
  if (runbook.uses().some((use) => use.declares && isSame(use, name))) return ok(name);
  const isMade = runbook.contents !== undefined && [...runbook.contents.ids.values()].includes(name.name);
  return err(
    isMade ? `"${name.name}" is made from a title: give it an \`id\` first` : `nothing declares "${name.name}"`,
  );
}

const fileOf = ({ path }: Source): string => path.replace(/^.*[\\/]/, '');

// What cannot be read may hold the name, and would go on holding it.
function isReadable(source: Source): boolean {
  const isRead = source.kind === 'runbook' ? source.contents !== undefined : source.root !== null;
  return isRead && !source.diagnostics.some(({ code, severity }) => severity === 'error' && UNREAD.has(code));
}

const UNREAD: ReadonlySet<string> = new Set(['yaml', 'syntax', 'too-large', 'split-by-yaml', 'unknown-alias']);

/** The longest id, in UTF-16 units: longer ones are no names for anybody. */
const LONGEST = 100;

const shown = (name: string): string => {
  const text = JSON.stringify(name) ?? 'this';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** The places that a new name goes to; else what is wrong with it, in one sentence. */
export function renaming(
  source: Source,
  { offset, to }: { readonly offset: number; readonly to: string },
  sources: Sources,
): Result<readonly FileSpan[], string> {
  const name = renameable(source, offset, sources);
  if (!name.ok) return name;
  const { space } = name.value;
  if (typeof to !== 'string' || to.length > LONGEST || !/^[a-z][a-z0-9_]*$/.test(to))
    return err(`${shown(to)} is no id: a small letter, then small letters, digits and _`);
  if (space === 'id' && isReserved(to)) return err(`"${to}" has a meaning of its own in expressions`);
  const runbook = runbookOf(source);
  const { ids, outline } = runbook?.contents ?? {};
  const taken =
    space === 'input' ? outline?.inputs.has(to) : outline?.facts.has(to) || [...(ids?.values() ?? [])].includes(to);
  if (taken === true && to !== name.value.name) return err(`"${to}" is taken already`);
  return ok(referencesOf(source, offset, sources));
}
