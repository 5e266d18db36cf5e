// Waiting for something to become true, by looking at it again and again.

import { setTimeout as sleep } from 'node:timers/promises';

/** Whether `look` became true within `within_ms`; it is asked every `every_ms`, and at least once. */
export async function becomesTrue(look: () => Promise<boolean>, within_ms: number, every_ms = 50): Promise<boolean> {
  const deadline = performance.now() + within_ms;
  for (;;) {
    if (await look()) return true;
    if (performance.now() >= deadline) return false;
    await sleep(every_ms);
  }
}
