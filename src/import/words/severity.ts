// Words for how bad an incident is.

import type { Severity } from '../../model/runbook.ts';

const WORDS: readonly (readonly [Severity, RegExp])[] = [
  [
    'critical',
    /\b(?:critical|emergency|p0|p1|sev-?\s?0|sev-?\s?1|s1|page|disaster|crític[oa]|критическ\p{L}*|critique|kritisch|blocker|urgent|심각)(?!\p{L})/iu,
  ],
  ['high', /\b(?:high|major|error|p2|sev-?\s?2|s2|alt[oa]|высок\p{L}*|hoch|élevée?)(?!\p{L})/iu],
  ['medium', /\b(?:warning|warn|medium|moderate|p3|sev-?\s?3|s3|médi[oa]|средн\p{L}*|mittel|ticket)(?!\p{L})/iu],
  [
    'low',
    /\b(?:low|minor|info|informational|notice|p4|p5|sev-?\s?[45]|s[45]|baix[oa]|baj[oa]|низк\p{L}*|niedrig)(?!\p{L})/iu,
  ],
];

const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** The severities that a text names, worst first; none for a template such as `[P1|P2]` or `SEV-{x}`. */
export function severitiesIn(text: string): readonly Severity[] {
  if (/[{[<].*[|}\]>]/.test(text) && /[{[<]/.test(text.trim().charAt(0))) return [];
  if (/\{\w*\}|\bX\b/.test(text)) return [];
  const found = WORDS.filter(([, pattern]) => pattern.test(text)).map(([severity]) => severity);
  return ORDER.filter((severity) => found.includes(severity));
}
