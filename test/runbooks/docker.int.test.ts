// The shipped runbook on the lab of containers: each fault is injected, the runbook is run on it unattended, and what that
// changed and lost is looked at from outside. Two labs take turns, since a run waits more than it works: the first has the
// names of the page, and each is healed before its next fault. Skipped without Docker, and that is said. Those that rows of
// environments rest on, and of the others a sample by the seed; `npm run soak` lives through them all.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { putValuables } from '../../src/lab/application/valuables.ts';
import { CONTAINER_FAULTS } from '../../src/lab/docker/container-faults.ts';
import { type ContainerLab, startContainerLab } from '../../src/lab/docker/container-lab.ts';
import { onPath } from '../../src/lab/on-path.ts';
import { findCompose } from '../../src/steps/docker/compose-command.ts';
import { type DockerEngine, dockerEngine, skip } from '../support/docker/docker.ts';
import { fakeDocker } from '../support/docker/fake-docker.ts';
import { environment } from '../support/environments.ts';
import { causes, changesOf, eventsOf, type LabRun, ranking } from '../support/lab/lab-runs.ts';
import { type Ended, firebreak, printed } from '../support/program/cli.ts';
import { filesHolding } from '../support/program/leftovers.ts';
import { ROOT } from '../support/source-tree.ts';
import { CONTAINER_CASES, type ContainerCase, LIVED_CASES, type Trait } from './container-cases.ts';

const EXIT: Readonly<Record<ContainerCase['ends'], number>> = { resolved: 0, healthy: 0, escalated: 11 };

type Traits = Readonly<Record<Trait, string>>;

/** Everything that is known after one fault. */
interface Story {
  readonly run: LabRun;
  readonly before: Readonly<Record<string, Traits>>;
  readonly after: Readonly<Record<string, Traits>>;
  readonly replayed: Ended;
  readonly audited: Ended;
  /** Files of its record that hold the password. */
  readonly holding: readonly string[];
  readonly kept: Readonly<Record<string, number>>;
  readonly all: Readonly<Record<string, number>>;
}

const engine = await engineForLab();
const home = mkdtempSync(join(tmpdir(), 'firebreak-home-'));

/** An engine, on a machine that has what the lab needs besides; else null, and that is said. */
async function engineForLab(): Promise<DockerEngine | null> {
  const held = await dockerEngine();
  const why = held === null ? undefined : await whatIsMissing();
  if (why === undefined) return held;
  held?.close();
  return skip(`the lab of containers needs ${why}`);
}

async function whatIsMissing(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'programs of Linux to make its images from';
  if (onPath('busybox') === undefined) return 'busybox (Debian: busybox-static)';
  return findCompose(process.env) === null ? 'Docker Compose (Debian: docker-compose)' : undefined;
}

const labs: ContainerLab[] = [];

/** What has been lived, by the title of its case. */
const stories = new Map<string, Story>();

beforeAll(async () => {
  // One after the other: the second sees that the names of the page are taken.
  if (engine !== null) for (let n = 0; n < 2; n += 1) labs.push(await startContainerLab());
});

afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await Promise.all(labs.map((lab) => lab.stop()));
  const left = await Promise.all(labs.map(leftovers));
  engine?.close();
  expect(left.flat()).toEqual([]);
});

test('every fault of the containers is expected somewhere, here or by a drill', () => {
  const here = CONTAINER_CASES.flatMap(({ fault }) => fault ?? []);
  const drilled = drillsOf(['containers', 'containers_auto']).flatMap(({ fault, inject = [fault] }) => inject);
  const expected = new Set([...here, ...drilled]);
  expect(CONTAINER_FAULTS.map(({ id }) => id).filter((id) => !expected.has(id))).toEqual([]);
});

function drillsOf(sandboxes: readonly string[]): readonly { fault: string; inject?: readonly string[] }[] {
  const file = readFileSync(join(ROOT, 'runbooks/redis-connectivity-loss.drill.yaml'), 'utf8');
  const { drills } = parse(file) as { drills: readonly { sandbox: string; fault: string; inject?: string[] }[] };
  return drills.filter(({ sandbox }) => sandboxes.includes(sandbox));
}

