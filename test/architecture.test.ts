// The rules of the source tree: who may import whom, what pure code may not touch, how files are kept small and readable.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, ROOT, type SourceFile, sourceFiles } from './support/source-tree.ts';

const ALL = ['model', 'kinds', 'expr', 'parse', 'engine', 'redact', 'steps', 'transcript', 'session'];

/** Which folders of src a folder may import, besides itself; `session/ports.ts` names one file. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  kinds: ['model'],
  expr: ['model'],
  parse: ['model', 'kinds', 'expr'],
  engine: ['model', 'kinds', 'expr'],
  redact: ['model'],
  steps: ['model', 'kinds', 'redact'],
  transcript: ['model', 'kinds', 'redact'],
  session: ALL,
  import: ['model', 'kinds', 'parse'],
  scenario: ['model', 'kinds', 'expr', 'parse', 'engine'],
  views: ['model', 'kinds', 'expr', 'engine', 'redact'],
  ui: ['model', 'views', 'session/ports.ts'],
  lab: ['model'],
  lsp: ['model', 'kinds', 'expr', 'parse', 'engine', 'session', 'scenario', 'views'],
  fleet: ALL,
  serve: [...ALL, 'import', 'scenario', 'views', 'fleet'],
  mcp: ['model', 'views', 'session/ports.ts', 'serve'],
  drill: [...ALL, 'import', 'scenario', 'views', 'lab'],
  cli: [...ALL, 'import', 'scenario', 'views', 'ui', 'lab', 'lsp', 'drill', 'fleet', 'serve', 'mcp'],
};

/** The wings of a folder, lowest first: a wing imports from those before it, and from the files beside the wings. */
const WINGS: Readonly<Record<string, readonly string[]>> = {
  expr: ['syntax', 'evaluate', 'check'],
  parse: ['yaml', 'schema', 'build'],
  engine: ['items', 'evolve', 'decide'],
  steps: ['process', 'network', 'ssh', 'redis', 'bullmq', 'docker'],
  transcript: ['disk', 'after'],
  views: ['text', 'blocks', 'charts', 'screen', 'plain', 'report', 'explain', 'serve', 'agents'],
  import: ['words', 'page', 'commands', 'draft', 'read', 'forms'],
  lsp: ['text', 'known', 'answer'],
  drill: ['file', 'sandbox'],
  fleet: ['log', 'transport', 'worker'],
  serve: ['config', 'runs', 'fleet', 'alerts', 'people', 'http'],
  cli: [
    'reading',
    'fronts',
    'watching',
    'freshness',
    'start',
    'authoring',
    'importing',
    'completion',
    'commands',
    'serving',
    'program',
  ],
};

const PURE = ['model', 'kinds', 'expr', 'parse', 'import', 'scenario', 'engine', 'views'];
const MOST_LINES = 300;
const MOST_FILES = 20;

const files = sourceFiles();
const byPath = new Map(files.map((file) => [file.path, file]));

test('a folder imports only the folders that the architecture allows it', () => {
  const broken = files.flatMap((file) =>
    file.imports
      .filter(({ target, relative }) => relative && !allowed(file, target))
      .map(({ target }) => `${file.path} imports ${target}`),
  );
  expect(broken).toEqual([]);
});

test('no import runs from one wing up into another', () => {
  const broken = files.flatMap((file) =>
    file.imports
      .filter(({ target, relative }) => relative && runsUp(file.path, target))
      .map(({ target }) => `${file.path} imports ${target}`),
  );
  expect(broken).toEqual([]);
});

test('every folder of src has its row in the table', () => {
  const unknown = [...new Set(files.map(({ folder }) => folder))].filter((folder) => !(folder in MAY_IMPORT));
  expect(unknown).toEqual([]);
});

test('relative imports name an existing file with its ending', () => {
  const broken = files.flatMap((file) =>
    file.imports
      .filter(({ target, relative }) => relative && !existsSync(join(ROOT, target)) && !target.includes('.generated.'))
      .map(({ specifier }) => `${file.path} imports ${specifier}`),
  );
  expect(broken).toEqual([]);
});

