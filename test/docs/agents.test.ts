// The page about agents says what is so: given its table and its configuration, then the program has the same.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TOOLS } from '../../src/mcp/server.ts';
import { commandNames, optionsOf } from '../support/program/help.ts';
import { ROOT } from '../support/source-tree.ts';

const PAGE = readFileSync(join(ROOT, 'docs/agents.md'), 'utf8');

test('it names every tool, and none that is not there', () => {
  const named = [...PAGE.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
  expect(named.toSorted()).toEqual(TOOLS.map(({ name }) => name).toSorted());
});

test('its configuration starts the command with options that it has', async () => {
  const [, block = ''] = /```json\n([^]*?)```/.exec(PAGE) ?? [];
  const { mcpServers } = JSON.parse(block) as {
    readonly mcpServers: Readonly<Record<string, { readonly command: string; readonly args: readonly string[] }>>;
  };
  const { command, args } = mcpServers['firebreak'] ?? { command: '', args: [] };
  expect(command).toBe('firebreak');
  const [name = '', ...options] = args;
  expect(await commandNames()).toContain(name);
  const other = [...PAGE.matchAll(/"args": \["mcp", "(--\w+)"/g)].map(([, option = '']) => option);
  expect(other.length).toBeGreaterThan(0);
  expect(await optionsOf(name)).toEqual(expect.arrayContaining([...options, ...other]));
});
