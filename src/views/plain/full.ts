// Everything that a block holds, in lines: expressions with what they saw, every probe, every cause that is ruled out.

import type { Proposal, Stakes } from '../../model/question.ts';
import { unreachable } from '../../model/result.ts';
import { sanitize } from '../../redact/sanitize.ts';
import type { Asked, AskedStep, Block, CauseLine, Fact, Finish, Opening, Ranking } from '../blocks/block.ts';
import { againstLine, evidenceLine, sourceAndSaw, verdictWords } from '../blocks/evidence-lines.ts';
import { byHandWords, noUndo, proposedMeans, retrySaid, riskText, targetText } from '../blocks/names.ts';
import { destroysWords, losesWords } from '../blocks/stakes.ts';
import { oddCharacters, visibleCommand } from '../text/command-rows.ts';
import type { Tag } from '../text/tag.ts';
import { took } from '../text/text.ts';
import { listed, type Said } from './line.ts';

/** What a block says, each line under its tag. */
export function saidIn(block: Block): readonly Said[] {
  switch (block.type) {
    case 'opening':
      return openingSaid(block);
    case 'probes': {
      const words = [...new Set(block.probes.map(({ word }) => word))];
      const counts = words.map((word) => `${block.probes.filter((probe) => probe.word === word).length} ${word}`);
      return [['probes', [...counts, ...(block.out === 0 ? [] : [`${block.out} still running`])].join(', ')]];
    }
    case 'ranking':
      return rankingSaid(block);
    case 'fact':
      return factSaid(block);
    case 'asked':
      return questionSaid(block);
    case 'finish':
      return finishSaid(block);
    default:
      return unreachable(block);
  }
}

function openingSaid(opening: Opening): readonly Said[] {
  return [
    ['run', `${opening.run}: ${opening.title}; ${[opening.id, opening.severity, ...opening.about].join(', ')}`],
    ...opening.marks.map((mark): Said => ['mode', mark]),
    ...(opening.alert === null ? [] : [['alert', `${opening.alert.title}; ${opening.alert.about}`] as const]),
    ...opening.symptoms.map((symptom): Said => ['symptom', symptom]),
    ...opening.inputs.map(({ name, value }): Said => ['input', `${name}: ${value}`]),
    ...(opening.defaults === 0 ? [] : [['input', `${opening.defaults} with the default of the runbook`] as const]),
    ...opening.plan.map(({ name, text }, n): Said => ['plan', `${n + 1} ${name}: ${text}`]),
  ];
}

function rankingSaid({ triggers, causes, apart }: Ranking): readonly Said[] {
  return [
    ...triggers.map(
      ({ title, truth, evidence }): Said => [
        'trigger',
        `${truth}: ${title}${evidence === undefined ? '' : `: ${sourceAndSaw(evidence)}`}`,
      ],
    ),
    ...causes.flatMap((cause, n) => causeSaid(cause, n + 1)),
    ...apart.flatMap(({ titles, lines }): readonly Said[] => [
      ['apart', `cannot be told apart: ${titles.join('; ')}`],
      ...lines.map((line): Said => ['apart', `would tell them apart: ${evidenceLine(line)}`]),
    ]),
  ];
}

// What is ruled out takes one line: what rules it out.
function causeSaid(cause: CauseLine, number: number): readonly Said[] {
  const head = `${number}. ${verdictWords(cause)}: ${cause.title}`;
  if (cause.verdict === 'ruled_out') return [['cause', `${head}: ${againstLine(cause)}`, 'ruled_out']];
  return [
    ['cause', head],
    ...(cause.because === undefined ? [] : [['because', `${number}. ${cause.because}`] as const]),
    ...cause.lines.map((line): Said => ['evidence', `${number}. ${evidenceLine(line)}`]),
  ];
}

/** A fact: its title, command and risk, details and output. */
export function factSaid(fact: Fact): readonly Said[] {
  const { tag, title, text, ms, risk, stakes, target, command, details = [], output } = fact;
  const time = ms === undefined ? '' : ` (${took(ms)})`;
  return [
    [tag, `${title}${text === '' ? '' : `: ${text}`}${time}`],
    ...(risk === undefined ? [] : [['risk', riskText(risk)] as const]),
    ...(stakes === undefined ? [] : stakesSaid(stakes)),
    ...(target === undefined ? [] : [['target', target] as const]),
    ...(command === undefined ? [] : commandSaid(command)),
    ...details.map((line): Said => [tag, line]),
    ...(output === undefined ? [] : output.lines.map((line): Said => ['output', line])),
    ...(output === undefined || output.more === '' ? [] : [['output', `(${output.more})`] as const]),
  ];
}

