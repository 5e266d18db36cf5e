// The one Redis of the lab, as a process: started, ended and looked at by the supervisor. It never restarts by itself.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { ControlReply } from './control.ts';
import { redisCommand } from './redis-command.ts';
import { type RedisSettings, redisConfig, redisSocket } from './redis-config.ts';

const PING_MS = 1000;
const COMMAND_MS = 5000;
const START_MS = 10_000;
const END_MS = 3000;

/** Owner of the redis-server process and of the one connection that is held from its start on. */
export class LabRedis {
  readonly #settings: RedisSettings;
  readonly #overrides = new Map<string, string>();
  readonly #near: Redis;
  #child: ChildProcess | undefined;
  #over = false;

  constructor(settings: RedisSettings) {
    this.#settings = settings;
    this.#near = new Redis({
      path: redisSocket(settings.folder),
      username: 'supervisor',
      password: settings.supervisorPassword,
      lazyConnect: true,
      enableReadyCheck: false,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      commandTimeout: COMMAND_MS,
      retryStrategy: () => 50,
    });
    this.#near.on('error', () => {});
  }

  /** Whether it runs (0), is stopped (3), or runs without a good answer to PING (1). */
  async status(): Promise<ControlReply> {
    const pid = this.#child?.pid;
    if (pid === undefined) return { code: 3, text: 'stopped' };
    const answer = await this.#ping();
    return answer === 'PONG'
      ? { code: 0, text: 'running', pid }
      : { code: 1, text: `running, PING gets: ${answer}`, pid };
  }

  /** Starts it if it is stopped, and waits until it answers or says that it is loading its data. */
  async start(): Promise<ControlReply> {
    if (this.#child?.pid !== undefined) return { code: 0, text: 'already running', pid: this.#child.pid };
    const file = join(this.#settings.folder, 'redis.conf');
    if (!existsSync(file)) await this.#writeConfig();
    if (this.#over) return { code: 1, text: 'the lab is ending' };
    const { command, argv0 } = redisCommand();
    const child = spawn(command, [file], { argv0, stdio: 'ignore' });
    child.on('error', () => {});
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    this.#child = child;
    if (this.#near.status === 'wait') this.#near.connect().catch(() => {});
    const deadline = performance.now() + START_MS;
    while (performance.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
        this.#child = undefined;
        const why = child.pid === undefined ? `${command} cannot be run` : await this.#lastLogLine();
        return { code: 1, text: `Redis does not start: ${why}` };
      }
      const answer = await this.#ping();
      if (answer === 'PONG') return { code: 0, text: 'started', pid: child.pid };
      if (answer.startsWith('LOADING')) return { code: 0, text: `started, ${answer}`, pid: child.pid };
      await sleep(25);
    }
    return {
      code: 1,
      text: `started, not answering after ${START_MS / 1000} s`,
      ...(child.pid === undefined ? {} : { pid: child.pid }),
    };
  }

  /** Ends it, in peace if it can, after three seconds by force. */
  async stop(): Promise<ControlReply> {
    const child = this.#child;
    if (child === undefined) return { code: 0, text: 'already stopped' };
    const exited = endOf(child);
    child.kill('SIGTERM');
    // A frozen process sees the first signal only once it is woken.
    child.kill('SIGCONT');
    const force = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await exited;
    clearTimeout(force);
    return { code: 0, text: 'stopped' };
  }

  /** Ends it if it runs, then starts it with the configuration as it is now. */
  async restart(): Promise<ControlReply> {
    await this.stop();
    const started = await this.start();
    return started.code === 0 ? { ...started, text: 're' + started.text } : started;
  }

  /** One command on the held connection; an error reply has code 1. */
  async command(argv: readonly string[]): Promise<ControlReply> {
    const [name = 'PING', ...rest] = argv;
    try {
      const reply = await this.#near.call(name, ...rest);
      return { code: 0, text: typeof reply === 'string' ? reply : JSON.stringify(reply) };
    } catch (error) {
      return { code: 1, text: messageOf(error) };
    }
  }

  /** Changes the configuration file; the running process is not told. */
  async configure(settings: Readonly<Record<string, string | null>>): Promise<ControlReply> {
    for (const [name, value] of Object.entries(settings)) {
      if (value === null) this.#overrides.delete(name);
      else this.#overrides.set(name, value);
    }
    await this.#writeConfig();
    return { code: 0, text: 'configured' };
  }

  /** Ends it at once, frozen or not, and for good. */
  async kill(): Promise<void> {
    this.#over = true;
    const child = this.#child;
    if (child === undefined) return;
    const exited = endOf(child);
    child.kill('SIGKILL');
    await exited;
  }

  async #writeConfig(): Promise<void> {
    const text = redisConfig(this.#settings, this.#overrides);
    await writeFile(join(this.#settings.folder, 'redis.conf'), text, { mode: 0o600 });
  }

  async #ping(): Promise<string> {
    const waiting = new AbortController();
    const silence = sleep(PING_MS, 'no reply within 1 s', { signal: waiting.signal }).catch(() => '');
    const reply = this.#near.ping().catch(messageOf);
    const answer = await Promise.race([reply, silence]);
    waiting.abort();
    return answer;
  }

  async #lastLogLine(): Promise<string> {
    const log = await readFile(join(this.#settings.folder, 'redis.log'), 'utf8').catch(() => 'no log');
    return log.trimEnd().split('\n').at(-1) ?? '';
  }
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    // Also for a process that could not be spawned.
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
    if (child.exitCode !== null || child.signalCode !== null) resolve();
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
