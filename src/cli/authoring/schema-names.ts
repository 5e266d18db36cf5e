// The schemas that are shipped, by the names that people ask for.

/** In the order in which they are explained. */
export const SCHEMA_NAMES: readonly string[] = ['runbook', 'transcript', 'test', 'drill', 'serve'];
