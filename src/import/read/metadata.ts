// What a page says about itself: title, severity, owner, alerts, summary; in its front matter, in lines above the first section,
// and in small tables there.

import type { Severity } from '../../model/runbook.ts';
import type { Block, Field, Leaf, Page, Table } from '../page/page.ts';
import { plainWords } from '../words/plain.ts';
import { severitiesIn } from '../words/severity.ts';
import { guessed, leave, own, type Reading } from './reading.ts';

/** Reads the fields of the front matter, and those that stand above the first section; the blocks that are left. */
export function readMetadata(reading: Reading, { front, opening, title }: Page): readonly Block[] {
  for (const field of front)
    if (!takeField(reading, field))
      leave(reading, field.leaf, 'Front matter of the page', 'it says something about the page that has no place here');
  if (title !== undefined) readTitle(reading, title);
  return opening.flatMap((block): readonly Block[] => rest(reading, block));
}

function readTitle({ draft, ledger }: Reading, leaf: Leaf): void {
  const words = plainWords(leaf.text)
    .replace(/^(?:[\p{Extended_Pictographic}\ufe0f\u200d]+\s*)+/u, '')
    .trim();
  const named = words
    .replace(/^(?:incident\s+)?(?:runbook|playbook|sop)\s*(?:for)?\s*[:：–—-]\s*/i, '')
    .replace(/\s*[:–—-]?\s*(?:incident\s+)?(?:runbook|playbook)\s*$/i, '')
    .trim();
  if (draft.title === '') draft.title = named === '' ? words : named;
  const isAll = named === words || draft.title === words;
  ledger.owned.add(leaf);
  ledger.entries.push({ leaf, how: 'mapped', to: 'title' });
  if (!isAll || draft.title !== named)
    draft.notes.push({ title: 'Title of the page', text: leaf.text, lines: leaf.lines });
}

function takeField(reading: Reading, { name, value, leaf }: Field): boolean {
  const key = name
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .trim();
  const { draft } = reading;
  const text = plainWords(value);
  if (text === '') return false;
  if (/^(?:severity|priority|sev|urgency|severity level|alert severity)$/.test(key))
    return takeSeverity(reading, leaf, text);
  if (
    /^(?:owner|owners|team|owning team|service owner|maintainer|maintained by|runbook owner|responsible|on call team|contact team)$/.test(
      key,
    ) &&
    draft.owner === undefined &&
    text.length <= 100
  ) {
    draft.owner = text;
    own(reading, leaf, 'owner');
    return noteUnless(reading, leaf, `${name} ${text}`);
  }
  if (/^(?:alert|alerts|alert name|alert names|alertname|alert rule|prometheus alert|triggering alert)$/.test(key)) {
    const names = alertNamesIn(value);
    if (names.length === 0) return false;
    for (const one of names) addAlert(reading, one, leaf);
    own(reading, leaf, 'triggers');
    return noteUnless(reading, leaf, `${name} ${names.join(' ')}`);
  }
  if (key === 'title' && draft.title === '') {
    readTitle(reading, { ...leaf, text: value });
    own(reading, leaf, 'title');
    return true;
  }
  if (/^(?:summary|description|impact|symptom)$/.test(key)) {
    draft.summary.push({ text: value, lines: leaf.lines });
    own(reading, leaf, 'summary');
    return true;
  }
  return false;
}

// A field is all said where its value is; its own name is none of the words that must be kept, unless it is a rare one.
function noteUnless({ draft }: Reading, leaf: Leaf, said: string): true {
  if (plainWords(leaf.text).length > said.length + 6)
    draft.notes.push({ title: 'Head of the page', text: leaf.text, lines: leaf.lines });
  return true;
}

/** Takes a severity; where two are named, the worse one, which is a guess. */
export function takeSeverity(reading: Reading, leaf: Leaf, text: string): boolean {
  const found = severitiesIn(text);
  const [worst, other] = found;
  if (worst === undefined) return false;
  const chosen =
    other === undefined
      ? worst
      : (guessed(reading, {
          key: 'severity',
          question: `The page says "${text}" of its severity. Which is it?`,
          choices: found,
          best: worst,
          lines: leaf.lines,
        }) as Severity);
  if (reading.draft.severityFrom !== undefined) return false;
  reading.draft.severity = chosen;
  reading.draft.severityFrom = leaf.lines;
  own(
    reading,
    leaf,
    'severity',
    other === undefined ? 'mapped' : 'guessed',
    other === undefined ? undefined : 'the page names two; this is the worse one',
  );
  if (plainWords(text).toLowerCase() !== chosen)
    reading.draft.notes.push({ title: 'Severity on the page', text: leaf.text, lines: leaf.lines });
  return true;
}

