// Where the reading of a body stands, and the texts that move it: labels, conditions, one of several ways.

import type { Block, Leaf, Section } from '../page/page.ts';
import type { Purpose } from '../words/headings.ts';
import { plainWords } from '../words/plain.ts';
import { isOrder, type Role } from '../words/sentences.ts';
import { forbidsBelow, forbidsInCase, isExampleLabel } from '../words/warnings.ts';
import { type Entry, type Group, type Label, newGroup } from './group.ts';

/** Where the reading of a body stands. */
export interface At {
  group: Group;
  role: Role;
  label: Label;
  /** Seconds to wait before the next command, which looks whether it has worked. */
  waits?: number | undefined;
  /** Why what stands below, up to the next text, is told and not done. */
  untold?: string | undefined;
  /** The words of the page by which what stands below is only for where the steps before it did not help. */
  fallback?: string | undefined;
  /** The next fence is what the last command prints. */
  printed?: boolean;
  /** How deep in lists the reading stands, and how deep it was when the branch was opened that it stands in. */
  level: number;
  opened?: number | undefined;
  /** What takes a branch in: the group of the section. */
  readonly home: Group;
  /** Sections that are for something else go there. */
  readonly elsewhere: (section: Section, purpose: Purpose) => boolean;
}

/** Enters leaves that are only noted. */
export const note = (leaves: readonly Leaf[], { group }: At, why: string): void => {
  group.entries.push(...leaves.map((leaf): Entry => ({ kind: 'note', leaf, why })));
};

/** Whether a condition that stands here opens a branch: inside of one it is a word about its step, beside it the next one. */
export const openable = ({ role, group, level, opened }: At): boolean => {
  if (role === 'tell' || role === 'check') return false;
  return group.from === 'section' || group.from === 'option' || (opened !== undefined && level <= opened);
};

/** Whether a condition is about the step before it: "If that did not help" goes on with the same. */
export const isFallback = (condition: string): boolean =>
  /^(?:that|this|it|the above|none of|these|those|above|restart\w*|still|problem|issue|nothing)\b.*\b(?:not|n['’]t|fails?|failed|persists?|continues?|remains?|still|none|helps?|works?)\b|^(?:still|not resolved|unresolved|unsuccessful|needed|necessary|required|possible|in doubt|unsure|available|applicable)\b/i.test(
    condition,
  );

const FALLBACK =
  /^(?:(?:and|but)\s+)?(?:(?:if|when|should)\s+(?:that|this|it|the above|none of|these|those|neither|nothing|(?:the\s+)?(?:problem|issue|error)s?|restart\w*)\b[^.:,;?]*?(?:n['’]t|\b(?:not|fails?|failed|persists?|continues?|remains?|still|help(?:s|ed)?|work(?:s|ed)?))\b[^.:,;?]*|if\s+(?:still|not resolved|unresolved|unsuccessful|all else fails)\b[^.:,;?]*|(?:as\s+(?:a|the)\s+)?last resort\b|failing that\b|still\s+(?:failing|broken|down|stuck|not|no|unhealthy|happening|unresolved|seeing)\b[^.:,;]*)/iu;

/** The words by which a text is for where the steps before it did not help; undefined where it says nothing of the kind. */
export const fallbackIn = (text: string): string | undefined =>
  FALLBACK.exec(plainWords(text.slice(0, 400)).replace(/^[^\p{L}]+/u, ''))?.[0].trim();

/** Whether a text begins one of several ways. */
export const isOption = (text: string): boolean =>
  /^(?:option|alternative|method|approach|variant)\s+(?:#?\d+|[A-Z])\b/i.test(plainWords(text));
/** What a way is called. */
export const titleOfOption = (text: string): string => plainWords(text).split(/:\s/)[0] ?? '';

/** A label with the name of its group: "Fix:" alone says nothing once it stands elsewhere. */
export const ofGroup = (label: string, { group }: At): string =>
  group.from === 'section'
    ? label
    : `${group.title}: ${plainWords(label)
        .replace(/\s*[:：]\s*$/, '')
        .toLowerCase()}`;

/** Opens a branch: what follows goes to it. */
export function openBranch(leaf: Leaf, condition: string, at: At, from: 'branch' | 'option' = 'branch'): void {
  const group = newGroup(condition, from, leaf);
  at.home.groups.push(group);
  at.group = group;
  at.opened = at.level;
  if (at.role === 'look') at.role = 'act';
  at.label = from === 'option' ? { text: condition, leaf } : { text: '' };
}

const FAILED =
  'down|stopped|full|failed|failing|fails|broken|missing|exhausted|slow|stuck|unreachable|expired|crash\\w*|out of|too (?:many|large|high|low|long)|dead|lost|timeouts?|errors?|oom\\w*|corrupt\\w*|leak\\w*|unavailable|unhealthy|blocked|saturated|overloaded|misconfigured';

/** Words of a state: a bold line with one is a condition, not the name of a step. */
export const STATE = new RegExp(`\\b(?:is|are|was|has|have|not|no|${FAILED})\\b`, 'i');

const FAILURE = new RegExp(`\\b(?:${FAILED}|(?:not|no longer) \\w+ing|cannot|can[’']t|won[’']t)\\b`, 'i');

/** Whether a heading says what has failed, and neither asks for something to be done nor asks a question. */
export const isFailure = (words: string): boolean =>
  FAILURE.test(words) && !isOrder(words) && !/^(?:why|how|what|who|where|when)\b|\?\s*$/i.test(words);

/** Whether a fence stands in blocks, or in the lists among them. */
export const deepCode = (blocks: readonly Block[]): boolean =>
  blocks.some(
    (block) =>
      block.kind === 'code' ||
      (block.kind === 'list' && block.items.some((item) => item.blocks.some(({ kind }) => kind === 'code'))),
  );

/** The words of a text that is a label: bold alone, or short with a colon at its end. */
export function labelIn(text: string): string | null {
  const bold = /^(?:\*\*|__)([^*_\n]+?)(?:\*\*|__)\s*[:：]?\s*$/.exec(text)?.[1];
  if (bold !== undefined) return bold;
  return /^[^\n]{1,60}[:：]\s*$/.test(text) ? text : null;
}

/** Whether a text says that what follows is printed. */
export const isOutputLabel = (text: string): boolean =>
  /^(?:\*\*|__|_|\*)?(?:expected|example|sample|typical|healthy|good|bad|normal)?\s*(?:output|result|response)s?(?:\s+\([^)]*\))?\s*:?(?:\*\*|__|_|\*)?\s*:?$/i.test(
    text.trim(),
  ) ||
  (/(?:expected|example|sample|should (?:see|look|return|output)|output (?:should|will)|you(?:'ll| will| should) see|looks like)/i.test(
    text,
  ) &&
    /[:：]\s*$/.test(text) &&
    !/\b(?:run|execute|for example)\b/i.test(text));

/** Why what stands below a text is not done; undefined where it may be. */
export const untoldBelow = (text: string): string | undefined =>
  !/[:：]\W*$/.test(text)
    ? undefined
    : forbidsBelow(text) || forbidsInCase(text)
      ? 'the page says not to do it'
      : isExampleLabel(text)
        ? 'it tells what was done once, or is an example'
        : undefined;
