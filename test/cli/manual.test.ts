// `--help` of every command is a page: what it is for, its options, exit codes, examples that can be typed, and where to go on.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { MANUAL } from '../../src/cli/program/manual/manual.ts';
import { commandNames, helpOf, optionsOf, printedBy } from '../support/program/help.ts';
import { ROOT } from '../support/source-tree.ts';

let names: readonly string[] = [];
beforeAll(async () => {
  names = await commandNames();
});

test('every command has a page, and every page a command', () => {
  expect(Object.keys(MANUAL).toSorted()).toEqual(names.toSorted());
});

describe.each(Object.entries(MANUAL))('%s', (name, page) => {
  test('has its parts, in lines that a terminal shows whole', async () => {
    const help = await helpOf(name);
    const headings = [...help.matchAll(/^([A-Z][^:\n]+):(?:$| firebreak)/gm)].map(([, heading = '']) => heading);
    const others = ['Arguments', 'Commands', ...(page.more ?? []).map(({ heading }) => heading)];
    const parts = headings.filter((heading) => !others.includes(heading));
    expect(parts).toEqual(['Usage', 'Options', 'Exit codes', 'Examples', 'See also']);
    expect(help.split('\n').filter((line) => line.length > 80 && !line.startsWith('  $'))).toEqual([]);
    expect(page.about.join('').length).toBeGreaterThan(80);
  });

  test('explains each of its arguments', async () => {
    const [usage = ''] = (await helpOf(name)).split('\n');
    const found = [...usage.replace('[options]', '').matchAll(/[<[]([a-z]+)(?:\.\.\.)?[>\]]/g)].map(([, one]) => one);
    expect(Object.keys(page.arguments ?? {})).toEqual(found);
  });

  test('shows command lines that are its own, with options that it has', async () => {
    const known = await optionsOf(name);
    for (const [line] of page.examples) {
      expect(line).toMatch(new RegExp(`^firebreak ${name}\\b`));
      const options = [...line.matchAll(/ (--[a-z-]+)/g)].map(([, option]) => option);
      expect(
        options.filter((option) => !known.includes(option ?? '')),
        line,
      ).toEqual([]);
    }
    expect(page.examples.length).toBeGreaterThan(0);
  });

  test('names exit codes, commands and pages that there are', () => {
    const codes: readonly number[] = Object.values(EXIT);
    expect(Object.keys(page.exits).filter((code) => !codes.includes(Number(code)))).toEqual([]);
    const isThere = (to: string): boolean => (to.includes('/') ? existsSync(join(ROOT, to)) : names.includes(to));
    expect(page.see.filter((to) => to === name || !isThere(to))).toEqual([]);
  });
});

test('without a word, ten lines say what this is, with commands that there are', async () => {
  const welcome = await printedBy([]);
  expect(welcome.trimEnd().split('\n').length).toBeLessThanOrEqual(11);
  const named = [...welcome.matchAll(/^ {2}firebreak ([a-z]+)/gm)].map(([, name = '']) => name);
  expect(named.filter((name) => !names.includes(name))).toEqual([]);
  expect(named.length).toBeGreaterThan(3);
});
