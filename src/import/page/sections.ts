// Pieces to pages: which headings are sections, which lines only look like prose and are headings all the same, and whether
// one file holds several runbooks.

import { isKnownHeading, purposeOf } from '../words/headings.ts';
import { bareHeading, plainWords } from '../words/plain.ts';
import type { Opened } from './front-matter.ts';
import { type Heading, type Piece, piecesOf } from './markdown.ts';
import type { Aside, Block, Leaf, Page, Section } from './page.ts';

/** The page of a text. */
export function pageOf({ front, body, offset }: Opened): Page {
  const pieces = withLabels(withHeadings(withAdmonitions(piecesOf(body, offset))));
  const { blocks, sections } = treeOf(pieces);
  const [first, ...others] = sections;
  if (first === undefined) return titled({ opening: blocks, sections: [], front });
  // A page whose every heading has the same level has no title but the first of them, if that is none of a section.
  const isTitle = blocks.length === 0 && sections.every(({ depth }) => first.depth <= depth);
  if (isTitle && others.every(({ depth }) => depth >= first.depth) && isTitleHeading(first))
    return { title: first.heading, opening: first.blocks, sections: flattened([...first.sections, ...others]), front };
  return { opening: blocks, sections: flattened(sections), front };
}

// A line above everything that stands alone is the title of a page that has no heading for it.
function titled(page: Page): Page {
  const [first, ...rest] = page.opening;
  if (first?.kind !== 'prose' || first.text.length > 90 || first.text.includes('\n') || /[:.]\s*$/.test(first.text))
    return page;
  return { ...page, title: first, opening: rest };
}

const isTitleHeading = ({ heading, sections, depth }: Section): boolean =>
  purposeOf(heading.text) === undefined || sections.length > 0 || (depth === 1 && !isKnownHeading(heading.text));

// A single section around all others is a level too much.
function flattened(sections: readonly Section[]): readonly Section[] {
  const [only, ...others] = sections;
  if (only === undefined || others.length > 0 || only.sections.length < 2 || purposeOf(only.heading.text) !== undefined)
    return sections;
  return [{ ...only, sections: [] }, ...only.sections];
}

interface Tree {
  readonly blocks: Block[];
  readonly sections: Section[];
}

interface Growing extends Section {
  readonly blocks: Block[];
  readonly sections: Growing[];
}

function treeOf(pieces: readonly Piece[]): Tree {
  const root: Tree & { readonly sections: Growing[] } = { blocks: [], sections: [] };
  const open: Growing[] = [];
  for (const piece of pieces) {
    if (piece.kind !== 'heading') {
      (open.at(-1) ?? root).blocks.push(piece);
      continue;
    }
    while ((open.at(-1)?.depth ?? 0) >= piece.depth) open.pop();
    const section: Growing = { heading: piece, depth: piece.depth, blocks: [], sections: [] };
    (open.at(-1) ?? root).sections.push(section);
    open.push(section);
  }
  return root;
}

const LABEL = /^(?:\*\*|__)([^*_\n]+?):?(?:\*\*|__)\s*:?\s*$/;

// A bold line alone, or a known word with a colon, stands for a heading of the level below the one above it.
function withLabels(pieces: readonly Piece[]): readonly Piece[] {
  let depth = 0;
  const hasHeadings = pieces.some(({ kind }) => kind === 'heading');
  return pieces.map((piece): Piece => {
    if (piece.kind === 'heading') {
      depth = piece.depth;
      return piece;
    }
    if (piece.kind !== 'prose' || piece.text.includes('\n')) return piece;
    const bold = LABEL.exec(piece.text)?.[1];
    const capitals = /^[\p{Lu}][\p{Lu}\s&/-]{3,40}:?$/u.test(piece.text) ? piece.text : undefined;
    const plain = /^[\p{L}][\p{L}\s/&-]{2,40}:$/u.test(piece.text) ? piece.text : capitals;
    const words = bold ?? plain;
    if (words === undefined || !isKnownHeading(words)) return piece;
    return { kind: 'heading', depth: hasHeadings ? Math.min(depth + 1, 7) : 2, text: piece.text, lines: piece.lines };
  });
}

