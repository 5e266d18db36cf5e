// A question in words: what is put before a person, the same for the guided screen and for plain mode.

import type { Plan } from '../../engine/plan.ts';
import type { Run } from '../../engine/state.ts';
import type { Proposal, ProposedUndo, Question } from '../../model/question.ts';
import type { Said } from '../../model/reasons/unknown.ts';
import { unreachable } from '../../model/result.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { Asked, AskedStep } from './block.ts';
import { evidenceLine, goalLine, sawLine, verdictWord } from './evidence-lines.ts';
import { inWords } from './in-words.ts';
import { causeTitle, isUndoKey, stepByKey, writtenTitle } from './names.ts';
import { findingOf, findingText, readingLine } from './reading-line.ts';
import { saidWords, unknownWords } from './unknown-words.ts';
import { againWords, doubtWords, missedWords, settledInWords, settledWords, skipInWords } from './why.ts';

/** What has been found so far. */
export type Found = Pick<Run, 'probes' | 'executions'>;

/** A question as a block. */
export function askedOf(plan: Plan, question: Question, found: Found = { probes: {}, executions: [] }): Asked {
  return {
    type: 'asked',
    question,
    why: [...whyOf(question), ...commandEnd(question, found)],
    brief_why: [...whyInWords(plan, question, found.probes), ...commandEnd(question, found)],
    step: 'proposal' in question ? stepOf(plan, question) : null,
  };
}

// A goal that was missed does not say that the command itself had failed.
function commandEnd(question: Question, { executions }: Found): readonly string[] {
  if (question.kind !== 'failed' || question.why.code !== 'goal_missed') return [];
  const { step, kind } = question.proposal;
  const outcome = executions.findLast(({ started }) => started.step === step)?.finished?.outcome;
  return outcome?.status === 'failed' ? [`the command ended: ${findingText(findingOf(kind, outcome))}`] : [];
}

// What has led to the question, beside what it is about.
function whyOf(question: Question): readonly string[] {
  switch (question.kind) {
    case 'cause':
    case 'ask':
    case 'waiting':
      return [];
    case 'not_verified':
      return question.goals.map(goalLine);
    case 'by_hand':
      return [];
    case 'approve':
      return question.again === undefined ? [] : [againWords(question.again)];
    case 'unknown_if': {
      const { source, saw } = question;
      const seen = 'code' in saw ? saw.lines.map(sanitizeLine) : [sawLine({ source, truth: 'unknown', saw })];
      return [`${sanitizeLine(source)} is unknown`, ...seen.filter((line) => line !== '')];
    }
    case 'cause_changed':
      return 'code' in question.lines ? question.lines.lines.map(sanitizeLine) : question.lines.map(evidenceLine);
    case 'failed':
      return [settledWords(question.why)];
    case 'in_doubt':
      return question.why.code === 'goal_missed'
        ? [doubtWords(question.why.after), ...question.why.goals.map(({ goal }) => evidenceLine(goal))]
        : [doubtWords(question.why)];
    default:
      return unreachable(question);
  }
}

// The same without expressions.
function whyInWords(plan: Plan, question: Question, probes: Run['probes']): readonly string[] {
  switch (question.kind) {
    case 'not_verified':
      return question.goals.map(({ title, goal }) => {
        const found = inWords(plan, probes, [goal]).join('; ');
        const word = goal.truth === 'false' ? 'not so' : 'not seen';
        return `${word}: ${sanitizeLine(title)}${found === '' ? '' : ` (${found})`}`;
      });
    case 'unknown_if': {
      const { source, saw } = question;
      if ('code' in saw) return whyOf(question);
      return ['Nobody can say whether it applies here.', ...inWords(plan, probes, [{ source, truth: 'unknown', saw }])];
    }
    case 'cause_changed':
      return 'code' in question.lines ? whyOf(question) : inWords(plan, probes, question.lines);
    case 'failed':
      return [settledInWords(question.why)];
    case 'in_doubt':
      return question.why.code === 'goal_missed'
        ? [doubtWords(question.why.after), missedWords(question.why)]
        : whyOf(question);
    default:
      return whyOf(question);
  }
}

// The evidence for the cause is as old as its ranking: what probes found since is no part of it.
function stepOf(plan: Plan, { proposal }: Extract<Question, { proposal: unknown }>): AskedStep {
  return {
    isUndo: isUndoKey(plan, proposal.step),
    why: causeLines(plan, proposal, ({ lines }) => lines.map(evidenceLine)),
    brief_why: causeLines(plan, proposal, ({ because, lines }) =>
      because === undefined ? inWords(plan, {}, lines) : [],
    ),
    preview: previewLine(plan, proposal),
    undo: undoLines(plan, proposal),
  };
}

type Why = Exclude<Proposal['why'], null | Said>;

function causeLines(plan: Plan, { why }: Proposal, evidence: (why: Why) => readonly string[]): readonly string[] {
  if (why === null) return [];
  if ('code' in why) return why.lines.map(sanitizeLine);
  const because = why.because === undefined ? [] : [sanitizeLine(why.because)];
  return [`${causeTitle(plan, why.id)} (${verdictWord(why.verdict)})`, ...because, ...evidence(why)];
}

/** As many are written out of those that take back several items. */
const MOST_UNDOS = 5;

// One for each item; the commands that they take back are what is to be read.
function undoLines(plan: Plan, { undo, items = [] }: Proposal): readonly string[] {
  const lines = undo.map((one) => undoLine(plan, one));
  const more = lines.length - MOST_UNDOS;
  return items.length === 0 || more < 2
    ? lines
    : [...lines.slice(0, MOST_UNDOS), `and ${more} more, for the other items`];
}

function undoLine(plan: Plan, undo: ProposedUndo): string {
  if ('shown' in undo) return undo.shown.command;
  return 'code' in undo ? saidWords(undo) : `${writtenTitle(plan, undo.step)}: ${skipInWords(undo.why)}`;
}

// The blast radius of what is to be approved.
function previewLine(plan: Plan, { step, kind, preview }: Proposal): string | null {
  if (preview === undefined) return null;
  const title = sanitizeLine(preview.shown.title);
  if ('blind' in preview) return `not seen: ${unknownWords(preview.blind)} (${title})`;
  return `${readingLine(stepByKey(plan, step)?.preview?.kind ?? kind, preview.reading)} (${title})`;
}
