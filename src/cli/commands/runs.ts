// `firebreak runs`: what has been run here, newest first.

import { parseDuration } from '../../model/duration.ts';
import { jsonText } from '../../model/json.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { isLocked } from '../../transcript/disk/lock.ts';
import type { RunFolder } from '../../transcript/store.ts';
import type { Summary } from '../../views/report/summary.ts';
import { duration, pad, width } from '../../views/text/text.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { storeOf } from '../open-run.ts';
import { summaryOf } from '../record-file.ts';

/** The options of `runs`. */
export interface RunsOptions {
  readonly runbook?: string;
  readonly cause?: string;
  readonly outcome?: ListedOutcome;
  readonly since?: string;
  readonly json?: boolean;
  readonly home?: string;
}

/** What a run has come to: how it ended, or what keeps it open. */
export type ListedOutcome = Summary['outcome'] | 'under_way' | 'unreadable';

/** One run of the list. */
interface Listed {
  readonly run: string;
  readonly runbook: string;
  readonly outcome: ListedOutcome;
  readonly cause: string | null;
  readonly opened_at: string;
  readonly duration_ms: number;
  readonly by: string;
  readonly problem?: string;
}

/** Lists runs; those that cannot be read are listed with the reason. */
export async function runs(options: RunsOptions): Promise<ExitCode> {
  const since = options.since === undefined ? null : sinceOf(options.since);
  const all = storeOf(options.home)
    .listRuns()
    .map(listed)
    .toSorted((a, b) => b.opened_at.localeCompare(a.opened_at));
  const found = all.filter(
    (run) =>
      (options.runbook === undefined || run.runbook === options.runbook) &&
      (options.cause === undefined || run.cause === options.cause) &&
      (options.outcome === undefined || run.outcome === options.outcome) &&
      (since === null || Date.parse(run.opened_at) >= since),
  );
  if (options.json === true) {
    process.stdout.write(`${jsonText(found)}\n`);
    return EXIT.ok;
  }
  const lines = found.map(lineOf);
  // A head is for eyes; programs that cut the lines apart are better off without it.
  process.stdout.write(table(process.stdout.isTTY && lines.length > 0 ? [HEAD, ...lines] : lines));
  if (found.length === 0)
    process.stderr.write(all.length === 0 ? 'No runs yet; firebreak run <runbook> starts one.\n' : 'No run fits.\n');
  return EXIT.ok;
}

const HEAD = ['RUN', 'OUTCOME', 'TOOK', 'CAUSE', 'BY'];

function lineOf({ run, outcome, cause, duration_ms, by, problem }: Listed): readonly string[] {
  const facts = problem === undefined ? [duration(duration_ms), cause ?? '-', by] : [problem];
  return [run, outcome, ...facts].map(sanitizeLine);
}

// Columns as wide as they must be; what stands last in its line is not padded.
function table(lines: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_name, n) =>
    Math.max(...lines.map((cells) => (n < cells.length - 1 ? width(cells[n] ?? '') : 0))),
  );
  const padded = lines.map((cells) =>
    cells.map((cell, n) => (n < cells.length - 1 ? pad(cell, widths[n] ?? 0) : cell)).join('  '),
  );
  return padded.map((line) => `${line}\n`).join('');
}

function listed(folder: RunFolder): Listed {
  try {
    const { opened, isOver, outcome, cause, opened_at, duration_ms } = summaryOf(folder);
    return {
      run: folder.id,
      runbook: opened?.runbook.id ?? '',
      outcome: !isOver && isLocked(folder.lock) ? 'under_way' : outcome,
      cause,
      opened_at,
      duration_ms,
      by: opened?.user ?? '',
    };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return {
      run: folder.id,
      runbook: '',
      outcome: 'unreadable',
      cause: null,
      opened_at: '',
      duration_ms: 0,
      by: '',
      problem: error.message,
    };
  }
}

function sinceOf(text: string): number {
  const span = parseDuration(text);
  const at = span === null ? Date.parse(text) : Date.now() - span;
  if (Number.isNaN(at))
    throw new CliError(
      EXIT.usage,
      `--since ${text} is neither a date nor a duration`,
      'write 2026-03-01, 2026-03-01T12:00:00Z, 12h or 7d',
    );
  return at;
}
