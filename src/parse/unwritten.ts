// What holds of a step or a goal where its file says nothing. The check of a file, what editors are told and the page for
// authors all have it from here.

/** For one attempt of what only looks, and of what acts. */
export const TIMEOUT_MS = { looking: 5000, acting: 60_000 } as const;

/** How long a goal is waited for, and how often it is looked at. */
export const GOAL = { within_ms: 30_000, every_ms: 2000 } as const;

/** The key of `defaults` that says so for the probes of one kind. */
export const PROBE_TIMEOUT = 'probe_timeout';

/** How what failed is tried again: not at all; and how, where only the number of tries is written. */
export const RETRY = { attempts: 1, every_ms: 1000, backoff: 'fixed', max_ms: 30_000 } as const;

/** What happens when a step fails. */
export const ON_FAILURE = 'ask';
