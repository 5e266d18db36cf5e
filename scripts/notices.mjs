// THIRD-PARTY-NOTICES.txt: the licence of every package whose code is inside dist/, read from the package itself.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const RULE = '-'.repeat(80);

/** The text of the notices for what esbuild's `metafile` says was bundled. */
export function notices(metafile, root) {
  const folders = new Set(
    Object.keys(metafile.inputs)
      .map(packageFolder)
      .filter((folder) => folder !== undefined),
  );
  const entries = [...folders].map((folder) => notice(join(root, folder))).sort((a, b) => (a.title < b.title ? -1 : 1));
  const unique = new Map(entries.map((entry) => [entry.title, entry]));
  const intro = 'Firebreak as it is distributed contains code of these packages, under their own licences.\n';
  return [intro, ...[...unique.values()].map(({ title, text }) => `${RULE}\n${title}\n\n${text}\n`)].join('\n');
}

// `node_modules/a/node_modules/@b/c/lib/x.js` -> `node_modules/a/node_modules/@b/c`
function packageFolder(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = existsSync(folder) && readdirSync(folder).find((entry) => /^licen[cs]e(\.|-|$)/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
  return { title: `${name} ${version} (${license})`, text };
}
