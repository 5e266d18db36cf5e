// `firebreak show`: one run's state, causes and timeline.

import { causeOf, endOf, parkedOf } from '../../engine/state.ts';
import { sanitize, sanitizeLine } from '../../redact/sanitize.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { outcomeWord } from '../../views/blocks/finish.ts';
import { causeTitle } from '../../views/blocks/names.ts';
import { finishedWords } from '../../views/blocks/why.ts';
import type { Marked } from '../../views/report/marked.ts';
import { markedLines } from '../../views/report/marked-lines.ts';
import { reporting } from '../../views/report/report.ts';
import type { TimelineLine } from '../../views/report/report-data.ts';
import { count, duration, pad } from '../../views/text/text.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findRun, isLedNow, storeOf } from '../open-run.ts';
import { type GoneThrough, goThrough, madeOf } from '../reading/go-through.ts';
import { markedOrTold } from '../reading/marked.ts';
import { eachLine, gatherer, writeReport } from '../reading/report-text.ts';

/** Lines of the timeline that a person is shown unasked: what happened last says how it stands. */
const MOST_LINES = 200;

/** Prints what is known of a run. */
export async function show(
  prefix: string,
  options: { readonly json?: boolean; readonly verbose?: boolean; readonly home?: string },
): Promise<ExitCode> {
  const folder = findRun(storeOf(options.home), prefix);
  const write = (text: string): void => void process.stdout.write(text);
  if (options.json === true) writeReport(folder, { format: 'line', isLed: isLedNow(folder) }, write);
  else writeShown(folder, options, write);
  return EXIT.ok;
}

/** Writes what a person is shown of a run; a damaged record is a CliError, before anything is written. */
export function writeShown(
  folder: RunFolder,
  options: { readonly verbose?: boolean },
  out: (text: string) => void,
): void {
  const isLed = isLedNow(folder);
  const newest = newestLines();
  const listening = options.verbose === true ? undefined : ({ detail: 'brief', onLine: newest.take } as const);
  const gone = goThrough(folder, (known) => reporting(known, listening));
  const lines = madeOf(folder, () => [
    ...linesAbove(folder, gone, { isLed, left: newest.left, marked: markedOrTold(folder) }),
    ...newest.lines().map(timelineText),
  ]);
  const { add, flush } = gatherer(out);
  const write = (line: string): void => add(sanitize(`${line}\n`));
  lines.forEach(write);
  if (options.verbose === true) eachLine(folder, gone, { detail: 'full', onLine: (line) => write(timelineText(line)) });
  write('');
  write(`head ${gone.head.seq} ${gone.head.hash}`);
  flush();
}

// What stands above the timeline.
function linesAbove(
  folder: RunFolder,
  { made, plan, head }: GoneThrough<ReturnType<typeof reporting>>,
  { isLed, left, marked }: { readonly isLed: boolean; readonly left: number; readonly marked: Marked | null },
): readonly string[] {
  const report = made.gist({ head, isLed, marked });
  const state = made.state();
  return [
    `${folder.id}  ${sanitizeLine(plan.runbook.title)}`,
    `  ${stateText()}`,
    `  opened ${report.opened_at} by ${sanitizeLine(report.opened_by)} on ${sanitizeLine(report.host)}, ${report.mode}`,
    ...(report.cause === null ? [] : [`  cause  ${sanitizeLine(report.cause.title)}`]),
    ...(report.said_after === null
      ? []
      : ['  after the fact:', ...markedLines(report.said_after).map((line) => `    ${sanitizeLine(line)}`)]),
    '',
    ...(left === 0
      ? []
      : [`${count(left, 'earlier line')} left out; everything: firebreak show ${folder.id} --verbose`, '']),
  ];

  function stateText(): string {
    const end = endOf(state);
    const cause = causeOf(state);
    if (end !== null)
      return `${outcomeWord(end.outcome).word} in ${duration(report.duration_ms)}: ${finishedWords(plan, end.why)}`;
    if (isLed) return `under way: ${state.stage.phase}${cause === null ? '' : `, ${causeTitle(plan, cause)}`}`;
    const why = parkedOf(state)?.why ?? 'cut off';
    return `${why} in phase ${state.stage.phase}; go on with: firebreak resume ${folder.id}`;
  }
}

const timelineText = ({ at, tag, text }: TimelineLine): string => `${at.slice(0, 19)}Z ${pad(tag, 9)} ${text}`;

// The newest lines, and how many came before them.
function newestLines(most = MOST_LINES) {
  let kept: TimelineLine[] = [];
  let all = 0;
  return {
    take(line: TimelineLine): void {
      all += 1;
      kept.push(line);
      if (kept.length >= 2 * most) kept = kept.slice(-most);
    },
    get left(): number {
      return Math.max(0, all - most);
    },
    lines: (): readonly TimelineLine[] => kept.slice(-most),
  };
}
