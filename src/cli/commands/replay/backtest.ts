// `firebreak replay --runbook`: what an edited runbook would have decided in incidents of the past.

import { jsonText } from '../../../model/json.ts';
import { sanitizeLine } from '../../../redact/sanitize.ts';
import { type Backtest, backtest as compare, type Otherwise } from '../../../scenario/backtest.ts';
import { evidenceLine } from '../../../views/blocks/evidence-lines.ts';
import { count, duration, pad } from '../../../views/text/text.ts';
import { startValues } from '../../authoring/scenario-file.ts';
import { CliError, EXIT, type ExitCode } from '../../exit-codes.ts';
import { storeOf } from '../../open-run.ts';
import { markedOrTold } from '../../reading/marked.ts';
import { readRecord, soundly, transcriptsOf } from '../../record-file.ts';
import { type RunbookFile, readRunbook } from '../../runbook-file.ts';

/** The options of `replay --runbook`. */
export interface BacktestOptions {
  readonly runbook: string;
  readonly json?: boolean;
  readonly home?: string;
}

/** Backtests one record or a folder of them; exit 0, 21 where a run would end otherwise, 20 for a damaged record. */
export async function backtest(word: string, options: BacktestOptions): Promise<ExitCode> {
  const edited = await readRunbook(options.runbook);
  const folders = transcriptsOf(storeOf(options.home), word);
  if (folders.length === 0) throw new CliError(EXIT.usage, `there are no transcripts in ${word}`);
  const total = { same: 0, differ: 0, open: 0, other: 0, unreadable: 0, known: 0, found_then: 0, found_now: 0 };
  for (const folder of folders) {
    try {
      const record = readRecord(folder);
      const { id } = record.plan.runbook;
      // In a folder of all runs those of other runbooks are nobody's business here.
      if (id !== edited.plan.runbook.id && folders.length > 1) {
        total.other += 1;
        continue;
      }
      const real = markedOrTold(folder)?.cause ?? null;
      const result = soundly(record, () =>
        compare(record.plan, edited.plan, { events: record.events, values: startValues, real }),
      );
      if (result === null || typeof result === 'string')
        throw new CliError(EXIT.damaged, result ?? 'it does not say how it was opened');
      const verdict = verdictOf(result);
      total[verdict] += 1;
      if (result.really !== null) {
        total.known += 1;
        total.found_then += Number(result.really.was);
        total.found_now += Number(result.really.now);
      }
      if (options.json === true)
        process.stdout.write(
          `${jsonText({ run: folder.id, same: verdict === 'same', open: verdict === 'open', ...asJson(result) })}\n`,
        );
      else
        process.stdout.write(
          `${(folders.length === 1 ? detailed(folder.id, result) : [row(folder.id, result)]).join('\n')}\n`,
        );
    } catch (error) {
      if (!(error instanceof CliError) || folders.length === 1) throw error;
      total.unreadable += 1;
      const [message = ''] = error.message.split('\n');
      if (options.json === true) process.stdout.write(`${jsonText({ run: folder.id, error: message })}\n`);
      else process.stdout.write(`${folder.id}  not readable: ${sanitizeLine(message)}\n`);
    }
  }
  if (options.json !== true && folders.length > 1) process.stdout.write(`${summary(edited, total)}\n`);
  if (total.unreadable > 0) return EXIT.damaged;
  return total.differ > 0 ? EXIT.diverged : EXIT.ok;
}

// Another verdict alone is worth a word, and does not make a run end otherwise. What the record cannot say is open.
function verdictOf({ differences }: Backtest): 'same' | 'differ' | 'open' {
  if (differences.length === 0) return 'same';
  return differences.some(({ rests_on }) => rests_on.length === 0) ? 'differ' : 'open';
}

const WORDS = { same: 'same', differ: 'differs', open: 'open' } as const;

function row(run: string, result: Backtest): string {
  const { differences, verdicts, unread, saved_ms, really } = result;
  const parts = [
    ...(really === null ? [] : [reallyText(really)]),
    ...differences.map(differenceText),
    ...(differences.length === 0
      ? verdicts.map(({ cause, was, now }) => `${cause} ${words(was)} → ${words(now)}`)
      : []),
    ...(unread.length === 0 ? [] : [`no reading of ${unread.join(', ')}`]),
    ...(saved_ms < 1000 ? [] : [`${duration(saved_ms)} of steps less`]),
  ];
  return sanitizeLine(`${run}  ${pad(WORDS[verdictOf(result)], 9)}${parts.join('; ')}`.trimEnd());
}