describe.skipIf(engine === null).concurrent.each(LIVED_CASES)('the container of Redis is $title', (one) => {
  let story: Story;

  beforeAll(async () => {
    story = await inTurn(LIVED_CASES.indexOf(one), (lab) => live(lab, one));
    stories.set(one.title, story);
    // Most of it is waiting for those before it.
  }, 900_000);

  test(`ends as ${one.ends}, and what is confirmed is ${one.confirmed.join(' and ') || 'nothing'}`, () => {
    const { code, result } = story.run;
    expect(causes(story.run, 'confirmed')).toEqual(one.confirmed);
    expect({ code, outcome: result.outcome, cause: result.cause }).toEqual({
      code: EXIT[one.ends],
      outcome: one.ends,
      cause: one.confirmed[0] ?? null,
    });
    if (one.says !== undefined) expect(ranking(story.run).causes[0]?.because).toMatch(one.says);
    const told = eventsOf(story.run, 'escalation.raised').map(({ data }) => data.to);
    expect(told).toEqual(one.to === undefined ? [] : [one.to]);
  });

  test('what one look cannot tell apart is shown as one group', () => {
    const grouped = ranking(story.run).causes.filter(({ group }) => group !== undefined);
    expect(grouped.map(({ id }) => id)).toEqual(one.group ?? []);
    expect(new Set(grouped.map(({ group }) => group)).size).toBe(one.group === undefined ? 0 : 1);
  });

  test('changes what the cause calls for and nothing else', () => {
    expect(changesOf(story.run)).toEqual(one.changes);
    const { redis, ...others } = differences(story);
    expect(others).toEqual({ api: [], worker: [] });
    if (one.restless !== true) expect(redis).toEqual(one.differs);
  });

  test('loses no job and no session', () => {
    expect(story.kept).toEqual(story.all);
  });

  test('replays identically, and its record is whole', () => {
    const { run } = story.run.result;
    expect(story.replayed).toMatchObject({ code: 0, stdout: expect.stringContaining(`${run}: identical`) });
    expect(story.audited).toMatchObject({ code: 0, stdout: expect.stringContaining(`${run}: ok`) });
  });

  test('the password is nowhere in its record', () => {
    expect(story.holding).toEqual([]);
  });
});

const needs = { skip: engine === null };

/** How the run of a case ended, and what it changed. */
function ended(title: string): object {
  const { run } = stories.get(title) as Story;
  return { code: run.code, outcome: run.result.outcome, changes: changesOf(run) };
}

environment(
  'Docker Compose',
  'a project, and nothing said about it',
  'ends healthy; a stopped Redis is started again by compose',
  async () => {
    expect(ended('fine, and nothing is said about it')).toEqual({ code: 0, outcome: 'healthy', changes: [] });
    const changes = ['container_stopped/compose_up'];
    expect(ended('stopped, by compose')).toEqual({ code: 0, outcome: 'resolved', changes });
  },
  needs,
);

environment(
  'Docker Compose',
  'a project, with manager=compose',
  'ends healthy; a Redis that was removed is made again',
  async () => {
    expect(ended('fine, by compose')).toEqual({ code: 0, outcome: 'healthy', changes: [] });
    const changes = ['container_missing/create_by_compose'];
    expect(ended('removed, and compose can make it anew')).toEqual({ code: 0, outcome: 'resolved', changes });
  },
  needs,
);

environment(
  'Docker',
  'a container, with manager=docker',
  'ends healthy; a Redis that was killed is started again',
  async () => {
    expect(ended('fine, by docker')).toEqual({ code: 0, outcome: 'healthy', changes: [] });
    const changes = ['container_stopped/start_container'];
    expect(ended('killed')).toEqual({ code: 0, outcome: 'resolved', changes });
  },
  needs,
);

environment(
  'Docker',
  'an engine that cannot be asked',
  'ends healthy; a stopped Redis confirms nothing, and nothing is changed',
  async () => {
    expect(ended('fine, and the engine cannot be asked')).toEqual({ code: 0, outcome: 'healthy', changes: [] });
    expect(ended('stopped, and the engine hangs')).toEqual({ code: 11, outcome: 'escalated', changes: [] });
  },
  needs,
);

const turns: Promise<unknown>[] = [];

