// What a configuration is held against that does not stand in it.

/** What a configuration is held against besides its form. */
export interface ServeSurroundings {
  /** Ids of the runbooks that are there, and the inputs of each; null: that is not known. */
  readonly runbooks: ReadonlyMap<string, readonly string[]> | null;
  /** Whether a secret can be had: why not, without a full stop; null where it can, or where that is not looked at. */
  readonly secretTrouble: ((secret: { readonly env?: string; readonly file?: string }) => string | null) | null;
}
