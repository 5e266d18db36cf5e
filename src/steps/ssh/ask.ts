// Asks a host something by a small script of ours, and has what it prints.

import { Unable } from '../failure.ts';
import type { Surroundings } from '../performer.ts';
import { lookThere } from './look.ts';

/** What a script for `sh` prints there. Throws `Unable` where it could not be run to its end. */
export async function askThere(
  host: string,
  script: string,
  { surroundings, left_ms }: { readonly surroundings: Surroundings; readonly left_ms: number },
): Promise<string> {
  const program = { file: '/bin/sh', args: ['-c', script], cwd: '', env: {}, whole: true } as const;
  const quietly: Surroundings = { ...surroundings, spawned() {}, output() {} };
  const { ending, stdout } = await lookThere({ host, program }, left_ms, quietly);
  if (ending.kind !== 'exited' || stdout.cut) throw new Unable('not_answered', `${host} could not be asked`);
  return stdout.text;
}
