// Measures what another host costs, with OpenSSH servers of our own on this machine. Called with the name of a figure and a
// folder on the disk; prints one number.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
// @ts-expect-error The scripts are plain JavaScript: they run before any package is installed.
import { medianOf, ratioOfPairs } from '../../../scripts/bench/pairs.mjs';
import { closeConnections, PERFORMERS } from '../../../src/steps/index.ts';
import { prepare } from '../../../src/steps/perform.ts';
import { farStep, farTask } from '../../support/ssh/far-step.ts';
import { sshdProgram, testHosts } from '../../support/ssh/sshd.ts';
import { leadRun, manySteps, timeOfActions } from './led-run.ts';

const HOSTS = 40;
/** What the slowest of them takes, in seconds: longer than all connections together take to be made on two cores. */
const SLOWEST_S = 6;

const [figure = '', folder = ''] = process.argv.slice(2);
const home = mkdtempSync(join(folder, 'hosts-'));
const sshd = sshdProgram();
if (sshd === undefined) throw new Error('there is no sshd');
const hosts = testHosts(sshd);

/** A changing step as a run has it, on record before and after. */
async function timeOfStep(count: number): Promise<number> {
  const text = manySteps(count).replace('\ncauses:', '\ndefaults: { shell: { on: db-1 } }\ncauses:');
  return (await timeOfActions(text, { home, performers: PERFORMERS })) / count;
}

/** The same command by the program itself, over a connection that stands. */
async function timeOfCall(count: number): Promise<number> {
  await farStep(farTask('db-1', ['true'], { risk: 'read' }));
  const place = readdirSync(hosts.folder).find((name) => name.startsWith('firebreak-ssh-'));
  const argv = ['-S', join(hosts.folder, place ?? '', 's'), 'db-1', 'sh -c :'];
  const began = performance.now();
  for (let n = 0; n < count; n++) await once(spawn('ssh', argv, { stdio: ['ignore', 'pipe', 'pipe'] }), 'close');
  return (performance.now() - began) / count;
}

/** How much longer 40 hosts take than the slowest of them, in milliseconds. */
async function beyondSlowest(names: readonly string[]): Promise<number> {
  const probe = (name: string, n: number): string =>
    `  - { id: p${n}, shell: "sleep ${n === 0 ? SLOWEST_S : 0}", on: ${name}, timeout: 30s }`;
  const text = `firebreak: 1\nid: bench\ntitle: Bench\nseverity: low\ndiagnose:\n${names.map(probe).join('\n')}\ncauses:\n  - { id: down, title: One is down, when: "!(${names.map((_, n) => `p${n}.ok`).join(' && ')})" }\n`;
  const took = { slowest: 0, all: 0 };
  await leadRun(text, {
    home,
    performers: PERFORMERS,
    onEvent: (event) => {
      if (event.type !== 'step.finished') return;
      const { outcome } = event.data;
      if (outcome.status !== 'succeeded') throw new Error(JSON.stringify(outcome));
      const { ms } = outcome.reading;
      if (event.data.exec === 'p0#1') took.slowest = ms;
      took.all = event.mono_ms;
    },
  });
  return took.all - took.slowest;
}

async function measure(): Promise<number> {
  switch (figure) {
    case 'step':
      await hosts.host('db-1');
      return ratioOfPairs(
        () => timeOfStep(10),
        () => timeOfCall(10),
      );
    case 'many': {
      const server = await hosts.host('web');
      const names = Array.from({ length: HOSTS }, (_, n) => `web-${n + 1}`);
      for (const name of names) hosts.alias(name, server);
      return medianOf(3, async () => {
        const beyond = await beyondSlowest(names);
        await closeConnections();
        return beyond;
      });
    }
    default:
      throw new Error(`no figure "${figure}"`);
  }
}

try {
  await prepare(['shell']);
  process.stdout.write(`${JSON.stringify(await measure())}\n`);
} finally {
  await closeConnections();
  await hosts.stop();
  rmSync(home, { recursive: true, force: true });
}
