// The other host of the sandbox: reached by the real ssh with keys of its own, and gone with its folder.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeHost } from '../../src/lab/host/host.ts';
import { closeLinks } from '../../src/steps/ssh/links.ts';
import { farStep, farTask } from '../support/ssh/far-step.ts';
import { sshdProgram } from '../support/ssh/sshd.ts';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-lab-host-'));
const path = process.env['PATH'];
afterAll(async () => {
  await closeLinks();
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(sshdProgram() === undefined)('the other host of the sandbox', () => {
  test('looks and changes are carried out there', async () => {
    const { name, bin } = makeHost(folder);
    process.env['PATH'] = `${bin}${delimiter}${path}`;
    for (const risk of ['read', 'change'] as const) {
      const outcome = await farStep(farTask(name, 'echo "$HOME"', { risk }));
      expect(outcome).toMatchObject({ status: 'succeeded', reading: { stdout: `${folder}/host/home\n` } });
    }
  });

  test('is not to be had where its programs are not', () => {
    process.env['PATH'] = '/nonexistent';
    expect(() => makeHost(folder)).toThrow('openssh-server');
    process.env['PATH'] = path;
  });
});
