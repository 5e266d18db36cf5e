// What was learned of a run after the fact.

/** What is said of a run that is over, beside its record. */
export interface Annotation {
  /** The last line of the run's record when this was said. */
  readonly of: { readonly seq: number; readonly hash: string };
  /** What the cause really was: the id of one in the runbook; absent where nothing is said of it. */
  readonly cause?: string;
  /** The same in words, where no cause of the runbook is it. */
  readonly other?: string;
  /** By id of a step: whether it helped. */
  readonly helped?: Readonly<Record<string, boolean>>;
  readonly note?: string;
}
