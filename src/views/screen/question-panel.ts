// The open question: exactly what would run, on what, at what risk, why, and how it is taken back; below it the answers.

import type { Run } from '../../engine/state.ts';
import type { Proposal, Question, Stakes } from '../../model/question.ts';
import { unreachable } from '../../model/result.ts';
import type { Risk } from '../../model/risk.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { askedOf, type Found } from '../blocks/asked.ts';
import type { AskedStep } from '../blocks/block.ts';
import type { RunContext } from '../blocks/look-blocks.ts';
import { byHandWords, causeTitle, noUndo, proposedMeans, retrySaid, riskWords, targetText } from '../blocks/names.ts';
import { destroysWords, losesWords } from '../blocks/stakes.ts';
import { valueLine } from '../blocks/value-line.ts';
import { commandRows, field, type Page, paragraph } from '../text/layout.ts';
import { bold, dim, gap, type Row, ranked, row, type Span, span } from '../text/row.ts';
import { clip, flowed, width, wrapWords } from '../text/text.ts';
import { appliedRows } from './applied-rows.ts';
import { rankedCauses } from './choices.ts';
import { inputRows } from './input-rows.ts';
import type { Option } from './option.ts';
import { compactRows, optionRows } from './option-rows.ts';
import { blank, MAY_SCROLL, type Panel } from './panel.ts';
import { verdictSpan } from './ranking-rows.ts';
import type { Local } from './screen.ts';

/** What a question panel is made from. */
export interface Asking {
  readonly question: Question;
  readonly options: readonly Option[];
  readonly local: Local;
  /** Rows there are for the panel. */
  readonly height: number;
}

/** The question with its answers, or with what is being typed. */
export function questionPanel(page: Page, context: RunContext, state: Run, asking: Asking): Panel {
  const { question, options, local } = asking;
  const asked = questionRows(page, context, { question, found: state });
  const facts = { ...asked, body: withApplied(asked.body, appliedRows(page, context.plan, state, question)) };
  const hint = local.hint === '' ? [] : [row(['  ', span(local.hint, { tone: 'warn' })])];
  const mode = local.mode;
  const option = mode.type === 'typing' ? options.find(({ key }) => key === mode.option) : undefined;
  if (option !== undefined) return { ...facts, tail: [...inputRows(page, promptOf(option), local), ...hint] };
  const causes = rankedCauses(context.plan, state);
  const room = Math.max(
    3,
    asking.height - facts.top.length - facts.body.filter(({ rank }) => rank === 0).length - hint.length,
  );
  const verdict = (one: Option): readonly Span[] => {
    const cause = causes.find(({ id }) => id === one.cause);
    return cause === undefined ? [] : [verdictSpan(cause)];
  };
  return {
    ...facts,
    tail: [...optionRows(page, options, { local, room, verdict }), ...hint],
    compact: [...compactRows(page, options, { local, room }), ...hint],
  };
}

// Above the command, which stands right above the answers.
function withApplied(body: readonly Row[], applied: readonly Row[]): readonly Row[] {
  const command = body.findIndex(({ command }) => command === true);
  const at = command === -1 ? body.length - 1 : command - 1;
  return [...body.slice(0, at), ...applied, ...body.slice(at)];
}

/** All that a question says, without its answers; in the words of titles unless `all` is told. */
export function questionRows(
  page: Page,
  { plan }: RunContext,
  { question, found, all = false }: { readonly question: Question; readonly found: Found; readonly all?: boolean },
): Pick<Panel, 'top' | 'body'> {
  const asked = askedOf(plan, question, found);
  const why = all ? asked.why : asked.brief_why;
  const step = asked.step === null ? null : { ...asked.step, why: all ? asked.step.why : asked.step.brief_why };
  const proposed = (first: readonly Row[]): Pick<Panel, 'top' | 'body'> =>
    'proposal' in question && step !== null
      ? proposalRows(page, { proposal: question.proposal, step }, first)
      : { top: [], body: first };
  switch (question.kind) {
    case 'cause':
      return {
        top: [
          row([' ', bold('Which cause do you want to work on?')]),
          ...paragraph(page, 'Choosing one changes nothing yet; w shows the evidence.', {
            indent: 1,
            style: { dim: true },
          }).map((one) => ranked(5, one)),
          blank(),
        ],
        body: [],
      };
    case 'waiting':
      return { top: [], body: [] };
    case 'not_verified':
      return {
        top: [row([' ', span('Not verified', { tone: 'warn', bold: true })]), blank()],
        body: [
          ...why.flatMap((line, n) =>
            labelled(page, { name: n === 0 ? 'Missed' : '', text: line, rank: 0, tone: 'warn' }),
          ),
          blank(),
        ],
      };
    case 'by_hand':
      return {
        top: headRows(page, causeTitle(plan, question.cause), ''),
        body: [...labelled(page, { name: 'By hand', text: byHandWords(question), rank: 0 }), blank()],
      };
    case 'cause_changed':
      return {
        top: headRows(page, 'Its evidence has changed', ''),
        body: [
          ...labelled(page, { name: 'Cause', text: causeTitle(plan, question.cause), rank: 0 }),
          ...why.flatMap((line, n) =>
            labelled(page, { name: n === 0 ? 'Now' : '', text: line, rank: 1, group: 'why' }),
          ),
        ],
      };
    case 'ask': {
      const { title, text } = question.shown;
      return {
        // A step without a title is called by its question.
        top: title === undefined ? [] : headRows(page, title, ''),
        body: [
          blank(),
          ...paragraph(page, flowed(text), { indent: 1 }),
          gap(3),
          ...(question.default === undefined
            ? []
            : labelled(page, { name: 'Default', text: valueLine(question.default), rank: 3 })),
        ],
      };
    }
    case 'approve':
      return proposed(why.flatMap((text) => labelled(page, { name: 'Again', text, rank: 0 })));
    case 'unknown_if':
      return proposed(labelled(page, { name: 'If', text: why.join(': '), rank: 0 }));
    case 'failed':
      return proposed(labelled(page, { name: 'Failed', text: why.join('; '), rank: 0, tone: 'bad' }));
    case 'in_doubt': {
      const doubt = `${why.join('; ')}. It may or may not have taken effect, and is never run again by itself.`;
      return proposed(labelled(page, { name: 'In doubt', text: doubt, rank: 0, tone: 'warn' }));
    }
    default:
      return unreachable(question);
  }
}

