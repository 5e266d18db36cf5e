// The count of words: whatever of a page is not in its draft yet goes there as a note, so that nothing is lost.

import type { Leaf, Page } from '../page/page.ts';
import { leavesOfPage, noteText } from '../page/page.ts';
import { wordsIn } from '../words/plain.ts';
import type { Draft } from './draft.ts';
import { plainDraft } from './write.ts';

/** Words of all values of a draft. */
function wordsOfDraft(draft: Draft): ReadonlySet<string> {
  const words = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number')
      for (const word of wordsIn(String(value))) words.add(word);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(plainDraft(draft));
  return words;
}

/** Keeps what is not kept yet; the leaves that it was. */
export function keepAll(draft: Draft, page: Page): readonly Leaf[] {
  const words = new Set(wordsOfDraft(draft));
  const lacks = ({ text }: Leaf): boolean => wordsIn(text).some((word) => !words.has(word));
  const headings = page.sections.flatMap(headingsIn).filter(lacks);
  const kept: Leaf[] = [...headings];
  if (headings.length > 0) {
    const first = headings[0]?.lines.first ?? 1;
    draft.notes.push({
      title: 'Headings of the page',
      text: headings.map(({ text, lines }) => `- ${text} (line ${lines.first})`).join('\n'),
      lines: { first, last: headings.at(-1)?.lines.last ?? first },
    });
    for (const { text } of headings) for (const word of wordsIn(text)) words.add(word);
  }
  for (const leaf of leavesOfPage(page)) {
    if (!lacks(leaf)) continue;
    kept.push(leaf);
    draft.notes.push({ title: 'Also on the page', text: noteText(leaf), lines: leaf.lines });
    for (const word of wordsIn(leaf.text)) words.add(word);
  }
  return kept;
}

const headingsIn = (section: Page['sections'][number]): readonly Leaf[] => [
  section.heading,
  ...section.sections.flatMap(headingsIn),
];
