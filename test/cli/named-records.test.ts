// Which records a word on the command line names.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { audit } from '../../src/cli/commands/audit.ts';
import { replay } from '../../src/cli/commands/replay/replay.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { transcriptsOf } from '../../src/cli/record-file.ts';
import { openStore } from '../../src/transcript/store.ts';

const home = mkdtempSync(join(tmpdir(), 'firebreak-named-'));
const store = openStore(home);
afterAll(() => rmSync(home, { recursive: true }));

const idsOf = (word: string): readonly string[] => transcriptsOf(store, word).map(({ id }) => id);

test('a folder without transcripts proves nothing', async () => {
  const empty = join(home, 'empty');
  mkdirSync(empty);
  for (const command of [audit, replay])
    await expect(command(empty, { home })).rejects.toMatchObject({ exit: EXIT.usage });
});

test('a transcript in its folder goes by the name of the folder, one alone by its own', () => {
  const folder = join(home, '20260302-2117-a-bbbb');
  mkdirSync(folder);
  for (const path of [join(folder, 'transcript.jsonl'), join(home, 'incident.jsonl')]) writeFileSync(path, '');
  expect(idsOf(join(folder, 'transcript.jsonl'))).toEqual(['20260302-2117-a-bbbb']);
  expect(idsOf(folder)).toEqual(['20260302-2117-a-bbbb']);
  expect(idsOf(join(home, 'incident.jsonl'))).toEqual(['incident']);
  expect(idsOf(home).toSorted()).toEqual(['20260302-2117-a-bbbb', 'incident']);
});
