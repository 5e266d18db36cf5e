// The blocks of a section, read in their order into a group: a label goes to the command below it, a condition opens a branch,
// what warns is told and never done.

import { expectationWithin } from '../commands/expected.ts';
import type { Block, Item, Leaf, Prose, Table } from '../page/page.ts';
import { leavesOf } from '../page/page.ts';
import { plainWords } from '../words/plain.ts';
import { boldLead, branchOf, isOrder, roleOf, waitIn } from '../words/sentences.ts';
import { forbidsInCase, isExampleLabel, isPast, warnsIn } from '../words/warnings.ts';
import {
  type At,
  deepCode,
  fallbackIn,
  isFallback,
  isOption,
  isOutputLabel,
  labelIn,
  note,
  ofGroup,
  openable,
  openBranch,
  STATE,
  titleOfOption,
  untoldBelow,
} from './at.ts';
import { readCode } from './fences.ts';
import { newGroup } from './group.ts';
import { inlineCommands } from './inline.ts';
import { readTable } from './table.ts';

/** Reads blocks into the group where the reading stands. */
export function readBlocks(blocks: readonly Block[], at: At): void {
  for (const block of blocks) {
    if (at.untold !== undefined && block.kind !== 'prose') {
      note(leavesOf([block]), at, at.untold);
      continue;
    }
    switch (block.kind) {
      case 'prose':
        readProse(block, at);
        break;
      case 'code':
        readCode(block, at);
        break;
      case 'list':
        readList(block.items, at);
        break;
      case 'table':
        readRows(block, at);
        break;
      case 'aside':
        if (block.warns) note(leavesOf(block.blocks), at, 'it is a warning');
        else readBlocks(block.blocks, at);
        break;
      default:
        note([block], at, 'it is no text of the page');
    }
  }
}

function readProse(block: Prose, at: At): void {
  const { text } = block;
  at.untold = untoldBelow(text);
  if (warnsIn(text) || forbidsInCase(text)) {
    note([block], at, 'it is a warning');
    return;
  }
  if (at.untold !== undefined) {
    note([block], at, 'it is a label');
    return;
  }
  const falls = fallbackIn(text);
  at.fallback = falls ?? at.fallback;
  const label = labelIn(text);
  const role = label === null ? undefined : roleOf(label);
  if (label !== null && role !== undefined) {
    at.role = role;
    at.label = { text: ofGroup(label, at), leaf: block };
    at.group.entries.push({ kind: 'note', leaf: block, why: 'it is a label' });
    return;
  }
  if (isOption(text) && openable(at)) {
    openBranch(block, plainWords(text).replace(/\s*[:：]\s*$/, ''), at, 'option');
    return;
  }
  if (isOutputLabel(text)) {
    at.printed = true;
    at.group.entries.push({ kind: 'output', leaf: block });
    return;
  }
  const waits = waitIn(text);
  if (waits !== null && /\b(?:verify|check|confirm|test|then|until|for)\b/i.test(text)) {
    at.waits = waits;
    at.label = { text, leaf: block };
    at.group.entries.push({ kind: 'note', leaf: block, why: 'it is a wait' });
    return;
  }
  const branch = falls === undefined && openable(at) ? branchOf(text) : null;
  if (
    branch !== null &&
    !isFallback(branch.condition) &&
    (branch.rest === '' || isOrder(branch.rest) || inlineCommands(branch.rest).length > 0)
  ) {
    openBranch(block, branch.condition, at);
    if (/:\s*$/.test(branch.rest)) at.label = { text: branch.rest, leaf: block };
    else if (branch.rest !== '') readText(block, branch.rest, at);
    return;
  }
  if ((/[:：]\s*$/.test(text) && text.length < 240) || (label !== null && /^(?:\*\*|__)/.test(text))) {
    at.label = { text, leaf: block };
    at.group.entries.push({ kind: 'note', leaf: block, why: 'it is a label' });
    return;
  }
  readText(block, text, at);
}

// A text without a fence: commands in it, work for a person, or what is only told.
function readText(leaf: Leaf, text: string, at: At): void {
  const told = expectationWithin(text);
  // What stands behind an arrow may be the order itself.
  const expected = told === null || isOrder(told) || inlineCommands(told).length > 0 ? null : told;
  if (isPast(text)) {
    at.group.entries.push({ kind: 'text', leaf, role: 'tell', text });
    return;
  }
  const commands = at.role === 'tell' ? [] : inlineCommands(text);
  for (const script of commands)
    at.group.entries.push({
      kind: 'command',
      form: /^(?:GET|HEAD|POST|PUT|PATCH|DELETE) \S/.test(script) ? 'request' : 'shell',
      piece: {
        script,
        isAlternative: false,
        ...(expected === null ? {} : { expected }),
        ...(at.waits === undefined ? {} : { waits: at.waits }),
      },
      label: { text: labelAround(text, script), leaf },
      role: at.waits === undefined ? at.role : 'check',
      leaf,
      whole: leaf,
      fallback: at.fallback,
    });
  if (commands.length > 0) {
    at.waits = undefined;
    return;
  }
  // "If that did not help, restart it": what is asked for stands behind the condition.
  const asked = at.fallback === undefined ? undefined : branchOf(text)?.rest;
  const said = asked !== undefined && isOrder(asked) ? asked : text;
  at.group.entries.push({ kind: 'text', leaf, role: at.role, text: said, fallback: at.fallback });
}

