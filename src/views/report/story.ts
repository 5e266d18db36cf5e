// Lines of the timeline that a report for people leaves out, because another part of it says the same.

import type { Tag } from '../text/tag.ts';
import type { TimelineLine } from './report-data.ts';

const ELSEWHERE: ReadonlySet<Tag> = new Set([
  'symptom',
  'input',
  'plan',
  'look',
  'watch',
  'phase',
  'because',
  'evidence',
  'verified',
  'followup',
  'record',
  'changed',
  'undo',
]);

/** Whether a line is told in another part of the report. */
export const standsElsewhere = ({ tag, about }: TimelineLine): boolean => ELSEWHERE.has(tag) || about === 'ruled_out';
