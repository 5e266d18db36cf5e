// The evidence again, for a person who asks for it in plain lines: every cause with what was seen of it, in the words of
// titles; or every expression, where everything is told.

import type { Plan } from '../../engine/plan.ts';
import { rankingOf, type State } from '../../engine/state.ts';
import type { ToldCause } from '../blocks/block.ts';
import { evidenceLine, ruledOutBy, verdictWord } from '../blocks/evidence-lines.ts';
import { shownRanking } from '../blocks/look-blocks.ts';
import type { Detail } from './line.ts';

/** Lines that say why, in the order of the causes; what is ruled out stands at the end. */
export function whyTold(plan: Plan, state: State, detail: Detail): readonly string[] {
  const causes = state.opened === null ? [] : shownRanking(plan, rankingOf(state), state).causes;
  if (causes.length === 0) return ['no causes are ranked yet'];
  const open = detail === 'full' ? causes : causes.filter(({ verdict }) => verdict !== 'ruled_out');
  const out = detail === 'full' ? [] : ruledOutBy(causes);
  return [
    ...open.flatMap((cause) => [
      `${cause.title}: ${verdictWord(cause.verdict)}`,
      ...(detail === 'full' ? cause.lines.map(evidenceLine) : seenOf(cause)).map((line) => `  ${line}`),
    ]),
    ...out.map(({ by, titles }) => `ruled out by ${by}: ${titles.join('; ')}`),
  ];
}

const seenOf = ({ because, holds, unseen, verdict }: ToldCause): readonly string[] => [
  ...(because === undefined ? holds : [because]),
  ...(verdict === 'confirmed' ? [] : unseen.map((line) => `not known: ${line}`)),
];
