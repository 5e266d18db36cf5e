// What is read at leisure, in the place of the live region: why, the output, the keys, and the question whether to stop.

import { causeOf, type Ranking, type Run, rankingOf } from '../../engine/state.ts';
import type { Question } from '../../model/question.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { verdictWords } from '../blocks/evidence-lines.ts';
import { type RunContext, shownRanking } from '../blocks/look-blocks.ts';
import { compose } from '../text/compose.ts';
import { commandRows, field, keys, type Page, paragraph } from '../text/layout.ts';
import { bold, dim, gap, type Row, ranked, row, span } from '../text/row.ts';
import { lastLines } from '../text/tail.ts';
import { bytes, clip, count, hardWrap, pad, wrapWords } from '../text/text.ts';
import { LEAST_WINDOW } from './mode.ts';
import type { ShownOutput } from './outputs.ts';
import { blank, type Panel } from './panel.ts';
import { questionRows, questionTitle } from './question-panel.ts';
import { evidenceRows, rankingRows, type Telling, triggerRows } from './ranking-rows.ts';
import type { KeyMode, Window } from './screen.ts';
import { runningStep } from './working-panel.ts';

/** The question does not leave the screen while something is read, where there is room for both. */
export function aboveQuestion(
  page: Page,
  panel: Panel,
  asked: { readonly context: RunContext; readonly question: Question | null; readonly height: number },
): Panel {
  const { context, question, height } = asked;
  if (question === null || height < 12) return panel;
  const title = clip(questionTitle(context, question), page.columns - 4, page.glyphs.ellipsis);
  return { ...panel, tail: [...panel.tail, gap(8), row([' ', bold('? '), bold(title)])] };
}

const mustStay = (one: Row): Row => ({ ...ranked(0, one), command: false });

/** The question in full, and all causes with all that was seen of them: in the words of titles, or as expressions. */
export function whyPanel(page: Page, context: RunContext, state: Run, telling: Telling): Panel {
  const { question } = state;
  const ranking = rankingOf(state);
  const all = telling === 'expressions';
  const asked =
    question === null || question.kind === 'cause'
      ? []
      : Object.values(questionRows(page, context, { question, found: state, all })).flat();
  const shown = shownRanking(context.plan, ranking, state);
  const causes = rankingRows(page, shown, telling);
  const triggers = all ? triggerExpressions(page, ranking) : triggerRows(page, shown);
  const notes = context.plan.runbook.notes.flatMap(({ title, text }) =>
    field(page, 'Note', title === undefined ? text : `${title}: ${text}`),
  );
  const none = causes.length === 0 ? [row(['  ', dim('No causes are ranked yet.')])] : [];
  return {
    top: [
      row([' ', bold('Why'), dim('   what was seen, and what follows from it')]),
      ...decisiveRows(page, context, state),
      gap(2),
    ],
    body: [...asked, ...causes, ...none, ...triggers, ...notes].map(mustStay),
    tail: [],
  };
}

const triggerExpressions = (page: Page, { triggers }: Ranking): readonly Row[] =>
  triggers.flatMap(({ title, when, alert }) => [
    ...paragraph(
      page,
      `trigger: ${title}${when === undefined && alert === undefined ? '' : `: ${when?.truth ?? alert ?? ''}`}`,
    ),
    ...(when === undefined ? [] : evidenceRows(page, when, 4)),
  ]);

// What the rest is there to prove: the cause that is worked on, or stands first, and why.
function decisiveRows(page: Page, { plan }: RunContext, state: Run): readonly Row[] {
  const cause = causeOf(state);
  const { causes } = shownRanking(plan, rankingOf(state), state);
  if (causes.length === 0) return [];
  const [first] = causes.filter(({ id }) => cause === null || id === cause);
  if (first === undefined || first.verdict === 'ruled_out') return [row([' ', bold('No known cause is left.')])];
  const why = first.because ?? [...first.holds, ...first.unseen].join('; ');
  const head = paragraph(page, `${first.title}: ${verdictWords(first)}`, { indent: 1, style: { bold: true } });
  const text = why === '' ? [] : paragraph(page, why, { indent: 1 });
  return [...head, ...text];
}

/** All that is known of the step that is asked about, its command to the last row. */
export function commandPanel(page: Page, context: RunContext, state: Run): Panel {
  const { question } = state;
  if (question === null) return gonePanel(page);
  const { top, body } = questionRows(page, context, { question, found: state });
  const hint = row([' ', span('Read it to its end; then it can be approved.', { tone: 'warn' })]);
  return {
    top: [hint, ...top.filter(({ rank }) => rank === 0)],
    body: body.filter(({ left }) => left.length > 0).map((one) => ranked(0, one)),
    tail: [],
  };
}

