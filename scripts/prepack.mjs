// Run by npm before it packs: the package holds a build of these sources and nothing of an earlier one, also from a clone that
// was never built.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { runScript } from './say.mjs';
import { setUpPackages } from './set-up.mjs';

await runScript(async () => {
  setUpPackages();
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  const { build } = await import('./build.mjs');
  await build();
  return 0;
});
