// Docker Compose as the lab calls it, on the engine at `DOCKER_HOST` or the usual socket.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const COMPOSE_MS = 60_000;

/** Runs one subcommand on the project of `file`; throws with the words of compose when it fails. */
export async function compose(file: string, ...argv: readonly string[]): Promise<void> {
  const [program, ...first] = await composeCommand();
  try {
    await run(program, [...first, '-f', file, ...argv], { timeout: COMPOSE_MS });
  } catch (error) {
    const words = (error as { readonly stderr?: string }).stderr?.trim() ?? '';
    throw new Error(`docker compose ${argv.join(' ')} failed: ${words.slice(-500) || String(error)}`, { cause: error });
  }
}

/** The plugin of the docker command, else the older program. */
export async function composeCommand(): Promise<readonly [string, ...string[]]> {
  const hasPlugin = await run('docker', ['compose', 'version']).then(
    () => true,
    () => false,
  );
  return hasPlugin ? ['docker', 'compose'] : ['docker-compose'];
}
