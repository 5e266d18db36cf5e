// The fences of a body: commands with the label above them, queries, and what is shown and not done.

import { fenceKind } from '../commands/fence.ts';
import { splitFence } from '../commands/split.ts';
import type { Code } from '../page/page.ts';
import { type At, note } from './at.ts';
import { leafOf } from './group.ts';

/** Reads a fence: its commands, or a note of what else it is. */
export function readCode(code: Code, at: At): void {
  const kind = fenceKind(code.language, code.text);
  if (at.printed === true) {
    at.printed = false;
    const last = at.group.entries.findLast(({ kind: one }) => one === 'command');
    if (last !== undefined) {
      at.group.entries.push({ kind: 'output', leaf: code });
      return;
    }
  }
  if (at.role === 'tell') {
    note([code], at, 'it shows what is told');
    return;
  }
  if (kind === 'sql' || kind === 'promql' || kind === 'request') {
    const piece = { script: code.text, isAlternative: false };
    at.group.entries.push({
      kind: 'command',
      form: kind,
      piece,
      label: at.label,
      role: at.role,
      leaf: code,
      whole: code,
      fallback: at.fallback,
    });
    return;
  }
  if (kind !== 'shell') {
    note(
      [code],
      at,
      kind === 'output'
        ? 'it is output, not a command'
        : kind === 'rule'
          ? 'it is the rule of an alert'
          : 'it is a file, not a command',
    );
    return;
  }
  readCommands(code, at);
}

function readCommands(code: Code, at: At): void {
  const { pieces, rest } = splitFence(code.text);
  let from = 0;
  const role = at.waits === undefined ? at.role : 'check';
  const waits = at.waits;
  at.waits = undefined;
  for (const piece of pieces) {
    const { leaf, next } = leafOf(code, piece.script, from);
    from = next;
    if (piece.forbidden !== undefined) {
      at.group.entries.push({
        kind: 'note',
        leaf: { ...leaf, text: `# ${piece.forbidden}\n${piece.script}` },
        why: 'the page says not to do it',
      });
      continue;
    }
    at.group.entries.push({
      kind: 'command',
      form: 'shell',
      piece: waits === undefined ? piece : { ...piece, waits },
      label: at.label,
      role: piece.waits === undefined ? role : 'check',
      leaf,
      whole: code,
      fallback: at.fallback,
    });
  }
  if (pieces.length === 0) note([code], at, 'it holds no command');
  else if (rest.length > 0)
    at.group.entries.push({ kind: 'output', leaf: { text: rest.join('\n'), lines: code.lines } });
}
