// What is no page of one runbook: one sentence says so, and what to do.

import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { importDocument } from '../../src/import/forms/document.ts';
import { importPage } from '../../src/import/import.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const refusal = (text: string): string => {
  const made = importPage({ name: 'page.md', text });
  return made.ok ? 'imported' : [made.error.message, made.error.next].join('; ');
};

describe('a page', () => {
  test('that is empty', () => {
    expect(refusal('\n \n')).toMatch(/^page\.md is empty/);
  });

  test('that tells and asks for nothing', () => {
    expect(refusal('# Minutes\n\n## Attendees\n\n- Ann\n\n## Decisions\n\n- We move on Monday.\n')).toMatch(
      /no incident runbook|like a manual/,
    );
  });

  test('of a manual, though it has commands', () => {
    expect(
      refusal(
        '# Widget\n\n## Installation\n\n```sh\nnpm install widget\n```\n\n## Usage\n\n```sh\nnpx widget\n```\n\n## License\n\nMIT\n',
      ),
    ).toMatch(/like a manual/);
  });

  test('of several runbooks, which are named', () => {
    const part = (name: string): string =>
      `## ${name}\n\n### Meaning\n\nIt is bad.\n\n### Diagnosis\n\n\`\`\`sh\nuptime\n\`\`\`\n\n### Mitigation\n\nRestart it.\n\n`;
    const text = `# Alerts\n\n${part('ShopDown')}${part('ShopSlow')}`;
    expect(refusal(text)).toMatch(/holds 2 runbooks: "ShopDown" \(line 3\), "ShopSlow" \(line 19\); add --split/);
    const split = importPage({ name: 'page.md', text, split: true });
    expect(split.ok && split.value.map(({ id }) => id)).toEqual(['shop-down', 'shop-slow']);
  });
});

test('force makes a draft of a page that is none', () => {
  const made = importPage({ name: 'page.md', text: '# Minutes\n\n## Attendees\n\n- Ann\n', force: true });
  expect(made.ok && made.value[0]?.counts.steps).toBe(0);
});

describe('a document', () => {
  const said = (name: string, text: string): string => {
    const made = importDocument({ name, text }, name.slice(name.lastIndexOf('.')));
    return made === null ? 'a page' : made.ok ? 'imported' : made.error.message;
  };
  test.each([
    ['a.html.md', '<!DOCTYPE html><html></html>', /in HTML, not in Markdown/],
    ['a.md', '#!/bin/sh\nuptime\n', /is a script/],
    ['a.yaml', 'firebreak: 1\nid: a\n', /a runbook of Firebreak already/],
    ['a.yaml', 'a: [', /cannot be read as YAML/],
    ['a.json', '{"a": 1}', /none of the documents/],
    ['a.yaml', 'groups: []', /no alert/],
  ])('%s that is %j', (name, text, words) => {
    expect(said(name, text)).toMatch(words);
  });
});
