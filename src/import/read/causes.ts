// The causes of a page: items of a list, sub-sections, rows of a table. What stands under one becomes its evidence, its probes and
// its steps.

import { type Draft, type DraftCause, idFor } from '../draft/draft.ts';
import type { Item, Leaf, Section } from '../page/page.ts';
import { leavesOf } from '../page/page.ts';
import { plainWords, withoutNumber } from '../words/plain.ts';
import { boldLead } from '../words/sentences.ts';
import { warnsIn } from '../words/warnings.ts';
import type { At } from './at.ts';
import { readBlocks } from './body.ts';
import { type Group, newGroup } from './group.ts';
import { keepRest, leave, own, type Reading, titleOf } from './reading.ts';
import { readTable } from './table.ts';
import { readSections } from './under.ts';

/** A cause with what the page has under it. */
export interface Seed {
  readonly cause: DraftCause;
  readonly group: Group;
}

/** Adds a cause; its first words are its title. */
export function addCause(
  { draft }: Reading,
  { title, leaf, said }: { readonly title: string; readonly leaf: Leaf; readonly said: string },
): DraftCause {
  const named = titleOf(title);
  const cause: DraftCause = {
    id: idFor(draft, named, 'cause'),
    title: named === '' ? 'A cause of the page' : named,
    when: [],
    resolve: [],
    escalate: [],
    notes: [],
    lines: leaf.lines,
  };
  draft.causes.push(cause);
  keepRest(cause.notes, { text: said, lines: leaf.lines }, cause.title);
  return cause;
}

/** Reads a section of causes. */
export function readCauses(reading: Reading, section: Section, at: (group: Group) => At): readonly Seed[] {
  const heading = plainWords(section.heading.text);
  const seeds: Seed[] = [];
  const common = newGroup(heading, 'section', section.heading);
  const add = (title: string, leaf: Leaf, said: string): Seed => {
    const cause = addCause(reading, { title, leaf, said });
    own(reading, leaf, `causes.${cause.id}`);
    const seed = { cause, group: newGroup(cause.title, 'cause', leaf) };
    seeds.push(seed);
    return seed;
  };
  for (const block of section.blocks) {
    if (block.kind === 'list') {
      for (const item of block.items) {
        if (warnsIn(item.text) || item.text === '') {
          for (const leaf of [item, ...leavesOf(item.blocks)]) leave(reading, leaf, heading, 'it is a warning');
          continue;
        }
        const { group } = add(leadOf(item), item, item.text);
        readBlocks(item.blocks, { ...at(group), role: 'tell', label: { text: item.text } });
      }
      continue;
    }
    if (block.kind === 'table') {
      for (const row of readTable(block)) {
        if (row.kind === 'branch') {
          const { cause, group } = add(
            row.condition,
            row.leaf,
            row.leaf.cells.filter((cell) => cell.trim() !== '').join(' — '),
          );
          cause.notes.length = 0;
          keepRest(cause.notes, row.leaf, cause.title);
          const scope: At = { ...at(group), home: group };
          if (row.check !== undefined)
            readBlocks([{ kind: 'prose', text: row.check, lines: row.leaf.lines }], { ...scope, role: 'look' });
          readBlocks(
            [
              {
                kind: 'list',
                items: [{ kind: 'item', text: row.action, lines: row.leaf.lines, blocks: [] }],
                lines: row.leaf.lines,
              },
            ],
            { ...scope, role: 'act' },
          );
        } else if (row.kind === 'note' && row.leaf !== block.head && row.leaf.cells.some((cell) => cell.trim() !== ''))
          add(row.leaf.cells.find((cell) => plainWords(cell).length > 3) ?? row.leaf.text, row.leaf, row.leaf.text);
        else leave(reading, row.leaf, heading, 'it is a head of a table');
      }
      continue;
    }
    readBlocks([block], at(common));
  }
  for (const inner of section.sections) {
    const { group } = add(withoutNumber(inner.heading.text).replace(CASE, ''), inner.heading, inner.heading.text);
    const scope: At = {
      ...at(group),
      home: group,
      role: 'tell',
      label: { text: inner.heading.text, leaf: inner.heading },
    };
    readBlocks(inner.blocks, { ...scope, role: 'look' });
    readSections(inner.sections, { ...scope, role: 'look' });
  }
  return common.entries.length + common.groups.length > 0 ? [...seeds, { cause: nobody, group: common }] : seeds;
}

/** Stands for what a section of causes says of none of them. */
export const nobody: DraftCause = {
  id: '',
  title: '',
  when: [],
  resolve: [],
  escalate: [],
  notes: [],
  lines: { first: 0, last: 0 },
};

const CASE =
  /^(?:(?:cause|scenario|case|issue|problem|failure(?: mode)?|root cause)\s+(?:#?\d+|[A-Z])\b\s*[:.)–—-]*|\(?[A-H][.)])\s*/i;

// `**Lead** - text`, `Lead: text`, `Lead — text`; else all of it.
function leadOf({ text }: Item): string {
  const bold = boldLead(text);
  if (bold !== null && bold.lead.length > 2) return bold.lead;
  const plain = plainWords(text);
  const found = /^(.{4,80}?)(?:\s[–—-]\s|:\s|\s*[→⇒]\s*|\.\s+(?=\p{Lu})|;\s)/u.exec(plain);
  return found?.[1] ?? plain;
}

/** The sides of causes for links. */
export const sidesOf = ({ causes }: Draft): readonly { readonly lead: string; readonly full: string }[] =>
  causes.map(({ title, notes }) => ({ lead: title, full: notes.map(({ text }) => text).join(' ') }));
