// What the shipped runbook has to make of each fault of the containers, run unattended with everything but destruction allowed.

import { isSoak, seed } from '../support/soak.ts';

/** What of the container of Redis an engine tells apart. */
export type Trait = 'id' | 'started_at' | 'status' | 'networks';

/** One fault, and how a run on it has to end. */
export interface ContainerCase {
  readonly title: string;
  /** Null: nothing is wrong. */
  readonly fault: string | null;
  /** What Firebreak is told besides the addresses: nothing, or what manages Redis and how its parts are called. */
  readonly told: 'nothing' | 'docker' | 'compose';
  /** Not even where the application is: the address of Redis alone. */
  readonly alone?: true;
  /** How Firebreak finds the engine; it answers unless this says otherwise. */
  readonly engine?: 'hangs' | 'missing';
  /** Firebreak is given the address that the application has, with a name that only containers know. */
  readonly by_name?: true;
  /** Causes that are confirmed, in order; the first is taken up. */
  readonly confirmed: readonly string[];
  /** What the cause that is taken up says for itself, where it matters here. */
  readonly says?: RegExp;
  /** Causes that cannot be told apart and are shown as one group. */
  readonly group?: readonly string[];
  readonly ends: 'resolved' | 'escalated' | 'healthy';
  /** Everything that Firebreak changes, in order. Nothing else ever runs, however likely it would help. */
  readonly changes: readonly string[];
  /** What is different about the container of Redis afterwards. Those of the application are never touched. */
  readonly differs: readonly Trait[];
  /** Whom people are told to turn to. */
  readonly to?: string;
  /** Docker itself goes on changing the container. */
  readonly restless?: true;
}

/** What could be wrong when nothing listens and the engine cannot be asked. */
const ALIKE = [
  'container_stopped',
  'container_oom_killed',
  'container_missing',
  'container_crash_loop',
  'container_off_network',
  'listens_elsewhere',
  'nothing_listens_inside',
] as const;

const ON_CALL = 'platform on-call';

/** Nothing is wrong. */
const WELL = { fault: null, confirmed: [], ends: 'healthy', changes: [], differs: [] } as const;

