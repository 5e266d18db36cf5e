// The hand of `serve` and `mcp`: one run, led in a process of its own without a person, as `run` and `resume` lead it. What to do comes
// on standard input, so that no process list shows it.

import { type Job, SERVE } from '../../fleet/job.ts';
import { resume } from '../commands/resume.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Screen } from '../fronts/front.ts';
import { readRunbook } from '../runbook-file.ts';
import { standardInput } from '../standard-input.ts';
import { inputsOf } from '../start/inputs.ts';
import { startRun } from '../start/start-run.ts';
import { refuseUnusable } from '../start/unusable.ts';

const SCREEN: Screen = { kind: 'json', guided: false, detail: 'brief' };

/** Does the job that standard input holds. */
export async function hand(): Promise<ExitCode> {
  const { home, ...job } = JSON.parse(await standardInput()) as Job & { readonly home: string };
  if (job.do === 'take_up') return resume(job.run, { approve: job.approve, json: true, home, by: job.by ?? SERVE });
  const file = await readRunbook(job.runbook);
  const inputs = await inputsOf(file, { given: job.inputs, alert: job.alert }, SCREEN);
  await refuseUnusable(file.plan, inputs);
  return startRun(file, {
    inputs,
    alert: job.alert,
    answers: {},
    screen: SCREEN,
    options: { approve: job.approve, writeProbe: true, home, served: { run: job.run, by: job.by } },
  });
}
