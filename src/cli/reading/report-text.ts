// The text of a report, part by part: what it says is gathered in a first reading of the record, and the lines of its
// timeline are written in a second one, so that memory does not grow with them.

import type { RunEvent } from '../../model/event.ts';
import { jsonText } from '../../model/json.ts';
import type { RunFolder } from '../../transcript/store.ts';
import type { Detail } from '../../views/plain/line.ts';
import { casting } from '../../views/report/cast.ts';
import { bodyAround, htmlAround } from '../../views/report/html/page.ts';
import { markdownAround, markdownLine } from '../../views/report/markdown.ts';
import { type Listening, reporting } from '../../views/report/report.ts';
import type { Gist, TimelineLine } from '../../views/report/report-data.ts';
import { type GoneThrough, goThrough, madeOf } from './go-through.ts';
import { markedOrTold } from './marked.ts';

/** How the text of a report is made; `line` is JSON in one line, `body` what stands in the page of `html`. */
export type TextForm = 'md' | 'html' | 'body' | 'json' | 'line' | 'cast';

/** Writes the report of a run; a damaged record is a CliError, before anything is written. */
export function writeReport(
  folder: RunFolder,
  { format, isLed }: { readonly format: TextForm; readonly isLed: boolean },
  write: (text: string) => void,
): void {
  if (format === 'cast') return writeCast(folder, write);
  const gone = goThrough(folder, (plan) => reporting(plan));
  const { above, detail, line, below } = madeOf(folder, () =>
    FORMATS[format](gone.made.gist({ head: gone.head, isLed, marked: markedOrTold(folder) })),
  );
  const gathered = gatherer(write);
  gathered.add(above);
  eachLine(folder, gone, { detail, onLine: (one) => gathered.add(line(one)) });
  gathered.add(below);
  gathered.flush();
}

// Nothing is written before the record is known to be whole.
function writeCast(folder: RunFolder, write: (text: string) => void): void {
  const { head } = goThrough(folder, () => ({ take: () => {} }));
  const gathered = gatherer(write);
  const { made } = goThrough(folder, (plan) => {
    const cast = casting(plan);
    return {
      take: (event: RunEvent) => (event.seq <= head.seq ? gathered.add(cast.take(event)) : undefined),
      end: () => cast.end(),
    };
  });
  gathered.add(made.end());
  gathered.flush();
}

interface Format {
  readonly detail: Detail;
  readonly above: string;
  line(line: TimelineLine): string;
  readonly below: string;
}

const FORMATS: Readonly<Record<Exclude<TextForm, 'cast'>, (gist: Gist) => Format>> = {
  html: (gist) => ({ ...htmlAround(gist), detail: 'brief' }),
  body: (gist) => ({ ...bodyAround(gist), detail: 'brief' }),
  md: (gist) => ({ ...markdownAround(gist), detail: 'brief', line: markdownLine }),
  json: (gist) => asJson(gist, 2),
  line: (gist) => asJson(gist),
};

// The head stays the last: whoever reads the text sees it at the end.
function asJson({ head, ...gist }: Gist, indent = 0): Format {
  const end = (depth: number): string => (indent === 0 ? '' : `\n${' '.repeat(indent * depth)}`);
  const colon = indent === 0 ? ':' : ': ';
  const text = (value: unknown, depth: number): string => jsonText(value, indent).replaceAll('\n', end(depth));
  const open = text(gist, 0).slice(0, -`${end(0)}}`.length);
  let isFirst = true;
  return {
    detail: 'full',
    above: `${open},${end(1)}"timeline"${colon}[`,
    line(one) {
      const comma = isFirst ? '' : ',';
      isFirst = false;
      return `${comma}${end(2)}${text(one, 2)}`;
    },
    below: `${end(1)}],${end(1)}"head"${colon}${text(head, 1)}${end(0)}}\n`,
  };
}

/** The lines of a timeline, in a second reading; what was written after the first one is not of it. */
export function eachLine(folder: RunFolder, { head }: GoneThrough<unknown>, listening: Listening): void {
  goThrough(folder, (plan) => {
    const telling = reporting(plan, listening);
    return { take: (event: RunEvent) => (event.seq <= head.seq ? telling.take(event) : undefined) };
  });
}

const CHUNK = 16 * 1024;

/** Gathers text until it is worth a write: one for each line would take most of the time. */
export function gatherer(write: (text: string) => void) {
  let parts: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (size > 0) write(parts.join(''));
    parts = [];
    size = 0;
  };
  return {
    add(text: string): void {
      parts.push(text);
      size += text.length;
      if (size >= CHUNK) flush();
    },
    flush,
  };
}
