// What a file declares, as expressions see it, and what can be done with an expression: check it, evaluate it in three
// values, explain it, render a template. The one home of CEL; nothing outside expr/ knows the library.

import type { Alert } from '../model/alert.ts';
import type { DiagnosticCode } from '../model/diagnostic.ts';
import type { Evidence, Expression, Rendered, Template, TemplateTree, Text } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import type { Reading } from '../model/reading.ts';
import type { ReadingType } from '../model/reading-type.ts';
import type { NoValue, WhyBlind } from '../model/reasons/unknown.ts';
import type { Result } from '../model/result.ts';
import type { InputType } from '../model/step.ts';
import type { Made } from './pace.ts';

/** The names that a file declares. */
export interface Declarations {
  readonly inputs: readonly {
    readonly name: string;
    readonly type: InputType;
    readonly secret: boolean;
    /** What a string may be; absent: anything. */
    readonly choices?: readonly string[];
  }[];
  readonly probes: readonly { readonly id: string; readonly reading: ReadingType }[];
  /** Steps of `resolve`, in scope once they have finished. */
  readonly steps: readonly { readonly id: string; readonly reading: ReadingType }[];
  readonly facts: readonly { readonly id: string; readonly source: string }[];
}

/** Where an expression stands; it decides which names are in scope. In a step with `for_each`, `item` is one of them. */
export type ExpressionPlace = PlainPlace | `each ${'run' | 'probe' | 'undo'}`;

/** A place without an item. */
export type PlainPlace =
  /** `when`, `goal`, `if`, facts, templates of actions. */
  | 'run'
  /** Templates and `if` of a probe: probes, inputs, alert; no `before`, `cause` or steps. */
  | 'probe'
  /** A template of an `undo`: a bare probe or fact is an error, `before.x` is meant. */
  | 'undo'
  /** `from` of an input and `alert` of a trigger: `alert` alone. */
  | 'alert';

/** Something wrong with an expression; offsets are UTF-16 units in its source. */
export interface ExpressionProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help?: string;
  readonly start: number;
  readonly end: number;
  /** What to write in the place of a range of the source, where that is known. */
  readonly fix?: { readonly start: number; readonly end: number; readonly text: string };
}

/**
 * What is known when an expression is evaluated. What is asked within one scope (the same object) is looked at together:
 * facts are evaluated once, and there is one budget for all of it.
 */
export interface Scope {
  /** Of probes and of finished steps, by id. */
  readonly readings: Readonly<Record<string, Reading>>;
  /** Why a probe or a step has no reading. */
  readonly blind: Readonly<Record<string, WhyBlind>>;
  /** Readings that `before` means; null where there are none yet. */
  readonly before: Readonly<Record<string, Reading>> | null;
  readonly inputs: Readonly<Record<string, Json>>;
  /** What may be shown of each secret input. */
  readonly secrets: Readonly<Record<string, Text>>;
  readonly alert: Alert | null;
  readonly cause: string | null;
  readonly run: { readonly id: string; readonly started_at: string; readonly elapsed_ms: number };
  /** What `item` means in a step that is carried out for each of a list. */
  readonly item?: Json;
}

/** Expressions of one file. */
export interface Environment {
  /** Facts by id, each checked; a circle is a problem of every fact in it. */
  readonly facts: Readonly<Record<string, Result<Expression, readonly ExpressionProblem[]>>>;
  /** Checks an expression: syntax, names, fields, types, patterns. `any` is for facts and templates, `list` for `for_each`. */
  expression(
    source: string,
    expects: 'bool' | 'any' | 'list',
    place: ExpressionPlace,
  ): Result<Expression, readonly ExpressionProblem[]>;
  /** Cuts a string at its `${{ … }}` and checks each; a string without any stays a string (`$${{` is a literal). */
  template(text: string, place: ExpressionPlace): Result<Template | string, readonly ExpressionProblem[]>;
  /** What is allowed in an expression and, as a rule, not what was meant. */
  doubts(source: string, place: ExpressionPlace): readonly ExpressionProblem[];
  /** Whether conditions can never all be true, `fixed` ones as far as they ask for inputs, which stay what they are. */
  neverTrue(sources: readonly string[], fixed?: readonly string[]): boolean;
  /** Truth of an expression with what it looked at. Never throws; what cannot be evaluated is unknown. */
  truth(expression: Expression, scope: Scope): Evidence;
  /** Its value, or why it is unknown. */
  value(expression: Expression, scope: Scope): Result<Json, NoValue>;
  /** The same for people and for the record beside a decision: of a value that is long only a part. */
  shown(expression: Expression, scope: Scope): Result<Json, NoValue>;
  /** Fills every hole; a secret stays one. The first unknown one is the error. */
  render(tree: TemplateTree, scope: Scope): Result<Rendered, NoValue>;
  /**
   * Does something that evaluates for so many units of work; null when that was not enough: then it is to be begun again,
   * with the same scopes, where it goes on from what is already known.
   */
  slice<T>(units: number, act: () => T): Made<T> | null;
  /** For people: an unknown value reads `?`. */
  text(template: Template | string, scope: Scope): Text;
}
