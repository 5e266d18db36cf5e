// The network of a container, entered from this host: programs that are not in its image act there, as root.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program of this host in the network of a process; throws with its words when it fails. */
export async function inNetworkOf(pid: number, argv: readonly string[]): Promise<void> {
  await run('nsenter', ['-t', String(pid), '-n', ...argv]);
}
