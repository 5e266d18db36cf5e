// The sections under a section, read into its group: headings that are branches, ways or causes become groups, others are labels.

import type { Section } from '../page/page.ts';
import { leavesOfSection } from '../page/page.ts';
import { isKnownHeading, type Purpose, purposeOf } from '../words/headings.ts';
import { plainWords } from '../words/plain.ts';
import { branchOf, roleOf } from '../words/sentences.ts';
import { type At, fallbackIn, note } from './at.ts';
import { readBlocks } from './body.ts';
import { type Group, newGroup } from './group.ts';

/** Reads the sections under a section into its group: branches become groups, other headings are labels. */
export function readSections(sections: readonly Section[], at: At): void {
  for (const section of sections) {
    const { heading } = section;
    const purpose = purposeOf(heading.text);
    if (purpose === 'warnings') {
      note(leavesOfSection(section), at, 'it is a warning');
      continue;
    }
    if (purpose !== undefined && at.elsewhere(section, purpose)) continue;
    const words = plainWords(heading.text);
    const fallback = fallbackIn(heading.text);
    const branch = fallback === undefined ? branchOf(heading.text) : null;
    const option = /^(?:option|alternative|method|approach|variant)\s+(?:\d+|[A-Z])\b\s*[:.)–—-]*\s*(.*)$/i.exec(words);
    const named = CASE.exec(words);
    const role = roleOf(heading.text);
    const inner: At = {
      ...at,
      level: 0,
      opened: undefined,
      untold: undefined,
      fallback,
      label: { text: heading.text, leaf: heading },
    };
    if (branch !== null)
      inner.group = child(
        at,
        newGroup([branch.condition, branch.rest].filter((one) => one !== '').join(': '), 'branch', heading),
      );
    else if (option !== null) inner.group = child(at, newGroup(words, 'option', heading));
    else if (named !== null) inner.group = child(at, newGroup(named[1] ?? words, 'cause', heading));
    else inner.group.entries.push({ kind: 'note', leaf: heading, why: 'it is a heading' });
    // A bold line under a step is about that step; a heading is about all of the section.
    if (purpose === 'rollback') inner.role = /^(?:\*\*|__)|:$/.test(heading.text) ? 'undo' : 'revert';
    else if (role !== undefined) inner.role = role;
    else if (purpose === 'diagnosis' && at.role !== 'look') inner.role = 'look';
    else if (purpose === 'resolution') inner.role = 'act';
    else if (purpose !== undefined && TOLD.has(purpose) && isKnownHeading(heading.text)) inner.role = 'tell';
    else if (named !== null || branch !== null) inner.role = 'act';
    const scope: At = { ...inner, home: inner.group === at.group ? at.home : inner.group };
    readBlocks(section.blocks, scope);
    readSections(section.sections, scope);
  }
}

const TOLD: ReadonlySet<Purpose> = new Set(['symptoms', 'impact', 'summary', 'trigger', 'severity', 'owner']);

function child(at: At, group: Group): Group {
  at.home.groups.push(group);
  return group;
}

const CASE =
  /^(?:(?:cause|scenario|case|issue|problem|symptom|failure(?: mode)?|situation)\s+(?:#?\d+|[A-Z])\b\s*[:.)–—-]*|\(?[A-H][.)])\s*(\S.*)$/i;
