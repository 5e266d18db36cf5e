// `firebreak runs`: what has been run here, newest first.

import { styleText } from 'node:util';
import type { Observations } from '../../../model/event.ts';
import { jsonText } from '../../../model/json.ts';
import { sanitizeLine } from '../../../redact/sanitize.ts';
import { duration, pad, width } from '../../../views/text/text.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { ago, lastStamp } from '../../freshness/stamp.ts';
import { storeOf } from '../../open-run.ts';
import { readPinned } from '../../pinned.ts';
import { causeNow, choosing, type ListedOutcome, type LookedAt, lookAt, type Which } from './which.ts';

/** The options of `runs`. */
export interface RunsOptions extends Which {
  readonly json?: boolean;
  readonly home?: string;
}

/** One run of the list. */
interface Listed {
  readonly run: string;
  readonly runbook: string;
  readonly outcome: ListedOutcome;
  readonly cause: string | null;
  readonly cause_title: string | null;
  /** What the cause was is what a person has said after the fact. */
  readonly marked: boolean;
  readonly opened_at: string;
  readonly duration_ms: number;
  readonly by: string;
  readonly problem?: string;
}

/** Lists runs; those that cannot be read are listed with the reason. */
export async function runs(options: RunsOptions): Promise<ExitCode> {
  const titlesIn = titles();
  const fits = choosing(options);
  const all = storeOf(options.home).listRuns().map(lookAt);
  const found = all
    .filter(fits)
    .map((run) => listed(run, titlesIn))
    .toSorted((a, b) => b.opened_at.localeCompare(a.opened_at));
  if (options.json === true) {
    process.stdout.write(`${jsonText(found)}\n`);
    return EXIT.ok;
  }
  const lines = found.map((run) => lineOf(run, Date.now()));
  // A head is for eyes; programs that cut the lines apart are better off without it.
  process.stdout.write(table(process.stdout.isTTY && lines.length > 0 ? [HEAD, ...lines] : lines));
  const store = storeOf(options.home);
  for (const id of new Set(found.map(({ runbook }) => runbook)).values()) {
    const stamp = isId(id) ? lastStamp(store, id) : null;
    if (stamp !== null)
      process.stderr.write(
        `${id}: last checked ${ago(stamp.at, Date.now())}${stamp.ok ? '' : ', not all well then'}\n`,
      );
  }
  if (found.length === 0)
    process.stderr.write(all.length === 0 ? 'No runs yet; firebreak run <runbook> starts one.\n' : 'No run fits.\n');
  return EXIT.ok;
}

// It comes out of a record, and becomes part of a path.
const isId = (runbook: string): boolean => /^[a-z0-9][a-z0-9-]*$/.test(runbook);

const HEAD = ['RUN', 'OUTCOME', 'BEGAN', 'TOOK', 'CAUSE', 'BY'];

function lineOf(one: Listed, now: number): readonly string[] {
  const { run, outcome, cause_title, marked, opened_at, duration_ms, by, problem } = one;
  if (problem !== undefined) return [run, outcome, problem].map(sanitizeLine);
  const began = age(now - Date.parse(opened_at));
  return [
    run,
    outcome,
    began,
    duration(duration_ms),
    `${cause_title ?? '-'}${marked ? ' (said afterwards)' : ''}`,
    by,
  ].map(sanitizeLine);
}

// The largest unit is enough: what began four days ago did not begin at a minute that matters.
const age = (ms: number): string => `${duration(ms).split(' ')[0]} ago`;

type Tint = 'green' | 'yellow' | 'red' | 'cyan' | 'dim';
const TINTS: Readonly<Record<ListedOutcome, Tint>> = {
  resolved: 'green',
  healthy: 'green',
  planned: 'dim',
  closed: 'dim',
  escalated: 'yellow',
  handed_over: 'yellow',
  waiting: 'yellow',
  stopped: 'yellow',
  open: 'yellow',
  under_way: 'cyan',
  not_resolved: 'red',
  unreadable: 'red',
};

// Columns as wide as they must be; what stands last in its line is not padded.
function table(lines: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_name, n) =>
    Math.max(...lines.map((cells) => (n < cells.length - 1 ? width(cells[n] ?? '') : 0))),
  );
  const padded = lines.map((cells) =>
    cells.map((cell, n) => tinted(HEAD[n], cell, n < cells.length - 1 ? pad(cell, widths[n] ?? 0) : cell)).join('  '),
  );
  return padded.map((line) => `${line}\n`).join('');
}

// Colours are for a terminal that shows them, and where NO_COLOR is not set.
function tinted(column: string | undefined, cell: string, padded: string): string {
  if (column !== 'OUTCOME' || !Object.hasOwn(TINTS, cell)) return padded;
  return styleText(TINTS[cell as ListedOutcome], padded, { stream: process.stdout });
}

function listed(looked: LookedAt, titlesIn: TitlesIn): Listed {
  const { folder, outcome, tally, marked, problem } = looked;
  const opened = tally?.opened ?? null;
  const cause = causeNow(looked);
  return {
    run: folder.id,
    runbook: opened?.runbook.id ?? '',
    outcome,
    cause,
    cause_title: cause === null || opened === null ? (marked?.other ?? null) : (titlesIn(opened)(cause) ?? cause),
    marked: marked !== null && (marked.cause !== null || marked.other !== null),
    opened_at: tally?.opened_at ?? '',
    duration_ms: tally?.duration_ms ?? 0,
    by: opened?.user ?? '',
    ...(problem === null ? {} : { problem }),
  };
}

type TitlesIn = (opened: Observations['run.opened']) => (cause: string) => string | undefined;

// Titles of causes by what the pinned runbooks say; the same text is read once.
function titles(): TitlesIn {
  const known = new Map<string, ReadonlyMap<string, string>>();
  return (opened) => {
    const { sha256 } = opened.runbook;
    const all =
      known.get(sha256) ?? new Map(readPinned(opened, '').plan.runbook.causes.map(({ id, title }) => [id, title]));
    known.set(sha256, all);
    return (cause) => all.get(cause);
  };
}
