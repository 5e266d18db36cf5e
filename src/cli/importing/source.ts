// Files that are imported: found, read as text, and told apart by their form.

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CliError, EXIT } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import { shown } from '../runbook-file.ts';
import { standardInput } from '../standard-input.ts';

/** A file that was read. */
export interface SourceFile {
  readonly path: string;
  /** As messages and the draft name it. */
  readonly name: string;
  readonly text: string;
}

const MAX_BYTES = 1024 * 1024;

/** The files that words name: files, the pages of folders, `-` for standard input. */
export async function sourcesOf(words: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    words.map(async (word) => {
      if (word === '-' || (await stat(word).catch(() => null))?.isDirectory() !== true) return [word];
      const names = (await readdir(word)).filter((name) => /\.(?:md|markdown)$/i.test(name)).sort();
      if (names.length === 0)
        throw new CliError(
          EXIT.usage,
          `there are no pages in ${shown(word)}`,
          'pages are files that end in .md; name others one by one',
        );
      return names.map((name) => join(word, name));
    }),
  );
  return [...new Set(found.flat())];
}

/** Reads a file as text; what is none is refused in a sentence. */
export async function readSource(path: string): Promise<SourceFile> {
  if (path === '-') return { path, name: 'standard input', text: await standardInput() };
  const name = shown(path);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new CliError(EXIT.invalid, `${name} cannot be read: ${fileTrouble(error)}`);
  });
  if (bytes.length > MAX_BYTES)
    throw new CliError(
      EXIT.invalid,
      `${name} has ${bytes.length} bytes; a page has at most 1 MiB`,
      'cut it into several pages, and import each',
    );
  const text = decoded(bytes);
  if (text === null)
    throw new CliError(EXIT.invalid, `${name} is no text: it looks like a binary file`, 'export the page as Markdown');
  return { path, name: basename(name) === name ? name : basename(path), text };
}

// UTF-8, or UTF-16 where a mark says so, as some editors of Windows write it.
function decoded(bytes: Buffer): string | null {
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
