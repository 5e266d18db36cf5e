// What is said of a file of inputs: one file a case in test/fixtures/input-files, beside it what is said about it; all are
// inputs of the runbook there. `UPDATE_GOLDEN=1` writes what is said now; the diff is the review. Whatever is wrong, nothing
// that a file may hold as a secret is shown.

import '../support/expressions/linear-regexp.ts';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CliError } from '../../src/cli/exit-codes.ts';
import { planOf } from '../../src/cli/runbook-file.ts';
import { givenInputs } from '../../src/cli/start/given.ts';
import { inputsOf } from '../../src/cli/start/inputs.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/input-files');
const cases = readdirSync(FOLDER).filter((name) => name.endsWith('.in'));
const cart = planOf('cart.yaml', readFileSync(join(FOLDER, 'runbook/cart.yaml'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'firebreak-inputs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PLAIN = { kind: 'plain', guided: false, detail: 'brief' } as const;

async function said(inputFile: string, input?: Readonly<Record<string, string>>): Promise<string> {
  try {
    const { inputs } = await inputsOf(
      cart,
      { ...(await givenInputs({ inputFile: [inputFile], input }, cart.plan.runbook)), alert: null },
      PLAIN,
    );
    return `${JSON.stringify(inputs)}\n`;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return `${error.message.replaceAll(/\S*\/(?=[^/\s]+:\d+:\d+)/g, '')}\n`;
  }
}

const written = (text: string | Uint8Array): string => {
  const path = join(folder, 'inputs.yaml');
  writeFileSync(path, text);
  return path;
};

describe('what is said of a file of inputs', () => {
  test.each(cases)('%s', async (name) => {
    const found = await said(join(FOLDER, name));
    const golden = join(FOLDER, name.replace(/in$/, 'txt'));
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, found);
    expect(found).toBe(readFileSync(golden, 'utf8'));
    for (const line of found.trimEnd().split('\n')) expect(line.trimStart()).toMatch(/^[\w.-]+:\d+:\d+ {2}\S/);
    expect(found).not.toContain('hunter2');
  });

  test.each<[name: string, text: string, wanted: RegExp]>([
    [
      'levels that would end the process',
      `region: ${'['.repeat(100_000)}`,
      /^inputs.yaml:1:\d+ {2}nesting is deeper than 50$/m,
    ],
    ['a text that is too long', `region: eu\n${'# x\n'.repeat(300_000)}`, /longer than 256 KiB; an input is a value/],
    ['aliases that become millions', `a: &a [x]\n${'b: [*a, *a]\n'.repeat(60)}`, /more than 50 aliases|duplicate key/],
    ['a character that nobody sees', 'region: e\u0000u\n', /inputs.yaml:1:10 {2}the text holds U\+0000/],
    ['bytes that are no UTF-8', 'region: \ufffd\ufffd\n', /inputs.yaml:1:1 {2}input "region" is/],
  ])('%s', async (_name, text, wanted) => {
    expect(await said(written(text))).toMatch(wanted);
  });

  test('a byte order mark, line ends of Windows, JSON and a comma too many are read', async () => {
    const read = '"region":"us"';
    expect(await said(written('\ufeffregion: us\n'))).toContain(read);
    expect(await said(written('region: us\r\nlost: 3\r\n'))).toContain(read);
    expect(await said(written('{ "region": "us", "lost": 3 }'))).toContain(read);
    expect(await said(written('host: &here us\nregion: *here\n'))).toContain(read);
    expect(await said(written("{ 'region': 'us', }"))).toContain(read);
  });

  test('a value is the text that it is: the runbook says what type it has', async () => {
    expect(await said(written('lost: 5\nstrict: false\nhost: 0755\nurls: [1, true]\n'))).toContain(
      '"urls":["1","true"],"room":"512mb","strict":false,"lost":5,"patience":"30s","host":"0755"',
    );
  });

  test('what the command line says has no place in the file', async () => {
    expect(await said(written('region: us\n'), { region: 'asia' })).toMatch(/^input "region" is "asia"/);
  });
});
