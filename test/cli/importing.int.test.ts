// `firebreak import` as a person calls it: what is written where, what is refused and how, and that no file is touched that is
// already there.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firebreak } from '../support/program/cli.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { ROOT } from '../support/source-tree.ts';

const FIXTURES = join(ROOT, 'test/fixtures/import');
const fixture = (name: string): string => readFileSync(join(FIXTURES, name), 'utf8');

function wiki(pages: Readonly<Record<string, string | Uint8Array>>): { readonly wiki: string; readonly out: string } {
  const folder = workFolder();
  const place = join(folder, 'wiki');
  mkdirSync(place);
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(place, name), text);
  return { wiki: place, out: join(folder, 'runbooks') };
}

// Beside them stand the schemas that editors read.
const draftsIn = (out: string): readonly string[] => readdirSync(out).filter((name) => name.endsWith('.yaml'));

test('one page is a draft on standard output, and what became of it stands beside that', async () => {
  const page = join(FIXTURES, 'pages/disk-almost-full.md');
  const { code, stdout, stderr } = await firebreak(['import', page]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^# .*\n/);
  expect(stdout).toContain('\ndiagnose:\n');
  expect(stderr).toMatch(/score \d+ of 100/);
  const again = await firebreak(['import', '-', '--report'], { stdin: fixture('pages/disk-almost-full.md') });
  expect(again.code).toBe(0);
  expect(again.stderr).toMatch(/line|lines/);
});

test('of a folder every page is written, one that is none is refused in a sentence, and nothing is written over', async () => {
  const { wiki: from, out } = wiki({
    'one.md': fixture('pages/disk-almost-full.md'),
    'same-title.md': fixture('pages/disk-almost-full.md'),
    'redis.md': fixture('pages/redis-connectivity-loss.md'),
    'empty.md': '',
    'bytes.md': Uint8Array.from({ length: 4000 }, (_, n) => (n * 7919) % 256),
    'essay.md': '# Our values\n\nWe like tea. We like it a lot.\n',
  });
  const { code, stdout, stderr } = await firebreak(['import', from, '--out', out]);
  expect(code).toBe(3);
  expect(draftsIn(out)).toHaveLength(3);
  expect(stdout.match(/written to/g)).toHaveLength(3);
  const refused = stderr.split('\n').filter((line) => line.startsWith('refused: '));
  expect(refused).toHaveLength(3);
  for (const name of ['empty.md', 'bytes.md', 'essay.md'])
    expect(refused.filter((line) => line.includes(name))).toHaveLength(1);
  expect(stderr).not.toMatch(/internal:|\n {4}at /);
  for (const name of draftsIn(out)) {
    const checked = await firebreak(['validate', join(out, name)]);
    expect([name, checked.code]).toEqual([name, 0]);
  }

  const [name = ''] = draftsIn(out);
  writeFileSync(join(out, name), 'mine\n');
  const before = draftsIn(out).map((one) => readFileSync(join(out, one), 'utf8'));
  const again = await firebreak(['import', from, '--out', out]);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('import never writes over a file');
  expect(draftsIn(out).map((one) => readFileSync(join(out, one), 'utf8'))).toEqual(before);
});

test('documents of other tools are told by what is in them', async () => {
  const out = join(workFolder(), 'runbooks');
  const documents = readdirSync(join(FIXTURES, 'documents')).map((name) => join(FIXTURES, 'documents', name));
  const { code } = await firebreak(['import', ...documents, '--split', '--out', out]);
  expect(code).toBe(0);
  const drafts = draftsIn(out);
  expect(drafts.length).toBeGreaterThanOrEqual(3);
  for (const name of drafts) expect([name, (await firebreak(['validate', join(out, name)])).code]).toEqual([name, 0]);
});

test('a page of several runbooks is as many drafts where that is asked for, and needs a folder', async () => {
  const part = (name: string): string =>
    `## ${name}\n\n### Meaning\n\nIt is bad.\n\n### Diagnosis\n\n\`\`\`sh\nuptime\n\`\`\`\n\n### Mitigation\n\nRestart it.\n\n`;
  const { wiki: from, out } = wiki({ 'alerts.md': `# Alerts\n\n${part('ShopDown')}${part('ShopSlow')}` });
  const page = join(from, 'alerts.md');
  const whole = await firebreak(['import', page]);
  expect([whole.code, whole.stdout]).toEqual([3, '']);
  expect(whole.stderr).toMatch(/holds 2 runbooks: "ShopDown"[^]*--split/);
  const nowhere = await firebreak(['import', page, '--split']);
  expect([nowhere.code, nowhere.stdout]).toEqual([2, '']);
  const split = await firebreak(['import', page, '--split', '--out', out]);
  expect(split.code).toBe(0);
  expect(draftsIn(out)).toHaveLength(2);
});

test('a file that is not there is named', async () => {
  const { code, stderr } = await firebreak(['import', '/nowhere/page.md']);
  expect([2, 3]).toContain(code);
  expect(stderr).toMatch(/\/nowhere\/page\.md/);
});