// Headings that other wikis write otherwise: `== Symptoms ==` of MediaWiki and AsciiDoc.
function withHeadings(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.flatMap((piece): readonly Piece[] => {
    if (piece.kind !== 'prose') return [piece];
    const lines = piece.text.split('\n');
    const headings: Heading[] = [];
    let at = 0;
    for (; at < lines.length; at++) {
      const [, marks, written] = /^\s*(={1,5})\s+(\S.*)$/.exec(lines[at] ?? '') ?? [];
      if (marks === undefined || written === undefined) break;
      const line = piece.lines.first + at;
      const text = written.trimEnd().replace(/(?<=\S)\s+=+$/, '');
      headings.push({ kind: 'heading', depth: marks.length, text, lines: { first: line, last: line } });
    }
    const left = lines.slice(at).join('\n').trim();
    const first = piece.lines.first + at;
    if (headings.length === 0 || left === '') return headings.length === 0 ? [piece] : headings;
    return [...headings, { kind: 'prose', text: left, lines: { first, last: piece.lines.last } }];
  });
}

// `:::warning … :::` of several sites, `!!! warning` with what is indented below it.
function withAdmonitions(pieces: readonly Piece[]): readonly Piece[] {
  const out: Piece[] = [];
  let open: { readonly blocks: Block[]; readonly first: Piece } | null = null;
  for (const piece of pieces) {
    const text = piece.kind === 'prose' ? piece.text : '';
    const opens = /^(?::::+\s*|!!!\s*|\?\?\?\+?\s*)(\w+)/.exec(text);
    if (open === null && opens !== null && piece.kind === 'prose') {
      const warns = /^(?:warning|caution|danger|important|attention|error)$/i.test(opens[1] ?? '');
      const isOver = text.startsWith('!') || text.startsWith('?') || /\n:::+\s*$/.test(text);
      const aside: Aside & { readonly blocks: Block[] } = { kind: 'aside', warns, blocks: [piece], lines: piece.lines };
      out.push(aside);
      open = isOver ? null : { blocks: aside.blocks, first: piece };
      continue;
    }
    if (open !== null && piece.kind !== 'heading') {
      open.blocks.push(piece);
      if (/(?:^|\n):::+\s*$/.test(text)) open = null;
      continue;
    }
    open = null;
    out.push(piece);
  }
  return out;
}

/** A part of a page that is a runbook of its own. */
export interface Candidate {
  readonly heading: Leaf;
  readonly page: Page;
}

/**
 * The runbooks of a page, where it holds several: neighbours of one level that each have sections of their own which say what
 * they are for, and are themselves no such sections. Empty where it is one runbook.
 */
export function runbooksIn(page: Page): readonly Candidate[] {
  const whole = page.sections.filter(isRunbook);
  const others = page.sections.filter((section) => !isRunbook(section));
  // One alone may be a part of a page; so may many, where the page has sections for all of them.
  const isShared = others.some(({ heading }) =>
    ['diagnosis', 'resolution', 'causes'].includes(purposeOf(heading.text) ?? ''),
  );
  if (whole.length >= 2 && !isShared) return whole.map((section) => candidate(section, page));
  const inner = page.sections.flatMap(({ heading, sections }) =>
    purposeOf(heading.text) === undefined || /alerts?|runbooks?|incidents?/i.test(heading.text)
      ? sections.filter(isRunbook)
      : [],
  );
  return inner.length >= 2 && !isShared && whole.length === 0 ? inner.map((section) => candidate(section, page)) : [];
}

function candidate(section: Section, { front }: Page): Candidate {
  const { heading, blocks, sections } = section;
  return { heading, page: { title: heading, opening: blocks, sections, front } };
}

function isRunbook({ heading, sections }: Section): boolean {
  const purposes = sections.map(({ heading: inner }) => purposeOf(inner.text));
  const kinds = new Set(purposes.filter((purpose) => purpose !== undefined && purpose !== 'references'));
  const looks =
    kinds.has('diagnosis') ||
    kinds.has('symptoms') ||
    kinds.has('causes') ||
    kinds.has('summary') ||
    kinds.has('trigger');
  const acts = kinds.has('resolution') || kinds.has('diagnosis');
  return (
    kinds.size >= 2 &&
    looks &&
    acts &&
    !PART.test(bareHeading(plainWords(heading.text))) &&
    ownPurpose(heading.text) === undefined
  );
}

// `RedisDown` and `High CPU on API` name something; `Diagnosis` and `Scenario 2` are parts of one.
const PART = /^(?:scenario|case|cause|issue|problem|option|step|phase|part|если|caso)\b/;

const ownPurpose = (text: string): string | undefined => {
  const purpose = purposeOf(text);
  return purpose !== undefined && isKnownHeading(text) ? purpose : undefined;
};
