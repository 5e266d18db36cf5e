// What the preview of a step saw, in one line: the blast radius of what is to be approved.

import type { Question } from '../../model/question.ts';
import type { Runbook } from '../../model/runbook.ts';
import { stepByKey } from './names.ts';
import { readingLine } from './reading-line.ts';

/** The preview of the step that a question is about; null without one. */
export function previewLine(runbook: Runbook, question: Question): string | null {
  if (!('proposal' in question) || question.proposal.preview === undefined) return null;
  const { step, kind, preview } = question.proposal;
  if ('blind' in preview) return `not seen: ${preview.blind} (${preview.title})`;
  return `${readingLine(stepByKey(runbook, step)?.preview?.kind ?? kind, preview.reading)} (${preview.title})`;
}