// A sentence around a command names it; a command alone has no other name.
const labelAround = (text: string, script: string): string => {
  const around = text.replace(`\`${script}\``, ' ').replace(/\s+/g, ' ').trim();
  return /[\p{L}]{3}/u.test(around) ? text.replaceAll('`', '') : '';
};

function readList(items: readonly Item[], at: At): void {
  const { group, role, opened, fallback } = at;
  at.level += 1;
  for (const item of items) {
    readItem(item, at);
    // A branch of an item ends with it.
    Object.assign(at, { group, role, opened, fallback, waits: undefined });
  }
  at.level -= 1;
}

function readItem(item: Item, at: At): void {
  const text = item.text.replace(/^\[[ xX]\]\s+/, '');
  if (text === '') {
    readBlocks(item.blocks, at);
    return;
  }
  if (warnsIn(text) || forbidsInCase(text)) {
    note([item, ...leavesOf(item.blocks)], at, 'it is a warning');
    return;
  }
  if (isExampleLabel(text) || isPast(text)) {
    note([item, ...leavesOf(item.blocks)], at, 'it tells what was done once, or is an example');
    return;
  }
  const falls = fallbackIn(text);
  at.fallback = falls ?? at.fallback;
  const bold = boldLead(text);
  const role = roleOf(bold?.lead ?? labelIn(text) ?? '');
  if (role !== undefined && (bold !== null || /[:：]\s*$/.test(text))) {
    at.role = role;
    const said = bold?.rest ?? '';
    at.label = { text: said === '' ? ofGroup(text, at) : said, leaf: item };
    if (said === '' || item.blocks.some(({ kind }) => kind === 'code'))
      at.group.entries.push({ kind: 'note', leaf: item, why: 'it is a label' });
    else readText(item, said, at);
    readBlocks(item.blocks, at);
    return;
  }
  if (isOption(text) && openable(at)) {
    openBranch(item, titleOfOption(text), at, 'option');
    if (!deepCode(item.blocks)) readText(item, text, at);
    readBlocks(item.blocks, at);
    return;
  }
  const waits = waitIn(text);
  if (waits !== null && item.blocks.length > 0) at.waits = waits;
  const branch = falls === undefined && openable(at) ? branchOf(text) : null;
  if (
    branch !== null &&
    !isFallback(branch.condition) &&
    (branch.rest === '' || isOrder(branch.rest) || item.blocks.length > 0 || inlineCommands(branch.rest).length > 0)
  ) {
    openBranch(item, branch.condition, at);
    if (branch.rest !== '' && item.blocks.length === 0) readText(item, branch.rest, at);
    else if (branch.rest !== '') at.label = { text: branch.rest, leaf: item };
    readBlocks(item.blocks, at);
    return;
  }
  const hasCode = deepCode(item.blocks);
  if (bold !== null && at.role === 'act' && openable(at) && STATE.test(plainWords(bold.lead)) && !isOrder(bold.lead)) {
    openBranch(item, plainWords(bold.lead), at);
    if (bold.rest !== '' && !hasCode) readText(item, bold.rest, at);
    else at.label = { text: bold.rest === '' ? bold.lead : bold.rest, leaf: item };
    readBlocks(item.blocks, at);
    return;
  }
  at.label = { text, leaf: item };
  if (hasCode || waits !== null) at.group.entries.push({ kind: 'note', leaf: item, why: 'it is a label' });
  else readText(item, text, at);
  readBlocks(item.blocks, at);
}

function readRows(table: Table, at: At): void {
  for (const row of readTable(table)) {
    if (row.kind === 'note') note([row.leaf], at, 'it is a row that asks for nothing');
    else if (row.kind === 'command') {
      at.group.entries.push({
        kind: 'command',
        form: 'shell',
        piece: {
          script: row.script,
          isAlternative: false,
          ...(row.expected === undefined ? {} : { expected: row.expected }),
        },
        label: { text: row.label },
        role: at.role,
        leaf: row.leaf,
        whole: row.leaf,
      });
    } else {
      const group = newGroup(row.condition, 'branch', row.leaf);
      at.home.groups.push(group);
      if (row.check !== undefined && inlineCommands(row.check).length > 0)
        readText(row.leaf, row.check, { ...at, group, role: 'look' });
      const commands = inlineCommands(row.action);
      const inner: At = { ...at, group, role: 'act' };
      if (commands.length > 0) readText(row.leaf, row.action, inner);
      else group.entries.push({ kind: 'text', leaf: row.leaf, role: 'act', text: row.action });
    }
  }
}
