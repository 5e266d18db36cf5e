// The list of runs as a screen: to read what was, or to choose what is gone on with. Runs come while it stands there.

import { setImmediate as breathe } from 'node:timers/promises';
import { err, ok, type Result } from '../../../model/result.ts';
import { sanitize, sanitizeLine } from '../../../redact/sanitize.ts';
import type { Store } from '../../../transcript/store.ts';
import { messageOf } from '../../../transcript/transcript-error.ts';
import type { RunsScreen } from '../../../ui/mount-runs.ts';
import type { Purpose, RunRow } from '../../../views/screen/run-list.ts';
import { CliError, EXIT, type ExitCode } from '../../exit-codes.ts';
import { findRun, isLedNow } from '../../open-run.ts';
import { writeReport } from '../../reading/report-text.ts';
import { type ListedRun, listedRun } from '../../reading/run-list.ts';
import { onSignals } from '../../signals.ts';
import { writeShown } from '../show.ts';
import { causeText, type Listed, LOOKS, listedAs, unreadable } from './listed.ts';

/** Which runs, and what for. */
export interface Picking {
  readonly store: Store;
  readonly purpose: Purpose;
  /** Newest first. */
  readonly runs: AsyncIterable<ListedRun>;
  fits(run: Listed): boolean;
  /** Goes on with a run, when the list has gone. */
  resume(run: string): Promise<ExitCode>;
}

/** How the list was left. */
type Left =
  | { readonly type: 'leave' | 'signal' }
  | { readonly type: 'resume'; readonly run: string }
  | { readonly type: 'undrawn' | 'unlisted'; readonly error: unknown };

/** Shows runs to choose from. `none`: there is nothing to show; `undrawn`: nothing can be drawn, which was said. */
export async function pickRun(picking: Picking): Promise<ExitCode | 'none' | 'undrawn'> {
  const notes = new Set<string>();
  const note = (line: string): void => void notes.add(line);
  const rows = rowsOf(picking, note);
  // A screen is worth while where there is something on it.
  const first = await rows.next();
  if (first.done === true) {
    tell(notes);
    return 'none';
  }
  const { mountRuns } = await import('../../../ui/mount-runs.ts');
  let leave: (how: Left) => void = () => {};
  const leaving = new Promise<Left>((resolve) => {
    leave = resolve;
  });
  const screen = mountRuns({
    purpose: picking.purpose,
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    now: () => Date.now(),
    read: (run, what) => textOf(picking.store, run, what),
    again: (run) => again(picking.store, run, note),
    left: (how) => leave(how),
    gone: () => void process.kill(process.pid, 'SIGHUP'),
    failed: (error) => leave({ type: 'undrawn', error }),
  });
  const signals = onSignals({
    stop: () => leave({ type: 'signal' }),
    takeBack: () => screen.takeBack(),
    letGo: () => screen.letGo(),
  });
  const over = new AbortController();
  screen.add([first.value]);
  streamed(rows, screen, over.signal).catch((error: unknown) => leave({ type: 'unlisted', error }));
  const left = await leaving;
  over.abort();
  await screen.close();
  signals.off();
  tell(notes);
  switch (left.type) {
    case 'leave':
      return EXIT.ok;
    case 'signal':
      return signals.code() ?? EXIT.ok;
    case 'resume':
      return picking.resume(left.run);
    case 'unlisted':
      throw left.error;
    case 'undrawn':
      process.stderr.write(`internal: the list of runs cannot be drawn: ${sanitizeLine(messageOf(left.error))}\n`);
      return 'undrawn';
  }
}

// On the screen they would stand in the middle of it.
function tell(notes: Iterable<string>): void {
  for (const line of notes) process.stderr.write(`${sanitize(line)}\n`);
}

async function* rowsOf({ runs, fits }: Picking, note: (line: string) => void): AsyncGenerator<RunRow, undefined> {
  for await (const one of runs) {
    const listed = await listedAs(one, note);
    if (fits(listed)) yield rowOf(listed);
  }
}

function rowOf(listed: Listed): RunRow {
  const { run, runbook, outcome, opened_at, duration_ms, by, problem = null } = listed;
  const opened_ms = Date.parse(opened_at);
  return {
    run,
    runbook,
    outcome,
    style: LOOKS[outcome],
    cause: causeText(listed),
    opened_ms,
    duration_ms,
    by,
    problem,
  };
}

/** Keys and the screen wait no longer than this, in milliseconds. */
const AT_ONCE_MS = 30;

async function streamed(rows: AsyncGenerator<RunRow>, screen: RunsScreen, over: AbortSignal): Promise<void> {
  let batch: RunRow[] = [];
  let began = Date.now();
  for await (const one of rows) {
    batch.push(one);
    if (Date.now() - began < AT_ONCE_MS) continue;
    screen.add(batch);
    batch = [];
    await breathe();
    if (over.aborted) return;
    began = Date.now();
  }
  screen.add(batch);
  screen.complete();
}

function textOf(store: Store, run: string, what: 'show' | 'report'): Result<string, string> {
  const parts: string[] = [];
  const write = (text: string): void => void parts.push(text);
  try {
    const folder = findRun(store, run);
    if (what === 'show') writeShown(folder, {}, write);
    else writeReport(folder, { format: 'md', isLed: isLedNow(folder) }, write);
    return ok(parts.join(''));
  } catch (error) {
    if (error instanceof CliError) return err(error.message);
    throw error;
  }
}

async function again(store: Store, run: string, note: (line: string) => void) {
  try {
    const one = await listedRun(findRun(store, run));
    const listed = await listedAs(one, note);
    return { row: rowOf(listed), refusal: refusalOf(one, listed) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { row: rowOf(unreadable(run, error.message)), refusal: error.message };
  }
}

function refusalOf({ listing }: ListedRun, { run, outcome, problem }: Listed): string | null {
  if ('problem' in listing) return listing.problem;
  if (problem !== undefined) return problem;
  if (outcome === 'under_way') return `It is led elsewhere: firebreak watch ${run}`;
  if (listing.sealed) return `It is over: ${outcome}.`;
  return listing.sandbox ? 'It needs its sandbox, which is gone. firebreak close ends it.' : null;
}
