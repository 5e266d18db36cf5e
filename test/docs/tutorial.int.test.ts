// The tutorial is true: its files are saved, its edits made and its commands run in their order, and what the page says is
// printed is printed. Times, run ids, hashes, ports, and the host and user are those of whoever runs it.

import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../src/lab/free-port.ts';
import { type Block, pageAt } from '../support/pages.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { ROOT } from '../support/source-tree.ts';

const page = pageAt('docs/tutorial.md');
const lines = readFileSync(join(ROOT, page.path), 'utf8').split('\n');

const RUN = /\b\d{8}-\d{4}-shop-down-([a-z0-9]{4})\b/g;

/** The last parts of the run ids of a text, in the order in which they appear. */
const runsIn = (text: string): readonly string[] => [...new Set([...text.matchAll(RUN)].map(([, last = '']) => last))];

/** A text without what differs from one run of the page to the next. */
function comparable(text: string, runs: readonly string[]): string {
  return text
    .replace(RUN, (_, last: string) => `run ${runs.indexOf(last) + 1}`)
    .replaceAll(/(?:\d{4}-\d\d-\d\dT)?\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'TIME')
    .replaceAll(/\bin \d+(?:\.\d+)?s\b/g, 'in SECONDS')
    .replaceAll(/\bhead( +)(?:\d+ )?[0-9a-f]{64}\b/g, 'head$1HASH');
}

/** The file that the words before a block speak of. */
function fileOf({ line }: Block): string {
  const before = lines.slice(0, line - 1).join(' ');
  const [, path] = [...before.matchAll(/`([\w/.-]+\.(?:mjs|yaml))`/g)].at(-1) ?? [];
  if (path === undefined) throw new Error(`${page.path}:${line}: nobody says which file this is`);
  return path;
}

/** A text with an edit made; it has to fit. */
function edited(text: string, { text: edit, line }: Block): string {
  const side = (without: string): string =>
    edit
      .trimEnd()
      .split('\n')
      .filter((one) => !one.startsWith(without))
      .map((one) => one.slice(1))
      .join('\n');
  const [before, after] = [side('+'), side('-')];
  if (text.split(before).length !== 2) throw new Error(`${page.path}:${line}: the edit does not fit`);
  return text.replace(before, () => after);
}

interface Told {
  readonly command: string;
  readonly printed: string;
}

/** The commands of a block, each with what is printed below it. */
function toldIn({ text }: Block): readonly Told[] {
  const parts = text.split(/^\$ /m).slice(1);
  return parts.map((part) => {
    const [command = '', ...printed] = part.trimEnd().split('\n');
    return { command, printed: printed.join('\n') };
  });
}

test('the tutorial prints what its page says', async () => {
  const home = workFolder();
  const records = join(home, 'records');
  const work = join(home, 'shop');
  const bin = join(home, 'bin');
  for (const folder of [work, bin]) mkdirSync(folder);
  const program = join(bin, 'firebreak');
  writeFileSync(
    program,
    `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(`${ROOT}/dist/firebreak.js`)} "$@"\n`,
  );
  chmodSync(program, 0o755);
  const port = String(await freePort());
  const shellEnv = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: home, FIREBREAK_HOME: records };
  const run = (command: string): Promise<string> =>
    new Promise((resolve) => {
      const script = `exec 2>&1\n${command}\ncode=$?\n[ $code = 0 ] || echo "[exit $code]"`;
      execFile('sh', ['-c', script], { cwd: work, env: shellEnv }, (_, stdout) => resolve(stdout.trimEnd()));
    });
  onTestFinished(async () => void (await run('node server.mjs stop')));

  const pageRuns = runsIn(lines.join('\n'));
  const realRuns: string[] = [];
  const here = (text: string): string =>
    pageRuns.reduce((made, last, n) => made.replaceAll(last, realRuns[n] ?? last), text.replaceAll('8080', port));
  const there = (text: string): string =>
    text
      .replaceAll(`:${port}`, ':8080')
      .replaceAll(records, '~/.local/state/firebreak')
      .replaceAll(`host ${hostname()}, as ${userInfo().username}`, 'host web-1, as ana')
      .replaceAll(`by ${userInfo().username} on ${hostname()}`, 'by ana on web-1');

  let commands = 0;
  for (const block of page.blocks) {
    const path = join(work, block.language === 'console' ? '' : fileOf(block));
    if (block.language === 'diff') writeFileSync(path, edited(readFileSync(path, 'utf8'), block));
    else if (block.language !== 'console') {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, here(block.text));
    }
    if (block.language !== 'console') continue;
    for (const { command, printed } of toldIn(block)) {
      const found = there(await run(here(command)));
      realRuns.push(...runsIn(found).filter((last) => !realRuns.includes(last)));
      expect(comparable(found, realRuns), `${page.path}:${block.line}: ${command}`).toBe(comparable(printed, pageRuns));
      commands++;
    }
  }
  expect(realRuns).toHaveLength(pageRuns.length);
  expect(commands).toBeGreaterThan(15);
});