/** One output: of the step that runs, or of an execution that has ended. */
export function outputPanel(page: Page, context: RunContext, output: ShownOutput): Panel {
  const { title, exec, tail, number, of } = output;
  const lines = lastLines(tail, Number.MAX_SAFE_INTEGER);
  const above = tail.count - tail.lines.length;
  return {
    top: [
      row(
        [' ', bold(sanitizeLine(title)), dim(exec === null ? '' : `   output ${number} of ${of}`)],
        [dim(`${count(tail.count, 'line')}, ${bytes(tail.size)}`)],
      ),
      gap(2),
    ],
    body: [
      ...(lines.length === 0 ? [row(['  ', dim('No output has come.')])] : []),
      ...(above > 0
        ? paragraph(page, `${count(above, 'earlier line')} only in the record: ${context.transcript}`, {
            style: { dim: true },
          })
        : []),
      // A blank line is output too; only rows without text are left out when the body scrolls.
      ...lines.flatMap((line) => hardWrap(line === '' ? ' ' : line, page.columns - 2)).map((line) => row(['  ', line])),
    ],
    tail: [],
    fromEnd: true,
  };
}

const KEYS: readonly (readonly [string, string])[] = [
  ['a', 'approve, try again, go on'],
  ['1', 'approve for the first alone'],
  ['e', 'edit the command first'],
  ['E', 'edit it in your editor'],
  ['s', 'skip, with a reason'],
  ['d', 'mark as done'],
  ['f', 'known not to be done'],
  ['r', 'diagnose again'],
  ['v', 'verify: watch the goals'],
  ['g', 'stop waiting, go on'],
  ['u', 'undo: what was changed'],
  ['x', 'escalate, hand over'],
  ['q', 'stop; it can be resumed'],
  ['k', 'call it resolved'],
  ['z', 'close the run'],
  ['w', 'why: the evidence'],
  ['o', 'output of every probe and step'],
  ['o p', 'the output in your pager'],
  ['c C', 'copy the command; its undo'],
  ['n', 'note for the record'],
  ['PgDn PgUp', 'read on; space and b too'],
  ['^C', 'stop: asks; twice: at once'],
  ['^Z', 'to the shell; fg comes back'],
  ['Esc', 'back'],
];

/** What the keys do. */
export function helpPanel({ columns }: Page): Panel {
  const isWide = columns >= 66;
  const half = isWide ? Math.ceil(KEYS.length / 2) : KEYS.length;
  const cell = (entry: (typeof KEYS)[number] | undefined): readonly ReturnType<typeof span>[] =>
    entry === undefined ? [] : [bold(pad(entry[0], 10)), span(pad(entry[1], 28))];
  return {
    top: [row([' ', bold('Keys'), dim('   the first answer never changes anything; Enter takes it')]), gap(2)],
    body: KEYS.slice(0, half).map((entry, n) => row(['  ', ...cell(entry), ...(isWide ? cell(KEYS[n + half]) : [])])),
    tail: [],
  };
}

/** ^C was pressed: what now? */
export function interruptPanel(page: Page, state: Run): Panel {
  const step = runningStep(state)?.started;
  const isProbing = state.look.done_ms === null;
  const what =
    step === undefined
      ? isProbing
        ? 'Probes are running; they only read.'
        : 'Nothing is running.'
      : `"${step.shown.title}" is running.`;
  const changes = step !== undefined && step.risk !== 'read';
  return {
    top: [
      row([' ', span(`${page.glyphs.warn} Stop?`, { bold: true, tone: 'warn' })]),
      ...paragraph(page, what, { indent: 1 }),
      blank(),
      row(['  ', bold(pad('Esc', 6)), 'go on']),
      row([
        '  ',
        bold(pad('q', 6)),
        step === undefined ? 'stop here' : 'stop after this step',
        dim(
          state.opened?.sandbox === true
            ? '   the run is closed, and its sandbox is taken down'
            : '   go on with firebreak resume',
        ),
      ]),
      ...field(page, '^C', `end it at once${changes ? '; whether it took effect is then not known' : ''}`, {
        label: 6,
        style: { bold: changes },
      }),
    ],
    body:
      step === undefined
        ? []
        : [blank(), ...commandRows(page, step.shown.command).map((one) => ranked(3, one, 'command'))],
    tail: [],
  };
}

/** The question that was being answered is gone. */
export function gonePanel(page: Page): Panel {
  return {
    top: [
      row([' ', span(`${page.glyphs.warn} That question is not open any more`, { bold: true, tone: 'warn' })]),
      ...paragraph(page, 'What you typed was not used. Esc goes back.', { indent: 1 }),
    ],
    body: [],
    tail: [],
  };
}

/** Rows for a window that has become too small; fewer than it has. */
export function tooSmallRows(page: Page, window: Window, { type }: KeyMode): readonly Row[] {
  const size = ({ columns, rows }: Pick<Window, 'columns' | 'rows'>): string => `${columns}x${rows}`;
  const words =
    type === 'interrupt'
      ? 'Stop?'
      : `The window is ${size(window)}, and ${size(LEAST_WINDOW)} is needed. The run goes on; p shows it in plain lines.`;
  const does =
    type === 'interrupt'
      ? ([
          ['q', 'stop'],
          ['Esc', 'go on'],
        ] as const)
      : ([
          ['p', 'plain'],
          ['^C', 'stop'],
        ] as const);
  const said = wrapWords(words, Math.max(1, page.columns - 1)).map((line, n) =>
    ranked(n + 1, row([' ', span(line, { tone: 'warn' })])),
  );
  return compose([...said, keys(page, does, [])], Math.max(1, window.rows - 1)).rows;
}
