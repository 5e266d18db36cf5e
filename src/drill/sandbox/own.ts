// The sandboxes of authors: a command that goes on, or a project of Docker Compose. Each gets ports and a folder of its own,
// and ends with us, whatever becomes of us.

import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { scopeBeforeALook } from '../../expr/before-a-look.ts';
import type { Environment } from '../../expr/environment.ts';
import { definition } from '../../kinds/index.ts';
import { freePort } from '../../lab/free-port.ts';
import { type Kept, keep } from '../../lab/kept.ts';
import type { Json } from '../../model/json.ts';
import type { Specs } from '../../model/step.ts';
import { findCompose } from '../../steps/docker/compose-command.ts';
import { fill } from '../../steps/fill.ts';
import { FOLDER_INPUT, PROJECT_INPUT, type SandboxSpec } from '../file/drill.ts';
import { NEAR_KINDS, type Sandbox } from './sandbox.ts';

/** Where the files are that a command of a sandbox names. */
export interface Place {
  /** Folder of the file of drills. */
  readonly folder: string;
}

/** Starts the sandbox that a file describes. It need not be ready when this returns; throws when it cannot be started. */
export async function startOwnSandbox(spec: SandboxSpec, environment: Environment, place: Place): Promise<Sandbox> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'firebreak-drill-')));
  try {
    const ports = await Promise.all(spec.ports.map(async (name) => [name, await freePort()] as const));
    const project = spec.how.kind === 'compose' ? { [PROJECT_INPUT]: projectOf(folder) } : {};
    const more = { ...Object.fromEntries(ports), [FOLDER_INPUT]: folder, ...project };
    const env = {
      ...variables(more),
      ...(spec.how.kind === 'compose' ? { COMPOSE_PROJECT_NAME: projectOf(folder) } : {}),
    };
    const kept =
      spec.how.kind === 'compose'
        ? await up(spec.how.file, { folder, env, place })
        : await run(spec, { more, env, folder, environment, place });
    let stopped: Promise<void> | undefined;
    return {
      folder,
      inputs: () => ({}),
      more,
      kinds: [...NEAR_KINDS, ...(spec.how.kind === 'compose' ? (['docker', 'compose'] as const) : []), ...spec.allow],
      env,
      inject: () => Promise.reject(new Error('this sandbox knows no faults')),
      heal: () => Promise.resolve(),
      put: () => Promise.resolve(() => Promise.resolve({})),
      said: () => kept.said().slice(-500),
      gone: () => (kept.isOver() ? `its command has ended: ${kept.said().slice(-500) || 'it said nothing'}` : null),
      stop: () => (stopped ??= kept.end().then(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))),
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A command gets what every program needs, and what is its own. */
function variables(more: Readonly<Record<string, Json>>): Readonly<Record<string, string>> {
  const common = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG'];
  const inherited = common.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name] ?? ''] as const],
  );
  const own = Object.entries(more).map(([name, value]) => [name.toUpperCase(), String(value)] as const);
  return Object.fromEntries([...inherited, ...own]);
}

interface Starting {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly place: Place;
}

function run(
  { how, name }: SandboxSpec,
  {
    more,
    env,
    folder,
    environment,
    place,
  }: Starting & {
    readonly more: Readonly<Record<string, Json>>;
    readonly environment: Environment;
  },
): Promise<Kept> {
  if (how.kind !== 'shell') throw new Error(`the sandbox ${name} has no command`);
  const rendered = environment.render(how.shape, scopeBeforeALook({ inputs: more, secrets: {} }));
  if (!rendered.ok)
    throw new Error(`the command of the sandbox ${name} cannot be made: ${rendered.error.at} has no value`);
  const spec = definition('shell').spec(fill(rendered.value, {}));
  if (!spec.ok) throw new Error(spec.error);
  const shell = spec.value as Specs<string>['shell'];
  const argv = shell.form === 'argv' ? shell.argv : ['sh', '-c', shell.script];
  const cwd = resolve(place.folder, shell.cwd ?? '.');
  return keep('sandbox', { argv, cwd, env: { ...env, ...shell.env }, remove: folder }, folder);
}

/** Names of projects are small letters, digits and dashes. */
const projectOf = (folder: string): string => (folder.split('/').at(-1) ?? '').toLowerCase();

function up(file: string, { folder, env, place }: Starting): Promise<Kept> {
  const compose = findCompose(process.env);
  if (compose === null) throw new Error('Docker Compose is not installed here');
  const command = [...compose.split(' '), '-p', projectOf(folder), '-f', resolve(place.folder, file)];
  return keep(
    'sandbox',
    {
      argv: [...command, 'up'],
      clear_up: [...command, 'down', '--volumes', '--remove-orphans', '--timeout', '1'],
      cwd: place.folder,
      env,
      remove: folder,
    },
    folder,
  );
}
