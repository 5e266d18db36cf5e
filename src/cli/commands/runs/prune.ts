// `firebreak runs prune`: deletes records of runs that are over. It first says which, and how much room that makes; it asks,
// or wants --yes. What is open, held by a process, or holds a file that is not known, stays.

import { jsonText } from '../../../model/json.ts';
import { sanitizeLine } from '../../../redact/sanitize.ts';
import { lockAnnotations, mayBeAnnotated } from '../../../transcript/after/annotations.ts';
import { type Pruned, prunable, prune as remove, removeLeftovers } from '../../../transcript/after/prune.ts';
import { count, pad, width } from '../../../views/text/text.ts';
import { askLine } from '../../ask-line.ts';
import { CliError, EXIT, type ExitCode } from '../../exit-codes.ts';
import { lockRun, storeOf, thisProcess, translated } from '../../open-run.ts';
import { choosing, chosenBy, type LookedAt, lookAt, momentOf, type Which } from './which.ts';

/** The options of `runs prune`. */
export interface PruneOptions extends Which {
  readonly olderThan?: string;
  readonly keep?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly home?: string;
}

/** A run that goes, or why one stays. */
type Judged = { readonly run: LookedAt; readonly pruned: Pruned } | { readonly run: LookedAt; readonly stays: string };

/** Deletes the runs that are meant, after it has said which. */
export async function prune(options: PruneOptions): Promise<ExitCode> {
  const { olderThan, keep } = options;
  if (olderThan === undefined && keep === undefined)
    throw new CliError(
      EXIT.usage,
      'it is not said which runs are to go',
      'say --older-than 90d, or --keep 100 for all but the newest 100',
    );
  const before = olderThan === undefined ? null : momentOf('--older-than', olderThan);
  const fits = choosing(options);
  const store = storeOf(options.home);
  const newestFirst = store
    .listRuns()
    .map(lookAt)
    .filter((run) => fits(chosenBy(run)))
    .toSorted((a, b) => (b.tally?.opened_at ?? '').localeCompare(a.tally?.opened_at ?? ''));
  const meant = newestFirst
    .slice(keep ?? 0)
    .filter(({ tally }) => before === null || tally === null || Date.parse(tally.opened_at) < before);
  const judged = meant.map((run): Judged => {
    const pruned = staysBecause(run) ?? prunableOrWhy(run);
    return typeof pruned === 'string' ? { run, stays: pruned } : { run, pruned };
  });
  const going = judged.flatMap((one) => ('pruned' in one ? [one] : []));
  const staying = judged.flatMap((one) => ('stays' in one ? [one] : []));
  const bytes = going.reduce((sum, { pruned }) => sum + pruned.bytes, 0);
  const isDry = options.dryRun === true;
  if (options.json !== true) process.stdout.write(listOf(going, staying));
  const may = !isDry && going.length > 0 && (options.yes === true || (await askedFor(going.length, bytes)));
  const gone = may ? going.flatMap(({ run }) => deleted(run)) : [];
  if (may) translated(() => removeLeftovers(store.home));
  if (options.json === true) {
    const runs = going.map(({ run, pruned }) => ({
      run: run.folder.id,
      opened_at: run.tally?.opened_at ?? '',
      bytes: pruned.bytes,
    }));
    const stay = staying.map(({ run, stays }) => ({ run: run.folder.id, why: stays }));
    process.stdout.write(`${jsonText({ runs, bytes, stay, deleted: gone })}\n`);
    return EXIT.ok;
  }
  const room = sizeText(bytes);
  if (going.length === 0) process.stderr.write('Nothing is to be deleted.\n');
  else if (may) {
    const made = going.reduce((sum, { run, pruned }) => sum + (gone.includes(run.folder.id) ? pruned.bytes : 0), 0);
    process.stderr.write(`${count(gone.length, 'run')} deleted; ${sizeText(made)} of room made.\n`);
  } else
    process.stderr.write(`${count(going.length, 'run')} would be deleted, which makes ${room} of room; nothing was.\n`);
  return EXIT.ok;
}

// What is over and whole has said all it had to say; anything else may still be needed.
function staysBecause({ outcome, tally, problem }: LookedAt): string | null {
  if (problem !== null) return `it cannot be read: ${problem}`;
  if (tally === null || !tally.isOver) return `it is not over: ${outcome.replaceAll('_', ' ')}`;
  return null;
}

// What is wrong with one folder keeps no other from going.
function prunableOrWhy({ folder }: LookedAt): Pruned | string {
  try {
    return translated(() => prunable(folder));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return error.message;
  }
}

// Held while it goes, with what is said of it after the fact: nobody may take it up, or say something, meanwhile.
function deleted({ folder }: LookedAt): readonly string[] {
  try {
    translated(() => {
      const locks = [lockRun(folder)];
      try {
        if (mayBeAnnotated(folder)) locks.push(lockAnnotations(folder, thisProcess()));
        remove(folder);
      } finally {
        for (const lock of locks) lock.release();
      }
    });
    return [folder.id];
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`${folder.id} stays: ${error.message}\n`);
    return [];
  }
}

async function askedFor(runs: number, bytes: number): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new CliError(
      EXIT.usage,
      'nothing is deleted without a word from you',
      '--yes deletes what is listed, --dry-run only lists it',
    );
  const answer = await askLine(`Delete ${count(runs, 'record')} (${sizeText(bytes)}) for good? Type yes: `);
  return answer.trim().toLowerCase() === 'yes';
}

function listOf(
  going: readonly Extract<Judged, { pruned: Pruned }>[],
  staying: readonly Extract<Judged, { stays: string }>[],
): string {
  const ids = Math.max(0, ...[...going, ...staying].map(({ run }) => width(run.folder.id)));
  const lines = [
    ...going.map(({ run, pruned }) => {
      const { outcome, tally, folder } = run;
      return `${pad(folder.id, ids)}  ${pad(outcome, 12)}  ${(tally?.opened_at ?? '').slice(0, 10)}  ${sizeText(pruned.bytes).padStart(8)}`;
    }),
    ...staying.map(({ run, stays }) => `${pad(run.folder.id, ids)}  stays: ${stays}`),
  ];
  return lines.map((line) => `${sanitizeLine(line)}\n`).join('');
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

function sizeText(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const size = bytes / 1024 ** unit;
  return `${unit === 0 || size >= 10 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}