function detailed(run: string, result: Backtest): readonly string[] {
  const { was, now, differences, verdicts, unread, untried, saved_ms, really } = result;
  return [
    `${run}: ${DECIDES[verdictOf(result)]}`,
    ...differences.map(
      ({ what, step, expected, found, rests_on }) =>
        `  ${pad(what, 9)}${step === undefined ? '' : `${step}: `}${expected} → ${found}${onWhat(rests_on)}`,
    ),
    ...verdicts.flatMap(({ cause, was, now: is }) => [
      `  ${pad('verdict', 9)}${cause}: ${words(was)} → ${words(is)}`,
      ...(now.ranking.find(({ id }) => id === cause)?.lines ?? []).map((line) => `             ${evidenceLine(line)}`),
    ]),
    ...(differences.length > 0
      ? []
      : [
          `  cause ${was.cause.join(', then ') || 'none'}; steps ${was.steps.join(', ') || 'none'}; ${words(was.outcome)}`,
        ]),
    ...(really === null ? [] : [`  ${reallyText(really)}`]),
    ...(unread.length === 0
      ? []
      : [`  the record has no reading of: ${unread.join(', ')} (unknown to the edited runbook)`]),
    ...(untried.length === 0 ? [] : [`  what it would have done is not on record: ${untried.join(', ')}`]),
    ...(saved_ms < 1000 ? [] : [`  steps that are not carried out any more took ${duration(saved_ms)}`]),
  ].map(sanitizeLine);
}

const DECIDES = {
  same: 'the edited runbook decides the same',
  differ: 'the edited runbook decides otherwise',
  open: 'the record cannot say whether the edited runbook decides otherwise',
} as const;

function differenceText({ what, step, expected, found, rests_on }: Otherwise): string {
  if (step === undefined) return `${what} ${expected} → ${found}${onWhat(rests_on)}`;
  // A long command is told where one run is looked at.
  const isShort = expected.length + found.length <= MOST_OF_COMMANDS;
  return `${what} of ${step}${isShort ? `: ${expected} → ${found}` : ' is another one'}${onWhat(rests_on)}`;
}

const MOST_OF_COMMANDS = 120;

const onWhat = (rests_on: readonly string[]): string =>
  rests_on.length === 0 ? '' : ` (rests on ${rests_on.join(', ')}: not on record)`;

function reallyText({ cause, was, now }: NonNullable<Backtest['really']>): string {
  if (was === now) return `really ${cause}: found ${was ? 'then and now' : 'neither then nor now'}`;
  return now ? `really ${cause}: found now, not then` : `really ${cause}: found then, NOT NOW`;
}

const words = (word: string): string => word.replaceAll('_', ' ');

interface Total {
  readonly same: number;
  readonly differ: number;
  /** The record cannot say. */
  readonly open: number;
  readonly other: number;
  readonly unreadable: number;
  /** Runs of which people have said what the cause was, and those in which it was found. */
  readonly known: number;
  readonly found_then: number;
  readonly found_now: number;
}

function summary(
  { plan }: RunbookFile,
  { same, differ, open, other, unreadable, known, found_then, found_now }: Total,
): string {
  const parts = [
    `${count(same + differ + open, 'run')} of ${plan.runbook.id}: ${same} the same, ${differ} otherwise${open === 0 ? '' : `, ${open} open: the record cannot say`}`,
    ...(known === 0 ? [] : [`of ${known} whose cause people have named ${found_then} found it then, ${found_now} now`]),
    ...(unreadable === 0 ? [] : [`${unreadable} not readable`]),
    ...(other === 0 ? [] : [`${count(other, 'run')} of other runbooks left out`]),
  ];
  return parts.join('; ');
}

function asJson({
  was,
  now,
  differences,
  verdicts,
  unread,
  untried,
  really,
  saved_ms,
}: Backtest): Readonly<Record<string, unknown>> {
  const short = ({ cause, steps, asked, outcome }: Backtest['was']) => ({ cause, steps, asked, outcome });
  return {
    was: short(was),
    now: short(now),
    differences: differences.map(({ what, step, expected, found, rests_on }) => ({
      what,
      ...(step === undefined ? {} : { step }),
      was: expected,
      now: found,
      rests_on,
    })),
    verdicts,
    unread,
    untried,
    really,
    saved_ms,
  };
}
