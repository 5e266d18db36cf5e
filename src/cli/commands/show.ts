// `firebreak show`: one run's state, causes and timeline.

import { causeOf, endOf, parkedOf } from '../../engine/state.ts';
import { jsonText } from '../../model/json.ts';
import { sanitize, sanitizeLine } from '../../redact/sanitize.ts';
import { isLocked } from '../../transcript/disk/lock.ts';
import { outcomeWord } from '../../views/blocks/finish.ts';
import { causeTitle } from '../../views/blocks/names.ts';
import { finishedWords } from '../../views/blocks/why.ts';
import { reportOf } from '../../views/report/report.ts';
import { duration, pad } from '../../views/text/text.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findRun, storeOf } from '../open-run.ts';
import { readRecord, soundly, stateOf } from '../record-file.ts';

/** Prints what is known of a run. */
export async function show(
  prefix: string,
  options: { readonly json?: boolean; readonly verbose?: boolean; readonly home?: string },
): Promise<ExitCode> {
  const record = readRecord(findRun(storeOf(options.home), prefix));
  const { plan, events, transcript, folder } = record;
  const report = soundly(record, () => reportOf(plan, events, { head: transcript.head, isLed: isLocked(folder.lock) }));
  if (options.json === true) {
    process.stdout.write(`${jsonText(report)}\n`);
    return EXIT.ok;
  }
  const state = stateOf(record);
  const lines = [
    `${folder.id}  ${sanitizeLine(plan.runbook.title)}`,
    `  ${stateText()}`,
    `  opened ${report.opened_at} by ${sanitizeLine(report.opened_by)} on ${sanitizeLine(report.host)}, ${report.mode}`,
    ...(report.cause === null ? [] : [`  cause  ${sanitizeLine(report.cause.title)}`]),
    '',
    ...(options.verbose === true ? report.timeline : report.story).map(
      ({ at, tag, text }) => `${at.slice(0, 19)}Z ${pad(tag, 9)} ${text}`,
    ),
    '',
    `head ${report.head.seq} ${report.head.hash}`,
  ];
  process.stdout.write(sanitize(`${lines.join('\n')}\n`));
  return EXIT.ok;

  function stateText(): string {
    const end = endOf(state);
    const cause = causeOf(state);
    if (end !== null)
      return `${outcomeWord(end.outcome).word} in ${duration(report.duration_ms)}: ${finishedWords(plan, end.why)}`;
    if (isLocked(folder.lock))
      return `under way: ${state.stage.phase}${cause === null ? '' : `, ${causeTitle(plan, cause)}`}`;
    const why = parkedOf(state)?.why ?? 'cut off';
    return `${why} in phase ${state.stage.phase}; go on with: firebreak resume ${folder.id}`;
  }
}