/** Adds the trigger of an alert, once. */
export function addAlert({ draft }: Reading, name: string, leaf: Leaf): void {
  const alert = `alert.labels.alertname == ${JSON.stringify(name)}`;
  if (!draft.triggers.some((one) => one.alert === alert))
    draft.triggers.push({ title: `The alert ${name} fires`, alert, lines: leaf.lines });
}

/** Names of alerts in a text: words with humps, in code or alone. */
export function alertNamesIn(text: string): readonly string[] {
  return [
    ...new Set(
      [
        ...plainWords(text.replaceAll('`', ' ')).matchAll(
          /(?<![\w./-])[A-Z][a-z0-9]*(?:[A-Z]+[a-z0-9]*){1,}(?![\w./(-])/g,
        ),
      ].map(([name]) => name),
    ),
  ].filter(
    (name) => !COMMON.has(name) && /[a-z]/.test(name) && (name.match(/[A-Z]/g) ?? []).length >= 2 && name.length >= 6,
  );
}

const COMMON = new Set(
  'GitHub GitLab PagerDuty OpsGenie JavaScript TypeScript PostgreSQL MySQL MongoDB RabbitMQ BullMQ DynamoDB CloudWatch DataDog NewRelic HAProxy OpenSSL PgBouncer ClickHouse CoreDNS LoadBalancer StatefulSet DaemonSet ReplicaSet ConfigMap ServiceAccount InnoDB ElastiCache VictoriaMetrics AlertManager StatusPage GraphQL OAuth WebSocket CrashLoopBackOff ImagePullBackOff OOMKilled NotReady MemoryPressure DiskPressure PersistentVolumeClaim PersistentVolume CronJob'.split(
    ' ',
  ),
);

const FIELD = /^(?:[-*+]\s+)?(?:\*\*|__)([\p{L}][\p{L}\s/()-]{1,40}?)\s*:?\s*(?:\*\*|__)\s*[:：-]?\s*(\S.*)$/u;

// `**Severity:** Critical` lines, one a paragraph, one a line, or one an item.
function rest(reading: Reading, block: Block): readonly Block[] {
  if (block.kind === 'table') return fieldsOfTable(reading, block) ? [] : [block];
  if (block.kind === 'aside' && !block.warns) {
    const left = block.blocks.flatMap((inner) => rest(reading, inner));
    return left.length === block.blocks.length ? [block] : left;
  }
  if (block.kind === 'list') {
    const items = block.items.filter((item) => item.blocks.length > 0 || !takeLine(reading, item.text, item));
    return items.length === 0 ? [] : [{ ...block, items }];
  }
  if (block.kind !== 'prose') return [block];
  const lines = block.text.split(/\n|\s+\|\s+(?=\*\*)|\s{2,}(?=\*\*[\p{L}\s]+:)/u);
  const fields = lines.map((line) => fieldIn(line));
  if (!fields.some((field) => field !== null)) return [block];
  const { notes } = reading.draft;
  const before = notes.length;
  const taken = lines.map((line, n) => takeLine(reading, line, { text: line, lines: at(block, n, lines.length) }));
  if (!taken.some(Boolean)) return [block];
  own(reading, block, 'metadata');
  // One note with all of it says what several would.
  notes.splice(before, notes.length - before, { title: 'Head of the page', text: block.text, lines: block.lines });
  return [];
}

const at = ({ lines }: Leaf, n: number, count: number) =>
  lines.last - lines.first + 1 === count ? { first: lines.first + n, last: lines.first + n } : lines;

const fieldIn = (line: string): { readonly name: string; readonly value: string } | null => {
  const [, name, value] =
    FIELD.exec(line.trim()) ?? /^(?:[-*+]\s+)?([\p{Lu}][\p{L}\s]{2,24}):\s+(\S.*)$/u.exec(line.trim()) ?? [];
  return name === undefined || value === undefined ? null : { name, value };
};

function takeLine(reading: Reading, line: string, leaf: Leaf): boolean {
  const field = fieldIn(line.replace(/\\$/, ''));
  return field !== null && takeField(reading, { ...field, leaf });
}

// A table of two columns says a fact a row.
function fieldsOfTable(reading: Reading, { head, rows }: Table): boolean {
  if (head.cells.length !== 2) return false;
  const all = [head, ...rows];
  const taken = all.map((row) =>
    takeField(reading, { name: plainWords(row.cells[0] ?? ''), value: row.cells[1] ?? '', leaf: row }),
  );
  if (!taken.some(Boolean)) return false;
  for (const row of all)
    leave(reading, row, 'Head of the page', 'it says something about the page that has no place here');
  return true;
}
