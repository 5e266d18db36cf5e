// Lines of format 1, whose decisions held sentences where codes and data stand now: brought to the form of today, each
// sentence kept as it was said. Total: what has not the form that it should have stays as it is, for others to judge.

import type { EventBody } from '../model/event.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';

/** The body of an event of format 1, as one of today's. */
export function fromFormat1(type: string, data: JsonObject): EventBody {
  return { type, data: UPGRADES[type]?.(data) ?? data } as unknown as EventBody;
}

type Upgrade = (data: JsonObject) => JsonObject;

/** The sentence `why` is one that was said. */
const why: Upgrade = (data) => ({ ...data, why: said(data['why']) });

const seenGoals: Upgrade = (data) => ({ ...data, goals: each(data['goals'], seenGoal) });

const UPGRADES: Readonly<Record<string, Upgrade>> = {
  'phase.entered': why,
  'look.started': why,
  'step.settled': why,
  'step.in_doubt': why,
  'cause.dropped': why,
  'run.finished': why,
  'step.started': (data) => shown(data, ['title', 'command']),
  'step.skipped': (data) => ({ ...data, reason: object(data['reason'], skipReason) }),
  'goal.reached': seenGoals,
  'goal.missed': seenGoals,
  'causes.ranked': (data) => ({
    ...data,
    triggers: each(data['triggers'], (trigger) => within(trigger, 'when', evidence)),
    causes: each(data['causes'], (cause) => ({ ...cause, lines: each(cause['lines'], evidence) })),
  }),
  'question.asked': question,
};

function skipReason({ kind, message, ...data }: JsonObject): JsonObject {
  if (message !== undefined) return said(message);
  const seen = within(within({ code: kind ?? '', ...data }, 'goal', evidence), 'if', evidence);
  return seen;
}

const seenGoal: Upgrade = (seen) => within(seen, 'goal', evidence);

const evidence: Upgrade = (one) => ({
  ...one,
  saw: each(one['saw'], (seen) => (seen['unknown'] === undefined ? seen : { ...seen, unknown: said(seen['unknown']) })),
});

function question(data: JsonObject): JsonObject {
  const { why: words, again, ...rest } = within(data, 'proposal', proposal);
  switch (data['kind']) {
    case 'approve':
      return again === undefined ? rest : { ...rest, again: said(again) };
    case 'unknown_if':
      return { ...rest, saw: said(words) };
    case 'cause_changed':
      return { ...rest, lines: said(words) };
    case 'failed':
    case 'in_doubt':
      return { ...rest, why: said(words) };
    case 'ask':
      return shown(rest, ['title', 'text']);
    default:
      return data;
  }
}

function proposal(data: JsonObject): JsonObject {
  const moved = shown(data, ['title', 'command', 'target', 'template', 'note']);
  const undo = Array.isArray(data['undo']) ? data['undo'].map(said) : (data['undo'] ?? []);
  return within({ ...moved, why: said(data['why']), undo }, 'preview', preview);
}

function preview({ blind, ...data }: JsonObject): JsonObject {
  const moved = shown(data, ['title']);
  return blind === undefined ? moved : { ...moved, blind: said(blind) };
}

/** What was shown stands together, beside the decision. */
function shown(data: JsonObject, keys: readonly string[]): JsonObject {
  const entries = Object.entries(data);
  return {
    ...Object.fromEntries(entries.filter(([key]) => !keys.includes(key))),
    shown: Object.fromEntries(entries.filter(([key]) => keys.includes(key))),
  };
}

function said(words: Json | undefined): JsonObject {
  const lines = (Array.isArray(words) ? words : [words]).filter((line) => typeof line === 'string');
  return { code: 'said', lines };
}

function within(data: JsonObject, key: string, upgrade: Upgrade): JsonObject {
  return data[key] === undefined ? data : { ...data, [key]: object(data[key], upgrade) };
}

const object = (value: Json | undefined, upgrade: Upgrade): Json =>
  isObject(value) ? upgrade(value) : (value ?? null);

const each = (value: Json | undefined, upgrade: Upgrade): Json =>
  Array.isArray(value) ? value.map((item) => object(item, upgrade)) : (value ?? null);
