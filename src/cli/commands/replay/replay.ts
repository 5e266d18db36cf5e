// `firebreak replay`: every decision of a record computed again and compared. Touches nothing.

import type { Replay } from '../../../engine/replay.ts';
import type { Difference } from '../../../engine/same-json.ts';
import { endOf, foundCause } from '../../../engine/state.ts';
import { jsonText } from '../../../model/json.ts';
import { sanitizeLine } from '../../../redact/sanitize.ts';
import { CliError, EXIT, type ExitCode } from '../../exit-codes.ts';
import { storeOf } from '../../open-run.ts';
import { type Replayed, replayRecord } from '../../reading/go-through.ts';
import { refusedToday, transcriptsOf } from '../../record-file.ts';
import type { LiveOptions } from './live.ts';

/** Replays one record or a folder of them; exit 0, 21 for a difference, 20 for a damaged record. */
export async function replay(
  word: string,
  options: LiveOptions & { readonly runbook?: string; readonly live?: boolean },
): Promise<ExitCode> {
  if (options.live === true) {
    const { live } = await import('./live.ts');
    return live(word, options);
  }
  if (options.runbook !== undefined) {
    const { backtest } = await import('./backtest.ts');
    return backtest(word, { ...options, runbook: options.runbook });
  }
  const folders = transcriptsOf(storeOf(options.home), word);
  if (folders.length === 0) throw new CliError(EXIT.usage, `there are no transcripts in ${word}`);
  let exit: ExitCode = EXIT.ok;
  for (const folder of folders) {
    try {
      const { result, events, problems } = replayRecord(folder);
      if (!result.same) exit = exit === EXIT.damaged ? exit : EXIT.diverged;
      print(folder.id, { result, events, problems }, options.json === true);
    } catch (error) {
      if (!(error instanceof CliError) || folders.length === 1) throw error;
      exit = EXIT.damaged;
      if (options.json === true) process.stdout.write(`${jsonText({ run: folder.id, error: error.message })}\n`);
      else process.stdout.write(`${folder.id}: ${sanitizeLine(error.message)}\n`);
    }
  }
  return exit;
}

function print(run: string, { result, events, problems }: Replayed, json: boolean): void {
  if (json) {
    const { decisions, left_out } = result;
    const facts = result.same
      ? {
          worded: result.worded,
          outcome: endOf(result.state)?.outcome ?? 'open',
          cause: result.state.opened === null ? null : foundCause(result.state),
        }
      : {
          seq: result.seq,
          recorded: result.recorded,
          expected: result.expected,
          ...(result.difference === undefined ? {} : { difference: result.difference }),
        };
    process.stdout.write(`${jsonText({ run, same: result.same, events, decisions, left_out, ...facts })}\n`);
    return;
  }
  const lines = [
    ...(result.same ? sameLines(run, result, events) : differentLines(run, result)),
    ...refusedToday(problems).map((line) => `  the pinned runbook would be refused today: ${line}`),
    ...(result.left_out.length === 0
      ? []
      : [`  not known to this program, and not compared: ${result.left_out.map(sanitizeLine).join(', ')}`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function sameLines(run: string, result: Replay & { same: true }, events: number): readonly string[] {
  const end = endOf(result.state);
  const outcome = end === null ? 'open' : `${end.outcome}${end.cause === null ? '' : `, ${end.cause}`}`;
  return [
    `${run}: identical, ${result.decisions} decisions of ${events} events; ${outcome}`,
    ...(result.worded.length === 0 ? [] : [`  worded differently now: event ${listOf(result.worded)}`]),
  ];
}

const differentLines = (
  run: string,
  { seq, recorded, expected, difference }: Replay & { same: false },
): readonly string[] => [
  `${run}: differs at event ${seq}`,
  ...(difference === undefined
    ? []
    : [
        `  first at  ${placeOf(difference)}: recorded ${value(difference.recorded)}, expected ${value(difference.expected)}`,
      ]),
  `  recorded  ${recorded === null ? 'the end of the record' : brief(recorded)}`,
  `  expected  ${expected === null ? 'nothing to be decided' : brief(expected)}`,
];

// As an expression would name it.
const placeOf = ({ path }: Difference): string =>
  sanitizeLine(path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')).replace(/^\./, '') ||
  'the whole of it';

function value(one: unknown): string {
  if (one === undefined) return 'nothing';
  const text = jsonText(one);
  return text.length > MOST_OF_VALUE ? `${text.slice(0, MOST_OF_VALUE)}…` : text;
}

const MOST_OF_VALUE = 120;

// The first of them are enough to look at.
const listOf = (all: readonly number[]): string =>
  all.length <= 5 ? all.join(', ') : `${all.slice(0, 5).join(', ')} and ${all.length - 5} more`;

function brief({ type, data }: { readonly type: string; readonly data: unknown }): string {
  const text = jsonText(data);
  return `${type} ${text.length > 400 ? `${text.slice(0, 400)}…` : text}`;
}
