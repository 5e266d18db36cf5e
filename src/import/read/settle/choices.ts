// Several ways to do one thing: an input says which is taken, and the steps of the others are left out.

import { nameOf } from '../../commands/holes.ts';
import type { DraftCause, DraftStep } from '../../draft/draft.ts';
import type { Group } from '../group.ts';
import { type Reading, titleOf } from '../reading.ts';

/** Makes a step another way of the one before it: the first is taken unless another is chosen, never both. */
export function chooseBetween(
  { draft }: Reading,
  cause: DraftCause,
  { step, before, group }: { readonly step: DraftStep; readonly before: DraftStep | undefined; readonly group: Group },
): void {
  if (before === undefined || !cause.resolve.includes(before)) return;
  const isSame = programOf(before) === programOf(step);
  const words = (one: DraftStep): string => (isSame ? wayOf(one) : programOf(one)) || titleOf(one.title);
  const known = /^inputs\.(\w+) == /.exec(before.if ?? '')?.[1];
  const about = group.from === 'section' ? before.title : group.title;
  const name = known ?? inputName(draft.inputs, about);
  const input = draft.inputs.get(name);
  const first = words(before);
  const taken = input?.choices ?? [first];
  let choice = words(step);
  for (let n = 2; taken.includes(choice); n++) choice = `${words(step)} ${n}`;
  draft.inputs.set(name, {
    name,
    choices: [...taken, choice],
    default: first,
    description: `Which of the ways that the page names: ${titleOf(about)}`,
  });
  before.if ??= `inputs.${name} == ${JSON.stringify(first)}`;
  step.if = `inputs.${name} == ${JSON.stringify(choice)}`;
  if (step.title === before.title) step.title = titleOf(`${before.title} (${choice})`);
}

const programOf = ({ page }: DraftStep): string =>
  page
    .trim()
    .replace(/^sudo\s+/, '')
    .split(/\s+/)[0] ?? '';

// The program and what it is told to do: `kubectl delete`.
const wayOf = ({ page }: DraftStep): string =>
  page
    .trim()
    .replace(/^sudo\s+/, '')
    .replace(/\s-(?:n|u|h|p|l|c|-namespace|-context)\s+\S+/g, '')
    .split(/\s+/)
    .filter((word) => !word.startsWith('-'))
    .slice(0, 2)
    .join(' ');

/** A free name for an input that a title gives. */
function inputName(inputs: ReadonlyMap<string, unknown>, title: string): string {
  const wanted = nameOf(title.split(/\s+/).slice(0, 4).join('_')) || 'way';
  for (let n = 1; ; n++) {
    const name = `${wanted}_by${n === 1 ? '' : `_${n}`}`;
    if (!inputs.has(name)) return name;
  }
}

/** Steps of several ways under one heading: each under the choice of its way. */
export function settleOptions(
  reading: Reading,
  options: readonly Group[],
  { cause, settle }: { readonly cause: DraftCause; settle(group: Group): void },
): void {
  const [first, ...others] = options;
  if (first === undefined) return;
  const choices = options.map(({ title }) => titleOf(title));
  const name = inputName(reading.draft.inputs, 'resolve');
  for (const option of options) {
    const from = cause.resolve.length;
    settle(option);
    if (others.length === 0) continue;
    for (const step of cause.resolve.slice(from))
      step.if ??= `inputs.${name} == ${JSON.stringify(titleOf(option.title))}`;
  }
  const isUsed = cause.resolve.some((step) => step.if?.startsWith(`inputs.${name} ==`) === true);
  if (isUsed)
    reading.draft.inputs.set(name, {
      name,
      choices: [...new Set(choices)],
      default: choices[0] ?? '',
      description: 'Which of the ways that the page names',
    });
}
