// Carries out `system`: disk, memory and load of this host, as far as it tells them.

import { readFile, statfs } from 'node:fs/promises';
import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { Failure, type Fields, Unable } from './failure.ts';
import { networkError } from './network/network-error.ts';
import { allow, answerWithin, during } from './network/patience.ts';
import type { Performer } from './performer.ts';
import { undertake } from './undertake.ts';

/** The performer of `system`. */
export const system: Performer<'system'> = {
  start: (task, { signal, cwd }) =>
    undertake(task, () =>
      during(allow(task.timeout_ms, signal), (allowance) => {
        // A network file system that is gone lets statfs hang.
        const message = 'the file system did not answer';
        return answerWithin(
          allowance,
          look(task.spec.disk, cwd),
          () => ({ kind: 'timeout', code: '', message }),
          'none',
        );
      }),
    ),
};

async function look(disk: string | undefined, cwd: string): Promise<Fields> {
  const [memory, space] = await Promise.all([memoryFields(), disk === undefined ? {} : diskFields(resolve(cwd, disk))]);
  return { ...space, ...memory, load1: loadavg()[0] ?? 0, cpus: cpus().length };
}

async function diskFields(path: string): Promise<Fields> {
  try {
    // What remains for others than root.
    const { bsize, bavail, blocks } = await statfs(path);
    return { disk_free_bytes: bavail * bsize, disk_free_ratio: blocks === 0 ? 0 : bavail / blocks };
  } catch (thrown) {
    const { code, message } = networkError(thrown);
    if (code === 'EACCES') throw new Unable('no_permission', message);
    throw new Failure({ kind: code === 'ENOENT' ? 'not_found' : 'other', code, message }, 'none');
  }
}

// Free memory that nobody uses at all is always little; what programs can still get is more, and Linux knows it.
async function memoryFields(): Promise<Fields> {
  const meminfo = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return { memory_free_bytes: kib === undefined ? freemem() : Number(kib) * 1024, memory_total_bytes: totalmem() };
}
