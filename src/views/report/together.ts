// Items of one step that came to the same end are told together: forty hosts are one line of what was changed, and no page.

import { fewOf } from '../../engine/items/items.ts';
import { itemNumber, stepKey } from '../../engine/items/keys.ts';
import type { ReportedStep } from './steps.ts';

/** As many commands are written out. */
const MOST_COMMANDS = 5;

/** The steps with those put together that are items of one and ended alike, one behind the other. */
export function together(steps: readonly ReportedStep[]): readonly ReportedStep[] {
  const groups: ReportedStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && belongs(before, step)) last.push(step);
    else groups.push([step]);
  }
  return groups.map(one);
}

function belongs(before: ReportedStep, step: ReportedStep): boolean {
  const isSame = (['result', 'why', 'risk', 'approved', 'edited_by'] as const).every(
    (key) => before[key] === step[key],
  );
  const says = step.output.length > 0 || before.output.length > 0 || step.seen.length > 0 || before.seen.length > 0;
  return itemNumber(step.step) !== null && stepKey(before.step) === stepKey(step.step) && isSame && !says;
}

function one(steps: readonly ReportedStep[]): ReportedStep {
  const [first, ...others] = steps as readonly [ReportedStep, ...ReportedStep[]];
  if (others.length === 0) return first;
  const more = steps.length - MOST_COMMANDS;
  const commands = steps.slice(0, more > 1 ? MOST_COMMANDS : steps.length).map(({ command }) => command);
  const { target: _, ...rest } = first;
  const targets = [...new Set(steps.map(({ target = '' }) => target))];
  return {
    ...rest,
    title: fewOf(steps.map(({ title }) => title)),
    command: [...commands, ...(more > 1 ? [`# and ${more} more`] : [])].filter((line) => line !== '').join('\n'),
    ...(first.target === undefined ? {} : { target: fewOf(targets) }),
    settled_ms: steps.at(-1)?.settled_ms ?? null,
  };
}
