// Conditions out of words: a number with its comparison, a status, a state, where a probe of the page has that very field.
// Whatever is not exact stays text: a wrong condition would confirm a wrong cause.

import { isPing } from '../commands/expected.ts';
import { type Draft, type DraftStep, idOf } from '../draft/draft.ts';
import { plainWords } from '../words/plain.ts';

const MORE =
  '(?:is\\s+)?(?:above|over|exceeds|exceeding|more than|greater than|higher than|at least|reaches|>=?|≥|beyond)';
const LESS = '(?:is\\s+)?(?:below|under|less than|lower than|fewer than|<=?|≤)';
const PERCENT = new RegExp(
  `${MORE}\\s*(\\d{1,2}(?:\\.\\d+)?)\\s*%|(\\d{1,2}(?:\\.\\d+)?)\\s*%\\s*(?:or more|full|used)|>\\s*(\\d{1,2})\\s*%`,
  'i',
);
const COUNT = new RegExp(`(${MORE}|${LESS})\\s*(\\d[\\d,]*)(?!\\s*(?:%|ms|s\\b|sec|min|MB|GB|KB|Mi|Gi|hour|day))`, 'i');

/** Conditions that a text comes to, over the probes of the draft; empty where nothing of it is exact. */
export function conditionsIn(draft: Draft, markdown: string): readonly string[] {
  const text = plainWords(markdown);
  if (
    /\b(?:no|never|without|does not|do not|is not|are not|except|instead of|rather than)\s+(?:longer\s+|return\w*\s+|answer\w*\s+|respond\w*\s+(?:with\s+)?|above\s+|over\s+|HTTP\s+)*[1-5]\d\d\b|n['’]t\s+(?:return|answer|respond)/i.test(
      text,
    )
  )
    return [];
  for (const probe of draft.probes) {
    const found = probe.todo === undefined ? overProbe(draft, probe, text) : null;
    if (found !== null) return found;
  }
  return [];
}

function overProbe(draft: Draft, probe: DraftStep, text: string): readonly string[] | null {
  const id = (): string => idOf(draft, probe);
  const value = (typeof probe.value === 'object' && probe.value !== null ? probe.value : {}) as Record<string, unknown>;
  const percent = PERCENT.exec(text);
  const share = Number(percent?.[1] ?? percent?.[2] ?? percent?.[3] ?? Number.NaN) / 100;
  const counted = COUNT.exec(text);
  const number = Number(counted?.[2]?.replaceAll(',', ''));
  const sign = counted === null ? '' : new RegExp(`^${LESS}`, 'i').test(counted[1] ?? '') ? '<' : '>';
  const isInfo = probe.kind === 'redis' && (probe.value === 'INFO' || value['command'] === 'INFO');
  if (isInfo && /\b(?:memory|maxmemory)\b/i.test(text) && share > 0)
    return [`${id()}.info.maxmemory > 0`, `${id()}.info.used_memory > ${share} * ${id()}.info.maxmemory`];
  if (
    isInfo &&
    /\b(?:connected.)?clients\b/i.test(text) &&
    !/\bblocked\b/i.test(text) &&
    sign !== '' &&
    Number.isFinite(number)
  )
    return [`${id()}.info.connected_clients ${sign} ${number}`];
  if (
    probe.kind === 'system' &&
    /\b(?:disk|filesystem|volume|storage)\b/i.test(text) &&
    typeof value['disk'] === 'string' &&
    share > 0
  )
    return /\bfree\b/i.test(text) ? null : [`${id()}.disk_free_ratio < ${Number((1 - share).toFixed(4))}`];
  if (
    probe.kind === 'bullmq' &&
    /\b(?:waiting|backlog|pending|queued|queue (?:depth|length|size))\b/i.test(text) &&
    sign !== '' &&
    Number.isFinite(number)
  )
    return [`${id()}.waiting ${sign} ${number}`];
  if (probe.kind === 'http') return overHttp(probe, text, id);
  if (
    probe.kind === 'redis' &&
    isPing(probe.value) &&
    /\bping\b.*\b(?:fails?|times? out|no (?:response|reply|answer)|refused)\b|\bno PONG\b/i.test(text)
  )
    return [`!${id()}.ok`];
  const named = String(value['unit'] ?? value['inspect'] ?? '');
  if (named === '' || !text.toLowerCase().includes(named.replace(/\.service$/, '').toLowerCase())) return null;
  const isStopped = /\b(?:not running|stopped|exited|inactive|not active|has failed|is dead)\b/i.test(text);
  if (probe.kind === 'systemd' && isStopped) return [`${id()}.exists`, `!${id()}.active`];
  if (probe.kind === 'docker' && isStopped) return [`${id()}.exists`, `!${id()}.running`];
  return null;
}

function overHttp({ value, title }: DraftStep, text: string, id: () => string): readonly string[] | null {
  const status =
    /\b(?:HTTP|status|returns?|returned|answers?|responds?(?: with)?|code)\s*(?:HTTP\s*|status\s*|code\s*)*([1-5]\d\d)\b(?!\s*(?:or|and|\/|-)\s*[1-5]\d\d)/i.exec(
      text,
    )?.[1];
  const address = typeof value === 'string' ? value : JSON.stringify(value);
  const path = /(\/[\w/.-]+)\s*$/.exec(address.replace(/^\w+\s+\w+:\/\/[^/]+/, ''))?.[1];
  if (status === undefined || path === undefined || !text.includes(path)) return null;
  // Two probes of one path are told apart by the word behind the command.
  const [, suffix] = title.split(': ');
  const other =
    suffix !== undefined &&
    /\b(?:worker|api|web|admin)\b/i.test(text) &&
    !text.toLowerCase().includes(suffix.toLowerCase());
  return other ? null : [`${id()}.status == ${status}`];
}
