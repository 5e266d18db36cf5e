// The page about learning from incidents is true: its commands are run in their order, on a runbook that has the parts which
// the page names, and each of them does what the page says.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pageAt } from '../support/pages.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { ROOT } from '../support/source-tree.ts';

const page = pageAt('docs/learning.md');

// Given a runbook that takes the wrong cause up: it looks at the server before it looks at its memory.
const RUNBOOK = `firebreak: 1
id: redis-connectivity-loss
title: Nobody can log in
severity: high
summary: The server is away.
diagnose:
  - { id: state, shell: cat state }
  - { id: memory, shell: cat memory }
causes:
  - id: server_down
    title: The server is down
    when: state.lines[0] == "down"
    resolve:
      - { id: restart_container, shell: ":", risk: change }
      - { id: compose_up, shell: echo up >state, risk: change }
  - id: container_oom_killed
    title: The kernel killed it
    when: ['state.lines[0] == "down"', 'memory.lines[0] == "full"']
    resolve:
      - { id: more_memory, shell: echo up >state, risk: change }
verify:
  - { title: It is up, goal: 'state.lines[0] == "up"', within: 10s }
`;

const WRONG = '    when: state.lines[0] == "down"\n';
const RIGHT = `    when: ['state.lines[0] == "down"', 'memory.lines[0] != "full"']\n`;

/** What is typed, in its order: the lines of blocks, and what stands in the text with the id of the run in it. */
const commands = [
  ...page.blocks.flatMap(({ text, line, language }) =>
    language === 'sh' ? text.split('\n').map((command, n) => ({ command, line: line + n + 1 })) : [],
  ),
  ...page.spans.flatMap(({ text, line }) => (/\bk3f7\b|prune/.test(text) ? [{ command: text, line }] : [])),
]
  .filter(({ command }) => command.startsWith('firebreak '))
  .toSorted((a, b) => a.line - b.line);

test('what the page says is typed can be typed, and does it', () => {
  const home = workFolder();
  const records = join(home, '.local/state/firebreak');
  const file = join(home, 'runbooks/redis-connectivity-loss.yaml');
  const scenarios = join(home, 'runbooks/redis-connectivity-loss.test.yaml');
  mkdirSync(join(home, 'runbooks'));
  writeFileSync(file, RUNBOOK, { mode: 0o600 });
  writeFileSync(join(home, 'state'), 'down\n');
  writeFileSync(join(home, 'memory'), 'full\n');
  const run = (command: string) => {
    const words = command.replaceAll('firebreak ', `"${process.execPath}" "${ROOT}/dist/firebreak.js" `);
    const { status, stdout, stderr } = spawnSync('sh', ['-c', words], {
      cwd: home,
      env: { PATH: process.env['PATH'] ?? '', HOME: home },
      encoding: 'utf8',
      input: '',
    });
    return { status, text: `${stdout}${stderr}` };
  };
  const night = run('firebreak run redis-connectivity-loss --approve change');
  expect(night, night.text).toMatchObject({ status: 0 });
  const [id = ''] = readdirSync(join(records, 'runs'));
  const edit = page.blocks.find(({ text }) => text.includes('test --from'))?.line ?? 0;

  expect(commands.length).toBeGreaterThan(9);
  const said: string[] = [];
  for (const { command, line } of commands) {
    if (line > edit + 2 && readFileSync(file, 'utf8') === RUNBOOK) {
      // The scenario of that night passes on the runbook that it had, and fails on the edited one until it says what is right.
      expect(run('firebreak test runbooks').status).toBe(0);
      writeFileSync(file, RUNBOOK.replace(WRONG, RIGHT), { mode: 0o600 });
      const wrong = run('firebreak test runbooks');
      expect(wrong, wrong.text).toMatchObject({ status: 4 });
      expect(wrong.text).toContain('cause: expected server_down, found container_oom_killed');
    }
    const { status, text } = run(command.replaceAll('k3f7', id));
    const backtests = command.includes('--runbook runbooks/');
    expect(status, `docs/learning.md:${line}: ${command}\n${text}`).toBe(
      // There is nobody who could be asked.
      backtests ? 21 : command.endsWith('# asks') ? 2 : 0,
    );
    if (backtests) expect(text).toContain('server_down → container_oom_killed');
    said.push(text);
  }
  expect(existsSync(join(home, 'incident.md'))).toBe(true);
  expect(readFileSync(scenarios, 'utf8')).toContain('server_down');
  expect(said.join('\n')).toContain('container_oom_killed');
});
