// What a page says to do only where the steps before it did not help is no step that is always taken.

import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { importPage } from '../../src/import/import.ts';
import type { Runbook } from '../../src/model/runbook.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

function imported(resolution: string): { readonly runbook: Runbook; readonly told: readonly string[] } {
  const text = `# Cache is full\n\n## Symptoms\n\n- Writes fail\n\n## Diagnosis\n\n\`\`\`sh\nuptime\n\`\`\`\n\n## Resolution\n\n${resolution}\n`;
  const made = importPage({ name: 'page.md', text });
  if (!made.ok) throw new Error(made.error.message);
  const [draft] = made.value;
  const { runbook, diagnostics } = parseRunbook({ file: `${draft?.id}.yaml`, text: draft?.text ?? '' });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (runbook === undefined) throw new Error('it is not valid');
  const guessed = draft?.entries.filter(({ how }) => how === 'guessed') ?? [];
  return { runbook, told: guessed.map(({ why }) => why ?? '') };
}

const FIRST = 'Restart the cache:\n\n```sh\nsystemctl restart cache\n```\n\n';
const REBOOT = '```sh\nreboot\n```';

test.each([
  ['that did not help', `If that did not help:\n\n${REBOOT}`],
  ["this doesn't work", `If this doesn't work:\n\n${REBOOT}`],
  ['the problem persists', `If the problem persists, run \`shutdown -r now\`.`],
  ['last resort', `As a last resort, reboot the host:\n\n${REBOOT}`],
  ['Still failing', `**Still failing?**\n\nReboot the host:\n\n${REBOOT}`],
  ['Last resort', `### Last resort\n\n${REBOOT}`],
  ['restarting does not help', `### If restarting does not help\n\n${REBOOT}`],
  ['that fails', `- If that fails, reboot the host with \`shutdown -r now\``],
  ['nothing helped', `If nothing helped, reboot the host.`],
])('%s', (words, second) => {
  const { runbook, told } = imported(FIRST + second);
  const steps = runbook.causes.flatMap(({ resolve }) => resolve);
  const [first, ask, last] = steps;
  expect(steps.map(({ kind }) => kind).slice(0, 2)).toEqual(['systemd', 'ask']);
  expect([first?.if, first?.on_failure]).toEqual([undefined, 'continue']);
  expect(JSON.stringify(ask?.shape)).toContain(words);
  expect(last?.if?.source).toBe(`${ask?.id}.answer == "yes"`);
  expect(told.filter((why) => why.includes(words) && why.includes('did not help'))).toHaveLength(1);
});

test('all that follows is for that case, up to the next section; what another item says is not', () => {
  const { runbook } = imported(
    `${FIRST}If that did not help:\n\n1. \`systemctl stop cache\`\n2. \`shutdown -r now\`\n\n### Afterwards restart the worker\n\n\`\`\`sh\nsystemctl restart worker\n\`\`\``,
  );
  const steps = runbook.causes.flatMap(({ resolve }) => resolve);
  expect(steps.map((step) => [step.kind, step.if !== undefined])).toEqual([
    ['systemd', false],
    ['ask', false],
    ['systemd', true],
    ['shell', true],
    ['systemd', false],
  ]);
});

test('a goal of the step before is the goal of its fallback, and nobody is asked', () => {
  const { runbook } = imported(
    `${FIRST}Wait 30 seconds, then verify:\n\n\`\`\`sh\nsystemctl is-active cache\n\`\`\`\n\nIf that did not help:\n\n${REBOOT}`,
  );
  const [first, last, ...others] = runbook.causes.flatMap(({ resolve }) => resolve);
  expect(others).toEqual([]);
  expect(first?.goal?.source).toBeDefined();
  expect(last?.goal?.source).toBe(first?.goal?.source);
  expect([first?.on_failure, last?.on_failure]).toEqual(['continue', 'ask']);
});

describe('where the sections of a page are its causes', () => {
  const FAILURES =
    '## Postfix is down\n\n```sh\nsystemctl restart postfix\n```\n\n## Mail queue full\n\n```sh\npostqueue -f\n```';

  test('each is one, with its steps', () => {
    const { runbook } = imported(FAILURES);
    expect(runbook.causes.map(({ title, resolve }) => [title, resolve.map(({ kind }) => kind)])).toEqual([
      ['Postfix is down', ['systemd']],
      ['Mail queue full', ['shell']],
    ]);
  });

  test('a section of last resort without a command says whom to call', () => {
    const { runbook } = imported(`${FAILURES}\n\n## If that did not help\n\nCall the mail team.`);
    expect(runbook.causes.map(({ title }) => title)).toEqual(['Postfix is down', 'Mail queue full']);
    expect(JSON.stringify(runbook.escalate)).toContain('Call the mail team.');
  });

  test('one with a command comes behind the steps of the only cause', () => {
    const [only] = FAILURES.split('\n\n## Mail');
    const { runbook } = imported(`${only}\n\n## If that did not help\n\n${REBOOT}`);
    expect(runbook.causes.map(({ title, resolve }) => [title, resolve.map(({ kind }) => kind)])).toEqual([
      ['Postfix is down', ['systemd', 'ask', 'shell']],
    ]);
  });

  test.each(['Why is it slow?', 'How errors are counted', 'Restart what is stuck'])(
    '%s is none, whatever words are in it',
    (heading) => {
      const { runbook } = imported(`${FIRST}\n\n## ${heading}\n\n\`\`\`sh\nsystemctl restart worker\n\`\`\``);
      expect(runbook.causes.map(({ title }) => title)).not.toContain(heading);
    },
  );
});
