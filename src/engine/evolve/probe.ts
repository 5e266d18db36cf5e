// State after something became of a probe. What is asked of a look with every event is counted here, so that it is not
// looked for among all probes each time.

import { copyOf, type Draft } from '../changed.ts';
import { type Plan, stepOf } from '../plan.ts';
import { isAsked } from '../start.ts';
import { type Look, type ProbeState, type Run, under } from '../state.ts';

/** Sets what is known of a probe, in a copy of the state; the look is done when its last one is in. */
export function withProbe(
  plan: Plan,
  run: Run,
  { key, probe }: { readonly key: string; readonly probe: ProbeState },
): Draft {
  const next = copyOf(run);
  next.look = counted(plan, run, key, probe);
  next.probes = { ...run.probes, [key]: probe };
  return next;
}

function counted(plan: Plan, { look, probes, now_ms }: Run, key: string, probe: ProbeState): Look {
  if (look.done_ms !== null || !look.probes.includes(key)) return look;
  const before = under(probes, key);
  const left = look.left + Number(!isIn(look, probe)) - Number(!isIn(look, before));
  const undecided =
    look.undecided + Number(isUndecided(plan, look, key, probe)) - Number(isUndecided(plan, look, key, before));
  if (left === look.left && undecided === look.undecided) return look;
  const { look: number, probes: all, needed, why } = look;
  // Field by field: this happens with every probe.
  return { look: number, probes: all, needed, why, left, undecided, done_ms: left === 0 ? now_ms : null };
}

/** Whether a look has what it can get of a probe. */
export function isIn({ look }: Look, probe: ProbeState | undefined): boolean {
  return probe !== undefined && probe.look === look && (probe.status === 'finished' || probe.status === 'skipped');
}

// One that has not begun; one whose next attempt is due; one that somebody may have to be asked about.
function isUndecided(plan: Plan, { look }: Look, key: string, probe: ProbeState | undefined): boolean {
  if (probe === undefined || probe.look !== look) return true;
  return probe.status === 'due' || (probe.status === 'running' && isAsked(stepOf(plan, key)));
}
