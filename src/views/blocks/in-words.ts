// Evidence in the words of titles: what was looked at, by the title that its author gave it, and what was found there.
// Expressions stand where everything is told.

import type { Plan } from '../../engine/plan.ts';
import type { Run } from '../../engine/state.ts';
import type { Evidence, Seen } from '../../model/expression.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { RankedCause } from '../../model/ranked-cause.ts';
import type { Input } from '../../model/runbook.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { writtenTitle } from './names.ts';
import { findingOf, findingText } from './reading-line.ts';
import { blindWords, unknownWords } from './unknown-words.ts';
import { valueLine } from './value-line.ts';

/** What lines of evidence saw, one line a thing and each thing once; what is worked out from the rest is left out. */
export function inWords(plan: Plan, probes: Run['probes'], lines: readonly Evidence[]): readonly string[] {
  const words = lines.flatMap(({ saw }) => saw.flatMap((seen) => seenInWords(plan, probes, seen)));
  return [...new Set(words)];
}

function seenInWords(plan: Plan, probes: Run['probes'], seen: Seen): readonly string[] {
  const probe = probeOf(plan, seen.name);
  if (probe === undefined) return inputInWords(seen);
  const title = writtenTitle(plan, probe);
  if ('unknown' in seen) return isOwn(seen) ? [`${title}: ${unknownWords(seen.unknown)}`] : [];
  const field = seen.name.slice(probe.length + 1);
  const says = SAID_BY_FINDING.has(field) ? finding(plan, probes, seen) : '';
  return [`${title}: ${says === '' ? fieldWords(field, seen.value) : says}`];
}

/**
 * What rules a cause out: the first thing behind its first line that is false, and what was found there. "" where that line
 * names none.
 */
export function againstInWords(plan: Plan, probes: Run['probes'], { lines }: RankedCause): string {
  const against = lines.find(({ truth }) => truth === 'false');
  const seen = (against?.saw ?? []).flatMap((one) => ('value' in one ? [one] : []));
  const looked = seen.flatMap(({ name, value }) => {
    const probe = probeOf(plan, name);
    if (probe === undefined) return [];
    const says = finding(plan, probes, { name, value }) || fieldWords(name.slice(probe.length + 1), value);
    return [`"${writtenTitle(plan, probe)}" (${says})`];
  });
  const given = seen.filter(({ name }) => name.startsWith('inputs.'));
  const inputs = given.map(({ name, value }) => `the input ${name.slice('inputs.'.length)} (${valueLine(value)})`);
  return looked[0] ?? inputs[0] ?? '';
}

const SAID_BY_FINDING = new Set(['ok', 'error.kind', 'error.code', 'error.message', 'status']);

function fieldWords(field: string, value: Json): string {
  if (field === 'ok') return value === true ? 'ok' : 'not ok';
  if (field === 'exists') return value === true ? 'it is there' : 'it is not there';
  if (SAID_BY_FINDING.has(field)) return value === '' ? 'no error' : valueLine(value);
  const name = sanitizeLine(field).replaceAll('_', ' ');
  if (typeof value === 'boolean') return value ? name : `not ${name}`;
  return `${name} ${valueLine(value)}`;
}

// What a probe has found since may be something else; it says what was seen while it has the same value there.
function finding(plan: Plan, probes: Run['probes'], { name, value }: Extract<Seen, { value: Json }>): string {
  const id = probeOf(plan, name) ?? '';
  const [kind, probe] = [plan.probes.get(id)?.kind, probes[id]];
  if (kind === undefined || probe?.status !== 'finished' || probe.outcome.status === 'blind') return '';
  const now = name
    .slice(id.length + 1)
    .split('.')
    .reduce<Json | undefined>(
      (part, key) => (isObject(part) ? part[key] : undefined),
      (probe.outcome.reading ?? null) as Json,
    );
  if (JSON.stringify(now) !== JSON.stringify(value)) return '';
  const found = findingOf(kind, probe.outcome);
  return found.how === 'ok' ? found.text : findingText(found);
}

// A fact is worked out from what is seen; an input is worth a word where it is no default.
const inputInWords = (seen: Seen): readonly string[] =>
  seen.name.startsWith('inputs.') && 'value' in seen
    ? [`${sanitizeLine(seen.name.slice('inputs.'.length))}: ${valueLine(seen.value)}`]
    : [];

const probeOf = (plan: Plan, name: string): string | undefined => {
  const root = /^[a-z][a-z0-9_]*/.exec(name)?.[0] ?? '';
  return plan.probes.has(root) ? root : undefined;
};

// What is unknown only because something else is explains nothing.
const isOwn = ({ unknown: { code } }: Extract<Seen, { unknown: unknown }>): boolean =>
  code === 'blind' || code === 'failed' || code === 'unknown_value' || code === 'no_value' || code === 'todo';

/**
 * What a person could give or enable so that unknown lines are decided, as something to type or to do. Where the lines name
 * nothing of the kind, it is whatever could not be looked at; may be empty.
 */
export function tellersOf(plan: Plan, probes: Run['probes'], lines: readonly Evidence[]): readonly string[] {
  const seen = lines.flatMap(({ saw }) => saw);
  const inputs = plan.runbook.inputs.filter((input) => seen.some((one) => isLeftToDefault(input, one)));
  // One look for each reason: what mends it for one mends it for all.
  const blind = new Map<string, string>();
  for (const one of seen) {
    const probe = probeOf(plan, one.name);
    if (probe === undefined || !('unknown' in one) || one.unknown.code !== 'blind') continue;
    const why = blindWords(one.unknown.blind);
    if (!blind.has(why)) blind.set(why, whereSeen(plan, probe, why));
  }
  const tellers = [...inputs.map(optionFor), ...blind.values()];
  if (tellers.length > 0) return tellers;
  for (const [id, probe] of Object.entries(probes)) {
    if (probe.status !== 'finished' || probe.outcome.status !== 'blind') continue;
    const why = blindWords(probe.outcome.reason);
    if (!blind.has(why)) blind.set(why, whereSeen(plan, id, why));
  }
  return [...blind.values()];
}

const whereSeen = (plan: Plan, probe: string, why: string): string =>
  `where this can be seen: ${writtenTitle(plan, probe)} (${why})`;

// An input whose value says that nobody has said anything.
function isLeftToDefault({ name, secret, default: fallback, choices }: Input, seen: Seen): boolean {
  if (secret || seen.name !== `inputs.${name}` || !('value' in seen)) return false;
  const isDefault = JSON.stringify(seen.value) === JSON.stringify(fallback);
  return isDefault && (choices !== undefined || isEmpty(seen.value));
}

const isEmpty = (value: Json): boolean =>
  value === '' || value === null || (Array.isArray(value) && value.length === 0);

function optionFor({ name, default: fallback, choices }: Input): string {
  const others = (choices ?? []).filter((choice) => JSON.stringify(choice) !== JSON.stringify(fallback)).map(valueLine);
  return `--input ${name}=${others.length === 0 ? '…' : others.join('|')}`;
}
