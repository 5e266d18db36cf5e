// What must be true when it is over. A command whose reading can be compared becomes a goal; for the rest a person is asked,
// since a goal that proves nothing would call a run resolved that is not.

import { inert } from '../../commands/holes.ts';
import { type DraftStep, idOf } from '../../draft/draft.ts';
import type { Leaf } from '../../page/page.ts';
import { noteText } from '../../page/page.ts';
import type { Group } from '../group.ts';
import { keepRest, leave, own, type Reading } from '../reading.ts';
import { type CommandEntry, commandStep, keepLabel, saidBy, wellCondition } from '../steps.ts';
import { probeFor } from './settle-group.ts';

/** Settles what a page says of the end; `act` takes commands that change something. */
export function settleVerification(
  reading: Reading,
  group: Group,
  { heading, act }: { readonly heading: string; act(entry: CommandEntry): void },
): void {
  const asked: Leaf[] = [];
  let last: DraftStep | undefined;
  for (const entry of [group, ...everyGroup(group)].flatMap(({ entries }) => entries)) {
    if (entry.kind !== 'command' && reading.ledger.owned.has(entry.leaf)) continue;
    if (entry.kind === 'command') {
      const step = commandStep(entry);
      if (step.effect !== 'read') {
        act(entry);
        continue;
      }
      const probe = probeFor(reading, step);
      last = probe;
      const condition = wellCondition(reading, probe);
      own(
        reading,
        entry.whole,
        `verify: ${step.title}`,
        condition === null ? 'guessed' : 'mapped',
        condition === null ? 'what it should show cannot be compared: a person is asked' : undefined,
      );
      if (entry.label.leaf !== undefined) keepLabel(reading, entry.label.leaf, probe, `verify: ${step.title}`);
      if (condition !== null) addGoal(reading, step.title, condition, step);
      else if (!asked.some((leaf) => leaf.text === step.title))
        asked.push({
          text: step.expected === undefined ? step.title : `${step.title}: ${step.expected}`,
          lines: step.lines,
        });
    } else if (entry.kind === 'text') {
      own(reading, entry.leaf, 'verify', 'guessed', 'a person is asked');
      asked.push({ text: entry.text, lines: entry.leaf.lines });
    } else if (entry.kind === 'output' && last !== undefined) {
      own(reading, entry.leaf, `note of "${last.title}"`, 'left', 'it is what the command prints');
      last.notes.push({ text: noteText(entry.leaf), lines: entry.leaf.lines });
    } else leave(reading, entry.leaf, heading, entry.kind === 'note' ? entry.why : 'it is output, not a command');
  }
  if (asked.length > 0) ask(reading, asked, heading);
}

const everyGroup = ({ groups }: Group): readonly Group[] => groups.flatMap((one) => [one, ...everyGroup(one)]);

function addGoal({ draft }: Reading, title: string, goal: string, { lines }: DraftStep): void {
  if (!draft.verify.some((one) => one.goal === goal)) draft.verify.push({ title, goal, lines });
}

function ask(reading: Reading, asked: readonly Leaf[], heading: string): void {
  const { draft } = reading;
  const [first, ...others] = asked;
  if (first === undefined) return;
  const lines = { first: first.lines.first, last: asked.at(-1)?.lines.last ?? first.lines.last };
  const list = asked.map(({ text }) => `- ${text}`).join('\n');
  const question = others.length === 0 ? first.text : `Does all of this hold?\n${list}`;
  const probe: DraftStep = {
    title: heading,
    kind: 'ask',
    value: { question: inert(question), choices: ['yes', 'no'] },
    effect: 'read',
    wanted: [],
    notes: [],
    lines,
    page: '',
  };
  for (const leaf of asked) keepRest(probe.notes, leaf, saidBy(probe));
  draft.probes.push(probe);
  draft.verify.push({
    title: `${heading}: a person says so`,
    goal: `${idOf(draft, probe)}.answer == "yes"`,
    within: '10m',
    lines,
  });
}

/** Where the page says nothing of the end: the first check whose result it names, else nothing. */
export function verifyByProbes(reading: Reading): void {
  const { draft } = reading;
  if (draft.verify.length > 0) return;
  const found = draft.probes
    .map((probe) => [probe, wellConditionOf(reading, probe)] as const)
    .find(([, condition]) => condition !== null);
  if (found === undefined) return;
  const [probe, condition] = found;
  if (condition !== null)
    draft.verify.push({
      title: `${probe.title} (the page names no goal: this is its first check)`,
      goal: condition,
      lines: probe.lines,
    });
}

// That something answers at all is too little for an end: the page must say what is to be seen.
const wellConditionOf = (reading: Reading, probe: DraftStep): string | null =>
  probe.expected === undefined ? null : wellCondition(reading, probe);
