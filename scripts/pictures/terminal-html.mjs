// A captured terminal as one HTML page: every cell with its colours, as a dark terminal shows them.

import xterm from '@xterm/headless';

const COLORS = [
  '#1d1f21',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#d0d4dc',
  '#5c6370',
  '#ff7b86',
  '#b1e08e',
  '#f5d58a',
  '#7fc1ff',
  '#dd8df0',
  '#6fd3df',
  '#ffffff',
];
const [BACKGROUND, FOREGROUND] = ['#16181c', '#d0d4dc'];

/** The page of what `tmux capture-pane -e` printed. */
export async function screenHtml(captured, columns, rows) {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  await new Promise((resolve) => terminal.write(captured.replace(/\n$/, ''), resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: rows }, (_, y) => lineHtml(active.getLine(active.baseY + y), columns));
  return `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: ${BACKGROUND}; }
pre { margin: 14px 16px; color: ${FOREGROUND}; font: 14px/18.4px 'DejaVu Sans Mono', monospace; }
</style><pre>${lines.join('\n')}</pre>`;
}

function lineHtml(line, columns) {
  const spans = [];
  for (let x = 0; x < columns; x++) {
    const cell = line?.getCell(x);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const style = styleOf(cell);
    const last = spans.at(-1);
    const text = cell.getChars() || ' ';
    if (last?.style === style) last.text += text;
    else spans.push({ style, text });
  }
  return spans
    .map(({ style, text }) => (style === '' ? escaped(text) : `<span style="${style}">${escaped(text)}</span>`))
    .join('');
}

function styleOf(cell) {
  const own = cell.isFgPalette() ? COLORS[cell.getFgColor()] : undefined;
  const back = cell.isBgPalette() ? COLORS[cell.getBgColor()] : undefined;
  const [front, behind] = cell.isInverse() ? [back ?? BACKGROUND, own ?? FOREGROUND] : [own, back];
  return [
    front === undefined ? '' : `color:${front}`,
    behind === undefined ? '' : `background:${behind}`,
    cell.isBold() ? 'font-weight:bold' : '',
    cell.isDim() ? 'opacity:.6' : '',
    cell.isUnderline() ? 'text-decoration:underline' : '',
  ]
    .filter((rule) => rule !== '')
    .join(';');
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
