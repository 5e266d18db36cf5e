// What a person wants of a run, between the answer that says it and the decision that follows.

/** What a responder wants next; the decision that follows takes it away. */
export type Wish =
  | { readonly type: 'diagnose' }
  | { readonly type: 'escalate'; readonly reason: string }
  | { readonly type: 'cause'; readonly cause: string; readonly by: 'person' | 'agent' }
  /** Watch the goals that end the run. */
  | { readonly type: 'verify' }
  /** Take back what was changed. */
  | { readonly type: 'undo' }
  /** Leave it to the runbook that handles the cause. */
  | { readonly type: 'hand_over' }
  | { readonly type: 'resolved'; readonly reason: string }
  | { readonly type: 'close'; readonly reason: string; readonly by?: 'person' };
