// Sections that tell: triggers, symptoms, severity, and what keeps it from happening again. Nothing in them is ever done.

import { fenceKind } from '../commands/fence.ts';
import { inert } from '../commands/holes.ts';
import type { Block, Leaf, Section } from '../page/page.ts';
import { leavesOf, leavesOfSection } from '../page/page.ts';
import type { Purpose } from '../words/headings.ts';
import { plainWords } from '../words/plain.ts';
import { severitiesIn } from '../words/severity.ts';
import { conditionsIn } from './conditions.ts';
import { escalationOf } from './escalation.ts';
import { addAlert, alertNamesIn, takeSeverity } from './metadata.ts';
import { leave, own, type Reading } from './reading.ts';

/** Texts of a section and of those under it, in their order: prose and items, no fences, no rows. */
function linesOfText(section: Section): readonly Leaf[] {
  const own_ = section.blocks.flatMap(textsOf);
  return [...own_, ...section.sections.flatMap(linesOfText)];
}

function textsOf(block: Block): readonly Leaf[] {
  if (block.kind === 'prose') return [block];
  if (block.kind === 'aside') return block.warns ? [] : block.blocks.flatMap(textsOf);
  return block.kind === 'list'
    ? block.items.flatMap((item) => [...(item.text === '' ? [] : [item]), ...item.blocks.flatMap(textsOf)])
    : [];
}

/** Reads what starts the runbook. */
function readTriggers(reading: Reading, section: Section): void {
  const { draft } = reading;
  for (const leaf of linesOfText(section)) {
    if (reading.ledger.owned.has(leaf)) continue;
    if (/^(?:\*\*|__)?severity\b/i.test(leaf.text) && takeSeverity(reading, leaf, plainWords(leaf.text))) continue;
    const alerts = alertNamesIn(leaf.text);
    const isNameAlone =
      alerts.length === 1 && plainWords(leaf.text).replace(/^alert(?:\s*name)?\s*[:：]\s*/i, '') === alerts[0];
    const [when, ...more] = alerts.length > 0 ? [] : conditionsIn(draft, leaf.text);
    const [alert] = alerts;
    const condition = when === undefined ? {} : { when: [when, ...more].join(' && ') };
    const isAlert = alert === undefined ? {} : { alert: `alert.labels.alertname == ${JSON.stringify(alert)}` };
    draft.triggers.push({
      title: inert(isNameAlone ? `The alert ${alert ?? ''} fires` : leaf.text),
      ...condition,
      ...isAlert,
      lines: leaf.lines,
    });
    own(
      reading,
      leaf,
      'triggers',
      when === undefined ? 'mapped' : 'guessed',
      when === undefined ? undefined : 'its words became a condition',
    );
  }
  for (const leaf of leavesOf(section.blocks)) {
    const code = 'kind' in leaf && leaf.kind === 'code' ? leaf : undefined;
    if (code === undefined || !('language' in code)) continue;
    if (fenceKind(String(code.language), code.text) !== 'rule') continue;
    for (const [, name = ''] of code.text.matchAll(/^\s*-?\s*alert:\s*["']?([\w-]+)/gm)) addAlert(reading, name, code);
    leave(reading, code, plainWords(section.heading.text), 'it is the rule of the alert');
  }
}

/** Reads what people notice. */
function readSymptoms(reading: Reading, section: Section): void {
  for (const leaf of linesOfText(section)) {
    if (reading.ledger.owned.has(leaf)) continue;
    reading.draft.symptoms.push({ text: leaf.text, lines: leaf.lines });
    own(reading, leaf, 'symptoms');
  }
}

/** Reads how bad it is. */
function readSeverity(reading: Reading, section: Section): void {
  for (const leaf of leavesOf(section.blocks)) {
    if (severitiesIn(leaf.text).length === 0 || reading.draft.severityFrom !== undefined) continue;
    takeSeverity(reading, leaf, plainWords(leaf.text));
  }
  const said = plainWords(section.heading.text);
  if (/[:：]/.test(said) && reading.draft.severityFrom === undefined)
    takeSeverity(reading, section.heading, said.replace(/^[^:：]*[:：]/, ''));
}

/** Reads what keeps it from happening again. */
function readPrevention(reading: Reading, section: Section): void {
  for (const leaf of linesOfText(section)) {
    if (reading.ledger.owned.has(leaf)) continue;
    reading.draft.prevent.push({ text: leaf.text.replace(/^\[[ xX]\]\s+/, ''), lines: leaf.lines });
    own(reading, leaf, 'prevent');
  }
}

/** Reads a section that tells. */
export function tell(reading: Reading, section: Section, purpose: Purpose): void {
  const { draft } = reading;
  const heading = plainWords(section.heading.text);
  switch (purpose) {
    case 'trigger':
      readTriggers(reading, section);
      break;
    case 'symptoms':
    case 'impact':
      readSymptoms(reading, section);
      break;
    case 'severity':
      readSeverity(reading, section);
      break;
    case 'prevention':
    case 'afterwards':
      readPrevention(reading, section);
      break;
    case 'escalation':
      readEscalations(reading, section);
      break;
    case 'summary':
      for (const block of section.blocks)
        if (block.kind === 'prose' && !reading.ledger.owned.has(block)) {
          draft.summary.push({ text: block.text, lines: block.lines });
          own(reading, block, 'summary');
        }
      break;
    case 'owner': {
      const [block] = section.blocks;
      if (block?.kind === 'prose' && draft.owner === undefined && block.text.length <= 100) {
        draft.owner = plainWords(block.text);
        own(reading, block, 'owner');
      }
      break;
    }
    default:
      break;
  }
  for (const leaf of leavesOfSection(section)) {
    if (leaf === section.heading) continue;
    leave(
      reading,
      leaf,
      heading,
      purpose === 'warnings' ? 'it is a warning' : 'sections of this kind are told, not done',
    );
  }
}

function readEscalations(reading: Reading, section: Section): void {
  const { draft } = reading;
  for (const leaf of linesOfText(section)) {
    draft.escalate.push(escalationOf(draft, leaf));
    own(reading, leaf, 'escalate');
  }
}
