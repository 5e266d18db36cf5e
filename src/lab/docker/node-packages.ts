// Installed packages with everything they need, wherever npm put it.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Folders of the packages `names`, as `from` would load them, and of what they depend on; throws when one is missing. */
export function packageFolders(names: readonly string[], from: string): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string, user: string): void => {
    const folder = find(name, user);
    if (folder === undefined) throw new Error(`the package ${name} is not installed (${user} needs it)`);
    if (found.has(folder)) return;
    found.add(folder);
    const { dependencies = {}, peerDependencies = {} } = manifestOf(folder);
    for (const needed of Object.keys(dependencies)) visit(needed, folder);
    for (const peer of Object.keys(peerDependencies)) if (find(peer, folder) !== undefined) visit(peer, folder);
  };
  for (const name of names) visit(name, from);
  return [...found];
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** As Node looks for it: in the `node_modules` of the folder, and of every one above it. */
function find(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}
