// Images made from programs and files of this machine. Nothing is fetched from anywhere, so they can be made offline; they
// run only on an engine of the same kind of machine.

import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type Docker from 'dockerode';
import { onPath } from '../on-path.ts';

/** What an image is made of. */
export interface ImageRecipe {
  /** `repository:tag`. An image with this name is taken to be made of the same. */
  readonly name: string;
  /** Programs of this machine, by their path in the image; the libraries that they name come with them. */
  readonly programs: Readonly<Record<string, string>>;
  /** Names by which busybox is called in `/bin`; it comes along when there are any. */
  readonly applets: readonly string[];
  /** Files and folders of this machine, by their path in the image. */
  readonly files: Readonly<Record<string, string>>;
  /** Texts of files, by their path in the image. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Lines of a Dockerfile, such as `ENV PATH=/usr/bin:/bin`. */
  readonly changes: readonly string[];
}

/** Folders that programs expect to be there. */
const FOLDERS = ['bin', 'data', 'etc', 'proc', 'sys', 'tmp'];

/** Makes the image unless the engine has it; throws when this machine lacks a part of it. */
export async function ensureImage(engine: Docker, recipe: ImageRecipe): Promise<string> {
  const images = await engine.listImages({ filters: { reference: [recipe.name] } });
  if (images.length > 0) return recipe.name;
  const root = mkdtempSync(join(tmpdir(), 'firebreak-image-'));
  try {
    fill(root, recipe);
    await importFolder(engine, root, recipe);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return recipe.name;
}

function fill(root: string, { programs, applets, files, texts = {} }: ImageRecipe): void {
  for (const folder of FOLDERS) mkdirSync(join(root, folder));
  for (const [inside, program] of Object.entries(programs)) {
    copyProgram(program, join(root, inside));
    for (const library of librariesOf(program)) copyProgram(library, join(root, library));
  }
  for (const [inside, outside] of Object.entries(files)) {
    // Source maps are half of what the build writes, and nobody in a container reads them.
    cpSync(outside, join(root, inside), { recursive: true, filter: (file) => !file.endsWith('.map') });
  }
  for (const [inside, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, inside)), { recursive: true });
    writeFileSync(join(root, inside), text);
  }
  if (applets.length === 0) return;
  const busybox = onPath('busybox');
  if (busybox === undefined) throw new Error('there is no busybox (Debian: busybox-static)');
  copyProgram(busybox, join(root, 'bin/busybox'));
  for (const applet of applets) symlinkSync('busybox', join(root, 'bin', applet));
}

/** A file, not a link: what the link leads to is not in the image. */
function copyProgram(program: string, copy: string): void {
  if (!existsSync(program)) throw new Error(`there is no ${program}`);
  mkdirSync(dirname(copy), { recursive: true });
  if (!existsSync(copy)) copyFileSync(realpathSync(program), copy);
}

function librariesOf(program: string): readonly string[] {
  const linked = execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g);
  return [...linked].map((match) => match[1] ?? '');
}

async function importFolder(engine: Docker, root: string, { name, changes }: ImageRecipe): Promise<void> {
  const tar = spawn('tar', ['-c', '-C', root, '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [repo, tag] = name.split(':');
  const progress = await engine.importImage(tar.stdout, { repo, tag, changes: [...changes] });
  await new Promise<void>((resolve, reject) => {
    engine.modem.followProgress(progress, (error) => (error === null ? resolve() : reject(error)));
  });
}
