// What the pages show can be used as it stands: given a block of YAML, a command line or a link, then it is one.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { passes, playAll } from '../../src/cli/authoring/scenario-file.ts';
import { readDrills } from '../../src/drill/file/read.ts';
import { plan } from '../../src/engine/plan.ts';
import { environment } from '../../src/expr/create.ts';
import { FAULTS } from '../../src/lab/faults.ts';
import { RISKS } from '../../src/model/risk.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { readScenarios } from '../../src/scenario/read.ts';
import { readServe } from '../../src/serve/config/read.ts';
import { leadsTo, type Page, type Placed, pageAt, pages } from '../support/pages.ts';
import { commandNames, optionsOf } from '../support/program/help.ts';
import { ROOT } from '../support/source-tree.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const ALL = pages();

/** What a part of a runbook is completed with: probes that pages name, and what every file needs. */
const AROUND = {
  firebreak: 1,
  id: 'page',
  title: 'A page',
  severity: 'low',
  inputs: { redis_url: { default: 'redis://localhost:6379', secret: true } },
  defaults: { redis: { url: '${{ inputs.redis_url }}' }, bullmq: { url: '${{ inputs.redis_url }}' } },
  diagnose: [
    { id: 'ping', redis: 'PING' },
    { id: 'write', redis: { check: 'write' } },
    { id: 'server', redis: 'INFO' },
    { id: 'queue', bullmq: { queue: 'mail', sample: '2s' } },
    { id: 'container', docker: { inspect: 'redis' } },
  ],
  verify: [{ goal: 'ping.ok' }],
};

type Part = Readonly<Record<string, unknown>>;

const yamlBlocks = ALL.flatMap((page) =>
  page.blocks.filter(({ language }) => language === 'yaml').map((block) => ({ ...block, path: page.path })),
);
const isServe = ({ text }: Placed): boolean => /^firebreak_serve: 1$/m.test(text);
const isScenarios = ({ text }: Placed): boolean => /^test: /m.test(text);
const areDrills = ({ text }: Placed): boolean => /^drill: /m.test(text);
const isWhole = (block: Placed): boolean =>
  /^firebreak: 1$/m.test(block.text) && !isScenarios(block) && !areDrills(block);
const nameIn = ({ text }: Placed): string => /^(?:id|test|drill): (\S+)/m.exec(text)?.[1] ?? '';

describe('YAML', () => {
  test.each(yamlBlocks.filter(isWhole))('$path:$line is a runbook without problems', (block) => {
    const { diagnostics } = parseRunbook({ file: `${nameIn(block)}.yaml`, text: block.text });
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
  });

  test.each(yamlBlocks.filter((block) => ![isWhole, isScenarios, areDrills, isServe].some((is) => is(block))))(
    '$path:$line is a part of a runbook',
    ({ text }) => {
      const document = parseDocument(text);
      expect([...document.errors, ...document.warnings].map(({ message }) => message)).toEqual([]);
      const { diagnostics } = parseRunbook({ file: 'page.yaml', text: stringify(completed(document.toJS() as Part)) });
      // A part need not use what it shows.
      const problems = diagnostics.filter(({ code }) => code !== 'unused' && code !== 'no-verify');
      expect(problems.map(({ message }) => message)).toEqual([]);
    },
  );

  test.each(yamlBlocks.filter(isServe))(
    '$path:$line is a configuration of serve without problems',
    ({ path, text }) => {
      const runbooks = new Map([
        ['redis-connectivity-loss', ['manager']],
        ['queue-backlog', []],
      ]);
      const { config, diagnostics } = readServe({ file: path, text }, { runbooks, secretTrouble: null });
      expect(diagnostics.map(({ message }) => message)).toEqual([]);
      expect(config?.people.length).toBeGreaterThan(0);
    },
  );

  test.each(yamlBlocks.filter(areDrills))('$path:$line are drills without problems', (block) => {
    const text = yamlBlocks.find((other) => isWhole(other) && nameIn(other) === nameIn(block))?.text ?? '';
    const parsed = parseRunbook({ file: `${nameIn(block)}.yaml`, text }).runbook;
    if (parsed === undefined) throw new Error(`no page shows the runbook ${nameIn(block)}`);
    const shown = plan(parsed, environment(declarationsOf(parsed)));
    const { drills, diagnostics } = readDrills({ file: block.path, text: block.text }, shown, text);
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
    expect(drills?.length).toBeGreaterThan(0);
  });

  test.each(yamlBlocks.filter(isScenarios))('$path:$line are scenarios that pass', (block) => {
    const runbook = yamlBlocks.find((other) => isWhole(other) && nameIn(other) === nameIn(block));
    const parsed = parseRunbook({ file: `${nameIn(block)}.yaml`, text: runbook?.text ?? '' }).runbook;
    if (parsed === undefined) throw new Error(`no page shows the runbook ${nameIn(block)}`);
    const shown = plan(parsed, environment(declarationsOf(parsed)));
    const { scenarios, diagnostics } = readScenarios({ file: block.path, text: block.text }, shown);
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
    const source = { path: block.path, text: block.text, plan: shown, diagnostics };
    const tested = playAll(source, scenarios ?? []).scenarios;
    expect(tested.filter((one) => !passes(one)).map(({ title }) => title)).toEqual([]);
    expect(tested.length).toBeGreaterThan(0);
  });

  test('is there at all', () => {
    expect(yamlBlocks.filter(isScenarios)).toHaveLength(2);
    expect(yamlBlocks.filter(isWhole).length).toBeGreaterThan(2);
    expect(yamlBlocks.length).toBeGreaterThan(8);
  });
});

