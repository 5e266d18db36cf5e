// What is known of the files that are being written: each text is read once, and asked as often as an editor likes. A text
// that cannot be read just now, because a word of it is half written, is known by what it was a moment before.

import { basename, dirname, join } from 'node:path';
import { type Plan, plan } from '../../engine/plan.ts';
import { environment } from '../../expr/create.ts';
import { type Inspector, inspectorOf } from '../../expr/inspect.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { declarationsOf } from '../../parse/build/declarations.ts';
import { type Contents, type Parsed, parseRunbook } from '../../parse/runbook.ts';
import { readDocument } from '../../parse/yaml/document.ts';
import type { Node } from '../../parse/yaml/node.ts';
import { problemsIn } from '../../parse/yaml/problems.ts';
import { readScenarios } from '../../scenario/read.ts';
import { knownInputs } from '../../session/known-inputs.ts';
import { type Explanation, explain } from '../../views/explain/explanation.ts';
import { namesInRunbook, namesInScenarios, type Use } from './names.ts';

/** Where texts come from. */
export interface Files {
  /** The text of a file, as it is open or as it is on disk; undefined without one. */
  text(path: string): string | undefined;
  /** Names of the files in a folder. */
  names(folder: string): readonly string[];
}

/** What a file is, by its name and its text. */
export type FileKind = 'runbook' | 'scenarios' | 'other';

/** A runbook that is being written. */
export interface RunbookSource {
  readonly kind: 'runbook';
  readonly path: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Of this very text, with places that are right. */
  readonly contents: Contents | undefined;
  /** The same, or that of the last text that could be read: names without places. */
  readonly known: Contents | undefined;
  readonly inspector: () => Inspector;
  readonly uses: () => readonly Use[];
  /** Null while something in it is wrong. */
  readonly plan: () => Plan | null;
  /** Null while something in it is wrong. */
  readonly explanation: () => Explanation | null;
}

/** A file of scenarios that is being written. */
export interface ScenarioSource {
  readonly kind: 'scenarios';
  readonly path: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly root: Node | null;
  /** The runbook beside it. */
  readonly runbook: RunbookSource | undefined;
  readonly uses: () => readonly Use[];
}

/** A file of ours. */
export type Source = RunbookSource | ScenarioSource;

const SCENARIOS = /\.test(\.ya?ml)$/;
const EMPTY = { inputs: [], probes: [], steps: [], facts: [] };

/** Whether a file is one of ours: by what stands in it, or by the folder it is in. Other YAML is left alone. */
function kindOfFile(path: string, text: string): FileKind {
  const isOurs =
    /^(?:firebreak|["']firebreak["'])[ \t]*:/m.test(text) ||
    /^#.*\b(?:runbook|test)\.schema\.json/m.test(text) ||
    basename(dirname(path)) === 'runbooks';
  if (!isOurs || /\.drill\.ya?ml$/.test(path)) return 'other';
  return SCENARIOS.test(path) ? 'scenarios' : 'runbook';
}

/** Reads files as they are asked for. */
export class Sources {
  readonly #files: Files;
  readonly #runbooks = new Map<string, RunbookSource>();
  readonly #scenarios = new Map<string, ScenarioSource>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** The file at a path; undefined when there is none, or it is not one of ours. */
  at(path: string): Source | undefined {
    const text = this.#files.text(path);
    if (text === undefined) return undefined;
    const kind = kindOfFile(path, text);
    if (kind === 'other') return undefined;
    return kind === 'runbook' ? this.#runbook(path, text) : this.#scenario(path, text);
  }

  /** The scenarios beside a runbook. */
  scenariosOf({ path }: RunbookSource): ScenarioSource | undefined {
    const beside = this.at(path.replace(/(\.ya?ml)$/, '.test$1'));
    return beside?.kind === 'scenarios' ? beside : undefined;
  }

  /** Ids of the runbooks in the folder of a file. */
  neighbours(path: string): readonly string[] {
    const names = this.#files.names(dirname(path)).filter((name) => /\.ya?ml$/.test(name));
    return names
      .filter((name) => !/\.(test|drill|serve)\.ya?ml$/.test(name))
      .map((name) => name.replace(/\.ya?ml$/, ''));
  }

  /** Forgets a file that is not open any more. */
  forget(path: string): void {
    this.#runbooks.delete(path);
    this.#scenarios.delete(path);
  }

  #runbook(path: string, text: string): RunbookSource {
    const before = this.#runbooks.get(path);
    if (before?.text === text) return before;
    const made = runbookSource(path, text, before?.known);
    this.#runbooks.set(path, made);
    return made;
  }

  #scenario(path: string, text: string): ScenarioSource {
    const beside = join(dirname(path), basename(path).replace(SCENARIOS, '$1'));
    const found = this.#files.text(beside);
    const runbook = found === undefined ? undefined : this.#runbook(beside, found);
    const before = this.#scenarios.get(path);
    if (before?.text === text && before.runbook === runbook) return before;
    const made = scenarioSource(path, text, runbook);
    this.#scenarios.set(path, made);
    return made;
  }
}

function runbookSource(path: string, text: string, before: Contents | undefined): RunbookSource {
  const parsed = parseRunbook({ file: path, text });
  const { contents, diagnostics } = parsed;
  const known = contents ?? before;
  const planned = once(() => planOf(parsed));
  return {
    kind: 'runbook',
    path,
    text,
    diagnostics,
    contents,
    known,
    inspector: once(() => inspectorOf(known?.declarations ?? EMPTY)),
    uses: once(() => (contents === undefined ? [] : namesInRunbook(text, contents))),
    plan: planned,
    explanation: once(() => {
      const made = planned();
      return made === null ? null : explained(made);
    }),
  };
}

const planOf = ({ runbook }: Parsed): Plan | null =>
  runbook === undefined ? null : plan(runbook, environment(declarationsOf(runbook)));

function explained(made: Plan): Explanation | null {
  const inputs = knownInputs(made.runbook, made.environment, {});
  return inputs.ok ? explain(made, inputs.value) : null;
}

function scenarioSource(path: string, text: string, runbook: RunbookSource | undefined): ScenarioSource {
  const planned = runbook?.plan() ?? null;
  const root = readDocument(text, problemsIn(path, text), 'scenarios');
  const diagnostics =
    planned === null ? [withoutRunbook(path, runbook)] : readScenarios({ file: path, text }, planned).diagnostics;
  return {
    kind: 'scenarios',
    path,
    text,
    diagnostics,
    root,
    runbook,
    uses: once(() => (root === null ? [] : namesInScenarios(text, root))),
  };
}

function withoutRunbook(path: string, runbook: RunbookSource | undefined): Diagnostic {
  const start = { line: 1, column: 1, offset: 0 };
  const name = basename(path).replace(SCENARIOS, '$1');
  const message =
    runbook === undefined
      ? `there is no runbook ${name} beside this file`
      : `the runbook ${name} is not valid: nothing here can be checked`;
  return { file: path, severity: 'error', code: 'runbook', message, start, end: start };
}

/** Does something when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
