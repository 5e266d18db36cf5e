// Carries out `systemd`: properties of units and a journal as systemd prints them for programs, or one job by systemctl. A job
// runs under the shim, as in shell.ts.

import type { Elsewhere } from '../kinds/elsewhere.ts';
import type { SystemdSpec } from '../kinds/systemd/systemd.ts';
import type { Outcome } from '../model/outcome.ts';
import { unreachable } from '../model/result.ts';
import { Failure, type Fields } from './failure.ts';
import type { Handle, Performer, Surroundings, Task } from './performer.ts';
import { adoptShimmed, runShimmed } from './process/shim.ts';
import { makeSpool } from './process/spool.ts';
import { adoptThere, changeThere } from './ssh/durable.ts';
import { jobOutcome } from './systemd/job.ts';
import { readJournal } from './systemd/journal.ts';
import { type Asking, farSystemd, systemdProgram } from './systemd/systemctl.ts';
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
    const on = spec.on === undefined ? {} : { on: spec.on };
    return undertake(task, () => look(spec, { surroundings, until: performance.now() + task.timeout_ms, ...on }));
  },
  adopt(task, spawned, surroundings): Handle | null {
    const { spec } = task;
    if (spec.on !== undefined && isJob(spec)) {
      const there = farSystemd(spec.on, 'systemctl', argsOf(spec));
      return { done: adoptThere(there, task.timeout_ms, surroundings).then(jobOutcome) };
    }
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

const argsOf = (spec: Job): readonly string[] => [JOBS[spec.form], '--no-ask-password', '--', spec.unit];

const isJob = (spec: SystemdSpec<string>): spec is Job & Elsewhere => Object.hasOwn(JOBS, spec.form);

async function change({ spec, risk, timeout_ms }: Changing, surroundings: Surroundings): Promise<Outcome> {
  const begun = performance.now();
  try {
    if (spec.on !== undefined) {
      const there = farSystemd(spec.on, 'systemctl', argsOf(spec));
      return jobOutcome(await changeThere(there, timeout_ms, surroundings));
    }
    const program = systemdProgram('systemctl', argsOf(spec), surroundings.cwd);
    return jobOutcome(await runShimmed(program, timeout_ms, surroundings));
  } catch (thrown) {
    return outcomeOf(thrown, { risk, timeout_ms }, Math.round(performance.now() - begun));
  }
}

type Changing = Omit<Task<'systemd'>, 'spec'> & { readonly spec: Job & Elsewhere };

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