function stakesSaid(stakes: Stakes): readonly Said[] {
  const [why, lost] = [destroysWords(stakes), losesWords(stakes)];
  return [...listed('risk', why === null ? [] : [`because ${why}`]), ...listed('lost', lost === null ? [] : [lost])];
}

// A line of a script is a line here too; nothing of a command is left out.
function commandSaid(command: string): readonly Said[] {
  const odd = oddCharacters(command);
  return [
    ...sanitize(visibleCommand(command))
      .split('\n')
      .map((line): Said => ['command', line]),
    ...(odd.length === 0 ? [] : [['command', `(not ASCII: ${odd.join(', ')})`] as const]),
  ];
}

function finishSaid(finish: Finish): readonly Said[] {
  return [
    ['result', `${finish.title}${finish.why === '' ? '' : `: ${finish.why}`}`],
    ...(finish.cause === null ? [] : listed('cause', [finish.cause])),
    ...listed('changed', finish.changed.length === 0 ? ['nothing'] : finish.changed),
    ...listed('verified', finish.verified),
    ...linesSaid('undo', finish.undo),
    ...listed('followup', finish.prevent),
    ...(finish.runbook === null ? [] : listed('next', [`firebreak run ${finish.runbook}`])),
    ...listed('record', [finish.transcript]),
  ];
}

/** A command that takes something back can be copied as it stands, line by line. */
export const linesSaid = (tag: Tag, texts: readonly string[]): readonly Said[] =>
  texts.flatMap((text) => text.split('\n').map((line): Said => [tag, line]));

/** All that a question says. */
export function questionSaid({ question, why, step }: Asked): readonly Said[] {
  switch (question.kind) {
    case 'cause':
      return [['question', 'Which cause do you want to work on? Choosing one changes nothing yet.']];
    case 'cause_changed':
      return [['question', 'The evidence for the cause has changed.'], ...why.map((line): Said => ['why', line])];
    case 'ask': {
      const { title, text } = question.shown;
      return [...(title === undefined ? [] : [title]), ...text.split('\n')].map((line): Said => ['question', line]);
    }
    case 'waiting':
      return [['question', 'You do not have to wait for this.']];
    case 'not_verified':
      return [['question', 'It is not verified. What now?'], ...why.map((line): Said => ['missed', line])];
    case 'by_hand':
      return [['question', byHandWords(question)]];
    case 'approve':
      return proposalSaid(question.proposal, step, listed('again', why));
    case 'unknown_if':
      return proposalSaid(question.proposal, step, listed('if', why));
    case 'failed':
      return proposalSaid(question.proposal, step, listed('failed', why));
    case 'in_doubt':
      return proposalSaid(question.proposal, step, listed('doubt', why));
    default:
      return unreachable(question);
  }
}

function proposalSaid(proposal: Proposal, step: AskedStep | null, first: readonly Said[]): readonly Said[] {
  const { shown, risk, number, of } = proposal;
  const { isUndo, why, preview, undo } = step ?? NO_STEP;
  const declared = proposal.declared === true ? '; declared lower by the author of the runbook' : '';
  return [
    [isUndo ? 'undo' : 'step', `${number}/${of} ${shown.title}`],
    ...first,
    ['risk', `${risk}: ${proposedMeans(risk, undo)}${declared}`],
    ...stakesSaid(shown),
    ...listed('tries', retrySaid(proposal)),
    ['target', targetText(proposal)],
    ...listed('why', why),
    ...listed('preview', preview === null ? [] : [preview]),
    ...(undo.length === 0 && risk !== 'read' ? [['undo', noUndo] as const] : linesSaid('undo', undo)),
    ...listed('note', shown.note === undefined ? [] : shown.note.trimEnd().split('\n')),
    ...commandSaid(shown.command),
  ];
}

const NO_STEP: AskedStep = { isUndo: false, why: [], brief_why: [], preview: null, undo: [] };
