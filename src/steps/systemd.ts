// Carries out `systemd`: properties of units and a journal as systemd prints them for programs, or one job by systemctl. A job
// runs under the shim, as in shell.ts.

import type { SystemdSpec } from '../kinds/systemd/systemd.ts';
import type { Outcome } from '../model/outcome.ts';
import { unreachable } from '../model/result.ts';
import { Failure, type Fields } from './failure.ts';
import type { Handle, Performer, Surroundings, Task } from './performer.ts';
import { adoptShimmed, runShimmed } from './process/shim.ts';
import { makeSpool } from './process/spool.ts';
import { jobOutcome } from './systemd/job.ts';
import { readJournal } from './systemd/journal.ts';
import { type Asking, systemdProgram } from './systemd/systemctl.ts';
import { unitsLike, unitsNamed } from './systemd/units.ts';
import { outcomeOf, undertake } from './undertake.ts';

/** The performer of `systemd`. */
export const systemd: Performer<'systemd'> = {
  async prepare() {
    await import('execa');
  },
  expect: makeSpool,
  start(task, surroundings) {
    const { spec } = task;
    if (isJob(spec)) return { done: change({ ...task, spec }, surroundings) };
    return undertake(task, () => look(spec, { surroundings, until: performance.now() + task.timeout_ms }));
  },
  adopt(task, spawned, surroundings): Handle | null {
    const ended = adoptShimmed(spawned, task.timeout_ms, surroundings);
    return ended === null ? null : { done: ended.then(jobOutcome) };
  },
};

type Job = Extract<SystemdSpec<string>, { readonly form: 'start' | 'restart' | 'stop' | 'reset_failed' }>;
type Look = Exclude<SystemdSpec<string>, Job>;

const JOBS: Readonly<Record<Job['form'], string>> = {
  start: 'start',
  restart: 'restart',
  stop: 'stop',
  reset_failed: 'reset-failed',
};

const isJob = (spec: SystemdSpec<string>): spec is Job => Object.hasOwn(JOBS, spec.form);

async function change({ spec, risk, timeout_ms }: Changing, surroundings: Surroundings): Promise<Outcome> {
  const begun = performance.now();
  try {
    const args = [JOBS[spec.form], '--no-ask-password', '--', spec.unit];
    const program = systemdProgram('systemctl', args, surroundings.cwd);
    return jobOutcome(await runShimmed(program, timeout_ms, surroundings));
  } catch (thrown) {
    return outcomeOf(thrown, { risk, timeout_ms }, Math.round(performance.now() - begun));
  }
}

type Changing = Omit<Task<'systemd'>, 'spec'> & { readonly spec: Job };

async function look(spec: Look, asking: Asking): Promise<Fields> {
  switch (spec.form) {
    case 'unit': {
      const [unit] = await unitsNamed([spec.unit], asking);
      if (unit?.fields['exists'] === true) return unit.fields;
      const error = { kind: 'not_found', code: 'not-found', message: `there is no unit ${spec.unit}` };
      throw new Failure(error, 'answered', unit?.fields ?? { exists: false, active: false });
    }
    case 'list': {
      const units = await unitsLike(spec.pattern, asking);
      return { units: units.map(({ name, fields }) => ({ name, ...fields })) };
    }
    case 'journal':
      return readJournal(spec, asking);
    default:
      return unreachable(spec);
  }
}
