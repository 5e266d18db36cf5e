// `firebreak serve`: begins, says where it is, and ends with a signal.

import { mkdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { jsonText } from '../../model/json.ts';
import { NO_CONFIG, type Person, type ServeConfig } from '../../serve/config/config.ts';
import { newToken, tokenHash } from '../../serve/people/sessions.ts';
import { serve as begin, type Serving } from '../../serve/serve.ts';
import { takeLock } from '../../transcript/disk/lock.ts';
import { TranscriptError } from '../../transcript/transcript-error.ts';
import { snippet } from '../../views/text/snippet.ts';
import { count } from '../../views/text/text.ts';
import { readServeFile, secretValue, USUAL_SERVE_FILE, usualServeFile } from '../authoring/serve-file.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import { thisProcess } from '../open-run.ts';
import { shown } from '../runbook-file.ts';
import { endedBySignals } from '../signals.ts';
import { openCrew } from './crew.ts';
import { openDesk } from './desk.ts';
import { reachQueue } from './queue.ts';

/** The options of `serve`. */
export interface ServeCommandOptions {
  readonly config?: string;
  /** Address of the queue by which workers are reached; that of the configuration unless told. */
  readonly queue?: string;
  readonly json?: boolean;
  readonly home?: string;
}

/** Serves until a signal comes. */
export async function serve(options: ServeCommandOptions): Promise<ExitCode> {
  const path = options.config === undefined ? usualServeFile() : resolve(options.config);
  const config = path === null ? NO_CONFIG : await configOf(path);
  // Whoever begins it may name another queue; a password may stand in the environment alone.
  const queue = options.queue ?? config.queue ?? (process.env['FIREBREAK_QUEUE'] === undefined ? null : '');
  return serveWith({ ...config, queue }, { ...options, folder: path === null ? process.cwd() : dirname(path), path });
}

/** What serve is begun with, besides its configuration. */
export interface ServeWith extends ServeCommandOptions {
  /** Folder that files of the configuration are relative to. */
  readonly folder: string;
  /** The configuration; null without one. */
  readonly path: string | null;
  /** Done once it runs. */
  readonly onceServing?: (serving: Serving) => Promise<void>;
}

/** Serves with a configuration until a signal comes. */
export async function serveWith(config: ServeConfig, options: ServeWith): Promise<ExitCode> {
  const desk = openDesk(options.home);
  const program = process.argv[1];
  if (program === undefined) throw new Error('a program has a file');
  // Where nobody is named, whoever starts it on this host is somebody.
  const token = config.people.length === 0 && config.proxy === null ? newToken() : null;
  const people: readonly Person[] =
    token === null ? [] : [{ name: whoStarts(), team: null, token_sha256: tokenHash(token) }];
  mustReachWorkers(config);
  alone(desk.home);
  const reached =
    config.queue === null ? null : await reachQueue(config.queue, { config, entries: await desk.runbooks() });
  for (const warning of reached?.warnings ?? []) say(`warning: ${warning}`);
  const ended = endedBySignals();
  const serving = await begin({
    config,
    desk,
    openCrew: (onEnd) => openCrew({ home: desk.home, at_once: config.at_once, program: resolve(program), onEnd }),
    fleet: reached?.fleet ?? null,
    secrets: secretsOf(config, options.folder),
    people,
    now: () => Date.now(),
  }).catch((error: unknown) => {
    throw unlistenable(error, config);
  });
  if (options.json === true)
    process.stdout.write(
      `${jsonText({ type: 'serving', address: serving.address, port: serving.port, token, home: desk.home })}\n`,
    );
  else await sayWhere(serving, { config, token, options, runbooks: (await desk.runbooks()).length });
  await options.onceServing?.(serving);
  if (!ended.aborted) await new Promise((resolve_) => ended.addEventListener('abort', resolve_));
  if (options.json !== true)
    say('Stopping: every run stops at its next boundary, and is taken up when serve begins again.');
  await serving.close();
  return ended.reason as ExitCode;
}

// A run that is for another host is not led on this one instead.
function mustReachWorkers({ policy, queue }: ServeConfig): void {
  const rule = policy.find(({ where }) => where !== null);
  if (rule === undefined || queue !== null) return;
  throw new CliError(
    EXIT.invalid,
    `the policy gives runs of ${rule.runbook} to workers (where: ${rule.where}), and there is no queue to reach them by`,
    'add `queue` to firebreak.serve.yaml or begin serve with --queue; without `where` serve leads them itself',
  );
}

// Two of them would take up the same runs and deliveries. The lock is held as long as this process lives.
function alone(home: string): void {
  const folder = join(home, 'serve');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    takeLock(join(folder, 'lock'), thisProcess());
  } catch (error) {
    if (!(error instanceof TranscriptError) || error.kind !== 'locked') throw error;
    throw new CliError(
      EXIT.waiting,
      `another serve works on ${home}`,
      'end it first, or choose another place with --home',
    );
  }
}

