// Whole runs on another host, whose engine or connection is killed in the middle of a change.

import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRecord } from '../../src/cli/record-file.ts';
import { replay } from '../../src/engine/replay.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { audit } from '../../src/transcript/audit.ts';
import { runFolder } from '../../src/transcript/store.ts';
import { buildKillable, type Killable, killable } from '../support/program/killable.ts';
import { spoolsOf } from '../support/program/traces.ts';
import { sshdProgram, type TestHost, type TestHosts, testHosts } from '../support/ssh/sshd.ts';

const sshd = sshdProgram();
const TOKEN = 'a-token-that-nobody-shows';

const RUNBOOK = `firebreak: 1
id: far
title: Something on another host
severity: low
inputs:
  host: { default: db-1, description: Where it is }
  folder: { description: Where it writes }
  token: { env: TOKEN, secret: true, description: What it is given }
defaults:
  shell: { on: "\${{ inputs.host }}" }
diagnose:
  - { id: there, title: It is there, shell: [test, -e, "\${{ inputs.folder }}/there"] }
causes:
  - id: missing
    title: It is missing
    when: "!there.ok"
    resolve:
      - id: make
        title: Make it
        shell:
          script: |
            set -e
            echo begin >>"$FOLDER/marks"; echo "$TOKEN"
            sleep 2
            echo end >>"$FOLDER/marks"; touch "$FOLDER/there"
          env: { FOLDER: "\${{ inputs.folder }}", TOKEN: "\${{ inputs.token }}" }
        goal: there.ok
verify:
  - { title: It is there, goal: there.ok }
`;

/** The same for each of several hosts. */
const FOR_EACH = `firebreak: 1
id: each
title: Something on several hosts
severity: low
inputs:
  hosts: { type: list, default: [db-1, db-2], description: Where it is }
  folder: { description: Where it writes }
diagnose:
  - id: there
    title: It is on \${{ item }}
    for_each: "\${{ inputs.hosts }}"
    on: "\${{ item }}"
    shell: [test, -e, "\${{ inputs.folder }}/\${{ item }}"]
causes:
  - id: missing
    title: It is missing
    when: "!there.ok"
    resolve:
      - id: make
        title: Make it on \${{ item }}
        for_each: "\${{ inputs.hosts }}"
        on: "\${{ item }}"
        shell: [touch, "\${{ inputs.folder }}/\${{ item }}"]
        goal: there.ok
verify:
  - { title: It is everywhere, goal: there.ok }
`;

describe.skipIf(sshd === undefined)('a run on another host', () => {
  let program = '';
  let hosts: TestHosts;
  let host: TestHost;
  beforeAll(async () => {
    program = await buildKillable();
    hosts = testHosts(sshd ?? '');
    host = await hosts.host('db-1');
    writeFileSync(join(hosts.folder, 'far.yaml'), RUNBOOK);
  });
  afterAll(() => hosts.stop());

  interface Story extends Killable {
    readonly opening: readonly string[];
    marks(): string;
    events(): readonly RunEvent[];
  }

  function begin(): Story {
    const folder = mkdtempSync(join(hosts.folder, 'story-'));
    const runs = killable(program, { home: join(folder, 'home'), env: { TOKEN } });
    return {
      ...runs,
      opening: ['run', join(hosts.folder, 'far.yaml'), '--plain', '--approve', 'change', '--input', `folder=${folder}`],
      marks: () => (existsSync(join(folder, 'marks')) ? readFileSync(join(folder, 'marks'), 'utf8') : ''),
      events: () => readRecord(runFolder(runs.file('') ?? '')).events,
    };
  }

  const begun = (one: Story): Promise<void> =>
    expect.poll(one.marks, { timeout: 60_000, interval: 20 }).toBe('begin\n');

  /** What must hold of every one of them. */
  function isSound(one: Story, code: number | null): void {
    const folder = runFolder(one.file('') ?? '');
    const { plan, events } = readRecord(folder);
    expect(code).toBe(0);
    expect(one.marks()).toBe('begin\nend\n');
    expect(audit(folder).findings).toEqual([]);
    expect(replay(plan, events)).toMatchObject({ same: true });
    expect(events.at(-2)).toMatchObject({ data: { outcome: 'resolved' } });
    expect(JSON.stringify(events)).not.toContain(TOKEN);
    expect(spoolsOf(folder.id)).toEqual([]);
    const there = join(hosts.folder, 'home-db-1/.local/state/firebreak/there');
    expect(existsSync(there) ? readdirSync(there) : []).toEqual([]);
  }

  const started = (one: Story): RunEvent | undefined =>
    one.events().find((event) => event.type === 'step.started' && event.data.purpose === 'action');

  test('says which host it acts on, and goes on when its connection breaks', async () => {
    const one = begin();
    const engine = one.launch(one.opening);
    await begun(one);
    host.cut();
    const { code, stdout } = await engine.ended;
    isSound(one, code);
    expect(stdout).toMatch(/target +host db-1\n/);
    expect(stdout).toMatch(/command +ssh db-1 /);
    expect(started(one)).toMatchObject({ data: { rendered: { on: 'db-1' }, shown: { target: 'host db-1' } } });
  });

  test('is taken up after its engine was killed: the change is found there, done once', async () => {
    const one = begin();
    const engine = one.launch(one.opening);
    await begun(one);
    engine.signal('SIGKILL');
    await engine.ended;
    // Whether it still runs there is not known from here.
    const closed = await one.launch(['close', basename(one.file('') ?? ''), '--reason', 'over']).ended;
    expect(closed).toMatchObject({
      code: 12,
      stderr: expect.stringContaining('"Make it" may still be running on db-1'),
    });
    const { code } = await one.launch(['resume', '--plain', '--approve', 'change']).ended;
    isSound(one, code);
  });

  test('for each of several hosts looks and acts on each of them', async () => {
    await hosts.host('db-2');
    writeFileSync(join(hosts.folder, 'each.yaml'), FOR_EACH);
    const folder = mkdtempSync(join(hosts.folder, 'story-'));
    const runs = killable(program, { home: join(folder, 'home'), env: {} });
    const argv = ['run', join(hosts.folder, 'each.yaml'), '--plain', '--approve', 'change', '--input'];
    const { code } = await runs.launch([...argv, `folder=${folder}`]).ended;
    const { plan, events } = readRecord(runFolder(runs.file('') ?? ''));
    expect({ code, made: ['db-1', 'db-2'].filter((name) => existsSync(join(folder, name))) }).toEqual({
      code: 0,
      made: ['db-1', 'db-2'],
    });
    const acted = events.flatMap((event) =>
      event.type === 'step.started' && event.data.purpose === 'action' ? [event.data] : [],
    );
    expect(acted.map(({ rendered, shown }) => [rendered, shown.target])).toEqual([
      [expect.objectContaining({ on: 'db-1' }), 'host db-1'],
      [expect.objectContaining({ on: 'db-2' }), 'host db-2'],
    ]);
    expect(replay(plan, events)).toMatchObject({ same: true });
  });

  test('is blind on a host whose key is not known, and does nothing', async () => {
    await hosts.host('stranger');
    hosts.forget();
    const one = begin();
    const { code, stdout } = await one.launch([...one.opening, '--input', 'host=stranger']).ended;
    expect(code).toBe(10);
    expect(stdout).toContain('the key of stranger is not among the known hosts');
    expect(one.marks()).toBe('');
  });
});
