// A folder for one test: gone when the test has passed, kept for looking at when it has failed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder for the test that runs now. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-test-'));
  onTestFinished(({ task }) => {
    if (task.result?.state === 'pass') rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
