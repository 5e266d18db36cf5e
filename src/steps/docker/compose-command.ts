// Which Docker Compose this host has: the plugin of the docker command, or the older program of its own. Looked up where
// the docker command looks for plugins; nothing is run.

import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComposeProgram } from '../../model/step.ts';
import { locate } from '../process/program.ts';
import { configFolder, type Variables } from './endpoint.ts';

/** Where plugins are for everybody (docker/cli, cli-plugins/manager). */
const PLUGIN_FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

/** How compose is called here; null where it is not installed. The plugin is preferred: it is the one that is kept up to date. */
export function findCompose(env: Variables): ComposeProgram | null {
  if (locate('docker') !== null && hasPlugin(env)) return 'docker compose';
  return locate('docker-compose') === null ? null : 'docker-compose';
}

function hasPlugin(env: Variables): boolean {
  const config = configFolder(env);
  const folders = [join(config, 'cli-plugins'), ...extraFolders(join(config, 'config.json')), ...PLUGIN_FOLDERS];
  return folders.some((folder) => isProgram(join(folder, 'docker-compose')));
}

function extraFolders(config: string): readonly string[] {
  try {
    const { cliPluginsExtraDirs: extra } = JSON.parse(readFileSync(config, 'utf8')) as Readonly<
      Record<string, unknown>
    >;
    return Array.isArray(extra) ? extra.filter((folder): folder is string => typeof folder === 'string') : [];
  } catch {
    return [];
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
