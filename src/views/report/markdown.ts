// The report as Markdown that a ticket takes. All text from outside is made safe before it stands here.

import { sanitize, sanitizeLine } from '../../redact/sanitize.ts';
import { duration, pad } from '../text/text.ts';
import { withMore } from './bounded.ts';
import { AFTERWARDS, markedLines, reallyWords } from './marked-lines.ts';
import { impactWords, MOMENT, resolveWords, whenWords } from './moment-words.ts';
import type { Gist, Report, ReportedCause, TimelineLine } from './report-data.ts';
import type { ReportedStep } from './steps.ts';
import { standsElsewhere } from './story.ts';
import { together } from './together.ts';

/** The report as one Markdown document: what decides first, what it rests on folded. */
export function reportMarkdown(report: Report): string {
  const { above, below } = markdownAround(report);
  return `${above}${report.story.map(markdownLine).join('')}${below}`;
}

/** What stands above and below the lines of the timeline. */
export function markdownAround(report: Gist): { readonly above: string; readonly below: string } {
  const open = report.causes.filter(({ verdict }) => verdict !== 'ruled_out');
  const out = report.causes.filter(({ verdict }) => verdict === 'ruled_out');
  const sections = [
    heading(report),
    list(AFTERWARDS, report.said_after === null ? [] : markedLines(report.said_after).map(text)),
    list('Causes', open.map(causeLine)),
    list('Also confirmed', report.also_confirmed.map(text)),
    list('What was changed', together(report.changes).flatMap(stepLines)),
    list('What was tried and did not help', report.failed.flatMap(stepLines)),
    list(
      'Where it left the runbook',
      withMore(
        report.deviations.map(({ by, text: what, at }) => `${time(at)} ${text(by)} ${text(what)}`),
        report.more_deviations,
      ),
    ),
    list(
      'How it was verified',
      report.verified.map(({ title }) => text(title)),
    ),
    list('Still applied; this takes it back', report.undo.map(code)),
    list(
      'Who was told',
      report.escalations.map(
        ({ to, title, say, at, sent }) =>
          `${time(at)} ${text(to)}${sent ? '' : ' (to be told; nothing was sent)'}${title === '' ? '' : `, ${text(title)}`}: ${text(say)}`,
      ),
    ),
    list(
      'Notes',
      withMore(
        report.notes.map(({ by, text: note, at }) => `${time(at)} ${text(by)}: ${text(note)}`),
        report.more_notes,
      ),
    ),
    list(
      'Follow-ups',
      report.follow_ups.map((line) => `[ ] ${text(line)}`),
    ),
    folded('Evidence', [
      ...open.flatMap((cause) => [`**${text(cause.title)}**: ${cause.verdict}`, ...evidenceOf(cause)]),
      ...report.verified.map(({ title, seen }) => `verified: ${text(title)}: ${text(seen)}`),
    ]),
    folded(
      `Ruled out: ${out.length}`,
      out.map(({ title, against }) => `${text(title)}: ${text(against[0] ?? 'no evidence written')}`),
    ),
    folded(
      `Left out: ${report.left_out.length}`,
      together(report.left_out).map(({ title, why }) => `${text(title)}: ${text(why)}`),
    ),
    `${opened('Timeline')}\`\`\`text`,
  ];
  // Once more over all of it: a record that somebody else wrote holds anything anywhere.
  return {
    above: sanitize(`${sections.filter((section) => section !== '').join('\n\n')}\n`),
    below: sanitize(`\`\`\`${CLOSED}\n\nRecord: ${report.head.seq} events, head \`${report.head.hash}\`\n`),
  };
}

/** A line of the timeline with its end; empty where it stands in another part of the report. */
export function markdownLine(told: TimelineLine): string {
  if (standsElsewhere(told)) return '';
  const { at, tag, text: line } = told;
  return sanitize(`${time(at)} ${pad(tag, 9)} ${sanitizeLine(line)}\n`.replaceAll('```', "'''"));
}

