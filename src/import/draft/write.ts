// A draft as YAML: the keys of the language in their order, and above each part the lines of the page that it came from.

import { Document, isNode } from 'yaml';
import type { Lines } from '../page/page.ts';
import type {
  Draft,
  DraftCause,
  DraftEscalation,
  DraftGoal,
  DraftInput,
  DraftLine,
  DraftNote,
  DraftStep,
  DraftTrigger,
} from './draft.ts';

type Plain = Record<string, unknown>;

/** The draft as plain data, in the order in which it is written. */
export function plainDraft(draft: Draft): Plain {
  const plain = allOf(draft);
  const said = JSON.stringify({ ...plain, inputs: undefined });
  // An input that nothing uses any more would only be asked for.
  const named = new Set([...said.matchAll(/\binputs\.(\w+)/g)].map(([, name]) => name));
  const used = [...draft.inputs].filter(([name]) => named.has(name));
  const inputs = Object.fromEntries(used.map(([name, input]) => [name, plainInput(input)]));
  return Object.fromEntries(
    KEYS.flatMap((key) =>
      key === 'inputs' ? (used.length === 0 ? [] : [[key, inputs]]) : key in plain ? [[key, plain[key]]] : [],
    ),
  );
}

function allOf(draft: Draft): Plain {
  return given({
    firebreak: 1,
    id: draft.id,
    title: draft.title,
    severity: draft.severity,
    owner: draft.owner,
    summary: draft.summary.length === 0 ? undefined : draft.summary.map(({ text }) => text).join('\n\n'),
    defaults: Object.keys(draft.defaults).length === 0 ? undefined : draft.defaults,
    triggers: some(draft.triggers.map(plainTrigger)),
    symptoms: some(draft.symptoms.map(({ text }) => text.replaceAll('${{', '$${{'))),
    diagnose: some(draft.probes.map((step) => plainStep(step, 'probe'))),
    causes: some(draft.causes.map(plainCause)),
    verify: some(draft.verify.map(plainGoal)),
    escalate: some(draft.escalate.map(plainEscalation)),
    prevent: some(draft.prevent.map(({ text }) => text.replaceAll('${{', '$${{'))),
    notes: some(draft.notes.map(plainNote)),
  });
}

const KEYS =
  'firebreak id title severity owner summary inputs defaults triggers symptoms diagnose causes verify escalate prevent notes'.split(
    ' ',
  );

const some = <T>(items: readonly T[]): readonly T[] | undefined => (items.length === 0 ? undefined : items);

const given = (values: Plain): Plain =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const plainInput = ({ env, from, default: value, secret, choices, pattern, description }: DraftInput): Plain =>
  given({ env, from, default: value, secret, choices, pattern, description });

const plainTrigger = ({ title, when, alert }: DraftTrigger): unknown =>
  when === undefined && alert === undefined ? title : given({ title, when, alert });

function plainStep(step: DraftStep, place: 'probe' | 'action'): Plain {
  const { id, title, kind, value, risk, goal, within, timeout, todo, notes, on_failure, retry } = step;
  return given({
    id,
    title: title.replaceAll('${{', '$${{'),
    [kind]: value,
    if: step.if,
    risk,
    timeout,
    retry,
    goal: place === 'action' ? goal : undefined,
    within: place === 'action' && goal !== undefined ? within : undefined,
    undo: place === 'action' ? some((step.undo ?? []).map((one) => plainStep(one, 'action'))) : undefined,
    on_failure: place === 'action' ? on_failure : undefined,
    todo,
    notes: some(notes.map(plainNote)),
  });
}

const plainCause = ({ id, title, when, because, resolve, escalate, notes }: DraftCause): Plain =>
  given({
    id,
    title: title.replaceAll('${{', '$${{'),
    when: when.length > 1 ? when : when[0],
    because,
    resolve: some(resolve.map((step) => plainStep(step, 'action'))),
    escalate: some(escalate.map(plainEscalation)),
    notes: some(notes.map(plainNote)),
  });

const plainGoal = ({ title, goal, within }: DraftGoal): Plain =>
  given({ title: title.replaceAll('${{', '$${{'), goal, within });

const plainEscalation = ({ text, when, after, to, say }: DraftEscalation): unknown =>
  text ?? given({ when, after, to, say });

const plainNote = ({ title, text, lines }: DraftNote): unknown =>
  title === undefined && lines === undefined
    ? text
    : given({ title, text, lines: lines === undefined ? undefined : inLines(lines) });

/** Lines as they are written: one number, or two. */
const inLines = ({ first, last }: Lines): string | number => (first === last ? first : `${first}-${last}`);

/** The draft as YAML. */
export function writeDraft(draft: Draft, source: string): string {
  const document = new Document(plainDraft(draft));
  document.commentBefore = ` yaml-language-server: $schema=../schemas/runbook.schema.json\n A draft, imported from ${source.replace(/\s+/g, ' ')}. What stands under \`notes\` is for a person to place or to delete.`;
  const above = (path: readonly (string | number)[], lines: Lines): void => {
    const node = document.getIn(path, true);
    if (isNode(node))
      node.commentBefore = ` from ${lines.first === lines.last ? `line ${lines.first}` : `lines ${lines.first}-${lines.last}`}`;
  };
  const all = (key: string, items: readonly Pick<DraftLine, 'lines'>[]): void => {
    for (const [n, { lines }] of items.entries()) above([key, n], lines);
  };
  all('triggers', draft.triggers);
  all('symptoms', draft.symptoms);
  all('diagnose', draft.probes);
  all('causes', draft.causes);
  for (const [n, cause] of draft.causes.entries())
    for (const [m, { lines }] of cause.resolve.entries()) above(['causes', n, 'resolve', m], lines);
  all('verify', draft.verify);
  all('escalate', draft.escalate);
  all('prevent', draft.prevent);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