/** All cases. */
export const CONTAINER_CASES: readonly ContainerCase[] = [
  { title: 'fine, and nothing is said about it', told: 'nothing', ...WELL },
  { title: 'fine, by docker', told: 'docker', ...WELL },
  { title: 'fine, by compose', told: 'compose', ...WELL },
  {
    title: 'stopped, by compose',
    fault: 'stopped',
    told: 'nothing',
    confirmed: ['container_stopped'],
    ends: 'resolved',
    changes: ['container_stopped/compose_up'],
    differs: ['started_at', 'status'],
  },
  {
    title: 'fine, and nothing is known but its address',
    told: 'nothing',
    alone: true,
    ...WELL,
    // Nobody has said that there are any, and nothing is demanded of them.
    group: ['api_down', 'worker_down'],
  },
  {
    title: 'stopped, and nothing is known but its address',
    fault: 'stopped',
    told: 'nothing',
    alone: true,
    confirmed: ['container_stopped'],
    ends: 'resolved',
    changes: ['container_stopped/compose_up'],
    differs: ['started_at', 'status'],
  },
  {
    title: 'killed',
    fault: 'killed',
    told: 'docker',
    confirmed: ['container_stopped'],
    ends: 'resolved',
    changes: ['container_stopped/start_container'],
    differs: ['started_at', 'status'],
  },
  {
    title: 'removed, and compose can make it anew',
    fault: 'removed',
    told: 'compose',
    confirmed: ['container_missing'],
    ends: 'resolved',
    changes: ['container_missing/create_by_compose'],
    differs: ['id', 'started_at', 'status', 'networks'],
  },
  {
    title: 'removed, and nothing says how it was made',
    fault: 'removed',
    told: 'docker',
    confirmed: ['container_missing'],
    ends: 'escalated',
    changes: [],
    differs: [],
    to: ON_CALL,
  },
  {
    title: 'paused',
    fault: 'paused',
    told: 'nothing',
    confirmed: ['container_paused'],
    ends: 'resolved',
    changes: ['container_paused/unpause_container'],
    differs: ['status'],
  },
  {
    title: 'hanging inside',
    fault: 'frozen',
    told: 'nothing',
    confirmed: ['server_hangs'],
    ends: 'resolved',
    changes: ['server_hangs/restart_container'],
    differs: ['started_at'],
  },
  {
    title: 'killed by the kernel at its memory limit',
    fault: 'oom_killed',
    told: 'nothing',
    confirmed: ['container_oom_killed'],
    ends: 'resolved',
    changes: ['container_oom_killed/compose_up'],
    differs: ['started_at', 'status'],
  },
  // One more start would be one more crash.
  {
    title: 'crashing at its start, again and again',
    fault: 'crash_loop',
    told: 'nothing',
    confirmed: ['container_crash_loop'],
    ends: 'escalated',
    changes: [],
    differs: [],
    to: ON_CALL,
    restless: true,
  },
  // Cut off from its network it is cut off from the application too: both are true, and the one that can be mended is first.
  {
    title: 'disconnected from its network',
    fault: 'off_network',
    told: 'nothing',
    confirmed: ['container_off_network'],
    ends: 'resolved',
    changes: ['container_off_network/connect_network'],
    differs: ['networks'],
  },
  // Redis is fine. Whoever believes the check restarts it.
  {
    title: 'called unhealthy by a check that lies',
    fault: 'lying_check',
    told: 'nothing',
    confirmed: ['health_check_lies'],
    ends: 'escalated',
    changes: [],
    differs: [],
    to: ON_CALL,
  },
  {
    title: 'stopped, and the engine hangs',
    fault: 'stopped',
    told: 'docker',
    engine: 'hangs',
    confirmed: [],
    group: ALIKE,
    ends: 'escalated',
    changes: [],
    differs: [],
    to: ON_CALL,
  },
  {
    title: 'stopped, and there is no socket of an engine',
    fault: 'stopped',
    told: 'nothing',
    engine: 'missing',
    confirmed: [],
    // Nothing says what manages Redis: it may be no container at all.
    group: ['server_down', 'unit_keeps_failing', 'unit_unusable', ...ALIKE],
    ends: 'escalated',
    changes: [],
    differs: [],
    to: ON_CALL,
  },
  {
    title: 'fine, and the engine cannot be asked',
    fault: null,
    told: 'nothing',
    engine: 'missing',
    confirmed: [],
    ends: 'healthy',
    changes: [],
    differs: [],
  },
  // The mistake of whoever copies the address out of the application. Its own side is in the evidence.
  {
    title: 'fine, and looked for by a name that only containers know',
    fault: null,
    told: 'nothing',
    by_name: true,
    confirmed: ['name_unknown'],
    says: /^The name of Redis has no address here: \w+\. From the API it is: [\w-]+: open$/,
    ends: 'escalated',
    changes: [],
    differs: [],
    to: 'infrastructure team',
  },
];

/** Cases that the rows of environments rest on. */
const ROWS: readonly string[] = [
  'fine, and nothing is said about it',
  'stopped, by compose',
  'fine, by compose',
  'removed, and compose can make it anew',
  'fine, by docker',
  'killed',
  'fine, and the engine cannot be asked',
  'stopped, and the engine hangs',
];
const SAMPLE = 5;
const OTHERS = CONTAINER_CASES.filter(({ title }) => !ROWS.includes(title));
const first = seed % OTHERS.length;
const sampled = [...OTHERS, ...OTHERS].slice(first, first + SAMPLE);

/** Those that rows rest on, and of the others a sample by the seed; the soak lives through them all. */
export const LIVED_CASES: readonly ContainerCase[] = isSoak
  ? CONTAINER_CASES
  : CONTAINER_CASES.filter((one) => ROWS.includes(one.title) || sampled.includes(one));