test('a path that scripts and tests name is that of a file', () => {
  const broken = [...sourceFiles('scripts'), ...sourceFiles('test')].flatMap(({ path, code }) =>
    [...code.matchAll(/'((?:src|scripts|test)\/[\w./-]+\.(?:tsx?|mjs))'/g)]
      .filter(([, named = '']) => !existsSync(join(ROOT, named)))
      .map(([, named]) => `${path} names ${named}`),
  );
  expect(broken).toEqual([]);
});

test('a file or a page that a comment names is there', () => {
  const all = ['src', 'scripts', 'test', 'docs', 'runbooks', 'schemas'].flatMap(filesBelow);
  const isThere = (named: string): boolean => all.some((path) => path === named || path.endsWith(`/${named}`));
  const broken = files.flatMap(({ path, text }) =>
    [...text.matchAll(/^ *(?:\/\/|\/?\*).*$/gm)].flatMap(([comment]) =>
      [...comment.matchAll(/(?<![\w./>-])[\w-]+(?:\/[\w.-]+)*\.(?:tsx?|mjs|md)\b/g)]
        .filter(([named]) => !isThere(named))
        .map(([named]) => `${path} names ${named}`),
    ),
  );
  expect(broken).toEqual([]);
});

test('no file imports itself by way of others', () => {
  expect(cycles([...files, ...sourceFiles('scripts'), ...sourceFiles('test')])).toEqual([]);
});

test(`no folder holds more than ${MOST_FILES} files beside its folders`, () => {
  const held = new Map<string, number>();
  const written = ['src', 'scripts', 'test'].flatMap(filesBelow).filter((path) => !path.includes('.generated.'));
  for (const path of written) held.set(dirname(path), (held.get(dirname(path)) ?? 0) + 1);
  // Fixtures are data that one test reads by its folder.
  const crowded = [...held].filter(([folder, count]) => count > MOST_FILES && !folder.startsWith('test/fixtures/'));
  expect(crowded).toEqual([]);
});

test('model imports nothing but itself, and only the build reads the schema sources', () => {
  const outside = files
    .filter(({ folder }) => folder === 'model')
    .flatMap((file) => file.imports.filter(({ relative }) => !relative).map(({ target }) => `${file.path}: ${target}`));
  expect(outside).toEqual([]);
  const readers = files
    .filter(({ path }) => !path.endsWith('.schema.ts'))
    .filter(({ imports }) => imports.some(({ target, how }) => target.endsWith('.schema.ts') && how !== 'type'));
  expect(readers.map(({ path }) => path)).toEqual([]);
});

