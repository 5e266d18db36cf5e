// Words for how bad an incident is: a page, an alert and a runbook understand the same ones.

import { expect, test } from 'vitest';
import { severitiesIn } from '../../src/import/words/severity.ts';
import { valueMeant } from '../../src/parse/schema/other-values.ts';
import { SEVERITIES, wordsOf } from '../../src/parse/schema/severities.ts';

test.each(SEVERITIES.map((row) => [row.severity, row] as const))('%s', (severity, row) => {
  for (const word of wordsOf(row).filter((one) => one !== severity)) {
    expect([word, valueMeant('severity', word)?.word]).toEqual([word, severity]);
    expect([word, severitiesIn(word.toUpperCase())]).toEqual([word, [severity]]);
  }
  for (const word of row.words.split(' '))
    expect([word, severitiesIn(`It is (${word}), say we`)]).toEqual([word, [severity]]);
});

test('what is said beside other words counts, unless it is a number or part of a word', () => {
  expect(severitiesIn('P1 or SEV 3')).toEqual(['critical', 'medium']);
  expect(severitiesIn('Критическая, sev-2')).toEqual(['critical', 'high']);
  expect(severitiesIn('2 hosts, on average')).toEqual([]);
  expect(severitiesIn('highly informed pages')).toEqual([]);
  expect(severitiesIn('[P1|P2]')).toEqual([]);
});
