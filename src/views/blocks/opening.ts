// The opening of a run: what is known before anything was looked at.

import type { Observations } from '../../model/event.ts';
import { showText } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import type { Risk } from '../../model/risk.ts';
import type { Runbook } from '../../model/runbook.ts';
import { count, duration } from '../text/text.ts';
import type { Opening } from './block.ts';
import type { RunContext } from './look-blocks.ts';
import { valueLine } from './value-line.ts';

/** The opening as a block; `at` is RFC 3339. */
export function openingOf(
  { plan: { runbook } }: Pick<RunContext, 'plan'>,
  run: string,
  opened: Observations['run.opened'],
  at: string,
): Opening {
  const { alert } = opened;
  return {
    type: 'opening',
    run,
    id: runbook.id,
    title: runbook.title,
    severity: runbook.severity,
    about: [...aboutOf(runbook, at), ...checkedOf(opened, at)],
    alert: alert === null ? null : { title: alert.title, about: alertAbout(alert, at) },
    symptoms: runbook.symptoms,
    defaults: Object.entries(opened.inputs).filter(([name, value]) => isDefault(runbook, name, value)).length,
    inputs: inputsOf(runbook, opened),
    plan: planOf(runbook),
    marks: marksOf(opened),
  };
}

// In the order of the runbook, which begins with what matters most.
function inputsOf(runbook: Runbook, { inputs, secrets }: Observations['run.opened']): Opening['inputs'] {
  const given = [
    ...Object.entries(inputs)
      .filter(([name, value]) => !isDefault(runbook, name, value))
      .map(([name, value]) => ({ name, value: inputText(value) })),
    ...Object.entries(secrets)
      .map(([name, value]) => ({ name, value: showText(value) }))
      .filter(({ value }) => value !== ''),
  ];
  const place = ({ name }: { readonly name: string }): number => runbook.inputs.findIndex((one) => one.name === name);
  return given.sort((a, b) => place(a) - place(b));
}

const UNATTENDED: Readonly<Record<Risk, string>> = {
  read: 'unattended: looks, and changes nothing without a person',
  change: 'unattended: what can be undone runs without a person',
  disrupt: 'unattended: what users will notice runs without a person, too',
  destroy: 'unattended: everything runs without a person, what loses data as well',
};

function aboutOf({ owner, reviewed, review_every_ms }: Runbook, at: string): readonly string[] {
  const age_ms = reviewed === undefined ? 0 : Date.parse(at) - Date.parse(reviewed);
  const age = age_ms < 86_400_000 ? 'today' : `${count(Math.floor(age_ms / 86_400_000), 'day')} ago`;
  const isDue = review_every_ms !== undefined && age_ms > review_every_ms;
  return [
    ...(owner === undefined ? [] : [`owner ${owner}`]),
    ...(reviewed === undefined ? [] : [`reviewed ${age}${isDue ? ', review is due' : ''}`]),
  ];
}

function checkedOf({ checked }: Observations['run.opened'], at: string): readonly string[] {
  if (checked === undefined) return [];
  const days = Math.floor((Date.parse(at) - Date.parse(checked.at)) / 86_400_000);
  const when = days < 1 ? 'today' : `${count(days, 'day')} ago`;
  const found = checked.ok ? '' : ', and not all well then';
  return [`checked ${when}${found}${checked.changed ? ', changed since' : ''}`];
}

function alertAbout(alert: NonNullable<Observations['run.opened']['alert']>, at: string): string {
  const since_ms = Date.parse(at) - Date.parse(alert.starts_at);
  const labels = Object.entries(alert.labels).filter(([name]) => name !== 'alertname');
  return [
    alert.status,
    ...(Number.isFinite(since_ms) && since_ms > 0 ? [`began ${duration(since_ms)} ago`] : []),
    ...labels.slice(0, 6).map(([name, value]) => `${name} ${value}`),
  ].join(', ');
}

function planOf(runbook: Runbook): Opening['plan'] {
  const slowest = Math.max(0, ...runbook.probes.map(({ timeout_ms }) => timeout_ms));
  const steps = runbook.causes.map(({ resolve }) => resolve.length);
  const [fewest, most] = [Math.min(...steps), Math.max(0, ...steps)];
  const goals = runbook.verify.map(({ title }) => title);
  return [
    {
      name: 'Diagnose',
      text: `${count(runbook.probes.length, 'probe')}, read-only, in parallel, at most ${duration(slowest)} each`,
    },
    { name: 'Decide', text: `${count(runbook.causes.length, 'known cause')}, each with the evidence for it` },
    {
      name: 'Resolve',
      text: `${fewest < most ? `${fewest} to ${most} steps` : count(most, 'step')}; every change asks first`,
    },
    { name: 'Verify', text: goals.length === 0 ? 'no goal is written' : firstOf(goals, 2) },
  ];
}

function marksOf(opened: Observations['run.opened']): readonly string[] {
  return [
    ...(opened.dry_run ? ['dry run: nothing is changed'] : []),
    ...(opened.again === undefined ? [] : [`nobody is asked: the answers are those of ${opened.again.run}`]),
    ...(opened.mode === 'unattended' ? [UNATTENDED[opened.approve]] : []),
    ...(opened.mode === 'agent' ? ['begun by an agent: it looks; every change waits for a person'] : []),
    ...(opened.mode === 'guided' && opened.approve !== 'read'
      ? [`${opened.approve} and below run without asking`]
      : []),
    ...(opened.write_probe ? [] : ['no write probe']),
  ];
}

function isDefault(runbook: Runbook, name: string, value: Json): boolean {
  const input = runbook.inputs.find((one) => one.name === name);
  return input?.default !== undefined && JSON.stringify(input.default) === JSON.stringify(value);
}

function firstOf(texts: readonly string[], most: number): string {
  const more = texts.length - most;
  return [...texts.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

// A list is usually a command: its words, as one would type them.
function inputText(value: Json): string {
  return Array.isArray(value) && value.length > 0 ? value.map(valueLine).join(' ') : valueLine(value);
}
