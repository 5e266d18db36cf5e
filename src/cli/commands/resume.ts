// `firebreak resume`: goes on with a run exactly where it was, with the runbook that is pinned in its record.

import { readFile } from 'node:fs/promises';
import { evolve } from '../../engine/evolve.ts';
import type { Observation } from '../../model/event.ts';
import type { Json } from '../../model/json.ts';
import type { Risk } from '../../model/risk.ts';
import { identify } from '../../steps/process-identity.ts';
import { recover } from '../../transcript/recover.ts';
import { TranscriptWriter } from '../../transcript/writer.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { chooseScreen } from '../front.ts';
import { lead, modeOf } from '../lead.ts';
import { actorOf, findRun, lockRun, storeOf, translated } from '../open-run.ts';
import { pairsOf } from '../pairs.ts';
import { type RecordFile, readRecord, stateOf } from '../record-file.ts';
import { VERSION } from '../version.ts';
import { inputsOf } from './run.ts';

/** The options of `resume`. */
export interface ResumeOptions {
  readonly input?: readonly string[];
  readonly approve: Risk;
  readonly plain?: boolean;
  readonly tui?: boolean;
  readonly json?: boolean;
  readonly as?: string;
  readonly home?: string;
}

/** Takes a run up again; the exit code says how it ended. */
export async function resume(prefix: string | undefined, options: ResumeOptions): Promise<ExitCode> {
  const folder = findRun(storeOf(options.home), prefix);
  translated(() => lockRun(folder));
  const record = readRecord(folder);
  const { plan, opened } = record;
  const before = stateOf(record);
  if (before.finished !== null) {
    throw new CliError(
      EXIT.usage,
      `the run ${folder.id} is over: ${before.finished.outcome}`,
      `firebreak show ${folder.id} shows it`,
    );
  }
  await sayIfChanged(record);
  const screen = chooseScreen(options);
  const inputs = await inputsOf(
    { plan, path: opened.runbook.path, text: opened.runbook.text, warnings: [] },
    { given: givenAgain(record, options.input ?? []), alert: opened.alert },
    screen,
  );
  const actor = actorOf(options.as);
  const { events, head, torn } = translated(() => recover(folder));
  const writer = translated(() => TranscriptWriter.continue(folder, head));
  const repaired =
    torn === null
      ? []
      : writer.append([
          {
            body: { type: 'run.recovered', data: torn },
            actor: { kind: 'engine', name: 'firebreak' },
            at_ms: Date.now(),
            mono_ms: before.now_ms - before.base_ms,
          },
        ]);
  const state = repaired.reduce((so_far, event) => evolve(plan, so_far, event), stateOf({ plan, events }));
  const first: Observation = {
    type: 'run.resumed',
    data: { ...identify(process.pid), ...modeOf(screen, options.approve), engine: VERSION },
  };
  return lead({
    plan,
    folder,
    writer,
    inputs,
    state,
    first,
    actor,
    screen,
    dry_run: opened.dry_run,
    write_probe: opened.write_probe,
  });
}

// What is not secret is in the record, and stays as it was; only secrets are given anew.
function givenAgain({ plan, opened, folder }: RecordFile, texts: readonly string[]): Readonly<Record<string, Json>> {
  const again = pairsOf(texts);
  const secrets = new Set(plan.runbook.inputs.filter(({ secret }) => secret).map(({ name }) => name));
  const changed = Object.keys(again).find((name) => !secrets.has(name));
  if (changed !== undefined) {
    throw new CliError(
      EXIT.usage,
      `input "${changed}" is part of the record of ${folder.id} and cannot be changed`,
      'only secret inputs are given again; start a new run for other values',
    );
  }
  return { ...opened.inputs, ...again };
}

async function sayIfChanged({ opened }: RecordFile): Promise<void> {
  const { path, text } = opened.runbook;
  const now = await readFile(path, 'utf8').catch(() => null);
  if (now !== null && now !== text)
    process.stderr.write(
      `note: ${path} has changed since this run was opened; the run goes on with the text it was opened with\n`,
    );
}
