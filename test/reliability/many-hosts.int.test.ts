// One step for each of many hosts, in a process that may have no more files open than its connections need: nothing but they
// takes any, whatever is done on all of them, and where the room ends it is said that it does.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRecord } from '../../src/cli/record-file.ts';
import { replay } from '../../src/engine/replay.ts';
import { audit } from '../../src/transcript/audit.ts';
import { runFolder } from '../../src/transcript/store.ts';
import { figure, times } from '../support/soak.ts';
import { ROOT } from '../support/source-tree.ts';
import { sshdProgram, type TestHosts, testHosts } from '../support/ssh/sshd.ts';

const sshd = sshdProgram();
const HOSTS = times(30, 200);
const BROKEN = ['web-3', 'web-11', 'web-27'];

/** What the program has open without any connection, with room for half as many again. */
const OWN_FILES = 40;
/** What it needs to load itself: less than the connections to all hosts take. */
const LOADING_FILES = 100;
/** A connection, or a call on it, has three streams. */
const STREAMS = 3;
/** Hosts that are looked at together (language.md section 5b). */
const TOGETHER = 20;
/** Hosts that are tidied at the same time, after a step there. */
const TIDIED = 8;

const RUNBOOK = `firebreak: 1
id: tier
title: Some of the tier are not well
severity: low
inputs:
  hosts: { type: list, default: [web-1], description: The tier }
  folder: { description: Where the hosts keep something }
diagnose:
  - id: well
    title: Node \${{ item }} is well
    for_each: "\${{ inputs.hosts }}"
    on: "\${{ item }}"
    shell: [test, "!", -e, "\${{ inputs.folder }}/broken-\${{ item }}"]
    timeout: 5m
causes:
  - id: broken
    title: Some are broken
    when: "!well.ok"
    because: "\${{ well.error.message }}"
    resolve:
      - id: mend
        title: Mend \${{ item }}
        for_each: "\${{ inputs.hosts }}"
        on: "\${{ item }}"
        shell: [rm, -f, "\${{ inputs.folder }}/broken-\${{ item }}"]
        risk: change
        timeout: 5m
verify:
  - { title: All are well, goal: well.ok, within: 5m }
`;

describe.skipIf(sshd === undefined)('a step for each of many hosts', () => {
  let hosts: TestHosts;
  const names = Array.from({ length: HOSTS }, (_, n) => `web-${n + 1}`);
  beforeAll(async () => {
    hosts = testHosts(sshd ?? '');
    const server = await hosts.host('web');
    for (const name of names) hosts.alias(name, server);
    writeFileSync(join(hosts.folder, 'tier.yaml'), RUNBOOK);
  });
  afterAll(() => hosts.stop());

  interface Led {
    readonly code: number | null;
    readonly shown: string;
    readonly record: string;
    broken(): readonly string[];
  }

  /** Leads a run in a process that may have so many files open. */
  async function led(files: number, approve: string): Promise<Led> {
    const folder = mkdtempSync(join(hosts.folder, 'tier-'));
    const home = join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    for (const name of BROKEN) writeFileSync(join(folder, `broken-${name}`), '');
    const inputs = ['--input', `hosts=${names.join(' ')}`, '--input', `folder=${folder}`];
    const argv = ['run', join(hosts.folder, 'tier.yaml'), '--plain', '--approve', approve, '--home', home, ...inputs];
    const limited = ['-c', 'ulimit -n "$0" && exec "$@"', String(files), process.execPath];
    const env = { PATH: hosts.path, HOME: folder, XDG_RUNTIME_DIR: hosts.folder };
    const child = spawn('/bin/sh', [...limited, join(ROOT, 'dist/firebreak.js'), ...argv], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let shown = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece: string) => {
        shown += piece;
      });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    const runs = join(home, 'runs');
    const [id = ''] = existsSync(runs) ? readdirSync(runs) : [];
    return {
      code,
      shown,
      record: join(runs, id),
      broken: () => readdirSync(folder).filter((name) => name.startsWith('broken-')),
    };
  }

  test('needs no more files than its connections and one look over them, and leaves nothing there', async () => {
    const { code, shown, record, broken } = await led(OWN_FILES + STREAMS * (HOSTS + TOGETHER + TIDIED), 'change');
    expect({ code, broken: broken() }, shown.slice(-2000)).toEqual({ code: 0, broken: [] });
    expect(shown).toContain(`3 of ${HOSTS} not ok: ${BROKEN.join(', ')}`);
    const { plan, events } = readRecord(runFolder(record));
    const looks = events.flatMap((event) =>
      event.type === 'step.finished' && event.data.exec.startsWith('well#') ? [event.data.outcome.status] : [],
    );
    // Every look saw all of them: what is looked at besides has not broken a connection.
    expect(looks).toEqual(['failed', 'failed', 'succeeded']);
    expect(audit(runFolder(record)).findings).toEqual([]);
    expect(replay(plan, events)).toMatchObject({ same: true });
    const there = join(hosts.folder, 'home-web/.local/state/firebreak/there');
    expect(existsSync(there) ? readdirSync(there) : []).toEqual([]);
    figure('hosts at once', HOSTS);
  });

  test('says that this host has no room for more, where it has none, and changes nothing for it', async () => {
    const { code, shown, record, broken } = await led(LOADING_FILES, 'read');
    // Either nothing was seen, or a broken one was, and a person is waited for.
    expect([10, 12], shown.slice(-2000)).toContain(code);
    expect(broken()).toHaveLength(BROKEN.length);
    const seen = JSON.stringify(readRecord(runFolder(record)).events);
    expect(seen).toContain('`ssh` could not be started here: this process has as many files open as it may');
    expect(seen).not.toContain('EMFILE');
  });
});
