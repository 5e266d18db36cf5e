// Building rows of a screen: rules, labelled fields that wrap under themselves, commands, key lists. Everything that a
// decision rests on wraps; only what is repeated elsewhere may be clipped.

import { unreachable } from '../../model/result.ts';
import { sanitize, sanitizeLine } from '../../redact/sanitize.ts';
import { type CommandRows, oddCharacters, visibleCommand, wrapCommand } from './command-rows.ts';
import type { Glyphs, Sign } from './glyphs.ts';
import { bold, dim, type Row, ranked, row, type Span, type Style, span, spansWidth, type Tone } from './row.ts';
import { clip, pad, width, wrapWords } from './text.ts';

/** Widest line that is still easy to read. */
export const MEASURE = 100;

/** Where rows are to stand. */
export interface Page {
  /** Columns to use, at most `MEASURE`. */
  readonly columns: number;
  readonly glyphs: Glyphs;
}

/** A page for a terminal of that many columns. */
export const pageOf = (columns: number, glyphs: Glyphs): Page => ({
  columns: Math.max(8, Math.min(columns, MEASURE)),
  glyphs,
});

/** A line across: title, filling, words at the right. */
export function rule(
  { columns, glyphs }: Page,
  title: string,
  { right = '', tone }: { readonly right?: string; readonly tone?: Tone | undefined } = {},
): Row {
  const line: Style = tone === undefined ? { dim: true } : { tone };
  const isRoomy = width(right) + 24 <= columns;
  const shownRight = isRoomy && right !== '' ? right : '';
  const rightWidth = shownRight === '' ? 0 : width(shownRight) + 4;
  const shown = clip(sanitizeLine(title), columns - rightWidth - 5, glyphs.ellipsis);
  const fill = Math.max(0, columns - rightWidth - width(shown) - 4);
  return row([
    span(`${glyphs.rule.repeat(2)} `, line),
    bold(shown),
    span(` ${glyphs.rule.repeat(fill)}`, line),
    ...(shownRight === '' ? [] : [span(` ${shownRight} `), span(glyphs.rule.repeat(2), line)]),
  ]);
}

/** Rows of a text with a label before the first; the text wraps under itself. */
export function field(
  { columns }: Page,
  label: string,
  text: string,
  look: {
    readonly indent?: number;
    readonly label?: number;
    readonly style?: Style;
    readonly lead?: readonly Span[];
  } = {},
): readonly Row[] {
  const indent = look.indent ?? 2;
  const labelWidth = look.label ?? 12;
  const room = Math.max(8, columns - indent - labelWidth);
  const lead = look.lead ?? [];
  const lines = sanitize(text)
    .split('\n')
    .flatMap((line, n) => wrapWords(line, room, n === 0 ? Math.max(8, room - spansWidth(lead)) : room));
  return lines.map((line, n) =>
    row([
      ' '.repeat(indent),
      dim(pad(n === 0 ? label : '', labelWidth)),
      ...(n === 0 ? lead : []),
      span(line, look.style ?? {}),
    ]),
  );
}

/** A labelled text that is to be copied in one piece: on a row of its own when it does not fit beside its label. */
export function copyable(page: Page, label: string, text: string): readonly Row[] {
  const beside = field(page, label, text);
  return beside.length === 1 ? beside : [...field(page, label, ''), ...paragraph(page, text)];
}

/** Rows of text that wraps, indented. */
export function paragraph(
  { columns }: Page,
  text: string,
  look: { readonly indent?: number; readonly style?: Style } = {},
): readonly Row[] {
  const indent = look.indent ?? 2;
  const lines = sanitize(text)
    .split('\n')
    .flatMap((line) => wrapWords(line, Math.max(8, columns - indent)));
  return lines.map((line) => row([' '.repeat(indent), span(line, look.style ?? {})]));
}

/** Rows that show the whole of a command, what is odd about it said below. */
export function commandRows(page: Page, command: string): readonly Row[] {
  const { glyphs } = page;
  const shown = sanitize(
    visibleCommand(glyphs.ascii ? command.replaceAll(/«(secret:[a-z0-9_]+)»/gi, '<$1>') : command),
  );
  const wrapped: CommandRows = wrapCommand(shown, Math.max(8, page.columns - 4));
  const rows = wrapped.rows.map(
    ({ text, continued }): Row => ({
      ...row([continued ? dim(`  ${glyphs.continued} `) : '    ', bold(text)]),
      command: true,
    }),
  );
  const odd = oddCharacters(command);
  const warning =
    odd.length === 0
      ? []
      : field(
          page,
          `${glyphs.warn} `,
          `not ASCII: ${odd.slice(0, 8).join(', ')}${odd.length > 8 ? `, and ${odd.length - 8} more` : ''}`,
          { indent: 4, label: 2, style: { tone: 'warn' } },
        );
  const cut = wrapped.exact ? [] : [row(['    ', dim('cut at the margin to show all of it; c copies it as it is')])];
  return [...rows, ...warning.map((one) => ({ ...one, command: true })), ...cut.map((one) => ranked(6, one))];
}

/** A key, what it does, and how it looks where that is not as usual. */
export type KeyShown = readonly [key: string, does: string, style?: Style];

/** Keys and what they do, as many as there is room for. */
export function keys({ columns }: Page, items: readonly KeyShown[], right: readonly Span[]): Row {
  const shown: Span[] = [];
  let used = 2 + spansWidth(right);
  for (const [key, does, style] of items) {
    const wide = width(key) + width(does) + 4;
    if (used + wide > columns) break;
    used += wide;
    shown.push(span(shown.length === 0 ? ' ' : '   '), span(key, { bold: true, ...style }), dim(` ${does}`));
  }
  return row(shown, right);
}

/** The glyph of a sign, and its colour. */
export function signSpan(sign: Sign, glyphs: Glyphs): Span {
  switch (sign) {
    case 'ok':
      return span(glyphs.ok, { tone: 'ok' });
    case 'bad':
      return span(glyphs.bad, { tone: 'bad' });
    case 'warn':
      return span(glyphs.warn, { tone: 'warn' });
    case 'unknown':
      return span(glyphs.unknown, { tone: 'warn' });
    case 'to':
      return span(glyphs.to, { tone: 'act' });
    case 'note':
      return span(glyphs.note, { dim: true });
    case 'person':
      return span(glyphs.cursor, { tone: 'act' });
    case 'waiting':
      return span(glyphs.waiting, { dim: true });
    default:
      return unreachable(sign);
  }
}