/** A question in one line. */
export function questionTitle({ plan }: RunContext, question: Question): string {
  switch (question.kind) {
    case 'cause':
      return 'Which cause do you want to work on?';
    case 'waiting':
      return 'You do not have to wait for this.';
    case 'not_verified':
      return 'Not verified. What now?';
    case 'by_hand':
    case 'cause_changed':
      return causeTitle(plan, question.cause);
    case 'ask':
      return sanitizeLine(question.shown.title ?? question.shown.text);
    default:
      return sanitizeLine(question.proposal.shown.title);
  }
}

interface Labelled {
  readonly name: string;
  readonly text: string;
  readonly rank: number;
  readonly group?: string;
  readonly tone?: 'bad' | 'warn';
}

function labelled(page: Page, { name, text, rank, group, tone }: Labelled): readonly Row[] {
  const style = tone === undefined ? {} : { style: { tone, bold: true } as const };
  return field(page, name, text, { indent: 1, label: 9, ...style }).map((one) => ranked(rank, one, group));
}

// A title is also in the record and in the runbook: two rows of it are enough.
function headRows({ columns, glyphs }: Page, title: string, right: string): readonly Row[] {
  const room = Math.max(12, columns - 2 - (right === '' ? 0 : width(right) + 1));
  const [first = '', ...more] = wrapWords(sanitizeLine(title), room);
  const lines = more.length === 0 ? [first] : [first, clip(more.join(' '), room, glyphs.ellipsis)];
  return lines.map((line, n) => row([' ', bold(line)], n === 0 && right !== '' ? [dim(right)] : []));
}

function proposalRows(
  page: Page,
  { proposal, step }: { readonly proposal: Proposal; readonly step: AskedStep },
  first: readonly Row[],
): Pick<Panel, 'top' | 'body'> {
  const risk = riskWords(proposal.risk);
  const { shown } = proposal;
  const { isUndo, preview } = step;
  const what = proposedMeans(proposal.risk, step.undo);
  const means = proposal.declared === true ? `${what}; declared lower by the author of the runbook` : what;
  const lead = [span(risk.word, { bold: true, tone: risk.tone }), span('   ')];
  return {
    // The risk never scrolls away.
    top: [
      ...headRows(
        page,
        isUndo ? `Undo: ${shown.title}` : shown.title,
        `${isUndo ? 'undo' : 'step'} ${proposal.number} of ${proposal.of}`,
      ),
      ...field(page, 'Risk', means, { indent: 1, label: 9, lead }),
      ...stakesRows(page, shown),
    ],
    body: [
      ...first,
      ...labelled(page, { name: 'Target', text: targetText(proposal), rank: 0 }),
      ...retrySaid(proposal).flatMap((text) => labelled(page, { name: 'Tries', text, rank: 0 })),
      ...(preview === null ? [] : labelled(page, { name: 'Preview', text: preview, rank: 1, group: 'preview' })),
      ...undoRows(page, step.undo, proposal.risk),
      ...step.why.flatMap((line, n) =>
        labelled(page, {
          name: n === 0 ? 'Why' : '',
          text: line,
          // The sentence that says why stays longer than the lines it is made from.
          rank: n === 0 ? 2 : n === 1 ? 3 : 4,
          group: n === 0 ? 'why' : n === 1 ? 'because' : 'evidence',
        }),
      ),
      ...(shown.note === undefined
        ? []
        : labelled(page, { name: 'Note', text: flowed(shown.note), rank: 3, group: 'note' })),
      gap(3),
      ...commandRows(page, shown.command),
      gap(3),
    ],
  };
}

// Neither scrolls away where there is room for both: this is what the typed word is for.
function stakesRows(page: Page, stakes: Stakes): readonly Row[] {
  const [why, lost] = [destroysWords(stakes), losesWords(stakes)];
  return [
    ...(why === null ? [] : labelled(page, { name: 'Because', text: why, rank: 0, group: MAY_SCROLL })),
    ...(lost === null ? [] : labelled(page, { name: 'Lost', text: lost, rank: 0, group: MAY_SCROLL })),
  ];
}

function undoRows(page: Page, undo: AskedStep['undo'], risk: Risk): readonly Row[] {
  if (undo.length === 0)
    return risk === 'read' ? [] : labelled(page, { name: 'Undo', text: noUndo, rank: 2, group: 'undo' });
  return undo.flatMap((command, n) =>
    labelled(page, { name: n === 0 ? 'Undo' : '', text: command, rank: 2, group: 'undo' }),
  );
}

function promptOf(option: Option): readonly Span[] {
  switch (option.needs.type) {
    case 'word':
      return [span('To run it, type '), bold(option.needs.word, 'bad')];
    case 'reason':
      return [span(option.needs.prompt), dim(option.needs.required ? '' : '  may be empty')];
    case 'edit':
      return [span('Edit the command.'), dim('  You are asked again before it runs. ^X opens your editor.')];
    case 'value':
      return [span('Your answer')];
    case 'nothing':
      return [];
    default:
      return unreachable(option.needs);
  }
}
