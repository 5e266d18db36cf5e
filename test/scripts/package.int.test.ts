// The package as it is installed by whoever types `npm i -g`: from a tree that was never built, with no network, no compiler
// and no other package. What is bundled there has to work there.

import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeDocker } from '../support/docker/fake-docker.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { ROOT } from '../support/source-tree.ts';

const MOST_BYTES = 30_000_000;
const folder = mkdtempSync(join(tmpdir(), 'firebreak-package-'));
const prefix = join(folder, 'prefix');
const installed = join(prefix, 'lib/node_modules/firebreak');

let data: TestRedis;
let packed: readonly string[] = [];

beforeAll(async () => {
  const tree = copyTree();
  const npm = (...argv: readonly string[]) => execFileSync('npm', argv, { cwd: tree, encoding: 'utf8', env });
  const env = { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  const made = JSON.parse(afterHooks(npm('pack', '--json', '--loglevel=error'))) as unknown;
  const [one] = Object.values(made as Record<string, { filename: string; files: { path: string }[] }>);
  packed = one?.files.map(({ path }) => path) ?? [];
  npm('install', '--global', `--prefix=${prefix}`, '--loglevel=error', join(tree, one?.filename ?? ''));
  data = await startRedis();
});

afterAll(async () => {
  await data.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What git would clone, without what was built; the packages are those of this tree. */
function copyTree(): string {
  const tree = join(folder, 'tree');
  const left = ['node_modules', 'dist', '.git'].map((name) => join(ROOT, name));
  cpSync(ROOT, tree, { recursive: true, filter: (file) => !left.includes(file) && !file.includes('.generated.') });
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  // Else it might be taken for newer than the packages, and they would be installed anew, by way of the link.
  utimesSync(join(tree, 'package-lock.json'), 0, 0);
  return tree;
}

// npm prints what its hooks print before the list.
const afterHooks = (text: string): string => text.slice(/^[[{]/m.exec(text)?.index ?? 0);

const firebreak = (...argv: readonly string[]): string =>
  execFileSync(join(prefix, 'bin/firebreak'), argv, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const sizeOf = (below: string): number =>
  readdirSync(below, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

test('it is packed built, with its command, and without tests and maps', () => {
  expect(packed).toContain('dist/firebreak.js');
  expect(packed).toContain('runbooks/redis-connectivity-loss.yaml');
  expect(packed.filter((path) => /^(?:test|src|scripts|dist\/test)\/|\.map$|\.process\.ts$/.test(path))).toEqual([]);
});

test('it is installed as one package, without a script of its own, in less than 30 MB', () => {
  const packages = readdirSync(join(prefix, 'lib/node_modules'), { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === 'package.json')
    .map(({ parentPath }) => relative(prefix, parentPath));
  expect(packages).toEqual(['lib/node_modules/firebreak']);
  const { dependencies, scripts } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    readonly dependencies?: object;
    readonly scripts: object;
  };
  expect(dependencies).toBeUndefined();
  expect(Object.keys(scripts).filter((name) => /install|prepare/.test(name))).toEqual([]);
  expect(sizeOf(prefix)).toBeLessThan(MOST_BYTES);
});

test('it says its version, and validates what it ships', () => {
  expect(firebreak('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(firebreak('validate', join(installed, 'runbooks/redis-connectivity-loss.yaml'))).toContain('is valid');
  expect(firebreak('demo', '--list')).toContain('killed');
});

test('it looks at a real Redis, and at a queue, by what is bundled in it', async () => {
  const runbook = join(folder, 'look.yaml');
  const url = data.url;
  writeFileSync(
    runbook,
    `firebreak: 1
id: look
title: Look
severity: low
owner: nobody
diagnose:
  - { id: ping, redis: { command: PING, url: "${url}" } }
  - { id: queue, bullmq: { queue: mail, url: "${url}" } }
  - { id: box, docker: { list: {} } }
causes:
  - { id: down, title: It is down, when: "!ping.ok" }
verify:
  - { title: All of them answer, goal: "ping.ok && known(queue.ok) && size(box.containers) == 0" }
`,
  );
  const docker = await fakeDocker(() => ({ status: 200, body: [] }));
  const env = { ...process.env, DOCKER_HOST: docker.host };
  const argv = ['run', runbook, '--approve', 'read', '--plain', '--verbose', '--home', join(folder, 'home')];
  // The engine answers from this process: it may not be held up.
  const { stdout: said } = await promisify(execFile)(join(prefix, 'bin/firebreak'), argv, { cwd: folder, env });
  await docker.close();
  expect(said).toMatch(/probe +ping: ok: PONG/);
  expect(said).toMatch(/probe +queue: /);
  expect(said).toMatch(/probe +box: ok: 0 containers/);
  expect(said).toContain('All of them answer');
  expect(said).not.toContain('internal');
});

test('the worker of its sandbox shows its queues by Bull Board, out of its own files', () => {
  const board = join(installed, 'dist/lab/bull-board/dist');
  expect(readdirSync(board)).toEqual(expect.arrayContaining(['index.ejs', 'static']));
  expect(readdirSync(join(installed, 'dist/lab/processes'))).toContain('worker.process.js');
});
