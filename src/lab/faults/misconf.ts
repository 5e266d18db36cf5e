// Redis cannot save its data: as long as its last snapshot failed, it refuses writes. A restart does not help, room does.

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { becomesTrue } from '../becomes-true.ts';
import type { Fault, Sandbox } from '../fault.ts';
import { httpStatus } from '../seen-outside.ts';

const SAVED_MS = 20_000;
const BLOCKED_MS = 5000;

// A folder by the name of the snapshot stands in for a full disk: it needs no root, and taking it away frees the place.
const obstacle = ({ folder }: Sandbox): string => join(folder, 'dump.rdb');

// A snapshot that is being written when the fault begins may take the place first.
async function block(place: string): Promise<void> {
  const isBlocked = await becomesTrue(async () => {
    await rm(place, { force: true });
    return mkdir(place).then(
      () => true,
      () => false,
    );
  }, BLOCKED_MS);
  if (!isBlocked) throw new Error(`${place} cannot be blocked`);
}

/** Snapshots are on, and there is no place for them. */
export const misconf: Fault = {
  id: 'misconf',
  title: 'Redis cannot write its snapshot',
  description:
    'Logins and queries fail with MISCONF, /readyz answers 503. Redis works but cannot save, so it refuses writes.',
  async inject(sandbox) {
    await block(obstacle(sandbox));
    await sandbox.configure({ save: '1 1' });
    await sandbox.command('CONFIG', 'SET', 'save', '1 1');
    // Refused when Redis has begun to save by itself, which fails as well.
    await sandbox.command('BGSAVE').catch(() => {});
  },
  shows: async ({ api_url }) => (await httpStatus('GET', `${api_url}/readyz`)) === 503,
  by_hand: (sandbox) => `rmdir ${obstacle(sandbox)}`,
  async heal(sandbox) {
    await rm(obstacle(sandbox), { recursive: true, force: true });
    await sandbox.configure({ save: null });
    await sandbox.ask({ do: 'start' });
    await becomesTrue(() => isSaved(sandbox), SAVED_MS);
    await sandbox.command('CONFIG', 'SET', 'save', '');
    await rm(obstacle(sandbox), { force: true });
  },
};

async function isSaved({ ask, command }: Sandbox): Promise<boolean> {
  // Refused while a snapshot is being written; the next look asks again.
  await ask({ do: 'command', argv: ['BGSAVE'] }).catch(() => {});
  return (await command('INFO', 'persistence')).includes('rdb_last_bgsave_status:ok');
}
