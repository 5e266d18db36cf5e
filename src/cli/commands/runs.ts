// `firebreak runs`: what has been run here, newest first.

import { parseDuration } from '../../model/duration.ts';
import { jsonText } from '../../model/json.ts';
import { isLocked } from '../../transcript/lock.ts';
import { sanitizeLine } from '../../views/sanitize.ts';
import { duration, pad } from '../../views/text.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { storeOf } from '../open-run.ts';
import { readRecord, soundly, stateOf } from '../record-file.ts';

/** The options of `runs`. */
export interface RunsOptions {
  readonly runbook?: string;
  readonly cause?: string;
  readonly outcome?: string;
  readonly since?: string;
  readonly json?: boolean;
  readonly home?: string;
}

/** One run of the list. */
interface Listed {
  readonly run: string;
  readonly runbook: string;
  readonly outcome: string;
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
  for (const { run, outcome, cause, duration_ms, by, problem } of found) {
    const facts = problem ?? `${pad(duration(duration_ms), 9)} ${pad(cause ?? '-', 24)} ${by}`;
    process.stdout.write(`${pad(run, 48)} ${pad(sanitizeLine(outcome), 12)} ${sanitizeLine(facts)}\n`);
  }
  if (found.length === 0)
    process.stderr.write(all.length === 0 ? 'No runs yet; firebreak run <runbook> starts one.\n' : 'No run fits.\n');
  return EXIT.ok;
}

function listed(folder: ReturnType<ReturnType<typeof storeOf>['listRuns']>[number]): Listed {
  try {
    const record = readRecord(folder);
    const state = soundly(record, () => stateOf(record));
    const open = isLocked(folder.lock) ? 'under_way' : (state.parked?.why ?? 'open');
    return {
      run: folder.id,
      runbook: record.opened.runbook.id,
      outcome: state.finished?.outcome ?? open,
      cause: state.finished?.cause ?? state.cause,
      opened_at: record.events[0]?.at ?? '',
      duration_ms: state.now_ms,
      by: record.opened.user,
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
