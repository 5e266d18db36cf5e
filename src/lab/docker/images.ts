// The two images of the lab: Redis as Debian ships it, and Node with the lab's own API and worker. As with most such
// images there is no redis-cli beside the application.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Docker from 'dockerode';
import { onPath } from '../on-path.ts';
import { processFile } from '../process-file.ts';
import { redisCommand } from '../redis-command.ts';
import { ensureImage, type ImageRecipe } from './image.ts';

/** Names of the images. */
export interface LabImages {
  readonly redis: string;
  readonly app: string;
}

const CHANGES = ['ENV PATH=/usr/bin:/bin'];

/** Makes both unless the engine has them; throws when this machine lacks something for them. */
export async function ensureImages(engine: Docker): Promise<LabImages> {
  const [redis, app] = await Promise.all([ensureImage(engine, redisRecipe()), ensureImage(engine, appRecipe())]);
  return { redis, app };
}

// What images of Redis have besides: for health checks, and to look at the disk.
const APPLETS = 'sh cat df echo env head kill ls rm sleep tail timeout true wget yes'.split(' ');

/** Redis with its client, and a shell for health checks. */
export function redisRecipe(): ImageRecipe {
  const client = onPath('redis-cli');
  if (client === undefined) throw new Error('there is no redis-cli (Debian: redis-tools)');
  const server = redisCommand().command;
  return {
    name: `firebreak-lab-redis:${hashOf([readFileSync(server), client, ...APPLETS])}`,
    programs: { '/usr/bin/redis-server': server, '/usr/bin/redis-cli': client },
    applets: APPLETS,
    files: {},
    changes: [
      ...CHANGES,
      'ENTRYPOINT ["/usr/bin/redis-server","--protected-mode","no","--dir","/data"]',
      'EXPOSE 6379',
    ],
  };
}

/** The programs of the application in its image. */
export const PROGRAMS = {
  api: '/app/dist/lab/processes/api.process.js',
  worker: '/app/dist/lab/processes/worker.process.js',
} as const;

function appRecipe(): ImageRecipe {
  // From dist/lab/processes/ up.
  const built = dirname(dirname(dirname(processFile('api'))));
  // The names of a program's chunks hold their hashes, so its own text stands for all of them.
  const entries = [processFile('api'), processFile('worker')].map((file) => readFileSync(file));
  return {
    name: `firebreak-lab-app:${hashOf([process.version, ...entries])}`,
    programs: { '/usr/bin/node': process.execPath },
    applets: [],
    files: {
      '/app/dist/lab': join(built, 'lab'),
      '/app/dist/chunks': join(built, 'chunks'),
      '/app/package.json': join(built, '../package.json'),
    },
    changes: CHANGES,
  };
}

function hashOf(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 12);
}
