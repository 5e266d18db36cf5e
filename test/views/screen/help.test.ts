// The page of keys: whatever an answer is given with stands on it.

import { expect, test } from 'vitest';
import { optionsOf } from '../../../src/views/screen/choices.ts';
import { helpPanel } from '../../../src/views/screen/reading-panels.ts';
import { glyphsFor } from '../../../src/views/text/glyphs.ts';
import { pageOf } from '../../../src/views/text/layout.ts';
import { rowText } from '../../../src/views/text/row.ts';
import { CHOICES, QUESTIONS } from '../../support/records/every-question.ts';
import { guidedStory } from '../../support/screen/guided-story.ts';

test('every answer has its key on the page of keys', () => {
  const { plan } = guidedStory();
  const page = pageOf(40, glyphsFor({ LANG: 'C.UTF-8' }));
  const told = new Set(helpPanel(page).body.map((row) => rowText(row).trim().split(' ')[0]));
  const answers = QUESTIONS.flatMap((question) => optionsOf(plan, { ...question, choices: CHOICES }, { causes: [] }));
  // A list of causes or of answers says its own keys.
  const keys = answers.filter(({ choice }) => choice !== 'cause' && choice !== 'answer').map(({ key }) => key);
  expect([...new Set(keys)].filter((key) => !told.has(key))).toEqual([]);
});
