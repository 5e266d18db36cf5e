// Words for how bad an incident is, in the texts of pages and alerts.

import type { Severity } from '../../model/runbook.ts';
import { SEVERITIES, wordsOf } from '../../parse/schema/severities.ts';

const PATTERNS: readonly (readonly [Severity, RegExp])[] = SEVERITIES.map(({ severity, words, stems }) => {
  const spelled = words.split(' ').map((word) => word.replace(/^sev(?=\d)/, 'sev-?\\s?'));
  return [severity, new RegExp(`(?<![\\p{L}\\d_])(?:${[...spelled, ...stems].join('|')})(?![\\p{L}\\d_])`, 'iu')];
});

/** The severities that a text names, worst first; none for a template such as `[P1|P2]` or `SEV-{x}`. */
export function severitiesIn(text: string): readonly Severity[] {
  if (/[{[<].*[|}\]>]/.test(text) && /[{[<]/.test(text.trim().charAt(0))) return [];
  if (/\{\w*\}|\bX\b/.test(text)) return [];
  const alone = SEVERITIES.find((row) => wordsOf(row).includes(text.trim().toLowerCase()));
  if (alone !== undefined) return [alone.severity];
  return PATTERNS.filter(([, pattern]) => pattern.test(text)).map(([severity]) => severity);
}
