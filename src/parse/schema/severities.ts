// Words of other tools and of pages for how bad an incident is: one table for what is imported and for what is written by hand.

import type { Severity } from '../../model/runbook.ts';

interface Row {
  readonly severity: Severity;
  /** Words that mean it wherever they stand; `sev1` is `sev-1` and `sev 1`, too. */
  readonly words: string;
  /** Words that mean it only where nothing else is said. */
  readonly alone: string;
  /** Words of other languages, as patterns. */
  readonly stems: readonly string[];
}

/** All severities, worst first. */
export const SEVERITIES: readonly Row[] = [
  {
    severity: 'critical',
    words: 'critical emergency p0 p1 sev0 sev1 s0 s1 page disaster blocker urgent fatal',
    alone: '1',
    stems: ['crític[oa]', 'критическ\\p{L}*', 'critique', 'kritisch', '심각'],
  },
  {
    severity: 'high',
    words: 'high major error p2 sev2 s2',
    alone: '2',
    stems: ['alt[oa]', 'высок\\p{L}*', 'hoch', 'élevée?'],
  },
  {
    severity: 'medium',
    words: 'medium warning warn moderate p3 sev3 s3 ticket',
    alone: '3 average normal',
    stems: ['médi[oa]', 'средн\\p{L}*', 'mittel'],
  },
  {
    severity: 'low',
    words: 'low minor info informational information notice trivial p4 p5 sev4 sev5 s4 s5',
    alone: '4 5',
    stems: ['baix[oa]', 'baj[oa]', 'низк\\p{L}*', 'niedrig'],
  },
];

/** The words of a severity as they stand alone, in small letters. */
export const wordsOf = ({ words, alone }: Row): readonly string[] =>
  `${words} ${alone}`
    .split(' ')
    .flatMap((word) => (/^sev\d$/.test(word) ? [word, word.replace('sev', 'sev-')] : [word]));
