// A page to a draft: each section by what it is for, causes before what is linked to them, and at the end whatever has not found
// a place, as notes.

import { stepsOf } from '../draft/draft.ts';
import type { Block, Leaf, Page, Section } from '../page/page.ts';
import { leavesOf, leavesOfPage, leavesOfSection } from '../page/page.ts';
import { isKnownHeading, type Purpose, purposeOf } from '../words/headings.ts';
import { plainWords, withoutNumber } from '../words/plain.ts';
import { branchOf, type Role, roleOf } from '../words/sentences.ts';
import { type At, fallbackIn, isFailure } from './at.ts';
import { readBlocks } from './body.ts';
import { addCause, readCauses } from './causes.ts';
import { type Group, newGroup } from './group.ts';
import { kindOfInput } from './inputs.ts';
import { readMetadata } from './metadata.ts';
import { leave, leaveAll, own, type Reading } from './reading.ts';
import { type Bodies, type Body, settlePage } from './settle/settle-page.ts';
import { readTable } from './table.ts';
import { readSections } from './under.ts';

/** Reads a page into the draft of a reading. */
export function readPage(reading: Reading, page: Page): void {
  const bodies: Bodies = { all: [], seeds: [], told: [] };
  const opening = readMetadata(reading, page);
  const title = page.title ?? { text: 'The page', lines: { first: 1, last: 1 } };
  readOpening(reading, { opening, title, isAll: page.sections.length === 0 }, bodies);
  for (const section of page.sections) readSection(reading, section, bodies);
  settlePage(reading, bodies);
  for (const leaf of leavesOfPage(page)) leave(reading, leaf, 'Also on the page', 'it has no place of its own');
  for (const step of stepsOf(reading.draft)) for (const wanted of step.wanted) kindOfInput(reading.draft, wanted);
}

function readOpening(
  reading: Reading,
  { opening, title, isAll }: { readonly opening: readonly Block[]; readonly title: Leaf; readonly isAll: boolean },
  bodies: Bodies,
): void {
  const hasCode = leavesOf(opening).some((leaf) => 'kind' in leaf && leaf.kind === 'code');
  const asks = opening.some((block) => block.kind === 'table' && readTable(block).some(({ kind }) => kind !== 'note'));
  if (isAll || hasCode || asks) {
    addBody(bodies, { blocks: opening, heading: title, purpose: 'unknown', role: 'look' });
    return;
  }
  for (const block of opening) {
    if (block.kind === 'prose') {
      reading.draft.summary.push({ text: block.text, lines: block.lines });
      own(reading, block, 'summary');
    } else leaveAll(reading, [block], plainWords(title.text), 'it stands above the first section');
  }
}

interface NewBody {
  readonly blocks: readonly Block[];
  readonly sections?: readonly Section[];
  readonly heading: Leaf;
  readonly purpose: Body['purpose'];
  readonly role: Role;
  /** The words by which it is only for where what stands above did not help. */
  readonly fallback?: string;
}

function addBody(bodies: Bodies, { blocks, sections = [], heading, purpose, role, fallback }: NewBody): void {
  const group = newGroup(plainWords(heading.text), 'section', heading);
  const at: At = { ...atOf(bodies, group, { purpose, role }), fallback };
  readBlocks(blocks, at);
  readSections(sections, { ...at, role, group, label: { text: '' } });
  bodies.all.push({ group, purpose, heading, isLast: fallback !== undefined });
}

function atOf(
  bodies: Bodies,
  group: Group,
  { purpose, role }: { readonly purpose: Body['purpose']; readonly role: Role },
): At {
  return {
    group,
    role,
    home: group,
    level: 0,
    label: { text: '' },
    elsewhere: (section, other) => goesElsewhere(bodies, section, { other, purpose }),
  };
}

// A section inside of another that is for something else altogether.
function goesElsewhere(
  bodies: Bodies,
  section: Section,
  { other, purpose }: { readonly other: Purpose; readonly purpose: Body['purpose'] },
): boolean {
  const isExact = isKnownHeading(section.heading.text);
  switch (other) {
    case 'prevention':
    case 'afterwards':
    case 'escalation':
      bodies.told.push({ section, purpose: other });
      return true;
    // Examples and what was done once are told, whatever stands in them.
    case 'history':
      bodies.told.push({ section, purpose: other });
      return true;
    case 'references':
      if (!isExact || hasFence(section)) return false;
      bodies.told.push({ section, purpose: other });
      return true;
    case 'verification':
      if (!isExact && purpose === 'diagnosis') return false;
      if (
        roleOf(section.heading.text) === 'check' &&
        purpose !== 'diagnosis' &&
        purpose !== 'unknown' &&
        purpose !== 'resolution'
      )
        return false;
      addBody(bodies, {
        blocks: section.blocks,
        sections: section.sections,
        heading: section.heading,
        purpose: 'verification',
        role: 'check',
      });
      return true;
    default:
      return false;
  }
}