describe('command lines', () => {
  const lines = ALL.flatMap((page) => commandLines(page).map((line) => ({ ...line, path: page.path })));

  test('of firebreak name commands and options that exist, with values that exist', async () => {
    const names = await commandNames();
    const wrong: string[] = [];
    for (const { text, line, path } of lines) {
      const words = /^(?:npx )?firebreak (.*)$/.exec(text)?.[1]?.split(/\s+/);
      if (words === undefined) continue;
      const found = await mistakes(words, names);
      wrong.push(...found.map((what) => `${path}:${line}: ${text}: ${what}`));
    }
    expect(wrong).toEqual([]);
    expect(lines.length).toBeGreaterThan(20);
  });

  test('of npm name scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const named = lines.flatMap(({ text }) => /^npm (?:run )?([a-z]+)/.exec(text)?.[1] ?? []);
    expect(named.filter((name) => !['start', 'test'].includes(name) && scripts[name] === undefined)).toEqual([]);
    expect(named).toContain('start');
  });

  test('the first two of the README are those that start it and test it', () => {
    expect(pageAt('README.md').blocks[0]?.text).toBe('npm start\nnpm test\n');
  });
});

test('links lead to files and headings that are there', () => {
  const dead = ALL.flatMap((page) =>
    page.links.flatMap(({ text, line }) => {
      const to = leadsTo(page, text);
      if (to === null) return [];
      if (!existsSync(join(ROOT, to.path))) return [`${page.path}:${line}: ${text}: there is no such file`];
      const isKnown = to.anchor === '' || pageAt(to.path).anchors.has(to.anchor);
      return isKnown ? [] : [`${page.path}:${line}: ${text}: there is no such heading`];
    }),
  );
  expect(dead).toEqual([]);
});

test('no page shows the folder or the machine that it was written on', () => {
  for (const { path } of ALL)
    expect(readFileSync(join(ROOT, path), 'utf8'), path).not.toMatch(/\/(?:work|root|home\/\w+)\//);
});

function completed(part: Part): Part {
  const joined = (key: 'inputs' | 'defaults'): Part => ({ ...AROUND[key], ...(part[key] as Part | undefined) });
  const own = (part['diagnose'] as readonly { readonly id?: string }[] | undefined) ?? [];
  const around = AROUND.diagnose.filter(({ id }) => own.every((probe) => probe.id !== id));
  return {
    ...AROUND,
    ...part,
    inputs: joined('inputs'),
    defaults: joined('defaults'),
    diagnose: [...own, ...around],
  };
}

/** Lines of blocks of shell, and text in back-quotes, that begin as a command of ours or of npm does. */
function commandLines({ blocks, spans }: Page): readonly Placed[] {
  const shown = blocks
    .filter(({ language, text }) => language === 'sh' || text.startsWith('npm '))
    .flatMap(({ text, line }) => text.split('\n').map((one, n) => ({ text: one, line: line + 1 + n })));
  return [...shown, ...spans].filter(({ text }) => /^(npx )?firebreak [a-z-]|^npm [a-z]/.test(text));
}

async function mistakes(
  [first = '', ...rest]: readonly string[],
  names: readonly string[],
): Promise<readonly string[]> {
  const command = names.find((name) => name === `${first} ${rest[0]}`) ?? first;
  if (command.startsWith('-')) return ['--help', '--version'].includes(command) ? [] : [`no option ${command}`];
  if (!names.includes(command)) return [`no command ${command}`];
  const known = await optionsOf(command);
  return rest.flatMap((word, n) => {
    const value = rest[n + 1] ?? '';
    if (!word.startsWith('--')) return [];
    if (!known.includes(word)) return [`no option ${word}`];
    const isPlaceholder = /^[A-Z<…]/.test(value) || value === '';
    const isWrong =
      !isPlaceholder &&
      ((word === '--fault' && FAULTS.every(({ id }) => id !== value)) ||
        (word === '--approve' && RISKS.every((risk) => risk !== value)));
    return isWrong ? [`no ${word} ${value}`] : [];
  });
}
