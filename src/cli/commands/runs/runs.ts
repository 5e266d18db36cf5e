// `firebreak runs`: what has been run here, newest first.

import { styleText } from 'node:util';
import { jsonText } from '../../../model/json.ts';
import { sanitizeLine } from '../../../redact/sanitize.ts';
import type { Store } from '../../../transcript/store.ts';
import { age } from '../../../views/screen/run-list.ts';
import { COLORS } from '../../../views/text/row.ts';
import { duration, pad, width } from '../../../views/text/text.ts';
import { chooseList } from '../../choose-front.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { ago, lastStamp } from '../../freshness/stamp.ts';
import { storeOf } from '../../open-run.ts';
import { listedRuns } from '../../reading/run-list.ts';
import { causeText, type Listed, LOOKS, listedAs } from './listed.ts';
import { choosing, type ListedOutcome, type Which } from './which.ts';

/** The options of `runs`. */
export interface RunsOptions extends Which {
  readonly limit?: number;
  readonly plain?: boolean;
  readonly json?: boolean;
  readonly home?: string;
}

/** Lists runs, in a terminal as a screen to choose from; those that cannot be read are listed with the reason. */
export async function runs(options: RunsOptions): Promise<ExitCode> {
  const store = storeOf(options.home);
  const fits = choosing(options);
  if (options.limit === undefined && chooseList(options).kind === 'tui') {
    const { pickRun } = await import('./pick.ts');
    const exit = await pickRun({
      store,
      purpose: 'read',
      runs: listedRuns(store),
      fits,
      resume: async (run) => {
        const { resume } = await import('../resume.ts');
        return resume(run, { approve: 'read', ...(options.home === undefined ? {} : { home: options.home }) });
      },
    });
    if (typeof exit === 'number') return exit;
  }
  return printed(store, options, fits);
}

async function printed(store: Store, options: RunsOptions, fits: (run: Listed) => boolean): Promise<ExitCode> {
  const runbooks = new Set<string>();
  const out = options.json === true ? oneDocument() : lines();
  let looked = 0;
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  for await (const one of listedRuns(store)) {
    if (left === 0) break;
    looked += 1;
    const listed = await listedAs(one);
    if (!fits(listed)) continue;
    left -= 1;
    runbooks.add(listed.runbook);
    out.add(listed);
  }
  out.end();
  if (options.json === true) return EXIT.ok;
  for (const id of runbooks) {
    const stamp = isId(id) ? lastStamp(store, id) : null;
    if (stamp !== null)
      process.stderr.write(
        `${id}: last checked ${ago(stamp.at, Date.now())}${stamp.ok ? '' : ', not all well then'}\n`,
      );
  }
  if (runbooks.size === 0)
    process.stderr.write(looked === 0 ? 'No runs yet; firebreak run <runbook> starts one.\n' : 'No run fits.\n');
  return EXIT.ok;
}

/** Where runs are written to as they are found, so many at a time. */
interface Out {
  add(run: Listed): void;
  end(): void;
}

const AT_ONCE = 500;

// One document, as far as it is there.
function oneDocument(): Out {
  let begun = false;
  const batch = inBatches((all) => {
    process.stdout.write(`${begun ? ',' : '['}${all.map((run) => jsonText(run)).join(',')}`);
    begun = true;
  });
  return {
    add: batch.add,
    end: () => {
      batch.end();
      process.stdout.write(begun ? ']\n' : '[]\n');
    },
  };
}

// A head is for eyes; programs that cut the lines apart are better off without it. Columns are as wide as what was shown so
// far needs.
function lines(): Out {
  const now = Date.now();
  const widths: number[] = HEAD.map(() => 0);
  let begun = false;
  return inBatches((all) => {
    const cells = all.map((run) => lineOf(run, now));
    process.stdout.write(table(process.stdout.isTTY && !begun ? [HEAD, ...cells] : cells, widths));
    begun = true;
  });
}

function inBatches(write: (all: readonly Listed[]) => void): Out {
  let kept: Listed[] = [];
  const flush = (): void => {
    if (kept.length > 0) write(kept);
    kept = [];
  };
  return {
    add: (one) => {
      kept.push(one);
      if (kept.length >= AT_ONCE) flush();
    },
    end: flush,
  };
}

// It comes out of a record, and becomes part of a path.
const isId = (runbook: string): boolean => /^[a-z0-9][a-z0-9-]*$/.test(runbook);

const HEAD = ['RUN', 'OUTCOME', 'BEGAN', 'TOOK', 'RUNBOOK', 'CAUSE', 'BY'];

function lineOf(one: Listed, now: number): readonly string[] {
  const { run, runbook, outcome, opened_at, duration_ms, by, problem } = one;
  if (problem !== undefined) return [run, outcome, problem].map(sanitizeLine);
  const began = age(now - Date.parse(opened_at));
  return [run, outcome, began, duration(duration_ms), runbook, causeText(one), by].map(sanitizeLine);
}

// What stands last in its line is not padded.
function table(lines: readonly (readonly string[])[], widths: number[]): string {
  for (const cells of lines)
    for (const [n, cell] of cells.slice(0, -1).entries()) widths[n] = Math.max(widths[n] ?? 0, width(cell));
  const padded = lines.map((cells) =>
    cells.map((cell, n) => tinted(HEAD[n], cell, n < cells.length - 1 ? pad(cell, widths[n] ?? 0) : cell)).join('  '),
  );
  return padded.map((line) => `${line}\n`).join('');
}

// Colours are for a terminal that shows them, and where NO_COLOR is not set.
function tinted(column: string | undefined, cell: string, padded: string): string {
  if (column !== 'OUTCOME' || !Object.hasOwn(LOOKS, cell)) return padded;
  const { tone } = LOOKS[cell as ListedOutcome];
  return styleText(tone === undefined ? 'dim' : COLORS[tone], padded, { stream: process.stdout });
}
