// Moments and spans of a report in words, the same in every format that people read.

import { duration } from '../text/text.ts';
import type { Gist } from './report-data.ts';
import type { Moment, MomentName } from './times.ts';

/** A moment, as a label. */
export const MOMENT: Readonly<Record<MomentName, string>> = {
  impact_start: 'Impact began',
  detected: 'Detected',
  acknowledged: 'Acknowledged',
  cause_known: 'Cause known',
  fixed: 'Fixed',
  verified: 'Verified',
  ended: 'Ended',
};

/** What the time until a moment was spent on. */
export const UNTIL: Readonly<Record<MomentName, string>> = {
  impact_start: '',
  detected: 'until it was detected',
  acknowledged: 'until a person was there',
  cause_known: 'until the cause was known',
  fixed: 'until it was fixed',
  verified: 'until that was verified',
  ended: 'until the end',
};

/** When a moment was, seen from the opening of the run: `after 2s`, `4m 12s before`; `never`, `not known`. */
export function whenWords({ what, after_ms }: Moment): string {
  if (after_ms === null) return what === 'impact_start' ? 'not known' : 'never';
  return after_ms < 0 ? `${duration(-after_ms)} before` : `after ${duration(after_ms)}`;
}

/** How long it took, and the parts of that: `6m 48s: 2s until the cause was known, …`; "" where nothing was to be resolved. */
export function resolveWords({ time_to_resolve: { total_ms, parts, waiting_for_people_ms } }: Gist): string {
  const shown = parts.filter(({ ms }) => ms >= 500).map(({ until, ms }) => `${duration(ms)} ${UNTIL[until]}`);
  const waited = waiting_for_people_ms < 500 ? [] : [`${duration(waiting_for_people_ms)} of it with a question open`];
  const whole = total_ms === null ? [] : [duration(total_ms)];
  return [[...whole, shown.join(', ')].filter((part) => part !== '').join(': '), ...waited]
    .filter((part) => part !== '')
    .join('; ');
}

/** What users noticed, since when, and for how long. */
export function impactWords({ impact: { symptoms, since, lasted_ms } }: Gist): string {
  const seen = symptoms.length === 0 ? 'no trigger of the runbook held' : symptoms.join('; ');
  return [
    seen,
    ...(since === null ? [] : [`since ${since.replace(/\.\d+Z$/, 'Z')}`]),
    ...(lasted_ms === null ? [] : [`for ${duration(lasted_ms)}`]),
  ].join(', ');
}
