// Steps that an edited runbook carries out as then, with another command: the same name is not the same act.

import { type Plan, stepOf } from '../engine/plan.ts';
import { sameJson } from '../engine/same-json.ts';
import { definition } from '../kinds/index.ts';
import type { Decisions, RunEvent } from '../model/event.ts';

type Started = Decisions['step.started'];

/** A step that is another act now. */
export interface OtherCommand {
  /** As it is called now. */
  readonly step: string;
  /** The command as people write it, with its risk where that is another one too. */
  readonly was: string;
  readonly now: string;
  /** Probes that the command of now is made of and that are not on record: then nobody can say what it would have been. */
  readonly rests_on: readonly string[];
}

/** A runbook and what came of it. */
export interface Acted {
  readonly plan: Plan;
  readonly events: readonly RunEvent[];
}

/** What is told to people is not what is done to a system: another wording is no other act. */
const acts = (kind: Started['kind']): boolean => kind !== 'notify' && definition(kind).by !== 'responder';

/**
 * The steps that were carried out then and are now, by their first command that is another one; `names` has the ids of now by
 * those of then, `unread` the probes that are not on record.
 */
export function otherCommands(
  was: Acted,
  now: Acted,
  { names, unread }: { readonly names: ReadonlyMap<string, string>; readonly unread: readonly string[] },
): readonly OtherCommand[] {
  const before = byStep(was, names);
  return [...byStep(now)].flatMap(([step, started]): readonly OtherCommand[] => {
    const then = before.get(step) ?? [];
    const at = started.findIndex((one, n) => then[n] !== undefined && !isSame(then[n], one));
    const [one, other] = [then[at], started[at]];
    if (one === undefined || other === undefined) return [];
    const { probes } = stepOf(now.plan, other.step);
    return [{ step, ...worded(one, other), rests_on: probes.filter((id) => unread.includes(id)) }];
  });
}

function byStep({ plan, events }: Acted, names?: ReadonlyMap<string, string>): ReadonlyMap<string, readonly Started[]> {
  const found = new Map<string, Started[]>();
  for (const event of events) {
    if (event.type !== 'step.started') continue;
    const { purpose, kind, step } = event.data;
    if (purpose === 'probe' || purpose === 'preview' || !acts(kind)) continue;
    const { id } = stepOf(plan, step);
    const called = names?.get(id) ?? id;
    found.set(called, [...(found.get(called) ?? []), event.data]);
  }
  return found;
}

const isSame = (one: Started, other: Started): boolean =>
  one.kind === other.kind && one.risk === other.risk && sameJson(one.rendered, other.rendered);

// What is not shown of a command, as its folder, is told as it stands in the record.
function worded(one: Started, other: Started): Pick<OtherCommand, 'was' | 'now'> {
  const risk = one.risk !== other.risk;
  const said = (started: Started): string => `${started.shown.command}${risk ? ` (risk ${started.risk})` : ''}`;
  if (said(one) !== said(other)) return { was: said(one), now: said(other) };
  return { was: JSON.stringify(one.rendered), now: JSON.stringify(other.rendered) };
}
