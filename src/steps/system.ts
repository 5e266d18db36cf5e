// Carries out `system`: disk, memory and load of this host, and one of its processes, as far as it tells them.

import { readFile, statfs } from 'node:fs/promises';
import { cpus, freemem, loadavg, networkInterfaces, totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { SystemSpec } from '../kinds/system/system.ts';
import { Failure, type Fields, Unable } from './failure.ts';
import { addressesOf } from './network/addresses.ts';
import { endpointOf } from './network/endpoint.ts';
import { networkError } from './network/network-error.ts';
import { type Allowance, allow, answerWithin, during } from './network/patience.ts';
import type { Performer } from './performer.ts';
import { listeningProcess } from './process/seen-process.ts';
import { factsThere } from './ssh/facts.ts';
import { undertake } from './undertake.ts';

/** The performer of `system`. */
export const system: Performer<'system'> = {
  start: (task, surroundings) =>
    undertake(task, () => {
      const { on } = task.spec;
      if (on !== undefined) return factsThere(on, task.spec, { surroundings, left_ms: task.timeout_ms });
      return during(allow(task.timeout_ms, surroundings.signal), (allowance) => {
        // A network file system that is gone lets statfs hang.
        const message = 'the file system did not answer';
        return answerWithin(
          allowance,
          look(task.spec, surroundings.cwd, allowance),
          () => ({ kind: 'timeout', code: '', message }),
          'none',
        );
      });
    }),
};

async function look({ disk, listens }: SystemSpec<string>, cwd: string, allowance: Allowance): Promise<Fields> {
  const [memory, space, process] = await Promise.all([
    memoryFields(),
    disk === undefined ? {} : diskFields(resolve(cwd, disk)),
    listens === undefined ? {} : processAt(listens, allowance),
  ]);
  return { ...space, ...process, ...memory, load1: loadavg()[0] ?? 0, cpus: cpus().length, addresses: ownAddresses() };
}

// Only the processes of this host can be seen, and only an address of this host leads to them.
async function processAt(target: string, allowance: Allowance): Promise<Fields> {
  const { host, port } = endpointOf(target);
  const found = await addressesOf(host, allowance);
  const own = ownAddresses();
  if (!found.some(({ address }) => own.includes(address)))
    throw new Unable('not_allowed', `${host} is another host, whose processes cannot be seen from here`);
  return listeningProcess(port);
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

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
