// Files that a script makes for itself and takes away again: `t=$(mktemp)`. What happens to them is no change.

import { eachCommand, type List, listsInWord, type Simple, textOf, type Word } from './syntax.ts';

/** Variables that hold the name of such a file. */
export function temporaryFiles(list: List): ReadonlySet<string> {
  const names = new Set<string>();
  eachCommand(list, (command) => {
    if (command.kind !== 'simple') return;
    for (const { name, value } of command.assignments) if (isMade(value)) names.add(name);
  });
  return names;
}

const isMade = (value: Word): boolean =>
  listsInWord(value).some((inner) =>
    inner.some(({ pipeline: { commands } }) =>
      commands.some((one) => one.kind === 'simple' && textOf(one.words[0]) === 'mktemp'),
    ),
  );

/** Whether a word names such a file, or one in such a folder. */
export function isTemporary({ pieces }: Word, temporary: ReadonlySet<string>): boolean {
  const [first] = pieces;
  return first !== undefined && 'variable' in first && temporary.has(first.variable);
}

/** Whether a command does something to such files, and to nothing else. */
export function onlyTidies({ words }: Simple, temporary: ReadonlySet<string>): boolean {
  const [name, ...args] = words;
  if (!/^(?:rm|rmdir|mv|cp|touch|chmod|truncate|mkdir|sed|tee|sort)$/.test(textOf(name) ?? '')) return false;
  const operands = args.filter((word) => textOf(word)?.startsWith('-') !== true);
  return operands.length > 0 && operands.every((word) => isTemporary(word, temporary));
}
