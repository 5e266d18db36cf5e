// Markdown to blocks, by a CommonMark and GFM parser: positions of every block, and no meaning yet.

import type { BlockContent, DefinitionContent, ListItem, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { warnsIn } from '../words/warnings.ts';
import type { Block, Code, Item, Leaf, Lines, Row } from './page.ts';

/** A heading among the blocks. */
export interface Heading extends Leaf {
  readonly kind: 'heading';
  readonly depth: number;
}

/** What stands on a page, one after the other. */
export type Piece = Block | Heading;

/** What stands inside of a line is taken as it is written: the parser would be at it in quadratic time, for `[` and its like. */
const INSIDE_LINES =
  'attention autolink characterEscape characterReference codeText hardBreakEscape htmlText labelEnd labelStartImage labelStartLink';

/** The pieces of a text; `offset` is how many lines of the page stand before it. */
export function piecesOf(text: string, offset: number): readonly Piece[] {
  const tree = fromMarkdown(text.split('\n').map(flatter).join('\n'), {
    extensions: [gfmTable(), { disable: { null: INSIDE_LINES.split(' ') } }],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  return settled(tree.children.flatMap((node) => pieceOf(node, { text, offset, depth: 0 })));
}

/** Lists and quotes that one line opens, and columns before one; the parser is at more of them in quadratic time. */
const [MOST_OPENED, FURTHEST] = [50, 100];
const OPENS = /[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))/y;
const DEEP = new RegExp(`[ \\t]{${FURTHEST},}(?:[-*+>]|\\d{1,9}[.)](?=[ \\t]))`, 'y');

/** Signs of lists and quotes, and what stands for them where they are one too many: characters that no text has. */
const SIGNS = '>-*+.)';
const FIRST = 0xfdd0;

function flatter(line: string): string {
  OPENS.lastIndex = 0;
  DEEP.lastIndex = 0;
  let last = 0;
  if (DEEP.test(line)) last = DEEP.lastIndex;
  else for (let n = 0; n <= MOST_OPENED && OPENS.test(line); n++) last = n < MOST_OPENED ? 0 : OPENS.lastIndex;
  if (last === 0) return line;
  const shut = String.fromCharCode(FIRST + SIGNS.indexOf(line.charAt(last - 1)));
  return line.slice(0, last - 1) + shut + line.slice(last);
}

const asWritten = (text: string): string =>
  text.replace(/[\ufdd0-\ufdd5]/g, (sign) => SIGNS.charAt(sign.charCodeAt(0) - FIRST));

interface Source {
  readonly text: string;
  readonly offset: number;
  /** In how many lists and quotes it stands. */
  readonly depth: number;
}

/** Lists and quotes in one another; what stands deeper is one piece as it is written. */
const MOST_DEPTH = 24;

type Node = RootContent | BlockContent | DefinitionContent | ListItem;

function pieceOf(node: Node, source: Source): readonly Piece[] {
  const lines = linesOf(node, source);
  if (source.depth > MOST_DEPTH) return [{ kind: 'other', text: sliceOf(node, source), lines }];
  switch (node.type) {
    case 'heading':
      return [{ kind: 'heading', depth: node.depth, text: headingText(sliceOf(node, source)), lines }];
    case 'paragraph': {
      const text = sliceOf(node, source);
      return text === '' ? [] : [{ kind: 'prose', text, lines }];
    }
    case 'code':
      return [
        {
          kind: 'code',
          text: asWritten(node.value),
          language: languageOf(node.lang ?? ''),
          lines,
        },
      ];
    case 'list':
      return [{ kind: 'list', items: node.children.map((item) => itemOf(item, source)), lines }];
    case 'table': {
      const rows = node.children.map((row): Row => {
        const cells = row.children.map((cell) => innerOf(cell.children, source));
        return { text: sliceOf(row, source), cells, lines: linesOf(row, source) };
      });
      const [head, ...others] = rows;
      return head === undefined ? [] : [{ kind: 'table', head, rows: others, lines }];
    }
    case 'blockquote': {
      const blocks = blocksOf(node.children, source);
      return [{ kind: 'aside', warns: warnsIn(sliceOf(node, source)), blocks, lines }];
    }
    case 'thematicBreak':
      return [];
    default:
      return [{ kind: 'other', text: sliceOf(node, source), lines }];
  }
}

function blocksOf(nodes: readonly Node[], around: Source): readonly Block[] {
  const source = { ...around, depth: around.depth + 1 };
  // A heading inside of a list or a quote is prose there.
  const pieces = nodes
    .flatMap((node) => pieceOf(node, source))
    .map(
      (piece): Block => (piece.kind === 'heading' ? { kind: 'prose', text: piece.text, lines: piece.lines } : piece),
    );
  return settled(pieces) as readonly Block[];
}

function itemOf(node: ListItem, source: Source): Item {
  const [first, ...rest] = node.children;
  const lead = first?.type === 'paragraph' || first?.type === 'heading' ? first : undefined;
  const text = lead === undefined ? '' : sliceOf(lead, source);
  const lines = lead === undefined ? linesOf(node, source) : linesOf(lead, source);
  const at = lead === undefined ? { first: lines.first, last: lines.first } : lines;
  return { kind: 'item', text, lines: at, blocks: blocksOf(lead === undefined ? node.children : rest, source) };
}

/**
 * A fence that stands as deep as the bullet above it is no part of that bullet for the parser, and is one for people: it goes
 * to the last item of the list before it; lists that such fences had torn apart are one again.
 */
function settled(pieces: readonly Piece[]): readonly Piece[] {
  const out: Piece[] = [];
  // The items of the last piece, where it is a list.
  let items: Item[] = [];
  for (const piece of pieces) {
    const before = out.at(-1);
    const last = before?.kind === 'list' ? items.at(-1) : undefined;
    if (before?.kind === 'list' && last !== undefined && piece.kind === 'code' && belongsTo(last, piece)) {
      items[items.length - 1] = { ...last, blocks: [...last.blocks, piece] };
      out[out.length - 1] = { ...before, items, lines: spanOf(before, piece) };
    } else if (before?.kind === 'list' && piece.kind === 'list' && hasCode(last)) {
      for (const item of piece.items) items.push(item);
      out[out.length - 1] = { ...before, items, lines: spanOf(before, piece) };
    } else {
      items = piece.kind === 'list' ? [...piece.items] : [];
      out.push(piece.kind === 'list' ? { ...piece, items } : piece);
    }
  }
  return out;
}

const hasCode = (item: Item | undefined): boolean => item?.blocks.some(({ kind }) => kind === 'code') === true;

// What is more than a few lines away belongs to the section, not to the bullet.
const belongsTo = (item: Item, code: Code): boolean => {
  const end = item.blocks.at(-1)?.lines.last ?? item.lines.last;
  return code.lines.first - end <= 2;
};

const spanOf = (a: { readonly lines: Lines }, b: { readonly lines: Lines }): Lines => ({
  first: a.lines.first,
  last: b.lines.last,
});

function linesOf({ position }: Pick<Node, 'position'>, { offset }: Source): Lines {
  return { first: (position?.start.line ?? 1) + offset, last: (position?.end.line ?? 1) + offset };
}

// As it is written, without what stands at the margin of its lines: blanks, and the signs of quotes.
function sliceOf({ position }: Pick<Node, 'position'>, { text }: Source): string {
  if (position === undefined) return '';
  return text
    .slice(position.start.offset, position.end.offset)
    .split('\n')
    .map((line, n) => (n === 0 ? line : line.replace(/^[ \t]*(?:> ?)*[ \t]*/, '')))
    .join('\n')
    .replace(/^(?:> ?)+/, '')
    .trim();
}

function innerOf(nodes: readonly { readonly position?: Node['position'] }[], source: Source): string {
  const [first, last] = [nodes[0]?.position, nodes.at(-1)?.position];
  if (first === undefined || last === undefined) return '';
  return source.text.slice(first.start.offset, last.end.offset).replaceAll('\\|', '|').trim();
}

const headingText = (text: string): string =>
  text
    .replace(/^#{1,6}[ \t]*/, '')
    .replace(/(?<![ \t])[ \t]+#+[ \t]*$/, '')
    .replace(/\n[=-]+[ \t]*$/, '')
    .replace(/(?<!\s)\s*\n\s*/g, ' ')
    .trim();

const languageOf = (tag: string): string =>
  tag
    .toLowerCase()
    .replace(/^\{?\.?/, '')
    .replace(/[{},:].*$/, '')
    .trim();
