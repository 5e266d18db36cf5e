// YAML text to runbook, in five steps: document, schema, declarations, parts, references. Every problem is collected; a step
// that cannot go on says so and the rest is done with what there is.

import { environment } from '../expr/create.ts';
import type { Declarations } from '../expr/environment.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Runbook } from '../model/runbook.ts';
import type { Build } from './build/context.ts';
import { declare } from './build/declare.ts';
import { expressionsOf, type SeenExpression } from './build/expressions.ts';
import { assignIds, type Ids } from './build/ids.ts';
import { checkReferences } from './build/references.ts';
import { buildRunbook } from './build/runbook.ts';
import { optional } from './optional.ts';
import { isForeign } from './schema/foreign.ts';
import { validateRunbook } from './schema/runbook-validator.generated.js';
import { checkSchema } from './schema/schema.ts';
import { checkCutOff } from './yaml/cut-off.ts';
import { readDocument } from './yaml/document.ts';
import { LIMITS } from './yaml/limits.ts';
import { keySpan } from './yaml/node.ts';
import { type Outline, outlineOf } from './yaml/outline.ts';
import { problemsIn } from './yaml/problems.ts';

/** A file that was read. */
export interface Parsed {
  /** There when nothing in the file is an error; of an accepted one whenever its text can be read at all. */
  readonly runbook?: Runbook;
  /** There whenever the text can be read at all. */
  readonly contents?: Contents;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What stands in a file, right or wrong, with its places: what an editor needs. */
export interface Contents {
  readonly outline: Outline;
  readonly ids: Ids;
  readonly declarations: Declarations;
  /** Every expression, those in holes too. */
  readonly expressions: readonly SeenExpression[];
}

/** What is read. */
export interface RunbookText {
  readonly file: string;
  readonly text: string;
  /**
   * The text was accepted once, and stands in a record: what is found wrong with it today, by a rule that has come since or
   * for a word that this program does not know, is told and stands in no way. A step of an unknown kind keeps its name.
   */
  readonly accepted?: boolean;
  /** Ids of the runbooks that a cause can be handed over to; absent: nobody knows them. */
  readonly others?: readonly string[];
}

/** Reads a runbook. Never throws for what stands in the text. */
export function parseRunbook({ file, text, accepted = false, others }: RunbookText): Parsed {
  const problems = problemsIn(file, text);
  const document = readDocument(text, problems);
  if (document === null) return { diagnostics: problems.diagnostics() };
  // Of another tool's file nothing else is worth a word.
  if (!accepted && isForeign(document, problems))
    return { diagnostics: problems.diagnostics().filter(({ code }) => code === 'missing-key') };
  const checked = checkSchema(document, { validate: validateRunbook, problems, literally: accepted });
  const { root } = checked;
  const wrong = new Set(checked.wrong);
  if (!accepted) checkCutOff(root, text, problems);
  const outline = outlineOf(root);
  if (outline.facts.size > LIMITS.facts && !accepted) {
    problems.add('error', keySpan(root, 'facts'), { code: 'too-many', message: `more than ${LIMITS.facts} facts` });
    return { diagnostics: problems.diagnostics() };
  }
  const { ids, isExcused } = assignIds(outline, problems);
  const { declarations, doubtful } = declare(outline, ids);
  const expressions = expressionsOf({
    environment: environment(declarations, { accepted }),
    text,
    problems,
    doubtful,
    incomplete: outline.incomplete,
    isExcused,
  });
  const build: Build = {
    problems,
    expressions,
    outline,
    ids,
    wrong,
    steps: new Map(),
    accepted,
    ...optional('others', others),
  };
  const runbook = buildRunbook(build, file);
  checkReferences(build, runbook);
  const diagnostics = problems.diagnostics();
  const contents: Contents = { outline, ids, declarations, expressions: expressions.seen };
  return problems.failed() && !accepted ? { contents, diagnostics } : { runbook, contents, diagnostics };
}