async function configOf(path: string): Promise<ServeConfig> {
  const { config, diagnostics, text, path: named } = await readServeFile(path, { begins: true });
  const problems = diagnostics.filter(({ severity }) => config === undefined || severity !== 'note');
  if (config !== undefined) {
    for (const { message, start } of problems) say(`warning: ${named}:${start.line}: ${message}`);
    return config;
  }
  const errors = problems.filter(({ severity }) => severity === 'error').map((one) => snippet(one, text));
  throw new CliError(
    EXIT.invalid,
    `${named} cannot be used\n\n${errors.join('\n')}`,
    `firebreak validate ${named} checks it again`,
  );
}

function secretsOf(config: ServeConfig, folder: string) {
  const read = (path: string): Buffer => {
    try {
      return readFileSync(resolve(folder, path));
    } catch (error) {
      throw new CliError(EXIT.invalid, `${shown(resolve(folder, path))} cannot be read: ${fileTrouble(error)}`);
    }
  };
  return {
    alerts: new Map(config.alerts.map(({ name, secret }) => [name, secretValue(secret, folder)])),
    notify: new Map(config.notify.map(({ name, url }) => [name, secretValue(url, folder)])),
    tls: config.tls === null ? null : { cert: read(config.tls.cert), key: read(config.tls.key) },
  };
}

function unlistenable(error: unknown, { host, port }: ServeConfig): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program listens there already',
    EADDRNOTAVAIL: 'this host has no such address',
    EACCES: 'that port is not for everybody',
  };
  const said = why[code];
  if (said === undefined) return error;
  return new CliError(
    EXIT.usage,
    `${host}:${port} cannot be listened on: ${said}`,
    'write another `listen` into firebreak.serve.yaml',
  );
}

interface Where {
  readonly config: ServeConfig;
  readonly token: string | null;
  readonly options: ServeWith;
  readonly runbooks: number;
}

async function sayWhere({ address }: Serving, { config, token, options, runbooks }: Where): Promise<void> {
  say(`Firebreak serves on ${address}, with ${count(runbooks, 'runbook')}.`);
  if (token !== null) say(`Sign in with this token, which is for this start alone: ${token}`);
  for (const { name, source } of config.alerts) say(`Alerts (${source}) are taken at ${address}/alerts/${name}`);
  if (config.queue !== null)
    say(`Runs of rules with \`where\` are led by workers: firebreak worker --queue … --where …`);
  if (options.path !== null) return;
  say('Every run only looks; what would change something waits for an approval on the page.');
  say(`A configuration (${USUAL_SERVE_FILE} in this folder, or --config) adds who may send alerts, what may be done`);
  say('without a person, who may sign in and approve, and where people are told: docs/serve.md');
}

function whoStarts(): string {
  try {
    return userInfo().username;
  } catch {
    return 'operator';
  }
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);
