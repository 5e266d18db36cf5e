// The example of the page on drills with Docker Compose is carried out as it stands there, on a real engine; its image is made
// from the Node of this host, since nothing is fetched from anywhere.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ensureImage } from '../../src/lab/docker/image.ts';
import { dockerEngine } from '../support/docker/docker.ts';
import { pageAt } from '../support/pages.ts';
import { firebreak } from '../support/program/cli.ts';
import { processesIn } from '../support/program/leftovers.ts';

const IMAGE = 'firebreak-test-node:1';
const engine = await dockerEngine();
const folder = mkdtempSync(join(tmpdir(), 'firebreak-example-'));
afterAll(() => {
  engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

const FILES: Readonly<Record<string, RegExp>> = {
  'shop/compose.yaml': /^ {2}page:\n {4}image:/m,
  'shop/orders.mjs': /appendFileSync/,
  'shop/page.mjs': /fetch\('http:\/\/orders/,
  'orders-down.yaml': /^id: orders-down$/m,
  'orders-down.drill.yaml': /^drill: orders-down$/m,
};

test.skipIf(engine === null)('the drills of a compose file go as expected, and nothing of them is left', async () => {
  await ensureImage(engine?.client ?? fail(), {
    name: IMAGE,
    programs: { '/usr/bin/node': process.execPath },
    applets: [],
    files: {},
    changes: ['ENV PATH=/usr/bin:/bin'],
  });
  mkdirSync(join(folder, 'shop'));
  const { blocks } = pageAt('docs/drills.md');
  for (const [name, pattern] of Object.entries(FILES)) {
    const block = blocks.find(({ text }) => pattern.test(text));
    if (block === undefined) throw new Error(`the page shows no ${name}`);
    writeFileSync(join(folder, name), block.text);
  }
  // As its author may say which image it is here.
  writeFileSync(join(folder, 'shop/.env'), `NODE_IMAGE=${IMAGE}\n`);
  const ended = await firebreak(
    ['drill', join(folder, 'orders-down.drill.yaml'), '--json', '--jobs', '1', '--home', join(folder, 'home')],
    { env: { DOCKER_HOST: engine?.host ?? '' } },
  );
  const board = JSON.parse(ended.stdout) as { drills: { as_expected: boolean }[] };
  expect(board.drills.filter(({ as_expected }) => !as_expected)).toEqual([]);
  expect(board).toMatchObject({ carried_out: 3, uncalled: 0, lost: 0, hung: 0 });
  expect(ended.code).toBe(0);
  expect(processesIn(folder)).toEqual([]);
  const left = await engine?.client.listContainers({ all: true, filters: { ancestor: [IMAGE] } });
  const volumes = await engine?.client.listVolumes({ filters: { name: ['firebreak-drill'] } });
  expect([left, volumes?.Volumes]).toEqual([[], []]);
});

function fail(): never {
  throw new Error('there is no engine');
}
