// Whether a name may be used where it stands.

import type { ExpressionPlace, ExpressionProblem, PlainPlace } from '../environment.ts';
import type { Root } from '../names.ts';
import { problemAt } from '../problem.ts';
import { type Chain, nameOf, textOf } from '../syntax/node.ts';
import type { Checking } from './checking.ts';

/** What is wrong with using a name in this place; null when nothing is. */
export function outOfPlace(chain: Chain, root: Root, checking: Checking): ExpressionProblem | null {
  const name = nameOf(chain, root.kind === 'input' || root.kind === 'run' || isBefore(root) ? 1 : 0);
  const refuse = (message: string, help: string, instead?: string): ExpressionProblem =>
    problemAt(chain, { code: 'out-of-scope', message, help, instead });
  const [plain, hasItem] = plainPlace(checking.place);
  if (root.kind === 'item')
    return hasItem
      ? null
      : refuse('there is no `item` here', 'it is known in a step that has `for_each`, but not in its goal');
  switch (plain) {
    case 'run':
      return null;
    case 'alert':
      return root.kind === 'alert' ? null : refuse(`\`${name}\` cannot be used here`, 'only `alert` is known here');
    case 'undo':
      if ((root.kind !== 'probe' && root.kind !== 'fact') || root.before) return null;
      return refuse(
        `in an undo, \`${name}\` would be read after the change`,
        `write before.${name}`,
        `before.${textOf(chain)}`,
      );
    case 'probe': {
      if (root.kind === 'cause' || root.kind === 'step' || isBefore(root)) {
        return refuse(`\`${name}\` cannot be used in a probe`, 'a probe knows probes, facts, inputs and `alert`');
      }
      const [need] = root.kind === 'fact' ? checking.factNeeds(root.id) : [];
      if (need === undefined) return null;
      const help = need === 'step' ? 'it depends on a step' : `it depends on \`${need}\``;
      return refuse(`the fact \`${name}\` cannot be used in a probe`, help);
    }
  }
}

/** A place without its item, and whether it has one. */
function plainPlace(place: ExpressionPlace): readonly [PlainPlace, boolean] {
  switch (place) {
    case 'each run':
      return ['run', true];
    case 'each probe':
      return ['probe', true];
    case 'each undo':
      return ['undo', true];
    default:
      return [place, false];
  }
}

const isBefore = (root: Root): boolean => 'before' in root && root.before;
