// Completion as people have it: a Tab in a real bash, zsh and fish, and what the program is then given.

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firebreak } from '../../support/program/cli.ts';
import { hasShell, hasTerminal, openTerminal, type Terminal } from '../../support/screen/terminal.ts';
import { ROOT } from '../../support/source-tree.ts';

const SHOP = `firebreak: 1
id: shop
title: The shop is down
severity: high
inputs:
  mode: { choices: [fast, "very $(touch owned) slow"], default: fast }
  hosts: { type: list, default: [] }
diagnose:
  - id: site
    shell: "true"
  - id: asked
    ask: { question: Is it down?, choices: ["yes", "no"] }
causes:
  - id: stopped
    title: It is stopped
    when: "!site.ok && asked.answer == 'yes' && inputs.mode == 'fast' && size(inputs.hosts) == 0"
    escalate: [{ to: somebody }]
verify: [{ goal: site.ok }]
`;
/** A name that a shell would take for commands, quotes and words. */
const ODD = `it's $(touch owned) "x" & \`id\``;

const SOURCED = {
  bash: 'source <(firebreak completion bash)',
  zsh: 'source <(firebreak completion zsh)',
  fish: 'firebreak completion fish | source',
} as const;

const present = (['bash', 'zsh', 'fish'] as const).filter((shell) => {
  if (hasShell(shell)) return true;
  process.stderr.write(`\nSKIPPED, completion in ${shell}: it is not installed here\n\n`);
  return false;
});

describe.skipIf(!hasTerminal()).each(present)('in %s', (shell) => {
  let terminal: Terminal;
  let run = '';

  beforeAll(async () => {
    terminal = await openTerminal({ shell, columns: 200, rows: 50 });
    const { home } = terminal;
    mkdirSync(join(home, 'runbooks'));
    writeFileSync(join(home, 'runbooks/shop.yaml'), SHOP);
    writeFileSync(join(home, `runbooks/${ODD}.yaml`), SHOP);
    writeFileSync(join(home, 'inventory'), '[web]\nweb-1\n[db]\ndb-1\n');
    // The program under the name that people type; of any other command it keeps what it was given.
    const program = join(home, 'firebreak');
    writeFileSync(
      program,
      `#!/bin/sh\ncase $1 in completion|__complete) exec ${process.execPath} ${join(ROOT, 'dist/firebreak.js')} "$@";; esac\nprintf '%s\\n' "$@" > "$HOME/given"\necho given\n`,
    );
    chmodSync(program, 0o755);
    const made = await firebreak(['run', join(home, 'runbooks/shop.yaml'), '--json', '--answer', 'asked=no'], {
      env: { HOME: home },
    });
    run = (JSON.parse(made.stdout.split('\n').at(-1) ?? '{}') as { run: string }).run;
    await terminal.enter(shell === 'fish' ? 'set -x PATH $HOME $PATH' : 'PATH=$HOME:$PATH');
    await terminal.enter(SOURCED[shell]);
    // bash asks before a long list, and rings a bell.
    await terminal.enter('echo ready');
    await terminal.shows(/^ready/m);
  });
  afterAll(() => terminal.close());

  /** Types a line with a Tab at every `¦`, waits for what it becomes, and gives the arguments that the program got. */
  async function completed(written: string, becomes: readonly string[]): Promise<readonly string[]> {
    await terminal.press('C-l');
    await terminal.shows(/^\$\s*$/m);
    const parts = written.split('¦');
    for (const [n, part] of parts.entries()) {
      await terminal.type(part);
      if (n === parts.length - 1) break;
      await terminal.shows(new RegExp(escaped(part.trim())));
      await terminal.press('Tab');
      const wanted = becomes[n] ?? '';
      await terminal.shows(new RegExp(escaped(wanted)));
    }
    await terminal.press('Enter');
    await terminal.shows(/^given/m);
    return readFileSync(join(terminal.home, 'given'), 'utf8').trimEnd().split('\n');
  }
  const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

  test('a command, a runbook by its id, an option and the words that it takes', async () => {
    expect(await completed('firebreak expl¦sho¦--form¦mer¦', ['explain', 'shop', '--format', 'mermaid'])).toEqual([
      'explain',
      'shop',
      '--format',
      'mermaid',
    ]);
  });

  test('an input of the chosen runbook, then its value', async () => {
    expect(await completed('firebreak run shop --input mo¦fa¦', ['--input mode=', 'mode=fast'])).toEqual([
      'run',
      'shop',
      '--input',
      'mode=fast',
    ]);
  });

  test('a group of an inventory', async () => {
    expect(
      await completed('firebreak run shop --input-file inv¦--input hosts=@w¦', ['inventory', 'hosts=@web']),
    ).toEqual(['run', 'shop', '--input-file', 'inventory', '--input', 'hosts=@web']);
  });

  test('a cause, an answer and a fault', async () => {
    expect(await completed('firebreak run shop --cause st¦--answer as¦y¦', ['stopped', 'asked=', 'asked=yes'])).toEqual(
      ['run', 'shop', '--cause', 'stopped', '--answer', 'asked=yes'],
    );
    expect(await completed('firebreak demo --fault kil¦', ['killed'])).toEqual(['demo', '--fault', 'killed']);
  });

  test('a run', async () => {
    expect(await completed('firebreak show 2¦', [run])).toEqual(['show', run]);
  });

  test('what a shell would read is one word, and is not carried out', async () => {
    expect(await completed('firebreak explain it¦', ['touch'])).toEqual(['explain', ODD]);
    expect(await completed('firebreak run shop --input mode=v¦', ['touch'])).toEqual([
      'run',
      'shop',
      '--input',
      'mode=very $(touch owned) slow',
    ]);
    expect(existsSync(join(terminal.home, 'owned'))).toBe(false);
  });
});
