// Evidence in words: what an expression looked at, and what it saw.

import type { RankedCause } from '../model/event.ts';
import type { Evidence, Seen, Truth } from '../model/expression.ts';
import { unreachable } from '../model/result.ts';
import type { Sign } from './block.ts';
import { valueLine } from './reading-line.ts';
import { sanitizeLine } from './sanitize.ts';

/** Sign of a truth. */
export function truthSign(truth: Truth): Sign {
  switch (truth) {
    case 'true':
      return 'ok';
    case 'false':
      return 'bad';
    case 'unknown':
      return 'unknown';
    default:
      return unreachable(truth);
  }
}

/** What an expression saw: `ping.ok false, container.running ? (no Docker socket)`; "" when it names nothing. */
export const sawLine = ({ source, saw }: Evidence): string =>
  saw
    .filter((seen) => !saysNothing(source, seen))
    .map(
      (seen) =>
        `${sanitizeLine(seen.name)} ${'value' in seen ? valueLine(seen.value) : `? (${sanitizeLine(seen.unknown)})`}`,
    )
    .join(', ');

// That `ping.ok` is true because `ping.ok` is true is no news.
function saysNothing(source: string, seen: Seen): boolean {
  return 'value' in seen && typeof seen.value === 'boolean' && source.replace(/^!/, '') === seen.name;
}

/** A line of evidence: truth, expression, and what it saw. */
export function evidenceLine(evidence: Evidence): string {
  const saw = sawLine(evidence);
  return `${evidence.truth}: ${sanitizeLine(evidence.source)}${saw === '' ? '' : ` (${saw})`}`;
}

/** A verdict on a cause, with how many of its lines hold: `possible, 2 of 3 lines hold, 1 unknown`. */
export function verdictWords({ verdict, lines, tried }: RankedCause): string {
  const word = verdict === 'ruled_out' ? 'ruled out' : verdict;
  const again = tried ? ', tried' : '';
  if (lines.length === 0) return `${word}, no evidence written${again}`;
  if (verdict !== 'possible') return `${word}${again}`;
  const hold = lines.filter(({ truth }) => truth === 'true').length;
  const unknown = lines.filter(({ truth }) => truth === 'unknown').length;
  return `${word}, ${hold} of ${lines.length} lines hold, ${unknown} unknown${again}`;
}
