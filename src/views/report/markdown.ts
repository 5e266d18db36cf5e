// The report as Markdown that a ticket takes. All text from outside is made safe before it stands here.

import { sanitize, sanitizeLine } from '../../redact/sanitize.ts';
import { duration, pad } from '../text/text.ts';
import type { Report, ReportedCause } from './report.ts';
import type { ReportedStep } from './steps.ts';

/** The report as one Markdown document. */
export function reportMarkdown(report: Report): string {
  const sections = [
    heading(report),
    list('Causes and evidence', report.causes.filter(({ verdict }) => verdict !== 'ruled_out').flatMap(causeLines)),
    list(
      'Ruled out',
      report.causes
        .filter(({ verdict }) => verdict === 'ruled_out')
        .map(({ title, against }) => `${text(title)}: ${text(against[0] ?? 'no evidence written')}`),
    ),
    list('Also confirmed', report.also_confirmed.map(text)),
    list('What was changed', report.changes.flatMap(stepLines)),
    list('What was tried and did not help', report.failed.flatMap(stepLines)),
    list(
      'What was left out',
      report.left_out.map(({ title, why }) => `${text(title)}: ${text(why)}`),
    ),
    list('How it was verified', report.verified.map(text)),
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
      report.notes.map(({ by, text: note, at }) => `${time(at)} ${text(by)}: ${text(note)}`),
    ),
    list(
      'Follow-ups',
      report.follow_ups.map((line) => `[ ] ${text(line)}`),
    ),
    timeline(report),
    `Record: ${report.head.seq} events, head \`${report.head.hash}\``,
  ];
  // Once more over all of it: a record that somebody else wrote holds anything anywhere.
  return sanitize(`${sections.filter((section) => section !== '').join('\n\n')}\n`);
}

function heading(report: Report): string {
  const { cause, times, alert } = report;
  const rows = [
    ['Outcome', `${text(report.outcome.replaceAll('_', ' '))}${report.why === '' ? '' : `: ${text(report.why)}`}`],
    ['Severity', text(report.severity)],
    [
      'Cause',
      cause === null ? (report.also_confirmed.length > 0 ? 'none taken up' : 'none confirmed') : text(cause.title),
    ],
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
    ['People', report.people.map(text).join(', ')],
    ['Time to cause', span(times.to_cause_ms)],
    ['Time to fix', span(times.to_fix_ms)],
    ['Time to verified', span(times.to_verified_ms)],
    ['Run', code(report.run)],
  ];
  const table = rows.map(([name, value]) => `| ${name} | ${value?.replaceAll('|', '\\|')} |`);
  return `# ${text(report.runbook.title)}\n\n| | |\n| --- | --- |\n${table.join('\n')}`;
}

function causeLines(cause: ReportedCause): readonly string[] {
  const { title, verdict, because } = cause;
  return [
    `**${text(title)}**: ${verdict}${because === undefined ? '' : `. ${text(because)}`}`,
    ...cause.for.map((line) => `    - for: ${text(line)}`),
    ...cause.against.map((line) => `    - against: ${text(line)}`),
    ...cause.unknown.map((line) => `    - unknown: ${text(line)}`),
  ];
}

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

// What stands in other parts of the report is not told again.
const ELSEWHERE = new Set([
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

function timeline({ story }: Report): string {
  const told = story.filter(({ tag }) => !ELSEWHERE.has(tag));
  const rows = told.map(({ at, tag, text: line }) => `${time(at)} ${pad(tag, 9)} ${sanitizeLine(line)}`);
  return `## Timeline\n\n\`\`\`text\n${rows.join('\n').replaceAll('```', "'''")}\n\`\`\``;
}

// Lines that are indented already belong to the item above them.
function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `## ${title}\n\n${lines.map((line) => (line.startsWith(' ') ? line : `- ${line}`)).join('\n')}`;
}

const span = (ms: number | null): string => (ms === null ? 'not reached' : duration(ms));

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
