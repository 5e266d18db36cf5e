// `firebreak replay --live`: the decisions and answers of a record, against the real systems, in a new run. A command that is
// not the one that was approved then is not run; what the record has no answer for is left to a person.

import { EMPTY } from '../../../engine/state.ts';
import { FORMAT, type Observations, RULES } from '../../../model/event.ts';
import type { Risk } from '../../../model/risk.ts';
import { sanitizeLine } from '../../../redact/sanitize.ts';
import { differences, type Found, foundIn } from '../../../scenario/judge.ts';
import { recordedAnswers } from '../../../session/recorded-answers.ts';
import { identify } from '../../../steps/process/identity.ts';
import { count } from '../../../views/text/text.ts';
import { CliError, EXIT, type ExitCode } from '../../exit-codes.ts';
import { textHash } from '../../freshness/stamp.ts';
import type { Screen } from '../../fronts/front.ts';
import { kindsIn, lead } from '../../lead.ts';
import { actorOf, openRun, storeOf } from '../../open-run.ts';
import { placeAgain, placeOf } from '../../place.ts';
import { mustKnowAll, type RecordFile, readRecord, soundly, stateOf, transcriptsOf } from '../../record-file.ts';
import { inputsAgain } from '../../start/inputs-again.ts';
import { VERSION } from '../../version.ts';

/** The options of `replay --live`. */
export interface LiveOptions {
  /** The highest risk that is repeated; `read` unless it is said. */
  readonly approve?: Risk;
  readonly input?: Readonly<Record<string, string>>;
  readonly inputFile?: readonly string[];
  readonly as?: string;
  readonly json?: boolean;
  readonly home?: string;
}

/** Repeats one run; exit 0 where it went as then, 21 where it did not. */
export async function live(word: string, options: LiveOptions): Promise<ExitCode> {
  const store = storeOf(options.home);
  const folders = transcriptsOf(store, word);
  const [source] = folders;
  if (source === undefined || folders.length > 1)
    throw new CliError(
      EXIT.usage,
      `${word} names ${count(folders.length, 'record')}`,
      'on real systems one run is repeated at a time',
    );
  const record = readRecord(source);
  const { plan, opened, transcript, events } = record;
  const screen: Screen = { kind: options.json === true ? 'json' : 'plain', guided: false, detail: 'brief' };
  mustBeRepeatable(record);
  const cwd = placeAgain(source.id, opened);
  const inputs = await inputsAgain(record, options, screen);
  const actor = actorOf(options.as);
  const { folder, writer } = openRun(store, plan.runbook.id);
  const { id, path, text } = opened.runbook;
  const first: Observations['run.opened'] = {
    ...identify(process.pid),
    ...placeOf(kindsIn(plan)),
    // The record stands in for the person who is asked.
    mode: 'guided',
    approve: 'read',
    format: FORMAT,
    rules: RULES,
    engine: VERSION,
    runbook: { id, path, text, sha256: textHash(text) },
    inputs: inputs.inputs,
    secrets: inputs.secrets,
    answers: {},
    cause: null,
    alert: opened.alert,
    dry_run: false,
    write_probe: opened.write_probe,
    cwd,
    user: actor.name,
    again: { run: source.id, head: transcript.head.hash },
  };
  const exit = await lead({
    plan,
    folder,
    writer,
    inputs,
    state: EMPTY,
    events: [],
    first: { type: 'run.opened', data: first },
    actor,
    screen,
    dry_run: false,
    write_probe: opened.write_probe,
    cwd,
    recorded: recordedAnswers(events, options.approve ?? 'read'),
  });
  // Ended by a signal: there is nothing to compare.
  if (exit > EXIT.diverged) return exit;
  const then = soundly(record, () => foundOf(record));
  const other = differences(
    { cause: then.cause, steps: then.steps, outcome: then.outcome },
    foundOf(readRecord(folder)),
  );
  const lines = other.map(({ what, expected, found }) => `  ${what}: ${expected} then, ${found} now`);
  process.stderr.write(
    `${[lines.length === 0 ? `It went as in ${source.id}.` : `It did not go as in ${source.id}:`, ...lines].map(sanitizeLine).join('\n')}\n`,
  );
  return lines.length === 0 ? EXIT.ok : EXIT.diverged;
}

const foundOf = ({ plan, events }: RecordFile): Found =>
  foundIn(plan, { events, state: stateOf({ plan, events }), endless: false });

// What nothing was done in, or what is gone, cannot be repeated.
function mustBeRepeatable(record: RecordFile): void {
  const { folder, opened } = record;
  mustKnowAll(record, 'repeat');
  if (opened.dry_run)
    throw new CliError(
      EXIT.usage,
      `${folder.id} was a dry run: there is nothing to repeat`,
      'firebreak run <runbook> starts a run',
    );
  if (opened.sandbox === true)
    throw new CliError(
      EXIT.usage,
      `${folder.id} ran on a sandbox, which is gone`,
      `firebreak replay ${folder.id} decides it anew without touching anything`,
    );
}
