// `npm run build`: schemas first, then the command line and the lab's programs into dist/, then the notices of what is bundled.
// Every package is bundled, so that an installation is these files and nothing else. What a terminal needs at once is in the
// first chunks; the clients of the systems under repair are in chunks of their own, loaded when a plan names them.

import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';
import { COMMONJS, lean, PLUGINS } from './bundle-plugins.mjs';
import { notices } from './notices.mjs';
import { ROOT } from './root.mjs';
import { runScript, SetupError, say } from './say.mjs';

const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.built-from');
const SCHEMAS = join(ROOT, 'scripts/schemas.mjs');

// Asked for by packages that do without: native code, and clients of databases that nobody uses here.
const EXTERNAL = ['cpu-features', '*.node', 'pg', '@valkey/valkey-glide'];

const STALE_MS = 3_600_000;

const MAIN = join(DIST, 'firebreak.js');

/** Builds everything into dist/. */
export async function build() {
  const source = fingerprint();
  if (existsSync(SCHEMAS)) {
    const { buildSchemas } = await import(pathToFileURL(SCHEMAS).href);
    await buildSchemas();
  }
  const { outputFiles, metafile } = await esbuild({
    absWorkingDir: ROOT,
    entryPoints: entryPoints(),
    outdir: 'dist',
    outbase: 'src',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    // A third less to scan at every start; names stay, for stacks that can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', BUILT_VERSION: JSON.stringify(version()) },
    banner: { js: COMMONJS },
    external: EXTERNAL,
    plugins: PLUGINS,
    logLevel: 'warning',
    metafile: true,
    write: false,
  }).catch(() => {
    throw new SetupError("The build failed; esbuild's words are above.");
  });
  for (const { path, contents, text } of outputFiles) replace(path, path.endsWith('.js') ? lean(text) : contents);
  if (existsSync(MAIN)) chmodSync(MAIN, 0o755);
  const pages = copyBoard();
  removeStale(new Set([...outputFiles.map(({ path }) => path), ...pages]));
  replace(join(ROOT, 'THIRD-PARTY-NOTICES.txt'), notices(metafile, ROOT));
  replace(STAMP, source);
}

// Bull Board's pages, which the sandbox's worker serves: files that no bundle holds.
function copyBoard() {
  const from = join(ROOT, 'node_modules/@bull-board/ui/dist');
  return filesBelow(from).map((file) => {
    const copy = join(DIST, 'lab/bull-board/dist', relative(from, file));
    if (!existsSync(copy)) replace(copy, readFileSync(file));
    return copy;
  });
}

const version = () => JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;

/** Builds when dist/ was made from other sources than those here, or not at all. */
export async function buildIfStale() {
  const before = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : '';
  if (before === fingerprint()) return;
  say('Building dist/');
  await build();
}

function entryPoints() {
  const programs = filesBelow(join(ROOT, 'src/lab')).filter((file) => file.endsWith('.process.ts'));
  const main = join(ROOT, 'src/cli/main.ts');
  return [
    ...(existsSync(main) ? [{ in: main, out: 'firebreak' }] : []),
    ...programs.map((file) => ({ in: file, out: relative(join(ROOT, 'src'), file).replace(/\.ts$/, '') })),
  ];
}

// Contents, not times: a checkout or a copy changes times without changing anything.
function fingerprint() {
  const hash = createHash('sha256');
  const files = [
    ...filesBelow(join(ROOT, 'src')),
    ...filesBelow(join(ROOT, 'scripts')),
    join(ROOT, 'package.json'),
    join(ROOT, 'package-lock.json'),
  ];
  for (const file of files.filter((path) => !path.includes('.generated.'))) {
    hash
      .update(`${relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

// Whole or not at all: somebody may be running what is replaced.
function replace(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.new`;
  writeFileSync(aside, contents);
  renameSync(aside, path);
}

// A Firebreak that runs now may still load a chunk of the build before.
function removeStale(current) {
  for (const file of filesBelow(DIST)) {
    if (!current.has(file) && file !== STAMP && Date.now() - statSync(file).mtimeMs > STALE_MS)
      rmSync(file, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => {
    await build();
    return 0;
  });
}
