// What is read from a file of hosts: one file a case in test/fixtures/inventories, beside it its groups, or what is wrong in
// it. `UPDATE_GOLDEN=1` writes what is said now; the diff is the review. And the groups as values of inputs.

import '../support/expressions/linear-regexp.ts';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { CliError } from '../../src/cli/exit-codes.ts';
import { planOf } from '../../src/cli/runbook-file.ts';
import { givenInputs } from '../../src/cli/start/given.ts';
import { readInputFile } from '../../src/parse/input-file.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/inventories');
const cases = readdirSync(FOLDER).filter((name) => !name.endsWith('.txt'));
const folder = mkdtempSync(join(tmpdir(), 'firebreak-inventories-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { plan } = planOf(
  'fleet.yaml',
  `firebreak: 1
id: fleet
title: Many hosts
severity: low
inputs:
  hosts: { type: list, default: [] }
  web: { type: list, default: [] }
  who: { default: ana }
diagnose:
  - { id: all, shell: ["echo", "\${{ size(inputs.hosts) + size(inputs.web) }}", "\${{ inputs.who }}"] }
`,
);

function saidOf(text: string, name: string): string {
  const read = readInputFile(text, name);
  if (!read.ok)
    return read.error.map(({ place, message }) => `${name}:${place.line}:${place.column}  ${message}\n`).join('');
  const { names, hosts, reached } = read.value.groups;
  return names
    .map((group) => {
      const all = (hosts(group) ?? []).map((host) => host + (reached(host) === undefined ? '' : ` (${reached(host)})`));
      return `${group}: ${all.join(', ')}\n`;
    })
    .join('');
}

describe('what is read from a file of hosts', () => {
  test.each(cases)('%s', (name) => {
    const found = saidOf(readFileSync(join(FOLDER, name), 'utf8'), name);
    const golden = join(FOLDER, `${name}.txt`);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, found);
    expect(found).toBe(readFileSync(golden, 'utf8'));
    expect(found).not.toContain('hunter2');
  });

  test.each<[string, text: string, wanted: RegExp]>([
    ['ranges that become millions', '[web]\nh-[1:9999][1:9999]\n', /^x:2:1 {2}the file holds more than 10000 hosts$/m],
    ['many ranges', '[web]\nh[1:9000]\ng[1:9000]\nk[1:9000]\n', /more than 10000 hosts/],
    ['a text that is too long', `[web]\n${'# x\n'.repeat(70_000)}`, /longer than 256 KiB/],
  ])('%s', (_name, text, wanted) => {
    expect(saidOf(text, 'x')).toMatch(wanted);
  });

  test('a chain of thousands of groups is followed, and a circle at its end is seen', () => {
    const chain = Array.from({ length: 9000 }, (_, n) => `[g${n}:children]\ng${n + 1}\n`).join('');
    const read = readInputFile(`${chain}[g9000]\nlast\n`, 'x');
    expect(read.ok && read.value.groups.hosts('g0')).toEqual(['last']);
    expect(saidOf(`${chain}[g9000:children]\ng0\n`, 'x')).toMatch(/the group "g0" is a part of itself/);
  });

  test('whatever stands in it, nothing is thrown, and every group holds hosts that were written', () => {
    const line = fc.oneof(
      fc.constantFrom('[a]', '[b:children]', '[a:vars]', 'a', 'b', 'h[1:3]', 'x y=z', '[', '"', '#', 'a:', ' hosts:'),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const read = readInputFile(lines.join('\n'), 'x.ini');
        if (!read.ok) return;
        const all = new Set(read.value.groups.hosts('all') ?? []);
        for (const name of read.value.groups.names)
          for (const host of read.value.groups.hosts(name) ?? []) expect(all.has(host) || all.size === 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

async function given(input: Readonly<Record<string, string>>, ...inputFile: readonly string[]) {
  try {
    return (await givenInputs({ input, inputFile }, plan.runbook)).given;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return `${error.message}; ${error.next}`.replaceAll(`${folder}/`, '');
  }
}

// Rule: input.group
describe('groups as inputs', () => {
  const notes = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  afterEach(() => void notes.mockClear());
  const hosts = join(FOLDER, 'plain.ini');

  test('@web is the group, with words and other groups beside it, each host once', async () => {
    const web = ['web-01.example.com', 'web-02.example.com', 'web-03.example.com', 'web-9'];
    expect(await given({ hosts: '@web' }, hosts)).toEqual({ hosts: web, web });
    expect(await given({ hosts: 'x @db web-9 @web', web: '["@web"]' }, hosts)).toEqual({
      hosts: ['x', 'db-a', 'db-c', 'replica', 'web-9', ...web.slice(0, 3)],
      web: '["@web"]',
    });
  });

  test('a list takes the group of its own name, and nothing but a list does', async () => {
    const who = written('who.ini', '[who]\na\n[web]\nb\n');
    expect(await given({}, who)).toEqual({ web: ['b'] });
    expect(await given({ who: '@ana', web: 'c' }, who)).toEqual({ who: '@ana', web: 'c' });
  });

  test('a file of values beside it gives the rest, and the lists of such a file are groups', async () => {
    const values = written('values.yaml', 'who: bo\n');
    expect(await given({ hosts: '@db' }, values, hosts)).toMatchObject({
      who: 'bo',
      hosts: ['db-a', 'db-c', 'replica'],
    });
    expect(await given({ hosts: '@one' }, written('lists.yaml', 'one: [a, b]\ntwo: [c]\n'))).toEqual({
      hosts: ['a', 'b'],
    });
  });

  test('what cannot be meant is said', async () => {
    expect(await given({ hosts: '@wbe' }, hosts)).toBe(
      `input "hosts": there is no group "wbe" in ${FOLDER}/plain.ini; did you mean "web"?; groups: all, web, db, prod, ungrouped`.replace(
        FOLDER,
        (await import('node:path')).relative(process.cwd(), FOLDER),
      ),
    );
    expect(await given({ hosts: '@web' })).toMatch(
      /^input "hosts": @web is a group of hosts, and no file gives its hosts/,
    );
    const other = written('other.ini', '[web]\nelsewhere\n');
    expect(await given({ hosts: '@web' }, hosts, other)).toMatch(
      /the group "web" stands in .*plain.ini and in other.ini/,
    );
    const [one, two] = [written('one.yaml', 'who: a\n'), written('two.yaml', 'who: b\n')];
    expect(await given({}, one, two)).toMatch(/two.yaml gives "who", and another file before it does, too/);
    expect(await given({ who: 'c' }, one, two)).toEqual({ who: 'c' });
  });

  test('where Ansible reaches a host by another address, that is said', async () => {
    await given({ hosts: '@prod' }, hosts);
    expect(notes.mock.calls.map(([text]) => String(text)).join('')).toContain(
      `${basename(hosts)} reaches 2 hosts of "prod" by another address: web-9 as 10.0.0.9; the list holds the names`,
    );
  });
});
