// The forms that a step's value may be written in, brought to one long form and from there to a specification.

import {
  isTemplate,
  type Rendered,
  type Template,
  type TemplateObject,
  type TemplateTree,
} from '../model/expression.ts';
import { err, ok, type Result } from '../model/result.ts';
import { type Fields, fieldsOf } from './fields.ts';
import type { ShapeProblem } from './kind.ts';

/** A value that is no mapping: text or a list. */
export type Short = string | Template | readonly TemplateTree[];

/** How a kind may be written. */
export interface Forms<S> {
  /** The long form of text or a list; absent where only a mapping is possible. */
  short?(written: Short): Result<TemplateObject, readonly ShapeProblem[]>;
  /** The long form with everything split that has to be split before holes are filled. */
  long?(written: TemplateObject): Result<TemplateObject, readonly ShapeProblem[]>;
  /** The specification of a long form; what is wrong is told to `fields`. Null where nothing can be made of it. */
  decode(fields: Fields): S | null;
}

/** `shape` and `spec` of a kind. */
export interface Forming<S> {
  shape(written: TemplateTree): Result<TemplateTree, readonly ShapeProblem[]>;
  spec(rendered: Rendered): Result<S, string>;
}

/** Makes `shape` and `spec` of a kind from the forms it has. */
export function forming<S>(forms: Forms<S>): Forming<S> {
  const long = (written: TemplateObject) => forms.long?.(written) ?? ok(written);
  return {
    shape(written) {
      const isLong = isMapping(written);
      const first = isLong ? ok(written) : fromShort(forms, written);
      const shape = first.ok ? long(first.value) : first;
      if (!shape.ok) return shape;
      const fields = fieldsOf(shape.value);
      forms.decode(fields);
      // A short form gets what it lacks from the defaults of the file, later.
      const problems = fields.problems.filter(({ missing }) => isLong || !missing);
      return problems.length === 0 ? shape : err(problems.map(({ missing: _, ...problem }) => problem));
    },
    spec(rendered) {
      const fields = fieldsOf(rendered);
      const spec = forms.decode(fields);
      const problem = fields.problems[0];
      return problem === undefined && spec !== null ? ok(spec) : err(problem?.message ?? 'it cannot be read');
    },
  };
}

/** Whether a node of a template tree is a mapping. */
export function isMapping(node: TemplateTree | undefined): node is TemplateObject {
  return typeof node === 'object' && node !== null && !Array.isArray(node) && !isTemplate(node);
}

/** Whether a node of a template tree is a list. */
export function isList(node: TemplateTree | undefined): node is readonly TemplateTree[] {
  return Array.isArray(node);
}

/** Whether a node of a template tree is text, with holes or without. */
export function isText(node: TemplateTree | undefined): node is string | Template {
  return typeof node === 'string' || isTemplate(node);
}

/** One field of a shape; undefined where there is none. */
export function field(shape: TemplateTree, name: string): TemplateTree | undefined {
  return isMapping(shape) && Object.hasOwn(shape, name) ? shape[name] : undefined;
}

/** A shape that cannot be made: one problem. */
export function problem(
  message: string,
  help?: string,
  path: readonly (string | number)[] = [],
): Result<never, readonly ShapeProblem[]> {
  return err([{ path, message, ...(help === undefined ? {} : { help }) }]);
}

function fromShort<S>(forms: Forms<S>, written: TemplateTree): Result<TemplateObject, readonly ShapeProblem[]> {
  if (forms.short !== undefined && (isText(written) || isList(written))) return forms.short(written);
  return problem(forms.short === undefined ? 'a mapping is needed here' : 'text, a list or a mapping is needed here');
}
