// How soon a person knows what is wrong: from the first probe to the ranking of the causes.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.mjs';
import { medianOf, PAIRS } from './pairs.mjs';
import { severalProbes } from './runbooks.mjs';

/** Figures of the diagnosis. */
export const diagnosisFigures = [
  {
    name: 'ranking',
    what: 'first probe to ranking, beyond the slowest of eight probes',
    limit: 15,
    unit: ' ms',
    measure: async (bench) => {
      const { startRedis } = await load(bench, 'test/support/redis/redis-server.ts');
      const redis = await startRedis();
      try {
        const runbook = bench.file('several.yaml', severalProbes());
        const argv = ['run', runbook, '--input', `redis_url=${redis.url}`];
        return await medianOf(PAIRS, async () => {
          const { to_ranking_ms, slowest_ms } = diagnosisIn(await bench.eventsOf(argv));
          return to_ranking_ms - slowest_ms;
        });
      } finally {
        await redis.stop();
      }
    },
  },
  {
    name: 'partition',
    what: 'a full partition diagnosed by the Redis page, its timeouts at 1 s',
    limit: 2.5,
    unit: ' s',
    measure: async (bench) => {
      const { droppedPort } = await load(bench, 'test/support/redis/network-faults.ts');
      const far = await droppedPort();
      try {
        const page = readFileSync(join(ROOT, 'runbooks/redis-connectivity-loss.yaml'), 'utf8');
        const runbook = bench.file('redis-connectivity-loss.yaml', withTimeouts(page, '1s'));
        const inputs = [
          `redis_url=redis://127.0.0.1:${far.port}`,
          `api_url=http://127.0.0.1:${far.port}`,
          `worker_url=http://127.0.0.1:${far.port}`,
        ];
        const argv = ['run', runbook, '--dry-run', ...inputs.flatMap((input) => ['--input', input])];
        return await medianOf(3, async () => diagnosisIn(await bench.eventsOf(argv)).to_ranking_ms / 1000);
      } finally {
        await far.stop();
      }
    },
  },
];

const load = async (bench, entry) => import(pathToFileURL(await bench.bundle(entry)).href);

// Every probe of a page gets the same timeout, whether it has one of its own or not.
function withTimeouts(page, timeout) {
  const [before, probes, after] = page.split(/^(?=diagnose:$|facts:$)/m);
  const quick = probes
    .replaceAll(/^ {4}timeout: .*\n/gm, '')
    .replaceAll(/^ {2}- id: .*\n/gm, `$&    timeout: ${timeout}\n`);
  return before + quick + after;
}

function diagnosisIn(events) {
  const first = events.find(({ type }) => type === 'step.started');
  const ranked = events.find(({ type }) => type === 'causes.ranked');
  if (first === undefined || ranked === undefined) throw new Error('the run ended without a ranking');
  const readings = events.filter(({ type, seq }) => type === 'step.finished' && seq < ranked.seq);
  return {
    to_ranking_ms: ranked.mono_ms - first.mono_ms,
    slowest_ms: Math.max(...readings.map(({ data }) => data.outcome.reading?.ms ?? 0)),
  };
}
