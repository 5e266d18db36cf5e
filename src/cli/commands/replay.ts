// `firebreak replay`: every decision of a record computed again and compared. Touches nothing.

import type { Replay } from '../../engine/replay.ts';
import { jsonText } from '../../model/json.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { storeOf } from '../open-run.ts';
import { replayRecord, transcriptsOf } from '../record-file.ts';

/** Replays one record or a folder of them; exit 0, 21 for a difference, 20 for a damaged record. */
export async function replay(
  word: string,
  options: { readonly runbook?: string; readonly json?: boolean; readonly home?: string },
): Promise<ExitCode> {
  if (options.runbook !== undefined) {
    const { backtest } = await import('./backtest.ts');
    return backtest(word, { ...options, runbook: options.runbook });
  }
  const folders = transcriptsOf(storeOf(options.home), word);
  if (folders.length === 0) throw new CliError(EXIT.usage, `there are no transcripts in ${word}`);
  let exit: ExitCode = EXIT.ok;
  for (const folder of folders) {
    try {
      const { result, events } = replayRecord(folder);
      if (!result.same) exit = exit === EXIT.damaged ? exit : EXIT.diverged;
      print(folder.id, result, events, options.json === true);
    } catch (error) {
      if (!(error instanceof CliError) || folders.length === 1) throw error;
      exit = EXIT.damaged;
      if (options.json === true) process.stdout.write(`${jsonText({ run: folder.id, error: error.message })}\n`);
      else process.stdout.write(`${folder.id}: ${error.message}\n`);
    }
  }
  return exit;
}

function print(run: string, result: Replay, events: number, json: boolean): void {
  if (json) {
    const outcome = result.same ? (result.state.finished?.outcome ?? 'open') : undefined;
    const { decisions } = result;
    const facts = result.same
      ? { worded: result.worded, outcome, cause: result.state.finished?.cause ?? result.state.cause }
      : { seq: result.seq, recorded: result.recorded, expected: result.expected };
    process.stdout.write(`${jsonText({ run, same: result.same, events, decisions, ...facts })}\n`);
    return;
  }
  if (result.same) {
    const end = result.state.finished;
    process.stdout.write(
      `${run}: identical, ${result.decisions} decisions of ${events} events; ${end === null ? 'open' : `${end.outcome}${end.cause === null ? '' : `, ${end.cause}`}`}\n`,
    );
    if (result.worded.length > 0) process.stdout.write(`  worded differently now: event ${listOf(result.worded)}\n`);
    return;
  }
  process.stdout.write(`${run}: differs at event ${result.seq}\n`);
  process.stdout.write(`  recorded  ${result.recorded === null ? 'the end of the record' : brief(result.recorded)}\n`);
  process.stdout.write(`  expected  ${result.expected === null ? 'nothing to be decided' : brief(result.expected)}\n`);
}

// The first of them are enough to look at.
const listOf = (all: readonly number[]): string =>
  all.length <= 5 ? all.join(', ') : `${all.slice(0, 5).join(', ')} and ${all.length - 5} more`;

function brief({ type, data }: { readonly type: string; readonly data: unknown }): string {
  const text = jsonText(data);
  return `${type} ${text.length > 400 ? `${text.slice(0, 400)}…` : text}`;
}
