// Whether a page is a runbook of an incident at all: it says what is wrong and what to do about it, or is a manual, minutes, a design.

import { fenceKind } from './commands/fence.ts';
import type { Leaf, Page } from './page/page.ts';
import { leavesOfPage } from './page/page.ts';
import { inlineCommands } from './read/inline.ts';
import { readTable } from './read/table.ts';
import { isKnownHeading, purposeOf } from './words/headings.ts';
import { bareHeading } from './words/plain.ts';
import { branchOf, isOrder } from './words/sentences.ts';

/** Why a page is no runbook; null where it is one. */
export function whyNoRunbook(page: Page): string | null {
  const leaves = leavesOfPage(page);
  if (leaves.length === 0) return 'is empty';
  const headings = page.sections
    .flatMap((section) => [section, ...section.sections])
    .map(({ heading }) => heading.text);
  const purposes = new Set(headings.map(purposeOf));
  const known = headings.filter((heading) => isKnownHeading(heading));
  const looks = ['diagnosis', 'symptoms', 'trigger', 'causes', 'impact'].some((one) => purposes.has(one as 'causes'));
  const acts = ['resolution', 'causes', 'verification', 'rollback', 'escalation', 'diagnosis'].some((one) =>
    purposes.has(one as 'causes'),
  );
  const fences = leaves.filter((leaf): leaf is Leaf & { language: string } => 'kind' in leaf && leaf.kind === 'code');
  const commands =
    fences.filter(
      ({ language, text }) => fenceKind(language, text) !== 'output' && fenceKind(language, text) !== 'code',
    ).length + leaves.filter(({ text }) => inlineCommands(text).length > 0).length;
  const isManual = headings.filter((heading) => MANUAL.test(bareHeading(heading))).length;
  if (looks && acts && (known.length >= 2 || commands > 0) && isManual < known.length) return null;
  if (commands > 0 && isManual === 0) return null;
  if (isManual > 0)
    return 'reads like a manual, not like an incident runbook: nothing in it says what is wrong, and what to do about it';
  // Work for people is a runbook too, where it says for which case, or what to do about what is wrong.
  const tables = [...page.opening, ...page.sections.flatMap(tablesIn)].filter((block) => block.kind === 'table');
  const cases =
    tables.flatMap(readTable).filter(({ kind }) => kind !== 'note').length +
    leaves.filter(({ text }) => branchOf(text) !== null).length;
  const orders = leaves.filter(({ text }) => isOrder(text)).length;
  const isWrong = STEPS.test(leaves.map(({ text }) => text).join('\n'));
  if (isWrong && (cases >= 2 || (orders >= 2 && (looks || acts || cases > 0)))) return null;
  return 'is no incident runbook: it has no commands, and nothing that says what is wrong and what to do about it';
}

const tablesIn = ({ blocks, sections }: Page['sections'][number]): readonly Page['opening'][number][] => [
  ...blocks,
  ...sections.flatMap(tablesIn),
];

const MANUAL =
  /^(?:installation|install|installing|getting started|quick ?start|usage|contributing|license|features|configuration|api|api reference|development|building|build|tests?|testing|roadmap|faq|credits|acknowledg\w+|authors?|agenda|attendees|participants|minutes|decisions|action items|goals|non.goals|motivation|alternatives considered|design|proposal|user stories|table of contents|examples?|getting help|documentation|release notes|changelog|code of conduct|deployment)$/;
const STEPS =
  /\b(?:incident|outage|alert|on.?call|restart|troubleshoot|diagnos|failing|fails|down\b|error|recover|fix|crash|stuck|slow|unreachable|not respond|if .{3,60}[:,])/i;
