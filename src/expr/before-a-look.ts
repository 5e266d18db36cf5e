// What expressions see before anything was looked at.

import type { Scope } from './environment.ts';

const NO_RUN = { id: '', started_at: '', elapsed_ms: 0 } as const;

/** What is known as long as no probe has looked: inputs, and the alert where there is one. */
export const scopeBeforeALook = ({
  inputs = {},
  secrets = {},
  alert = null,
}: Partial<Pick<Scope, 'inputs' | 'secrets' | 'alert'>>): Scope => ({
  readings: {},
  blind: {},
  before: null,
  inputs,
  secrets,
  alert,
  cause: null,
  run: NO_RUN,
});
