// The keys at the foot of the guided screen: what can be pressed besides the answers.

import type { Run } from '../../engine/state.ts';
import { unreachable } from '../../model/result.ts';
import type { Option } from './option.ts';
import type { Local } from './screen.ts';

/** Keys that are named at the foot of the screen, with what each does. */
export function footKeys(
  { question }: Run,
  { mode }: Local,
  options: readonly Option[],
): readonly (readonly [string, string])[] {
  switch (mode.type) {
    case 'reading':
      if (mode.what === 'output')
        return [
          ['Esc', 'back'],
          ['←→', 'earlier, later'],
          ['p', 'pager'],
          ['PgDn', 'read on'],
        ];
      if (mode.what === 'why' || mode.what === 'expressions')
        return [
          ['Esc', 'back'],
          ['e', mode.what === 'why' ? 'expressions' : 'in words'],
          ['PgDn', 'read on'],
        ];
      if (mode.what === 'undo')
        return [
          ['Esc', 'back'],
          ['C', 'copy'],
          ['PgDn', 'read on'],
        ];
      return [
        ['Esc', question === null ? 'back' : 'back to the question'],
        ['PgDn', 'read on'],
      ];
    case 'note':
      return [
        ['Enter', 'save'],
        ['Esc', 'back'],
      ];
    case 'typing': {
      const needs = options.find(({ key }) => key === mode.option)?.needs.type;
      return [
        ['Enter', needs === 'word' ? 'run it' : 'use it'],
        ...(needs === 'edit' ? ([['^X', 'your editor']] as const) : []),
        ['Esc', 'back'],
      ];
    }
    case 'gone':
      return [['Esc', 'back']];
    case 'interrupt':
      return [['Esc', 'go on']];
    case 'main':
      if (question === null)
        return [
          ['w', 'why'],
          ['o', 'output'],
          ['n', 'note'],
          ['?', 'help'],
        ];
      if (!('proposal' in question))
        return [
          ['w', 'why'],
          ['n', 'note'],
          ['?', 'help'],
        ];
      return [
        ['w', 'why'],
        ...(question.kind === 'failed' ? ([['u', 'undo']] as const) : []),
        ['c', 'copy'],
        ['n', 'note'],
        ['?', 'help'],
      ];
    default:
      return unreachable(mode);
  }
}
