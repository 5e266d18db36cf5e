// A script under `>`: YAML joins its lines into one, so that two commands become one, and a comment swallows what follows.

import { beginsCommand } from '../../kinds/scripts/traps.ts';
import type { TextNode } from '../yaml/node.ts';

/** What is wrong with a folded script; null when nothing is, or when it is not folded. `text` is the whole file. */
export function foldedScript(node: TextNode, text: string): { readonly message: string; readonly help: string } | null {
  if (node.style !== 'block' || text.charAt(node.start) !== '>') return null;
  const lines = text.slice(node.start, node.end).split(/\r?\n/).slice(1);
  const least = Math.min(...lines.filter((line) => line.trim() !== '').map(indentOf));
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    // An empty line ends a line, and one that stands further in is kept as it is.
    if (next === undefined || line.trim() === '' || next.trim() === '') continue;
    if (indentOf(line) > least || indentOf(next) > least) continue;
    if (/(?:^|\s)#/.test(withoutQuotes(line)))
      return { message: '`>` joins lines: the comment in this script swallows all that follows it', help: HELP };
    if (!GOES_ON.test(line.trim()) && beginsCommand(next.trim()))
      return { message: '`>` joins lines: two commands of this script become one', help: HELP };
  }
  return null;
}

const HELP = 'write `|` instead of `>`: it keeps the lines';

/** What a line ends with when its command goes on. */
const GOES_ON = /(?:[|&;({\\]|\b(?:then|do|else|in))$/;

const indentOf = (line: string): number => line.length - line.trimStart().length;

const withoutQuotes = (line: string): string => line.replace(/'[^']*'|"(?:\\.|[^"\\])*"/g, '""');