test('pure folders touch no clock, no chance, no process, no file and no network', () => {
  const banned: readonly (readonly [string, RegExp])[] = [
    ['Date.now', /\bDate\.now\b/],
    ['new Date()', /\bnew Date\(\s*\)/],
    ['Math.random', /\bMath\.random\b/],
    ['process', /\bprocess\.(?!ts\b|tsx\b)[a-z]/],
    ['performance', /\bperformance\.now\b/],
    ['a timer', /\b(setTimeout|setInterval|setImmediate)\(/],
    ['fetch', /\bfetch\(/],
    ['a global of Node', /\b(Buffer|globalThis|require)\b[.(]/],
  ];
  const broken = files
    .filter(({ folder }) => PURE.includes(folder))
    .flatMap((file) => [
      ...banned.filter(([, pattern]) => pattern.test(file.code)).map(([name]) => `${file.path} uses ${name}`),
      ...file.imports.filter(({ target }) => target.startsWith('node:')).map(({ target }) => `${file.path}: ${target}`),
    ]);
  expect(broken).toEqual([]);
});

test('a CommonJS package is not imported dynamically by its name: bundled, that import has no names', () => {
  const broken = files.flatMap((file) =>
    file.imports
      .filter(({ target, how }) => how === 'dynamic' && ['bullmq', 'ioredis'].includes(target))
      .map(({ target }) => `${file.path} imports ${target}`),
  );
  expect(broken).toEqual([]);
});

test('heavy packages are not loaded before a command needs them', () => {
  const heavy = [
    'ink',
    'react',
    'ioredis',
    'bullmq',
    'dockerode',
    'express',
    '@bull-board/api',
    '@bull-board/express',
    '@modelcontextprotocol/sdk/server/index.js',
    '@modelcontextprotocol/sdk/server/stdio.js',
    '@modelcontextprotocol/sdk/types.js',
  ];
  // The guided screen is a command's own choice; it is loaded by name.
  const entries = files.filter(({ folder, path }) => folder === 'cli' && path !== 'src/cli/fronts/guided.ts');
  const loaded = entries.flatMap((entry) =>
    reachable(entry.path).flatMap((file) =>
      file.imports
        .filter(({ target, how }) => how === 'value' && heavy.includes(target))
        .map(({ target }) => `${entry.path} loads ${target} by way of ${file.path}`),
    ),
  );
  expect(loaded).toEqual([]);
});

test(`no file has more than ${MOST_LINES} lines`, () => {
  const written = [...files.map(({ path }) => path), ...filesBelow('scripts'), ...filesBelow('test').filter(isCode)];
  const long = written
    .map((path) => ({ path, lines: readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES);
  expect(long).toEqual([]);
});

test('every file opens by saying what it is for', () => {
  const silent = files.filter(({ text }) => !/^(#!.*\n)?\/\/ \S/.test(text)).map(({ path }) => path);
  expect(silent).toEqual([]);
});

test('everything exported has its sentence', () => {
  const declaration = /^export (?:async )?(?:abstract )?(?:function\*?|const|type|interface|class) (\w+)/;
  const bare = files.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, index) => {
      const name = declaration.exec(line)?.[1];
      const above = lines[index - 1]?.trimEnd() ?? '';
      const overload = name !== undefined && declaration.exec(above)?.[1] === name;
      return name === undefined || above.endsWith('*/') || overload ? [] : [`${path}:${index + 1} ${name}`];
    });
  });
  expect(bare).toEqual([]);
});

test('files have telling names, and nothing is exported without one', () => {
  const names = files.filter(({ path }) => {
    const name = path.split('/').at(-1) ?? '';
    const bad = /^(utils?|helpers?|manager|common|types|misc|shared)\./;
    return bad.test(name) || !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.tsx?$/.test(name);
  });
  expect(names.map(({ path }) => path)).toEqual([]);
  const nameless = files.filter(({ code }) => /^export default\b/m.test(code));
  expect(nameless.map(({ path }) => path)).toEqual([]);
});

test('runbooks, engine and kinds know nothing of the lab', () => {
  const pages = filesBelow('runbooks').filter((path) => /\.ya?ml$/.test(path) && !/\.(drill|test)\.ya?ml$/.test(path));
  const code = files.filter(({ folder }) => folder === 'engine' || folder === 'kinds').map(({ path }) => path);
  const words = /\b(lab|firebreak-lab|sandbox|redisctl|leaker|leaky)\b/i;
  const knowing = [...pages, ...code].filter((path) => words.test(readFileSync(join(ROOT, path), 'utf8')));
  expect(knowing).toEqual([]);
});

const isCode = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path);

function allowed(file: SourceFile, target: string): boolean {
  const [, folder = '', ...rest] = target.split('/');
  if (!target.startsWith('src/')) return false;
  return (
    folder === file.folder ||
    (MAY_IMPORT[file.folder] ?? []).some((one) => one === folder || one === `${folder}/${rest.join('/')}`)
  );
}

// A folder inside that is no wing of the list yet counts as the highest: it may import, and nothing imports it.
function runsUp(path: string, target: string): boolean {
  const [, folder = '', wing = ''] = path.split('/');
  const [, other, higher = ''] = target.split('/');
  const wings = WINGS[folder];
  if (wings === undefined || other !== folder || !wings.includes(wing) || higher.endsWith('.ts')) return false;
  return wings.indexOf(higher) > wings.indexOf(wing) || !wings.includes(higher);
}

/** Files that are loaded when `entry` is, dynamic imports left out. */
function reachable(entry: string): readonly SourceFile[] {
  const seen = new Set<SourceFile>();
  const visit = (path: string): void => {
    const file = byPath.get(path);
    if (file === undefined || seen.has(file)) return;
    seen.add(file);
    for (const { target, how } of file.imports) if (how === 'value') visit(target);
  };
  visit(entry);
  return [...seen];
}

/** Circles of imports, of types and dynamic ones too, each as a chain of paths. */
function cycles(among: readonly SourceFile[]): readonly string[] {
  const imports = new Map(among.map((file) => [file.path, file.imports.map(({ target }) => target)]));
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (trail.includes(path) || done.has(path)) return;
    for (const target of imports.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return found;
}
