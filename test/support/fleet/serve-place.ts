// A serve of this process with a store in memory, so that a test can stop, empty or forge it, and workers that lead its runs in homes of
// their own.

import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { openCrew } from '../../../src/cli/serving/crew.ts';
import { onCopies, openDesk } from '../../../src/cli/serving/desk.ts';
import { homeFolder } from '../../../src/fleet/copy.ts';
import { type Signer, signerOf } from '../../../src/fleet/signing.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { NO_CONFIG, type ServeConfig } from '../../../src/serve/config/config.ts';
import { tokenHash } from '../../../src/serve/people/sessions.ts';
import { serve } from '../../../src/serve/serve.ts';
import { readRun } from '../../../src/transcript/reader.ts';
import { workFolder } from '../program/work-folder.ts';
import { writePrinter } from '../serve/printer.ts';
import { type Browser, browserOf, servePlace } from '../serve/serving.ts';
import { ROOT } from '../source-tree.ts';
import type { TestWorker } from './hand-worker.ts';
import { openTwin, type Twin } from './memory-store.ts';

const TOKEN = 'am-token-0123456789abcdef';
const ANA = 'ana-token-0123456789abcdef';
const KEY = 'fleet-key-0123456789abcdef0123456789';

/** A serve of this process, and all around it. */
export interface Place {
  readonly folder: string;
  readonly home: string;
  readonly twin: Twin;
  readonly signer: Signer;
  /** What was posted to people. */
  readonly heard: readonly string[];
  readonly url: () => string;
  browser(): Promise<Browser>;
  alert(body: string): Promise<number>;
  worker(name: string): TestWorker;
  /** The only run that there is at home, once its events fit. */
  until(fits: (events: readonly RunEvent[]) => boolean, what: string): Promise<string>;
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** Makes one; `rule` is what its rule of the policy has besides. It ends with the test. */
export async function place(rule: Partial<ServeConfig['policy'][number]> = {}): Promise<Place> {
  const { folder, home, runbooks } = servePlace(workFolder(), '');
  writePrinter(runbooks, folder);
  writeFileSync(join(folder, 'jam'), 'x\n');
  process.env['FIREBREAK_PATH'] = runbooks;
  const twin = openTwin();
  const made = signerOf(KEY);
  if (!made.ok) throw new Error(made.error);
  const signer = made.value;
  const heard: string[] = [];
  const chat = createServer((request, response) => {
    request.on('data', (part) => void heard.push(String(part)));
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => chat.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void chat.close());
  const hook = `http://127.0.0.1:${(chat.address() as AddressInfo).port}/hook`;
  const config: ServeConfig = {
    ...NO_CONFIG,
    port: 0,
    alerts: [{ name: 'am', source: 'alertmanager', by: 'bearer', secret: { env: 'AM_TOKEN' } }],
    policy: [{ runbook: 'printer-jam', approve: 'read', where: 'db', local: false, inputs: {}, ...rule }],
    people: [{ name: 'ana', team: null, token_sha256: tokenHash(ANA) }],
    notify: [{ name: 'chat', url: { env: 'CHAT' } }],
    cool_down_ms: 1000,
  };
  let serving: Awaited<ReturnType<typeof serve>> | null = null;
  const url = (): string => serving?.address ?? '';
  const begin = async (): Promise<void> => {
    const desk = openDesk(home);
    serving = await serve({
      config,
      desk,
      openCrew: (onEnd) => openCrew({ home: desk.home, at_once: 4, program: join(ROOT, 'dist/firebreak.js'), onEnd }),
      fleet: {
        link: { log: twin.log, transport: twin.transport, signer, shown: 'redis://queue.example.com:6379' },
        copies: onCopies,
        board: null,
        grace_ms: 1000,
      },
      secrets: { alerts: new Map([['am', TOKEN]]), notify: new Map([['chat', hook]]), tls: null },
      people: [],
      now: () => Date.now(),
    });
  };
  const end = async (): Promise<void> => {
    await serving?.close();
    serving = null;
  };
  await begin();
  onTestFinished(async () => {
    await end();
    delete process.env['FIREBREAK_PATH'];
  });
  return {
    folder,
    home,
    twin,
    signer,
    heard,
    url,
    begin,
    end,
    browser: () => browserOf(url(), ANA),
    alert: async (body) =>
      (await fetch(`${url()}/alerts/am`, { method: 'POST', body, headers: { authorization: `Bearer ${TOKEN}` } }))
        .status,
    worker: (name) => ({ name, home: join(folder, name), runbooks, log: twin.log, signer }),
    until: (fits, what) =>
      eventually(what, () => {
        const runs = openDesk(home).ids();
        return runs.find((run) => {
          const { transcript } = homeFolder(home, run);
          return existsSync(transcript) && fits(readRun(homeFolder(home, run)).events);
        });
      }),
  };
}

/** What a look gives, once it gives something. */
export async function eventually<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`it has not come to ${what}`);
}

/** The first run that the store has. */
export const ordered = (at: Place): Promise<string> => eventually('an order', () => [...at.twin.raw.keys()][0]);
