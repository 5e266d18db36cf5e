// Whether a name may be used where it stands.

import type { ExpressionProblem } from '../environment.ts';
import type { Root } from '../names.ts';
import { problemAt } from '../problem.ts';
import { type Chain, nameOf, textOf } from '../syntax/node.ts';
import type { Checking } from './checking.ts';

/** What is wrong with using a name in this place; null when nothing is. */
export function outOfPlace(chain: Chain, root: Root, checking: Checking): ExpressionProblem | null {
  const name = nameOf(chain, root.kind === 'input' || root.kind === 'run' || isBefore(root) ? 1 : 0);
  const refuse = (message: string, help: string, instead?: string): ExpressionProblem =>
    problemAt(chain, { code: 'out-of-scope', message, help, instead });
  switch (checking.place) {
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

const isBefore = (root: Root): boolean => 'before' in root && root.before;
