// One connection to every Redis that the probes of a runbook ask, kept while it is watched: when all places of a server are
// taken, it is the one by which somebody can still look and help.

import { renderStep } from '../engine/render-step.ts';
import { scopeBeforeALook } from '../expr/before-a-look.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Step } from '../model/runbook.ts';
import { carryOut, type Looking } from './look.ts';

/** What says which Redis is asked, and as whom. */
const SERVER = ['url', 'db', 'tls', 'sentinel_password'];

/** Sees to it that the connections stand, as far as their servers let anybody in. */
export async function standBy(looking: Looking): Promise<void> {
  const { plan, inputs } = looking;
  const asked = new Map<string, { readonly step: Step; readonly server: Readonly<Record<string, Json>> }>();
  for (const step of plan.probes.values()) {
    if (step.kind !== 'redis' && step.kind !== 'bullmq') continue;
    const rendered = renderStep(plan, step, { ...scopeBeforeALook(inputs), host: {} });
    // What another probe has to find first is not known here.
    if (!rendered.ok || !isObject(rendered.value.rendered)) continue;
    const given = Object.entries(rendered.value.rendered).filter(([name]) => SERVER.includes(name));
    asked.set(JSON.stringify(given), { step, server: Object.fromEntries(given) });
  }
  await Promise.all(
    [...asked.values()].map(({ step, server }) =>
      // Any command that may share a connection opens it, or shows that it still works: one that is refused as well.
      carryOut(looking, { ...step, kind: 'redis' }, { ...server, command: ['TIME'] }),
    ),
  );
}
