// What records cost when they are read: a long one checked, computed again, and taken up; many of them listed, replayed and
// held against an edited runbook.

import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { medianOf } from './pairs.mjs';
import { FIREBREAK } from './work-place.mjs';

const PROGRAM = 'test/scripts/bench/records.process.ts';
const EXIT_WAITING = 12;
const PEAK = fileURLToPath(new URL('report-memory.mjs', import.meta.url));

/** Figures of records. A long one is the same run of 10,000 events, which waits for a person; many are copies of a short one. */
export const recordFigures = [
  {
    name: 'chain',
    what: 'events a second of a chain check',
    limit: 100_000,
    unit: '/s',
    least: true,
    measure: async (bench) => bench.ask(PROGRAM, ['chain', (await longRun(bench)).path]),
  },
  {
    name: 'replay',
    what: 'replay with chain check, as a share of the speed of parse and hash',
    limit: 0.5,
    unit: 'x',
    least: true,
    measure: async (bench) => bench.ask(PROGRAM, ['replay', (await longRun(bench)).path]),
  },
  {
    name: 'resume',
    what: 'resume of a run of 10,000 events, from the command to its next question',
    limit: 1,
    unit: ' s',
    measure: async (bench) => {
      const { id, path } = await longRun(bench);
      const kept = join(bench.folder, 'kept');
      cpSync(path, kept, { recursive: true });
      return medianOf(5, () => {
        rmSync(path, { recursive: true });
        cpSync(kept, path, { recursive: true });
        return bench.timeOf([FIREBREAK, 'resume', id, '--plain'], EXIT_WAITING) / 1000;
      });
    },
  },
  {
    name: 'runs',
    what: 'list of 10,000 runs, from the command to its last line',
    limit: 1,
    unit: ' s',
    measure: async (bench) => {
      const home = await manyRuns(bench, 10_000);
      const list = () => bench.timeOf([FIREBREAK, 'runs', '--home', home]) / 1000;
      // The first list reads every record, and keeps what it says of each.
      list();
      return medianOf(5, list);
    },
  },
  {
    name: 'folder',
    what: 'events a second of a replay of 1,000 runs, the start of the program included',
    limit: 60_000,
    unit: '/s',
    least: true,
    measure: async (bench) => perSecond(bench, []),
  },
  {
    name: 'backtest',
    what: 'events a second of 1,000 runs under an edited runbook, the start included',
    limit: 60_000,
    unit: '/s',
    least: true,
    measure: async (bench) => {
      const { runbook } = await shortRun(bench);
      return perSecond(bench, ['--runbook', bench.file('bench.yaml', runbook)]);
    },
  },
  {
    name: 'backtest-mem',
    what: 'the most memory that this takes',
    limit: 150,
    unit: ' MiB',
    measure: async (bench) => {
      const home = await manyRuns(bench, 1000);
      const { runbook } = await shortRun(bench);
      const edited = bench.file('bench.yaml', runbook);
      return peakOf(bench, ['replay', `${home}/runs`, '--runbook', edited, '--home', home]);
    },
  },
  ...[['replay'], ['report', '--format', 'json'], ['audit']].map((argv) => ({
    name: `flat-${argv[0]}`,
    what: `most memory of \`${argv.join(' ')}\` for 1,000,000 events, beside that for 100,000`,
    limit: 1.15,
    unit: 'x',
    measure: async (bench) => {
      const [some, many] = [await peakOfRun(bench, argv, 100_000), await peakOfRun(bench, argv, 1_000_000)];
      return { value: many / some, note: `${many.toFixed(0)} of ${some.toFixed(0)} MiB` };
    },
  })),
];

async function peakOfRun(bench, argv, events) {
  const home = join(bench.folder, `night-${events}`);
  const { id } = await nightOf(bench, home, events);
  return peakOf(bench, [...argv, id, '--home', home]);
}

/** The most memory that a command held at once, in MiB. */
function peakOf(bench, argv) {
  const report = bench.file('memory', '');
  bench.timeOf([`--import=${PEAK}?${report}`, FIREBREAK, ...argv]);
  return Number(readFileSync(report, 'utf8'));
}

const nights = new Map();

function nightOf(bench, home, events) {
  if (!nights.has(home)) nights.set(home, bench.ask(PROGRAM, ['make', home, String(events)]));
  return nights.get(home);
}

async function perSecond(bench, options) {
  const home = await manyRuns(bench, 1000);
  const { events } = await shortRun(bench);
  const argv = [FIREBREAK, 'replay', `${home}/runs`, ...options, '--home', home];
  return medianOf(5, () => (1000 * events) / (bench.timeOf(argv) / 1000));
}

const short = new WeakMap();

function shortRun(bench) {
  if (!short.has(bench)) short.set(bench, bench.ask(PROGRAM, ['make', join(bench.folder, 'short'), '60']));
  return short.get(bench);
}

const many = new Map();

/** A home with so many copies of a short run, each of them a sound record. */
async function manyRuns(bench, count) {
  const home = join(bench.folder, `many-${count}`);
  if (!many.has(home)) {
    const { path } = await shortRun(bench);
    many.set(home, bench.ask(PROGRAM, ['copies', path, String(count), home]));
  }
  await many.get(home);
  return home;
}

const runs = new WeakMap();

/** Made once for a bench. */
function longRun(bench) {
  if (!runs.has(bench)) runs.set(bench, bench.ask(PROGRAM, ['make', bench.home]));
  return runs.get(bench);
}
