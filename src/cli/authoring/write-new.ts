// New files of authors: all of them or none, never over one that is there, and the schemas beside them that editors complete by.

import { constants, copyFile, link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { CliError, EXIT } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';
import { packageFile } from '../package-folder.ts';

/** Folder of the schemas beside new runbooks, so that every editor finds them, offline too. */
export const SCHEMAS = '.schemas';

/** A file that is to be. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** Writes files whole: each stands under another name until all are written, and then takes its own. */
export async function writeNew(dir: string, files: readonly NewFile[], cure: string): Promise<void> {
  const schemas = join(dir, SCHEMAS);
  const begun: string[] = [];
  const placed: string[] = [];
  try {
    await mkdir(schemas, { recursive: true });
    for (const name of ['runbook', 'test'])
      await copyFile(packageFile('schemas', `${name}.schema.json`), join(schemas, `${name}.schema.json`));
    for (const { path, text } of files) {
      const draft = join(dirname(path), `.${process.pid}-${begun.length}.new`);
      begun.push(draft);
      await writeFile(draft, text, { mode: 0o644 });
    }
    for (const [n, { path }] of files.entries()) {
      await placeNew(begun[n] ?? '', path).catch((error: unknown) => {
        throw Object.assign(error as Error, { path });
      });
      placed.push(path);
    }
  } catch (error) {
    for (const path of placed) await rm(path, { force: true });
    const taken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const path = (error as NodeJS.ErrnoException).path ?? dir;
    throw new CliError(
      EXIT.usage,
      taken
        ? `${relative('', path)} is there already`
        : `${relative('', path)} cannot be written: ${fileTrouble(error)}`,
      taken ? cure : undefined,
    );
  } finally {
    for (const path of begun) await rm(path, { force: true });
  }
}

/** What file systems say that have no hard links: FAT, some network folders and containers. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK']);

/**
 * Gives a file that is written a second name. Throws EEXIST where that is taken: so does a link, unlike a rename, and where
 * there are no links a copy that is told to.
 */
export async function placeNew(draft: string, path: string, linking: typeof link = link): Promise<void> {
  try {
    await linking(draft, path);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code)) throw error;
    await copyFile(draft, path, constants.COPYFILE_EXCL);
  }
}
