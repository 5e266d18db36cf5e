// The project that a compose step is about, looked at before anything is run: are its files there, and is every variable
// set that they need. Compose itself would put nothing in the place of a missing one, and create a Redis without password.

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Unable } from '../failure.ts';
import type { Surroundings } from '../performer.ts';
import { type Ended, lastLine } from '../process/end.ts';
import type { Program } from '../process/program.ts';

/** What compose looks for, in a folder and in those above it (Compose specification; the older program has them too). */
const FILE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** Throws `Unable` where a file that was named is not there, or where compose would find none. */
export function mustHaveFiles(files: readonly string[], { cwd, env }: Pick<Program, 'cwd' | 'env'>): void {
  if (!existsSync(cwd)) throw new Unable('invalid', `there is no folder ${cwd} to run Docker Compose in`);
  const gone = files.find((file) => !existsSync(resolve(cwd, file)));
  if (gone !== undefined) throw new Unable('invalid', `there is no compose file ${resolve(cwd, gone)}`);
  if (files.length > 0 || (env['COMPOSE_FILE'] ?? '') !== '' || hasOne(cwd)) return;
  throw new Unable('invalid', `there is no compose file in ${cwd} or above it (${FILE_NAMES.join(', ')})`);
}

/** What is said of a variable that is not set, by the plugin (in a log line) and by the older program. */
const NOT_SET = /The \\?"?(\w+)\\?"? variable is not set/g;

/** Has compose resolve its files by `config`; throws `Unable` where a variable is missing, or the files are wrong. */
export async function mustResolve(
  config: (quietly: Surroundings) => Promise<Ended>,
  { surroundings, where }: { readonly surroundings: Surroundings; readonly where: string },
): Promise<void> {
  // The resolved files hold secrets: nothing of them is kept.
  const { ending, stderr } = await config({ ...surroundings, spawned() {}, output() {} });
  if (ending.kind !== 'exited') throw new Unable('invalid', 'Docker Compose did not say how it reads its files');
  const missing = [...new Set([...stderr.text.matchAll(NOT_SET)].map(([, name]) => name ?? ''))];
  if (missing.length > 0)
    throw new Unable(
      'invalid',
      `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set ${where}, and the compose file has no default: nothing was started`,
    );
  if (ending.code !== 0) throw new Unable('invalid', `the compose file cannot be used: ${lastLine(stderr.text)}`);
}

function hasOne(folder: string): boolean {
  if (FILE_NAMES.some((name) => existsSync(join(folder, name)))) return true;
  const above = dirname(folder);
  return above !== folder && hasOne(above);
}
