// What a shell is told, by what stands on its line.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { behindBreak, forBash, readBashLine } from '../../../src/cli/completion/bash-line.ts';
import { sourceOfArgument, sourceOfOption } from '../../../src/cli/completion/candidates.ts';
import { complete } from '../../../src/cli/completion/complete.ts';
import { commands } from '../../../src/cli/program/program.ts';

const program = commands(() => {});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-complete-'));
  mkdirSync(join(folder, 'runbooks'));
  writeFileSync(
    join(folder, 'runbooks/shop.yaml'),
    `firebreak: 1
inputs:
  mode: { choices: [fast, slow], description: How it is done }
  again: { default: false }
  token: { secret: true, default: hidden }
  hosts: { type: list }
diagnose:
  - { id: site, ask: { question: x, choices: [north, "south end"] } }
causes:
  - { id: stopped, title: It is stopped, resolve: [{ id: by_hand, manual: Do it }] }
  - { title: Out of memory }
`,
  );
  writeFileSync(
    join(folder, 'runbooks/shop.test.yaml'),
    'scenarios: [{ title: All is well }, { title: "line\\nbreak" }]\n',
  );
  writeFileSync(
    join(folder, 'runbooks/shop.drill.yaml'),
    'drills: [{ fault: killed }, { fault: killed, as: b }, { fault: full }]\n',
  );
  writeFileSync(join(folder, 'runbooks/broken.yaml'), 'a: [\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The values that fish is offered, and what says whether paths may stand there. */
async function offered(
  ...words: readonly string[]
): Promise<{ readonly paths: string; readonly values: readonly string[] }> {
  const [paths = '', ...lines] = (await complete(program, ['fish', ...words])).trimEnd().split('\n');
  return { paths, values: lines.map((line) => line.split('\t')[0] ?? '') };
}
const shop = (): string => join(folder, 'runbooks/shop.yaml');
const inventory = (): string => join(import.meta.dirname, '../../fixtures/inventories/plain.ini');
const GROUPS = ['all', 'web', 'db', 'prod', 'ungrouped'].map((name) => `hosts=@${name}`);

test('commands, but none that is for programs', async () => {
  const { values } = await offered('');
  expect(values).toEqual(expect.arrayContaining(['run', 'resume', 'validate', 'lsp', 'completion']));
  expect(values.filter((value) => value.startsWith('_'))).toEqual([]);
});

test('options that were not given yet, and those that may be given again', async () => {
  const { values } = await offered('run', 'x', '--plain', '--input', 'a=b', '--');
  expect(values).toEqual(expect.arrayContaining(['--input', '--cause', '--dry-run']));
  expect(values).not.toContain('--plain');
});

test.each<[string, () => readonly string[], readonly string[]]>([
  ['a list of words', () => ['run', 'x', '--approve', ''], ['read', 'change', 'disrupt', 'destroy']],
  [
    'behind an equals sign',
    () => ['run', 'x', '--approve='],
    ['--approve=read', '--approve=change', '--approve=disrupt', '--approve=destroy'],
  ],
  ['inputs', () => ['run', shop(), '--input', ''], ['mode=', 'again=', 'token=', 'hosts=']],
  [
    'an input is given once',
    () => ['run', shop(), '--input', 'mode=fast', '--input', ''],
    ['again=', 'token=', 'hosts='],
  ],
  ['choices of an input', () => ['run', shop(), '--input', 'mode='], ['mode=fast', 'mode=slow']],
  ['a flag', () => ['explain', shop(), '--input=again='], ['--input=again=true', '--input=again=false']],
  ['groups of an inventory', () => ['run', shop(), '--input-file', inventory(), '--input', 'hosts=@'], GROUPS],
  [
    'another group behind one',
    () => ['explain', shop(), '--input-file', inventory(), '--input=hosts=@db @'],
    GROUPS.map((group) => `--input=${group.replace('@', '@db @')}`),
  ],
  [
    'no group of a text',
    () => ['run', shop(), '--input-file', inventory(), '--input', 'mode=@'],
    ['mode=fast', 'mode=slow'],
  ],
  ['no group of a file that is broken', () => ['run', shop(), '--input-file', shop(), '--input', 'hosts=@'], []],
  ['nothing of a secret', () => ['run', shop(), '--input', 'token='], []],
  ['answers', () => ['run', shop(), '--answer', ''], ['site=', 'by_hand=']],
  ['choices of a question', () => ['run', shop(), '--answer', 'site='], ['site=north', 'site=south end']],
  ['causes, also without an id', () => ['run', shop(), '--cause', ''], ['stopped', 'out_of_memory']],
  ['causes of a list of runs', () => ['runs', '--runbook', shop(), '--cause', ''], ['stopped', 'out_of_memory']],
  ['scenarios, but none with a line break', () => ['eval', shop(), '--scenario', ''], ['All is well']],
  ['faults of drills, each once', () => ['drill', shop(), '--fault', ''], ['killed', 'full']],
  ['shells', () => ['completion', ''], ['bash', 'zsh', 'fish']],
  ['schemas', () => ['schema', ''], ['runbook', 'transcript', 'test', 'drill', 'serve']],
  ['behind --, no options', () => ['schema', '--', '--'], ['runbook', 'transcript', 'test', 'drill', 'serve']],
  ['no argument too many', () => ['schema', 'runbook', ''], []],
  ['a runbook that cannot be read', () => ['run', join(folder, 'runbooks/broken.yaml'), '--input', ''], []],
  ['a runbook that is not there', () => ['run', 'nowhere', '--cause', ''], []],
  ['a run that is not there', () => ['resume', 'k3f7', '--home', folder, '--input', ''], []],
])('%s', async (_, words, wanted) => {
  expect((await offered(...words())).values).toEqual(wanted);
});

test('runbooks and files, files alone, and folders', async () => {
  expect(await offered('run', '')).toMatchObject({
    paths: 'files',
    values: expect.arrayContaining(['redis-connectivity-loss']),
  });
  expect(await offered('validate', '')).toEqual({ paths: 'files', values: [] });
  expect(await offered('run', 'x', '--home', '')).toEqual({ paths: 'folders', values: [] });
  expect(await offered('close', 'x', '--reason', '')).toEqual({ paths: '-', values: [] });
});

// Text that only its author knows, and numbers.
const FREE = [
  '--as',
  '--at-once',
  '--at',
  '--every',
  '--for',
  '--head',
  '--jobs',
  '--keep',
  '--name',
  '--queue',
  '--where',
  '--limit',
  '--max-age',
  '--min-coverage',
  '--note',
  '--older-than',
  '--other',
  '--owner',
  '--reason',
  '--repeat',
  '--since',
  '--title',
  '--unused-for',
  '--within',
  'expression',
  'id',
  '--server',
  '--team',
];

test('every value has a source, or is any text', () => {
  const place = { values: new Map<string, readonly string[]>() };
  const all = program.commands.flatMap((command) => [command, ...command.commands]);
  const unknown = all.flatMap((command) => [
    ...command.options
      .filter((option) => option.required && option.argChoices === undefined)
      .filter((option) => sourceOfOption(option, { command }) === null)
      .map(({ long }) => long ?? ''),
    ...command.registeredArguments
      .filter((argument) => argument.argChoices === undefined && sourceOfArgument(argument.name(), place) === null)
      .map((argument) => argument.name()),
  ]);
  expect([...new Set(unknown)].filter((name) => !FREE.includes(name))).toEqual([]);
});

describe('a line of bash', () => {
  test.each([
    ['firebreak run ', ['firebreak', 'run', ''], ''],
    ['firebreak run a\\ b', ['firebreak', 'run', 'a b'], ''],
    ['firebreak run "a b', ['firebreak', 'run', 'a b'], '"'],
    ["firebreak run 'a \\b", ['firebreak', 'run', 'a \\b'], "'"],
    ['firebreak run "a\\$b" \'c\'d', ['firebreak', 'run', 'a$b', 'cd'], ''],
    ['cd x && firebreak run ""', ['firebreak', 'run', ''], ''],
    ['echo a | firebreak', ['firebreak'], ''],
  ])('%s', (line, words, quote) => {
    expect(readBashLine(line)).toEqual({ words, quote });
  });

  test('a value fits the quote that it is written in, and what bash replaces of it', () => {
    const value = `it's $(x) "y"`;
    expect(forBash(value, readBashLine('f '))).toBe(`it\\'s\\ \\$\\(x\\)\\ \\"y\\"`);
    expect(forBash(value, readBashLine('f "'))).toBe(`it's \\$(x) \\"y\\"`);
    expect(forBash(value, readBashLine("f '"))).toBe(`it'\\''s $(x) "y"`);
    expect(behindBreak('mode=fa', ' "\'=:', readBashLine('f mode=fa'))).toBe(5);
    expect(behindBreak('hosts=@we', ' "\'@=:', readBashLine('f hosts=@we'))).toBe(6);
    expect(behindBreak('mode=fa', ' "\'', readBashLine('f mode=fa'))).toBe(0);
    expect(behindBreak('mode=fa', '=:', readBashLine('f "mode=fa'))).toBe(0);
  });
});