const hasFence = (section: Section): boolean =>
  leavesOfSection(section).some((leaf) => 'kind' in leaf && leaf.kind === 'code');

function readSection(reading: Reading, section: Section, bodies: Bodies): void {
  const { heading, blocks, sections } = section;
  const purpose = purposeOf(heading.text) ?? 'unknown';
  if (purpose !== 'unknown') own(reading, heading, KEYS[purpose] ?? 'notes');
  const body = (role: Role): void => addBody(bodies, { blocks, sections, heading, purpose, role });
  switch (purpose) {
    case 'diagnosis':
      body('look');
      return;
    case 'resolution':
      body('act');
      return;
    case 'rollback':
      body('undo');
      return;
    case 'verification':
      body('check');
      return;
    case 'causes': {
      const at = (group: Group): At => atOf(bodies, group, { purpose, role: 'tell' });
      bodies.seeds.push(...readCauses(reading, section, at));
      return;
    }
    case 'unknown':
      readUnknown(reading, section, bodies);
      return;
    default:
      bodies.told.push({ section, purpose });
      for (const inner of sections) {
        const other = purposeOf(inner.heading.text);
        if (
          other === undefined ||
          !BODIES.has(other) ||
          ['prevention', 'afterwards', 'references', 'history', 'warnings', 'escalation'].includes(purpose)
        )
          continue;
        readSection(reading, inner, bodies);
      }
  }
}

/** The part of a runbook that a section of this purpose goes to. */
const KEYS: Readonly<Partial<Record<Purpose, string>>> = {
  trigger: 'triggers',
  severity: 'severity',
  symptoms: 'symptoms',
  impact: 'symptoms',
  summary: 'summary',
  causes: 'causes',
  diagnosis: 'diagnose',
  resolution: 'causes',
  rollback: 'causes',
  verification: 'verify',
  escalation: 'escalate',
  prevention: 'prevent',
  afterwards: 'prevent',
  owner: 'owner',
};

const BODIES: ReadonlySet<Purpose> = new Set(['diagnosis', 'resolution', 'verification', 'causes', 'rollback']);

// A heading that says nothing of its purpose: a case of its own, a part with sections that say theirs, or something to do.
function readUnknown(reading: Reading, section: Section, bodies: Bodies): void {
  const { heading, blocks, sections } = section;
  own(reading, heading, 'notes');
  const known = sections.filter(
    ({ heading: inner }) => purposeOf(inner.text) !== undefined && isKnownHeading(inner.text),
  );
  const words = withoutNumber(plainWords(heading.text));
  const fallback = fallbackIn(words);
  if (fallback !== undefined) {
    // Where nothing of the page helped and there is nothing to run, somebody else is told.
    if (!hasFence(section)) {
      bodies.told.push({ section, purpose: 'escalation' });
      return;
    }
    addBody(bodies, { blocks, sections, heading, purpose: 'resolution', role: 'act', fallback });
    return;
  }
  const isCase =
    (isFailure(words) && hasFence(section)) ||
    branchOf(heading.text) !== null ||
    /^(?:scenario|case|issue|problem|cause)\b/i.test(plainWords(heading.text)) ||
    (known.length >= 2 && known.some(({ heading: inner }) => purposeOf(inner.text) === 'resolution'));
  if (isCase) {
    const cause = addCause(reading, {
      title:
        branchOf(heading.text)?.condition ??
        words.replace(/^(?:scenario|case|issue|problem|cause)\s+(?:#?\d+|[A-Z])?\s*[:.)–—-]*\s*/i, ''),
      leaf: heading,
      said: heading.text,
    });
    const group = newGroup(cause.title, 'cause', heading);
    const at: At = { ...atOf(bodies, group, { purpose: 'causes', role: 'act' }) };
    readBlocks(blocks, { ...at, role: 'act', label: { text: heading.text, leaf: heading } });
    readSections(sections, at);
    bodies.seeds.push({ cause, group });
    return;
  }
  if (known.length > 0 && !hasFence({ ...section, sections: [] })) {
    bodies.told.push({ section: { ...section, sections: [] }, purpose: 'references' });
    for (const inner of sections) readSection(reading, inner, bodies);
    return;
  }
  addBody(bodies, { blocks, sections, heading, purpose: 'unknown', role: 'look' });
}
