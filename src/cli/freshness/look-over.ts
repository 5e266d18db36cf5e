// One runbook, looked over: every probe runs now, what its steps would need is looked for, and its review is dated. Nothing
// is changed and no run is opened.

import type { Plan } from '../../engine/plan.ts';
import type { BlindReason } from '../../model/outcome.ts';
import type { WhyBlind } from '../../model/reasons/unknown.ts';
import type { Step } from '../../model/runbook.ts';
import { createMasker } from '../../redact/redact.ts';
import type { ResolvedInputs } from '../../session/inputs.ts';
import { type Looked, type Looking, lookAt } from '../../session/look.ts';
import { PERFORMERS } from '../../steps/index.ts';
import { prepare } from '../../steps/perform.ts';
import { findingOf } from '../../views/blocks/reading-line.ts';
import { unknownWords } from '../../views/blocks/unknown-words.ts';
import { kindsIn } from '../lead.ts';
import type { RunbookFile } from '../runbook-file.ts';
import { type Need, needsOf } from './needs.ts';
import { textHash } from './stamp.ts';

/** What became of one probe. */
export interface ProbeFound {
  readonly id: string;
  readonly title: string;
  readonly command: string;
  /** `not_needed`: its condition is false; `waits`: another one that it needs is blind or sees bad news. */
  readonly state: 'ok' | 'failing' | 'blind' | 'waits' | 'not_needed';
  readonly text: string;
  /** What would make a blind one see; "" where that is not known. */
  readonly cure: string;
}

/** A runbook that was looked over. */
export interface LookedOver {
  readonly sha256: string;
  readonly probes: readonly ProbeFound[];
  readonly needs: readonly Need[];
}

/** How it is looked over. */
export interface LookingOver {
  readonly inputs: ResolvedInputs;
  readonly write_probe: boolean;
  readonly signal: AbortSignal;
}

/** Looks everything over. */
export async function lookOver({ plan, text }: RunbookFile, over: LookingOver): Promise<LookedOver> {
  await prepare(kindsIn(plan));
  const looking: Looking = { plan, performers: PERFORMERS, cwd: process.cwd(), ...over };
  const seen = await lookAt(looking, [...plan.probes.keys()]);
  const masker = createMasker(over.inputs.declared);
  const shown = (said: string): string => masker.maskJson(said);
  const probes = [...seen.probes].map(([id, looked]) => {
    const found = foundOf(plan, id, { looked, inputs: over.inputs });
    return { ...found, text: shown(found.text), command: shown(found.command) };
  });
  const order = [...plan.probes.keys()];
  const needs = await needsOf(looking, seen);
  return {
    sha256: textHash(text),
    probes: settled(plan, probes, seen.probes).toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)),
    needs: needs.map((need) => ({ ...need, command: shown(need.command), why: shown(need.why) })),
  };
}

/** What is blind only because another one is, or is not needed here, is said to be that. */
function settled(plan: Plan, probes: readonly ProbeFound[], seen: ReadonlyMap<string, Looked>): readonly ProbeFound[] {
  const states = new Map(probes.map(({ id, state }) => [id, state]));
  // Each round settles those that wait for one that is settled.
  for (let left = probes.length; left > 0; left -= 1) {
    for (const { id } of probes) {
      if (states.get(id) !== 'blind' || !isWaiting(seen.get(id))) continue;
      const others = (plan.probes.get(id)?.probes ?? []).map((other) => states.get(other));
      if (others.some((other) => other === 'blind' || other === 'failing' || other === 'waits'))
        states.set(id, 'waits');
      else if (others.includes('not_needed')) states.set(id, 'not_needed');
    }
  }
  return probes.map((probe) => {
    const state = states.get(probe.id) ?? probe.state;
    return state === probe.state ? probe : { ...probe, state, cure: '' };
  });
}

// Its condition, or what it is made of, is unknown.
const isWaiting = (looked: Looked | undefined): boolean =>
  looked?.kind === 'blind' && (looked.why.code === 'if_unknown' || looked.why.code === 'unknown_value');

function foundOf(
  plan: Plan,
  id: string,
  { looked, inputs }: { readonly looked: Looked; readonly inputs: ResolvedInputs },
): ProbeFound {
  const step = plan.probes.get(id);
  const title = typeof step?.title === 'string' ? step.title : id;
  const common = { id, title, command: looked.command };
  if (looked.kind === 'blind') {
    const state = looked.why.code === 'if_false' ? 'not_needed' : 'blind';
    return {
      ...common,
      state,
      text: unknownWords(looked.why),
      cure: state === 'blind' ? cureOf(plan, id, looked.why) : '',
    };
  }
  const { reading } = looked;
  const { how, text } = findingOf(step?.kind ?? 'shell', { status: 'succeeded', reading });
  const state = how === 'ok' ? 'ok' : 'failing';
  return { ...common, state, text, cure: state === 'failing' ? wayTo(step, reading.error.kind, inputs) : '' };
}

const NOT_REACHED = ['refused', 'timeout', 'unreachable', 'dns'];

/** Where the other side is not reached at all: the inputs that say where it is. */
function wayTo(step: Step | undefined, error: string, { inputs, secrets }: ResolvedInputs): string {
  if (step === undefined || !NOT_REACHED.includes(error)) return '';
  const named = new Set([...JSON.stringify(step.shape).matchAll(/\binputs\.(\w+)/g)].map(([, name = '']) => name));
  const isAddress = (name: string): boolean =>
    JSON.stringify(inputs[name] ?? secrets[name] ?? '').includes('://') || /(^|_)(host|address)$/.test(name);
  const addresses = [...named].filter(isAddress);
  return addresses.length === 0
    ? ''
    : `not reached: ${addresses.join(' and ')} may be wrong, or nothing leads there from this host`;
}

const CURES: Readonly<Record<BlindReason['kind'], string>> = {
  not_installed: 'install that program here, or run this on a host that has it',
  not_found: 'name it by an input, where it is called otherwise',
  no_permission: 'give this user the right, or run as one who has it',
  no_engine: 'run this where there is one (DOCKER_HOST names an engine), or say by an input that there is none',
  not_allowed: 'leave --no-write-probe out, where that keeps it from looking',
  not_answered: 'it is a question: a run asks it',
  ssh_unreachable: 'see that `ssh` gets there from this host without asking anything',
  ssh_auth: 'see that `ssh` gets there from this host without asking anything',
  ssh_host_key: 'check the key and accept it by hand, as it says',
  unknown_template: 'give the input that it is made of',
  invalid: 'correct the input that it is made of',
  todo: 'write it',
  simulated: '',
};

function cureFor(step: Step | undefined, why: BlindReason['kind']): string {
  if (why === 'no_engine' && step?.kind === 'systemd')
    return 'run this on the host that systemd runs, or say by an input that it is run otherwise';
  if (why === 'not_allowed' && step?.kind === 'system') return 'run this on that host';
  return CURES[why];
}

function cureOf(plan: Plan, id: string, why: WhyBlind): string {
  switch (why.code) {
    case 'blind':
      return cureFor(plan.probes.get(id), why.blind.kind);
    case 'if_unknown':
    case 'unknown_value': {
      const waits = plan.probes.get(id)?.probes ?? [];
      return waits.length === 0
        ? 'give the inputs that it is made of'
        : `it waits for what ${waits.slice(0, 3).join(', ')} ${waits.length === 1 ? 'says' : 'say'}`;
    }
    case 'nobody_answers':
      return CURES.not_answered;
    case 'failed':
      return 'give it more time (`timeout`), or find out what keeps it';
    default:
      return '';
  }
}
