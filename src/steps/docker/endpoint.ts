// Which Docker engine is meant, as the docker command finds it: DOCKER_HOST, else the context named by DOCKER_CONTEXT or in
// its configuration, else the usual socket, else a rootless one. For docker and compose steps alike. Asks no engine.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { didYouMean } from '../../model/nearest.ts';
import { Unable } from '../failure.ts';

/** Where an engine is, and how it is spoken to. */
export interface Endpoint {
  /** `unix:///path`, `tcp://host:port` or `ssh://user@host`. */
  readonly host: string;
  /** What names it; the default is where nothing does. */
  readonly by: 'DOCKER_HOST' | 'context' | 'default' | 'rootless';
  /** Name of the context, "" without one. */
  readonly context: string;
  /** Folder with `ca.pem`, `cert.pem` and `key.pem`, as far as they are there; absent without TLS. */
  readonly tls?: { readonly folder: string; readonly verify: boolean };
}

/** Variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The socket of an engine that all users of a host share. */
export const USUAL_SOCKET = '/var/run/docker.sock';

/** The engine that these variables lead to. Throws `Unable` where they lead nowhere. */
export function endpointOf(env: Variables): Endpoint {
  const given = env['DOCKER_HOST'] ?? '';
  if (given !== '') return withVariables(given, env);
  const folder = configFolder(env);
  const named = env['DOCKER_CONTEXT'] ?? '';
  const context = named === '' ? currentContext(folder) : named;
  return context === '' || context === 'default' ? usual(env) : contextOf(folder, context, named !== '');
}

/** What points compose, and the docker command, at the same engine; nothing where they find it by themselves. */
export function endpointVariables({ host, by, tls }: Endpoint): Variables {
  if (by === 'DOCKER_HOST' || by === 'default') return {};
  const secured =
    tls === undefined
      ? {}
      : { DOCKER_CERT_PATH: tls.folder, ...(tls.verify ? { DOCKER_TLS_VERIFY: '1' } : { DOCKER_TLS: '1' }) };
  return { DOCKER_HOST: host, DOCKER_CONTEXT: undefined, ...secured };
}

/** The engine in words: its address, and the context that leads to it. */
export function endpointText({ host, context }: Endpoint): string {
  const address = host.replace(/^(unix|tcp):\/\//, '');
  return context === '' ? address : `${address} (Docker context "${context}")`;
}

/** Where the docker command keeps its configuration, contexts and plugins. */
export function configFolder(env: Variables): string {
  return env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker');
}

function withVariables(given: string, env: Variables): Endpoint {
  const host = given.includes('://') ? given : `tcp://${given}`;
  const verify = (env['DOCKER_TLS_VERIFY'] ?? '') !== '';
  const secured = verify || (env['DOCKER_TLS'] ?? '') !== '' || (env['DOCKER_CERT_PATH'] ?? '') !== '';
  const tls = { folder: env['DOCKER_CERT_PATH'] || configFolder(env), verify };
  const isTcp = host.startsWith('tcp://');
  return { host, by: 'DOCKER_HOST', context: '', ...(isTcp && secured ? { tls } : {}) };
}

function usual(env: Variables): Endpoint {
  const rootless = [
    ...(env['XDG_RUNTIME_DIR'] ? [join(env['XDG_RUNTIME_DIR'], 'docker.sock')] : []),
    join(env['HOME'] || homedir(), '.docker', 'run', 'docker.sock'),
  ];
  const found = existsSync(USUAL_SOCKET) ? undefined : rootless.find((path) => existsSync(path));
  return found === undefined
    ? { host: `unix://${USUAL_SOCKET}`, by: 'default', context: '' }
    : { host: `unix://${found}`, by: 'rootless', context: '' };
}

function currentContext(folder: string): string {
  const config = readJson(join(folder, 'config.json'));
  return typeof config['currentContext'] === 'string' ? config['currentContext'] : '';
}

/** A context is kept under the sha256 of its name (docker/cli, cli/context/store). */
function contextOf(folder: string, name: string, isNamed: boolean): Endpoint {
  const id = createHash('sha256').update(name).digest('hex');
  const { Host: host, SkipTLSVerify: skip } = dockerOf(join(folder, 'contexts', 'meta', id, 'meta.json'));
  if (typeof host !== 'string' || host === '') {
    const known = knownContexts(folder);
    const by = isNamed ? 'DOCKER_CONTEXT' : `currentContext of ${join(folder, 'config.json')}`;
    const others = `; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`;
    throw new Unable(
      'invalid',
      `${by} names the Docker context "${name}", which is not there${didYouMean(name, known) || others}`,
    );
  }
  const certificates = join(folder, 'contexts', 'tls', id, 'docker');
  const isTcp = host.startsWith('tcp://') && existsSync(certificates);
  const tls = { folder: certificates, verify: skip !== true };
  return { host, by: 'context', context: name, ...(isTcp ? { tls } : {}) };
}

function dockerOf(path: string): Readonly<Record<string, unknown>> {
  const endpoints = readJson(path)['Endpoints'];
  return record(record(endpoints)['docker']);
}

function knownContexts(folder: string): readonly string[] {
  const metas = join(folder, 'contexts', 'meta');
  const names = existsSync(metas) ? readdirSync(metas).map((id) => readJson(join(metas, id, 'meta.json'))['Name']) : [];
  return ['default', ...names.filter((name) => typeof name === 'string')];
}

/** What is no JSON is no configuration. */
function readJson(path: string): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
