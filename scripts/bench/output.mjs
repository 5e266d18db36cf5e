// What a loud command costs: memory stays flat, and nothing that it said is counted wrong.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loudStep } from './runbooks.mjs';

const MIB = 1024 * 1024;
const STORED = 64 * MIB;
const REPORT = fileURLToPath(new URL('report-memory.mjs', import.meta.url));

/** Figures of output. */
export const outputFigures = [
  {
    name: 'output-50',
    what: 'memory for 50 MB of output, above a silent step; bytes exact',
    limit: 40,
    unit: ' MiB',
    measure: (bench) => above(bench, 50_000_000),
  },
  {
    name: 'output-500',
    what: 'memory for 500 MB of output; 64 MiB stored, bytes of a probe exact',
    limit: 40,
    unit: ' MiB',
    measure: (bench) => above(bench, 500_000_000),
  },
];

/** The worse of a probe, which is read through pipes, and a change, which is read from its spool. */
async function above(bench, bytes) {
  const more = [];
  for (const how of ['probe', 'change']) {
    const silent = await memoryOf(bench, how, 'true', 0);
    more.push(
      (await memoryOf(bench, how, `yes 'a line of some length, as a log has them' | head -c ${bytes}`, bytes)) - silent,
    );
  }
  return Math.max(...more);
}

/** The most memory that Firebreak held at once, in MiB. */
async function memoryOf(bench, how, command, bytes) {
  const id = `loud-${how}`;
  const runbook = bench.file(`${id}.yaml`, loudStep(id, command, how));
  const report = bench.file('memory', '');
  const events = await bench.eventsOf(['run', runbook, '--approve', 'change'], [`--import=${REPORT}?${report}`]);
  const outputs = events.flatMap(({ type, data }) => (type === 'step.finished' ? data.outputs : []));
  const seen = outputs.reduce((sum, output) => sum + output.bytes, 0);
  const stored = outputs.reduce((sum, output) => sum + output.stored_bytes, 0);
  // The spool of a change ends a little past the limit; what follows is let go of uncounted.
  const isExact = how === 'probe' || bytes <= STORED ? seen === bytes : seen > STORED;
  if (!isExact) throw new Error(`${seen} bytes of output are on record, ${bytes} were written`);
  if (stored !== Math.min(bytes, STORED)) throw new Error(`${stored} bytes of output are stored`);
  return Number(readFileSync(report, 'utf8'));
}
