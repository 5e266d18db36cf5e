// `firebreak serve` as people run it: the built program on a port of its own, asked over HTTP as browsers, senders of alerts and
// programs ask it. Ended by whoever started it.

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunEvent } from '../../../src/model/event.ts';
import { readRun } from '../../../src/transcript/reader.ts';
import { type RunFolder, runFolder } from '../../../src/transcript/store.ts';
import { ROOT } from '../source-tree.ts';

/** A place for one serve: its folder, runbooks and records. */
export interface ServePlace {
  readonly folder: string;
  readonly home: string;
  readonly runbooks: string;
  readonly config: string;
}

/** Makes a place in a folder; `config` is what stands in the configuration besides its version, address and runbooks. */
export function servePlace(folder: string, config: string): ServePlace {
  const place = {
    folder,
    home: join(folder, 'home'),
    runbooks: join(folder, 'runbooks'),
    config: join(folder, 'firebreak.serve.yaml'),
  };
  mkdirSync(place.runbooks, { mode: 0o700 });
  writeConfig(place, config);
  return place;
}

/** Writes the configuration anew. */
function writeConfig({ config: file }: ServePlace, config: string): void {
  writeFileSync(file, `firebreak_serve: 1\nlisten: 127.0.0.1:0\nrunbooks: ./runbooks\n${config}`, { mode: 0o600 });
}

/** The sha256 of a token, as a configuration has it. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Secrets that the configurations of tests name. */
export const SECRETS = {
  AM_TOKEN: 'am-token-0123456789abcdef',
  PD_SECRET: 'pd-secret-0123456789abcdef',
  GRAFANA_SECRET: 'grafana-secret-0123456789',
  HOOK_SECRET: `whsec_${Buffer.from('hook-secret-0123456789abcdef').toString('base64')}`,
} as const;

/** A serve that runs. */
export interface TestServe {
  readonly url: string;
  /** Port of 127.0.0.1 that it listens on. */
  readonly port: number;
  readonly token: string | null;
  readonly process: ChildProcess;
  /** What it has said so far, on both. */
  said(): string;
  ask(path: string, init?: RequestInit): Promise<Response>;
  alert(name: string, body: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Signs in; what then asks in the name of that person. */
  signIn(token: string): Promise<Browser>;
  runs(): readonly RunFolder[];
  /** The first run whose events fit, once there is one. */
  until(
    fits: (events: readonly RunEvent[]) => boolean,
    what?: string,
  ): Promise<{ run: RunFolder; events: readonly RunEvent[] }>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** A person at a browser without script. */
export interface Browser {
  readonly cookie: string;
  page(path: string): Promise<string>;
  /** What a page has hidden in the form that goes to `to`, of several in the one with this choice; waits for it. */
  form(from: string, to: string, choice?: string): Promise<Readonly<Record<string, string>>>;
  /** Sends a form with the fields that the page has hidden in the one that goes to `to`. */
  send(from: string, to: string, fields?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends exactly these fields. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
}

/** How long anything here is waited for: longer than a busy machine needs. */
const PATIENCE_MS = 60_000;

/** Starts it, and waits until it listens. */
export async function startServe(
  { folder, home, config }: ServePlace,
  { env = {}, argv = [] }: { readonly env?: Readonly<Record<string, string>>; readonly argv?: readonly string[] } = {},
): Promise<TestServe> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(
    process.execPath,
    [join(ROOT, 'dist/firebreak.js'), 'serve', '--json', '--config', config, '--home', home, ...argv],
    { cwd: folder, env: { PATH, HOME, ...SECRETS, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let out = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for (const end = Date.now() + PATIENCE_MS; !out.includes('\n'); await pause(20)) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`serve did not begin: ${said}`);
  }
  const told = JSON.parse(out.split('\n')[0] ?? '') as { address: string; port: number; token: string | null };
  const { address: url, port, token } = told;
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}${path}`, { redirect: 'manual', ...init });
  const runs = (): readonly RunFolder[] => runsIn(home);
  return {
    url,
    port,
    token,
    process: child,
    said: () => said,
    ask,
    alert: (name, body, headers = { authorization: `Bearer ${SECRETS.AM_TOKEN}` }) =>
      ask(`/alerts/${name}`, { method: 'POST', body, headers }),
    signIn: (given) => signIn(url, ask, given),
    runs,
    until: async (fits, what = 'that') => {
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(200)) {
        for (const run of runs()) {
          const { events } = readRun(run);
          if (fits(events)) return { run, events };
        }
      }
      const seen = runs().map((run) =>
        readRun(run)
          .events.map(({ type }) => type)
          .join(' '),
      );
      throw new Error(`no run has come to ${what}: ${seen.join('\n')}\n${said}`);
    },
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}

function runsIn(home: string): readonly RunFolder[] {
  const folder = join(home, 'runs');
  return (existsSync(folder) ? readdirSync(folder).toSorted() : []).map((name) => runFolder(join(folder, name)));
}

/** Signs in to a serve of this process. */
export const browserOf = (url: string, token: string): Promise<Browser> =>
  signIn(url, (path, init = {}) => fetch(`${url}${path}`, { redirect: 'manual', ...init }), token);

async function signIn(
  url: string,
  ask: (path: string, init?: RequestInit) => Promise<Response>,
  token: string,
): Promise<Browser> {
  const sent = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields);
  const signed = await ask('/sign-in', { method: 'POST', body: sent({ token }), headers: { origin: url } });
  const cookie = (signed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  if (signed.status !== 303) throw new Error(`signing in: ${signed.status}`);
  const page = async (path: string): Promise<string> => (await ask(path, { headers: { cookie } })).text();
  const post: Browser['post'] = (path, fields, headers = {}) =>
    ask(path, { method: 'POST', body: sent(fields), headers: { cookie, origin: url, ...headers } });
  // A run that has just asked is on its page a moment later.
  const form: Browser['form'] = async (from, to, choice) => {
    for (const end = Date.now() + PATIENCE_MS; ; await pause(150)) {
      const html = await page(from);
      const found = formsIn(html).find(
        ([action, all]) => action === to && (choice === undefined || all['choice'] === choice),
      );
      if (found !== undefined) return found[1];
      if (Date.now() > end) throw new Error(`${from} has no form for ${to}: ${html}`);
    }
  };
  return {
    cookie,
    page,
    post,
    form,
    send: async (from, to, fields = {}) => post(to, { ...(await form(from, to, fields['choice'])), ...fields }),
  };
}

/** The forms of a page: where each goes, and what is hidden in it. */
function formsIn(html: string): readonly (readonly [string, Readonly<Record<string, string>>])[] {
  return [...html.matchAll(/<form method="post" action="([^"]+)"[^>]*>([^]*?)<\/form>/g)].map(
    ([, action = '', inner = '']) => {
      const hidden = [...inner.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
      return [action, Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]))] as const;
    },
  );
}