/** Work on one of the labs, when it is done with what it was given before. */
function inTurn<T>(n: number, work: (lab: ContainerLab) => Promise<T>): Promise<T> {
  const lab = labs[n % labs.length];
  if (lab === undefined) throw new Error('no lab runs');
  const before = turns[n % labs.length] ?? Promise.resolve();
  const turn = before.then(() => work(lab));
  turns[n % labs.length] = turn.catch(() => {});
  return turn;
}

async function live(containers: ContainerLab, one: ContainerCase): Promise<Story> {
  const { redis_url: url = '' } = containers.inputs;
  const valuables = await putValuables(url, `case-${CONTAINER_CASES.indexOf(one)}`);
  try {
    if (one.fault !== null) await containers.inject(one.fault);
    const before = await traits(containers);
    const run = await onEngine(one, (host) => runOn(containers, one, host));
    const after = await traits(containers);
    const [replayed, audited] = await Promise.all([
      firebreak(['replay', run.result.run, '--home', home]),
      firebreak(['audit', run.result.run, '--home', home]),
    ]);
    if (one.fault !== null) await containers.heal();
    const holding = filesHolding(join(home, 'runs', run.result.run), new URL(url).password);
    return { run, before, after, replayed, audited, holding, kept: await valuables.count(), all: valuables.all };
  } catch (error) {
    // The next case begins with a lab that works.
    await containers.heal();
    throw error;
  }
}

async function runOn(containers: ContainerLab, { told, by_name, alone }: ContainerCase, host: string): Promise<LabRun> {
  const { redis_url: url = '', ...inputs } = containers.inputs;
  const { api_url, worker_url, queue, persistence } = inputs;
  const file = join(home, `${containers.names.network}.json`);
  const given = told === 'nothing' ? { api_url, worker_url, queue, persistence } : { ...inputs, manager: told };
  writeFileSync(file, JSON.stringify({ ...given, settle: '1s', patience: '2s' }));
  const inputsOf = alone === true ? [] : ['--input-file', file];
  const argv = ['run', 'redis-connectivity-loss', '--json', '--approve', 'disrupt', ...inputsOf];
  const address = by_name ? containers.url_inside : url;
  const ended = await firebreak([...argv, '--home', home], { env: { REDIS_URL: address, DOCKER_HOST: host } });
  return { ...ended, ...printed(ended) };
}

/** Work with the engine as the case has it. */
async function onEngine<T>(one: ContainerCase, work: (host: string) => Promise<T>): Promise<T> {
  if (one.engine === 'missing') return work(`unix://${home}/no.sock`);
  if (one.engine === undefined) return work(engine?.host ?? '');
  const hung = await fakeDocker(() => 'silence');
  try {
    return await work(hung.host);
  } finally {
    await hung.close();
  }
}

/** The lab's containers as the engine has them; of one that is not there nothing is known. */
async function traits({ engine: client, names }: ContainerLab): Promise<Record<string, Traits>> {
  const roles = ['redis', 'api', 'worker'] as const;
  const seen = await Promise.all(
    roles.map(async (role): Promise<[string, Traits]> => {
      const info = await client
        .getContainer(names[role])
        .inspect()
        .catch(() => null);
      const networks = Object.keys(info?.NetworkSettings.Networks ?? {}).join();
      const { StartedAt = '', Status = '' } = info?.State ?? {};
      return [role, { id: info?.Id ?? '', started_at: StartedAt, status: Status, networks }];
    }),
  );
  return Object.fromEntries(seen);
}

function differences({ before, after }: Story): Record<string, readonly Trait[]> {
  const all: readonly Trait[] = ['id', 'started_at', 'status', 'networks'];
  return Object.fromEntries(
    Object.entries(after).map(([role, now]) => [role, all.filter((trait) => now[trait] !== before[role]?.[trait])]),
  );
}

/** What is still on the engine of a lab that has ended. */
async function leftovers({ engine: client, names }: ContainerLab): Promise<readonly string[]> {
  const containers = await client.listContainers({ all: true });
  const networks = await client.listNetworks();
  const { Volumes: volumes } = await client.listVolumes();
  const found = [
    ...containers.flatMap(({ Names }) => Names.map((name) => name.slice(1))),
    ...networks.map(({ Name }) => Name),
    ...volumes.map(({ Name }) => Name),
  ];
  return found.filter((name) => (Object.values(names) as readonly string[]).includes(name));
}
