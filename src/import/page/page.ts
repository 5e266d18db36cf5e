// A page as the importer sees it: sections of blocks, each with the lines it stands in. What is called a leaf here is owned by
// one node of the draft in the end; nothing of a page is without an owner.

/** Lines of the page, from 1, both included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** A piece of the page that is taken over as a whole: its Markdown as it is written, without its marks at the margin. */
export interface Leaf {
  readonly text: string;
  readonly lines: Lines;
}

/** Prose. */
export interface Prose extends Leaf {
  readonly kind: 'prose';
}

/** A fence, or an indented block; the text is what stands between. */
export interface Code extends Leaf {
  readonly kind: 'code';
  /** Its language in small letters; "" without one. */
  readonly language: string;
}

/** One item of a list: its first words are the leaf. */
export interface Item extends Leaf {
  readonly kind: 'item';
  readonly blocks: readonly Block[];
}

/** A list. */
export interface ListBlock {
  readonly kind: 'list';
  readonly items: readonly Item[];
  readonly lines: Lines;
}

/** A row of a table. */
export interface Row extends Leaf {
  readonly cells: readonly string[];
}

/** A table; the first row is its head. */
export interface Table {
  readonly kind: 'table';
  readonly head: Row;
  readonly rows: readonly Row[];
  readonly lines: Lines;
}

/** A block quote or an admonition; `warns` where it tells what not to do, or to take care. */
export interface Aside {
  readonly kind: 'aside';
  readonly warns: boolean;
  readonly blocks: readonly Block[];
  readonly lines: Lines;
}

/** HTML, definitions of links, and whatever else has no meaning here. */
export interface Other extends Leaf {
  readonly kind: 'other';
}

/** One block of a section. */
export type Block = Prose | Code | ListBlock | Table | Aside | Other;

/** What stands under a heading, up to the next of its level. */
export interface Section {
  /** The heading as it is written, without its marks. */
  readonly heading: Leaf;
  /** 1 for the title; a bold line that serves as a heading is one deeper than the heading above it. */
  readonly depth: number;
  readonly blocks: readonly Block[];
  readonly sections: readonly Section[];
}

/** A page, or the part of a page that is one runbook. */
export interface Page {
  /** Absent where the page has no heading that could be its title. */
  readonly title?: Leaf;
  /** What stands before the first section. */
  readonly opening: readonly Block[];
  readonly sections: readonly Section[];
  /** Keys and values of the front matter. */
  readonly front: readonly Field[];
}

/** One line of metadata. */
export interface Field {
  readonly name: string;
  readonly value: string;
  readonly leaf: Leaf;
}

/** Every leaf of blocks, in the order of the page. */
export function leavesOf(blocks: readonly Block[]): readonly Leaf[] {
  return blocks.flatMap((block): readonly Leaf[] => {
    switch (block.kind) {
      case 'list':
        return block.items.flatMap((item) => [item, ...leavesOf(item.blocks)]);
      case 'table':
        return [block.head, ...block.rows];
      case 'aside':
        return leavesOf(block.blocks);
      default:
        return [block];
    }
  });
}

/** Every leaf of a section, its heading first. */
export function leavesOfSection(section: Section): readonly Leaf[] {
  return [section.heading, ...leavesOf(section.blocks), ...section.sections.flatMap(leavesOfSection)];
}

/** Every leaf of a page. */
export function leavesOfPage({ title, opening, sections, front }: Page): readonly Leaf[] {
  return [
    ...front.map(({ leaf }) => leaf),
    ...(title === undefined ? [] : [title]),
    ...leavesOf(opening),
    ...sections.flatMap(leavesOfSection),
  ];
}

/** Text of a leaf as a note shows it: a fence stays one. */
export function noteText(leaf: Leaf): string {
  if (!isCode(leaf)) return leaf.text;
  const longest = [...leaf.text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length + 1), 3);
  const ticks = '`'.repeat(longest);
  return `${ticks}${leaf.language}\n${leaf.text}\n${ticks}`;
}

const isCode = (leaf: Leaf): leaf is Code => 'kind' in leaf && leaf.kind === 'code';
