// Rules of Prometheus: each alert is a trigger, and a cause that its expression confirms.

import { err, ok, type Result } from '../../model/result.ts';
import type { Severity } from '../../model/runbook.ts';
import { convertPromql } from '../commands/convert.ts';
import { nameOf } from '../commands/holes.ts';
import { type DraftStep, idFor, idOf } from '../draft/draft.ts';
import type { Imported, Refusal, Source } from '../import.ts';
import { kindOfInput } from '../read/inputs.ts';
import { type Reading, startReading, titleOf } from '../read/reading.ts';
import { severitiesIn } from '../words/severity.ts';
import { enterPart, finishDocument, isMapping, keepPart, lineOf, type Mapping, mappingsIn, textIn } from './mapping.ts';

/** Imports a file of rules: one runbook of it, or with `split` one of each alert. */
export function fromRules(root: Mapping, source: Source): Result<readonly Imported[], Refusal> {
  const spec = isMapping(root['spec']) ? root['spec'] : root;
  const groups = mappingsIn(spec['groups']);
  const rules = groups.flatMap(({ rules: all, name }) =>
    mappingsIn(all).map((rule) => ({ rule, group: textIn(name) })),
  );
  const alerts = rules.filter(({ rule }) => textIn(rule['alert']) !== '');
  const others = rules.filter(({ rule }) => textIn(rule['alert']) === '');
  if (alerts.length === 0)
    return err({
      message: `${source.name} has rules and no alert`,
      next: 'a runbook begins with an alert; rules that record are none',
    });
  const ids = new Set<string>();
  const parts = source.split === true ? alerts.map((alert) => [alert]) : [alerts];
  const drafts: Imported[] = [];
  for (const part of parts) {
    const reading = startReading(source.decided ?? new Map());
    const [first] = part;
    reading.draft.title =
      part.length === 1
        ? textIn(first?.rule['alert'])
        : `Alerts of ${first?.group === '' ? source.name : (first?.group ?? source.name)}`;
    for (const { rule } of part) readAlert(reading, source, rule);
    if (drafts.length === 0) {
      for (const { rule } of others) keepPart(reading, source, `Rule that records ${textIn(rule['record'])}`, rule);
      for (const { rules: _, name, ...more } of groups)
        keepPart(reading, source, `Group ${textIn(name)}`, Object.keys(more).length === 0 ? undefined : more);
      const { groups: __, spec: ___, ...rest } = root;
      keepPart(reading, source, 'Of the file', rest);
    }
    const made = finishDocument(reading, source, ids);
    if (!made.ok) return made;
    drafts.push(...made.value);
  }
  return ok(drafts);
}

const SEVERITY: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

function readAlert(reading: Reading, source: Source, rule: Mapping): void {
  const { draft } = reading;
  const name = textIn(rule['alert']);
  const lines = lineOf(source, name);
  const labels = isMapping(rule['labels']) ? rule['labels'] : {};
  const annotations = isMapping(rule['annotations']) ? rule['annotations'] : {};
  const [severity] = severitiesIn(textIn(labels['severity']) || textIn(labels['priority']));
  if (
    severity !== undefined &&
    (draft.severityFrom === undefined || SEVERITY.indexOf(severity) < SEVERITY.indexOf(draft.severity))
  ) {
    draft.severity = severity;
    draft.severityFrom = lines;
  }
  const lasts = textIn(rule['for']);
  draft.triggers.push({
    title: `The alert ${name} fires${lasts === '' ? '' : `, once its expression has held for ${lasts}`}`,
    alert: `alert.labels.alertname == ${JSON.stringify(name)}`,
    lines,
  });
  enterPart(reading, source, { words: name, to: 'triggers' });
  const made = convertPromql(textIn(rule['expr']));
  const probe: DraftStep = {
    title: titleOf(`What ${name} looks at`),
    kind: made.kind,
    value: made.value,
    effect: 'read',
    wanted: made.wanted,
    notes: [{ title: 'In the rules', text: `\`${textIn(rule['expr']).trim().replaceAll('`', "'")}\``, lines }],
    lines,
    page: '',
    ...(made.todo === undefined ? {} : { todo: made.todo }),
  };
  draft.probes.push(probe);
  for (const wanted of made.wanted) kindOfInput(draft, wanted);
  enterPart(reading, source, { words: textIn(rule['expr']).split('\n')[0] ?? '', to: `diagnose: ${probe.title}` });
  const summary =
    textIn(annotations['summary']) || textIn(annotations['message']) || textIn(annotations['description']);
  const title = titleOf(withoutTemplates(summary).replace(/^[\s…]+/, '')) || name;
  const seen =
    made.kind === 'prometheus' ? `!${idOf(draft, probe)}.empty` : `size(${idOf(draft, probe)}.json.data.result) > 0`;
  const cause = {
    id: idFor(draft, name.replace(/([a-z0-9])([A-Z])/g, '$1 $2'), 'alert'),
    title,
    when: probe.todo === undefined ? [seen] : [],
    resolve: [],
    escalate: [],
    notes: [],
    lines,
  };
  draft.causes.push({ ...cause, ...(summary === '' ? {} : { because: filledIn(reading, summary) }) });
  enterPart(reading, source, { words: title, to: `causes.${cause.id}` });
  const { summary: _, message: __, ...told } = annotations;
  for (const [key, value] of Object.entries(told)) keepPart(reading, source, `${name}: ${key}`, textIn(value) || value);
  const { severity: ___, ...marks } = labels;
  keepPart(reading, source, `${name}: labels`, marks);
  const { alert, expr, for: ____, labels: _____, annotations: ______, ...rest } = rule;
  void alert;
  void expr;
  keepPart(reading, source, `${name}: more`, rest);
}

const withoutTemplates = (text: string): string =>
  text
    .replace(/\{\{[^}]*\}\}/g, ' … ')
    .replace(/\s+/g, ' ')
    .trim();

// Labels of the alert become inputs, so that the sentence says them; other templates are left out.
function filledIn({ draft }: Reading, text: string): string {
  return text.replaceAll('${{', '$${{').replace(/\{\{\s*([^}]*?)\s*\}\}/g, (_, inside: string) => {
    const label = /^\$labels\.(\w+)$/.exec(inside)?.[1];
    if (label === undefined) return '…';
    const name = nameOf(label);
    draft.inputs.set(name, {
      name,
      from: `alert.labels.${label}`,
      default: '',
      description: `The label ${label} of the alert`,
    });
    return `\${{ inputs.${name} }}`;
  });
}
