// Writes docs/reference.md, the language reference, from the schemas and the kinds. `--check` writes nothing and fails on a
// difference.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { load } from './load.mjs';
import { ROOT } from './root.mjs';
import { runScript, say } from './say.mjs';
import { buildSchemas } from './schemas.mjs';

// Patterns of expressions are compiled by the engine whose time grows with the text and no faster.
setFlagsFromString('--enable-experimental-regexp-engine');

const PAGE = 'docs/reference.md';

await runScript(async () => {
  const check = process.argv.includes('--check');
  // The reader of runbooks needs its validator.
  await buildSchemas({ check });
  const { referencePage } = await load('scripts/reference/page.ts');
  const schema = (name) => JSON.parse(readFileSync(join(ROOT, `schemas/${name}.schema.json`), 'utf8'));
  const text = referencePage({ runbook: schema('runbook'), scenarios: schema('test'), drills: schema('drill') });
  const path = join(ROOT, PAGE);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return 0;
  if (!check) writeFileSync(path, text);
  say(check ? `${PAGE} is not what its source makes; run node scripts/reference.mjs` : `wrote ${PAGE}`);
  return check ? 1 : 0;
});
