// What a kind of step is, for everything that is not the performing of it: one record a kind, pure.

import type { Rendered, Template, TemplateTree, Text } from '../model/expression.ts';
import type { ReadingType } from '../model/reading-type.ts';
import type { Result } from '../model/result.ts';
import type { Risk } from '../model/risk.ts';
import type { ComposeProgram, Kind, Specs } from '../model/step.ts';

/** Something wrong with a step's value: `path` leads from the kind's value to the culprit. */
export interface ShapeProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly help?: string;
}

/** What a run knows of the host that its programs are started on. */
export interface Host {
  /** How Docker Compose is called there; absent where it is not installed, or not known. */
  readonly compose?: ComposeProgram;
}

/**
 * One kind of step. A *shape* is the long form of what an author wrote: a template tree before rendering, plain JSON after
 * it; what can be known before holes are filled is asked of the shape, so that it is known when the file is read.
 */
export interface KindDefinition<K extends Kind> {
  readonly kind: K;
  /** Keys of the long form; a string or list form is `shape`'s business. */
  readonly fields: readonly string[];
  /**
   * What an author wrote, brought to the long form before any hole is filled: strings are split at blanks here, so that
   * a hole stays inside one argument; shell holes become `"$FB_n"`. `defaults` of the file are merged by the caller
   * into a mapping, and into the result of a string or list form for keys that it did not give. Shaping a shape changes
   * nothing; the caller shapes a string or list form again after merging, which is when a missing field is found.
   */
  shape(written: TemplateTree): Result<TemplateTree, readonly ShapeProblem[]>;
  /** The specification, from a rendered shape. Errors are one sentence: what is wrong with which value. */
  spec(rendered: Rendered): Result<Specs[K], string>;
  /** The risk of carrying it out, by kind and command. A command that is still a hole counts as `change`. */
  risk(shape: TemplateTree, where: 'probe' | 'action'): Risk;
  /** What the command is known to do at least: the lowest risk that an author may declare. As a rule it is the risk itself. */
  floor(shape: TemplateTree): Risk;
  /** Whether running it twice does no harm. */
  repeatable(shape: TemplateTree): boolean;
  /** Fields of the reading that this form of the step gives. */
  reading(shape: TemplateTree): ReadingType;
  /** What is allowed and yet worth a word when the file is read. */
  warnings?(shape: TemplateTree): readonly ShapeProblem[];
  /** The exact command, written the way people would paste it; secrets as `«secret:name»`. */
  describe(spec: Specs<Text>[K]): string;
  /** What it acts on, short. */
  target(spec: Specs<Text>[K]): string;
  /** The rendered shape with what the run knows of its host; absent for kinds that need nothing of that. */
  here?(rendered: Rendered, host: Host): Rendered;
  /** Whether it means something else in another folder, as far as the command shows; absent for kinds that never do. */
  isRelative?(spec: Specs<Text>[K]): boolean;
  /** How a responder may edit it before it runs; absent for kinds that cannot be edited. */
  readonly edit?: {
    /** The one text that is edited, holes in it, or null where this form cannot be edited. */
    text(shape: TemplateTree): Template | string | null;
    /** The shape with that text replaced. */
    apply(shape: TemplateTree, text: Template | string): Result<TemplateTree, readonly ShapeProblem[]>;
  };
}
