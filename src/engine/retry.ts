// Retries: how long to wait before the next attempt, and the name of the timer that ends the wait.

import type { Step } from '../model/runbook.ts';
import { countOf, type Run } from './state.ts';

/** Pause in milliseconds before the next attempt; null when none is left. `attempt` is the one that failed, from 1. */
export function pauseBefore(step: Step, attempt: number): number | null {
  const { attempts, every_ms, backoff, max_ms } = step.retry;
  if (attempt >= attempts) return null;
  return backoff === 'fixed' ? every_ms : Math.min(max_ms, every_ms * 2 ** (attempt - 1));
}

/** Name of the timer of a step's next attempt; unique to the execution that failed. */
export const retryTimer = (run: Run, key: string): string => `retry:${key}#${countOf(run, key)}`;
