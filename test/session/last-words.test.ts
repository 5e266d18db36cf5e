// What somebody who looks on is shown of an output is all that is recorded of it: the last letters, too, that might have
// been the beginning of a secret, and half a character at its end.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runSpools } from '../../src/cli/spool-folder.ts';
import type { PerformCommand } from '../../src/model/command.ts';
import { createMasker } from '../../src/redact/redact.ts';
import { executor } from '../../src/session/executor.ts';
import { PERFORMERS } from '../../src/steps/index.ts';
import { openOutputSink } from '../../src/transcript/outputs.ts';
import { openStore } from '../../src/transcript/store.ts';

/** Runs a script as a change; what was shown while it ran, and what the record keeps. */
async function shownAndKept(script: string, secret: string) {
  const run = openStore(join(mkdtempSync(join(tmpdir(), 'firebreak-words-')), 'home')).createRun(
    '20260302-2117-a-aaaa',
  );
  const masker = createMasker([{ name: 'pw', value: secret }]);
  const { start } = executor({
    performers: PERFORMERS,
    secrets: {},
    masker,
    sink: (sensitive) => openOutputSink(run, masker, { sensitive }),
    spools: runSpools(run),
    cwd: tmpdir(),
    write_probe: false,
  });
  const shown: string[] = [];
  const { outputs } = await start(saying(script), new AbortController().signal, {
    spawned: () => {},
    output: (text) => shown.push(text),
  });
  return { shown: shown.join(''), kept: outputs.map(({ text }) => text).join('') };
}

const saying = (script: string): PerformCommand => ({
  type: 'perform',
  exec: 'e1',
  step: 'say',
  purpose: 'action',
  kind: 'shell',
  rendered: { script },
  risk: 'change',
  timeout_ms: 60_000,
  sensitive: false,
});

// Rule: secret.masked
test.each([
  ['a last letter with which the secret begins', "printf 'it is started'", 'dragonfly', 'it is started'],
  ['a last line that is a beginning of the secret', "echo gone; echo 'drag'", 'dragonfly', 'gone\ndrag\n'],
  ['the beginning of an address', "printf 'see redis://user:p'", 'dragonfly', 'see redis://user:p'],
  ['the secret itself at the end', "printf 'it is dragonfly'", 'dragonfly', 'it is «secret:pw»'],
])('%s is shown as it is kept', async (_, script, secret, text) => {
  expect(await shownAndKept(script, secret)).toEqual({ shown: text, kept: text });
});

test('half a character at the end of an output is shown as unreadable, not left out', async () => {
  const { shown } = await shownAndKept("printf 'r\\303'", 'dragonfly');
  expect(shown).toBe('r\ufffd');
});
