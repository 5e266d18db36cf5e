// What a kind of step is, for everything that is not the performing of it: one record a kind, pure.

import type { Rendered, Template, TemplateTree, Text } from '../model/expression.ts';
import type { JsonObject } from '../model/json.ts';
import type { Reading } from '../model/reading.ts';
import type { ReadingType } from '../model/reading-type.ts';
import type { Result } from '../model/result.ts';
import type { Risk } from '../model/risk.ts';
import type { ComposeProgram, Kind, PerformedKind, Specs } from '../model/step.ts';
import type { Said } from './said.ts';

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
  /** Its name; absent before there is a run. */
  readonly name?: string;
  /** The account that programs are run as; absent in records that did not keep it. */
  readonly account?: string;
  /** Address of the Docker engine, and the context that leads to it; absent: the usual one of the host. */
  readonly docker?: string;
}

/** Where a step goes. */
export interface Address {
  /** The key of the shape. */
  readonly field: string;
  /** The port that a scheme means, where the address names none. */
  readonly ports: Readonly<Record<string, number>>;
  /** Whether an operator alone may say which host it is: neither an alert nor a probe. */
  readonly isOperators: boolean;
}

/**
 * One kind of step. A *shape* is the long form of what an author wrote: a template tree before rendering, plain JSON after
 * it; what can be known before holes are filled is asked of the shape, so that it is known when the file is read.
 */
export interface KindDefinition<K extends Kind> {
  readonly kind: K;
  /** Who carries it out: a performer of its own, or the engine with a question to the responder or a timer. */
  readonly by: K extends PerformedKind ? 'performer' : 'responder' | 'clock';
  /** Set where it only tells people something: an escalation does it unasked, and what may not have been sent is sent again. */
  readonly tells?: true;
  /** What its value may be, for editors and for the check of a file. */
  readonly schema: JsonObject;
  /** What `defaults` may give to every step of the kind; absent: nothing. */
  readonly defaults?: JsonObject;
  /** The field that says where it goes; absent: nowhere, or not by an address. */
  readonly address?: Address;
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
  /** What of such a reading follows from other fields of it, `ok` and `error` too; absent: nothing. Null: no such field. */
  follows?(fields: JsonObject, shape: TemplateTree): JsonObject;
  /** What such a reading says, for people. */
  says(reading: Reading): readonly Said[];
  /** Words that `error.kind` of its readings can be besides ""; absent: any. */
  readonly errors?: readonly string[];
  /** Why a step that only looks is not for a dry run: it leaves something behind. Absent or null: it is. */
  unfitForDryRun?(spec: Specs<string>[K]): string | null;
  /** What is allowed and yet worth a word when the file is read. */
  warnings?(shape: TemplateTree): readonly ShapeProblem[];
  /** What in it looks like a change and may yet be none: of a probe it is told until its author says `risk: read`. */
  doubt?(shape: TemplateTree): ShapeProblem | null;
  /** The exact command, written the way people would paste it; secrets as `«secret:name»`. */
  describe(spec: Specs<Text>[K]): string;
  /** What it acts on, short, and where that is: the same name may be there on another host. */
  target(spec: Specs<Text>[K], host: Host): string;
  /** Set where the system's OpenSSH can carry it out on another host. */
  readonly goesElsewhere?: true;
  /** Set where what it acts on is the host itself, and nothing on it that has a name of its own. */
  readonly actsOnHost?: true;
  /** The words of it that decide its risk: `FLUSHALL`, `rm -r`; absent for kinds whose risk is the author's word. */
  deed?(shape: TemplateTree): string | undefined;
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
