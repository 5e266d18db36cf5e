// The source files of Firebreak as data, for tests about how they hang together. Reads text; understands no TypeScript.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One source file. */
export interface SourceFile {
  /** Path below the package, such as `src/engine/plan.ts`. */
  readonly path: string;
  /** First folder below the first, such as `engine`. */
  readonly folder: string;
  readonly text: string;
  /** The text without comments. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** One import, export-from or dynamic import. */
export interface Import {
  /** Path below the package for a relative one, else the package's or Node's name. */
  readonly target: string;
  readonly relative: boolean;
  /** How it is written. */
  readonly specifier: string;
  readonly how: 'value' | 'type' | 'dynamic';
}

/** All files of code below a folder that people write, in the order of their paths. */
export function sourceFiles(folder = 'src'): readonly SourceFile[] {
  return filesBelow(folder)
    .filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.includes('.generated.'))
    .map(read);
}

/** Paths of all files below a folder of the package, sorted; none when there is no such folder. */
export function filesBelow(folder: string): readonly string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => relative(ROOT, file)).sort();
}

function read(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  return { path, folder: path.split('/')[1] ?? '', text, code, imports: importsOf(path, code) };
}

const STATIC = /^\s*(import|export)\s+(type\s+)?(?:[\w*{][^;'"`]*?\sfrom\s+)?(['"])([^'"\n]+)\3/gm;
const DYNAMIC = /\bimport\(\s*(['"])([^'"\n]+)\1\s*\)/g;

function importsOf(path: string, code: string): readonly Import[] {
  const found: Import[] = [];
  for (const [, , type, , specifier = ''] of code.matchAll(STATIC)) {
    found.push(importOf(path, specifier, type === undefined ? 'value' : 'type'));
  }
  for (const [, , specifier = ''] of code.matchAll(DYNAMIC)) found.push(importOf(path, specifier, 'dynamic'));
  return found;
}

function importOf(path: string, specifier: string, how: Import['how']): Import {
  if (specifier.startsWith('.')) return { target: join(dirname(path), specifier), relative: true, specifier, how };
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  return { target: name, relative: false, specifier, how };
}
