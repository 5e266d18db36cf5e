// Which Docker Compose this host has: the plugin of the docker command, or the older program of its own.

import { runPiped } from '../process/piped.ts';
import { environment, locate } from '../process/program.ts';

/** How compose is called here. */
export interface ComposeCommand {
  readonly file: string;
  /** Arguments before those of compose. */
  readonly first: readonly string[];
}

const PLUGIN: ComposeCommand = { file: 'docker', first: ['compose'] };
const STANDALONE: ComposeCommand = { file: 'docker-compose', first: [] };

/** Asking for the version needs no engine; a docker command that hangs on this has no plugin to offer. */
const VERSION_MS = 3000;

/** Looks for compose; null when there is none. The plugin is preferred: it is the one that is kept up to date. */
export async function findCompose(signal: AbortSignal, timeout_ms: number): Promise<ComposeCommand | null> {
  if (locate(PLUGIN.file) !== null && (await hasPlugin(signal, Math.min(VERSION_MS, timeout_ms)))) return PLUGIN;
  return locate(STANDALONE.file) === null ? null : STANDALONE;
}

async function hasPlugin(signal: AbortSignal, timeout_ms: number): Promise<boolean> {
  const env = environment({}, ['DOCKER_CONFIG']);
  const program = { file: PLUGIN.file, args: [...PLUGIN.first, 'version'], env, cwd: '/' };
  const nobody = { signal, spool: '', cwd: '/', write_probe: false, spawned: () => {}, output: () => {} };
  const { ending } = await runPiped(program, timeout_ms, nobody);
  return ending.kind === 'exited' && ending.code === 0;
}