function heading(report: Gist): string {
  const { cause, alert, said_after } = report;
  const really = said_after === null ? null : reallyWords(said_after);
  const resolve = resolveWords(report);
  const rows = [
    ['Outcome', `${text(report.outcome.replaceAll('_', ' '))}${report.why === '' ? '' : `: ${text(report.why)}`}`],
    ['Severity', text(report.severity)],
    ['Impact', text(impactWords(report))],
    [
      'Cause',
      cause === null ? (report.also_confirmed.length > 0 ? 'none was chosen' : 'none confirmed') : text(cause.title),
    ],
    ...(really === null ? [] : [['Cause, as said afterwards', text(really)]]),
    ...(alert === null
      ? []
      : [
          [
            'Alert',
            `${text(alert.title)} (${text(alert.source)}, ${text(alert.status)}${alert.starts_at === '' ? '' : `, since ${time(alert.starts_at)}`})`,
          ],
        ]),
    ['Opened', `${time(report.opened_at)} by ${text(report.opened_by)} on ${text(report.host)}, ${text(report.mode)}`],
    [report.is_over ? 'Ended' : 'Last event', `${time(report.ended_at)}, after ${duration(report.duration_ms)}`],
    ...(report.people.length === 0 ? [] : [['People', report.people.map(text).join(', ')]]),
    [
      'Times',
      report.moments
        .filter(({ what, at }) => what !== 'ended' && !(what === 'impact_start' && at === null))
        .map(
          (moment) =>
            `${MOMENT[moment.what].toLowerCase()} ${whenWords(moment)}${moment.by === undefined ? '' : ` (${text(moment.by)})`}`,
        )
        .join(', '),
    ],
    ...(resolve === '' ? [] : [[report.time_to_resolve.total_ms === null ? 'Time spent' : 'Time to resolve', resolve]]),
    ['Run', code(report.run)],
  ];
  const table = rows.map(([name, value]) => `| ${name} | ${value?.replaceAll('|', '\\|')} |`);
  return `# ${text(report.runbook.title)}\n\n| | |\n| --- | --- |\n${table.join('\n')}`;
}

const causeLine = ({ title, verdict, because }: ReportedCause): string =>
  `**${text(title)}**: ${verdict}${because === undefined ? '' : `. ${text(because)}`}`;

const evidenceOf = (cause: ReportedCause): readonly string[] => [
  ...cause.for.map((line) => `    - for: ${text(line)}`),
  ...cause.against.map((line) => `    - against: ${text(line)}`),
  ...cause.unknown.map((line) => `    - unknown: ${text(line)}`),
];

function stepLines(step: ReportedStep): readonly string[] {
  return [
    `${time(step.started_at)} **${text(step.title)}**: ${step.result}${step.why === '' ? '' : `, ${text(step.why)}`}`,
    ...(step.command === ''
      ? []
      : [
          `    - command${step.edited_by === undefined ? '' : `, as ${text(step.edited_by)} edited it`}: ${code(step.command)}`,
        ]),
    ...(step.target === undefined ? [] : [`    - target: ${text(step.target)}`]),
    ...(step.approved === '' ? [] : [`    - risk ${step.risk}, approved: ${text(step.approved)}`]),
    ...step.stakes.map((line) => `    - ${text(line)}`),
    ...step.seen.map((line) => `    - seen: ${text(line)}`),
  ];
}

// Lines that are indented already belong to the item above them.
function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `## ${title}\n\n${items(lines)}`;
}

const folded = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : details(title, items(lines));

// Shown when it is opened; Markdown inside needs blank lines around it.
const details = (title: string, body: string): string => `${opened(title)}${body}${CLOSED}`;

const opened = (title: string): string => `<details>\n<summary>${title}</summary>\n\n`;

const CLOSED = '\n\n</details>';

const items = (lines: readonly string[]): string =>
  lines.map((line) => (line.startsWith(' ') ? line : `- ${line}`)).join('\n');

const time = (at: string): string => at.replace(/\.\d+Z$/, 'Z');

// Markdown and HTML in foreign text are shown as they are written.
const text = (foreign: string): string =>
  sanitizeLine(foreign).replace(/[\\`*_[\]<>#|]/g, (sign) =>
    sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : `\\${sign}`,
  );

function code(command: string): string {
  const shown = sanitize(command).replaceAll('\n', ' ⏎ ');
  const fence = shown.includes('`') ? '``' : '`';
  return fence === '``' ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}
