// The pages for people as data: README.md and docs/. Reads Markdown as far as these pages use it; judges nothing.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './source-tree.ts';

/** One page. */
export interface Page {
  /** Path below the package, such as `docs/cli.md`. */
  readonly path: string;
  readonly blocks: readonly Block[];
  /** Text in back-quotes outside of blocks. */
  readonly spans: readonly Placed[];
  readonly tables: readonly Table[];
  /** Targets of links as they are written. */
  readonly links: readonly Placed[];
  /** Anchors of its headings. */
  readonly anchors: ReadonlySet<string>;
}

/** A piece of text and the line it stands in, from 1. */
export interface Placed {
  readonly text: string;
  readonly line: number;
}

/** A fenced block. */
export interface Block extends Placed {
  /** The word behind the fence; "" without one. */
  readonly language: string;
}

/** A table, with the heading it stands under. */
export interface Table {
  readonly under: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every page. */
export function pages(): readonly Page[] {
  const docs = existsSync(join(ROOT, 'docs')) ? readdirSync(join(ROOT, 'docs')) : [];
  const paths = ['README.md', ...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
  return paths.sort().map(pageAt);
}

/** One page by its path. */
export function pageAt(path: string): Page {
  const lines = readFileSync(join(ROOT, path), 'utf8').split('\n');
  const { blocks, prose } = separate(lines);
  const each = (pattern: RegExp, group = 1): readonly Placed[] =>
    prose.flatMap((text, n) => [...text.matchAll(pattern)].map((match) => ({ text: match[group] ?? '', line: n + 1 })));
  return {
    path,
    blocks,
    spans: each(/`([^`]+)`/g),
    tables: tablesOf(prose),
    links: each(/\]\(([^)\s]+)\)/g),
    anchors: new Set(each(/^#{1,6}\s+(.+)$/g).map(({ text }) => anchorOf(text))),
  };
}

/** The path below the package, and the anchor, that a link leads to; null when it leads elsewhere. */
export function leadsTo(page: Page, target: string): { readonly path: string; readonly anchor: string } | null {
  if (/^[a-z]+:/.test(target)) return null;
  const [file = '', anchor = ''] = target.split('#');
  return { path: file === '' ? page.path : join(dirname(page.path), file), anchor };
}

/** The text in back-quotes inside a cell. */
export const codesIn = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

function separate(lines: readonly string[]): { readonly blocks: readonly Block[]; readonly prose: readonly string[] } {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { readonly language: string; readonly line: number; readonly lines: string[] } | null = null;
  for (const [n, line] of lines.entries()) {
    const fence = /^\s*```(\w*)$/.exec(line);
    if (open !== null && fence !== null) {
      blocks.push({ language: open.language, line: open.line, text: `${open.lines.join('\n')}\n` });
      open = null;
    } else if (fence !== null) open = { language: fence[1] ?? '', line: n + 1, lines: [] };
    else if (open !== null) open.lines.push(line);
    // Lines keep their numbers.
    prose.push(open !== null || fence !== null ? '' : line);
  }
  return { blocks, prose };
}

function tablesOf(prose: readonly string[]): readonly Table[] {
  const tables: { under: string; columns: readonly string[]; rows: (readonly string[])[] }[] = [];
  let under = '';
  let inside = false;
  for (const line of prose) {
    under = /^#{1,6}\s+(.+)$/.exec(line)?.[1] ?? under;
    if (!line.startsWith('|')) inside = false;
    else if (!inside) {
      tables.push({ under, columns: cellsOf(line), rows: [] });
      inside = true;
    } else if (!/^\|[\s|:-]+\|$/.test(line)) tables.at(-1)?.rows.push(cellsOf(line));
  }
  return tables;
}

const cellsOf = (line: string): readonly string[] =>
  line
    .slice(1, line.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

// As GitHub makes them.
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
