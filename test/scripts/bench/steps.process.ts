// Measures what durability costs a step. Called with the name of a figure and a folder on the disk; prints one number.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
// @ts-expect-error The scripts are plain JavaScript: they run before any package is installed.
import { ratioOfPairs } from '../../../scripts/bench/pairs.mjs';
import { NO_ERROR } from '../../../src/model/reading.ts';
import { PERFORMERS } from '../../../src/steps/index.ts';
import type { Performers } from '../../../src/steps/performer.ts';
import { nodeDisk } from '../../../src/transcript/disk/disk.ts';
import { tapped } from '../../support/records/tapped-disk.ts';
import { manySteps, timeOfActions } from './led-run.ts';

const [figure = '', folder = '', risk] = process.argv.slice(2);
const home = mkdtempSync(join(folder, 'steps-'));

// A shell step that is over at once, without a process.
const BARE: Performers = {
  ...PERFORMERS,
  shell: {
    start: () => ({ done: Promise.resolve({ status: 'succeeded', reading: { ok: true, ms: 0, error: NO_ERROR } }) }),
  },
};

const timeOfStep = async (count: number, performers: Performers): Promise<number> =>
  (await timeOfActions(manySteps(count), { home, performers })) / count;

async function timeOfSpawn(count: number): Promise<number> {
  const began = performance.now();
  for (let n = 0; n < count; n++) await once(spawn('sh', ['-c', ':']), 'close');
  return (performance.now() - began) / count;
}

function timeOfSync(count: number): number {
  const fd = openSync(join(home, 'synced'), 'a', 0o600);
  const line = Buffer.alloc(400, 'x');
  const began = performance.now();
  for (let n = 0; n < count; n++) {
    writeSync(fd, line);
    fdatasyncSync(fd);
  }
  return (performance.now() - began) / count;
}

async function syncsOf(count: number): Promise<number> {
  let syncs = 0;
  const disk = tapped(nodeDisk, (name, act) => {
    if (name === 'dataSync' || name === 'sync') syncs += 1;
    return act();
  });
  await timeOfActions(manySteps(count, risk === 'read' ? 'read' : 'change'), { home, performers: BARE, disk });
  return syncs;
}

async function measure(): Promise<number> {
  switch (figure) {
    case 'shell':
      return ratioOfPairs(
        () => timeOfStep(20, PERFORMERS),
        () => timeOfSpawn(20),
      );
    case 'bare':
      return ratioOfPairs(
        () => timeOfStep(100, BARE),
        () => timeOfSync(100),
      );
    case 'growth':
      return ratioOfPairs(
        () => timeOfStep(1000, BARE),
        () => timeOfStep(100, BARE),
      );
    case 'syncs':
      // The first run of a home makes folders, which are synced.
      await syncsOf(1);
      return ((await syncsOf(60)) - (await syncsOf(10))) / 50;
    default:
      throw new Error(`no figure "${figure}"`);
  }
}

try {
  say(JSON.stringify(await measure()));
} finally {
  rmSync(home, { recursive: true, force: true });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
