// What the sandboxes that come along know by themselves: their faults, what they count, and the inputs that drills get.

import { CONTAINER_FAULTS } from '../../lab/docker/container-faults.ts';
import { FAULTS } from '../../lab/faults.ts';
import { SYSTEMD_FAULTS } from '../../lab/systemd/systemd-faults.ts';
import type { LabName, MoreInputs } from './drill.ts';

/** What is known of a sandbox before it runs. */
export interface KnownLab {
  readonly faults: readonly { readonly id: string; readonly title: string }[];
  /** What `keep` can name. */
  readonly counts: readonly string[];
  /** Inputs of the runbook that it gives. */
  readonly gives: readonly string[];
  /** Inputs that its drills have besides. */
  readonly more: readonly MoreInputs[];
}

const COUNTS = ['jobs', 'sessions'];
const COMMON = [
  'redis_url',
  'api_url',
  'worker_url',
  'queue',
  'queue_prefix',
  'manager',
  'persistence',
  'settle',
  'patience',
];
/** The way to Redis that no fault takes away: its own socket, as a user of its own. */
const NEAR: MoreInputs = { name: 'near_url', type: 'string' };

/** By name of the sandbox. */
export const KNOWN_LABS: Readonly<Record<LabName, KnownLab>> = {
  redis: {
    faults: FAULTS,
    counts: COUNTS,
    gives: [
      ...COMMON,
      'redis_status',
      'redis_start',
      'redis_restart',
      'api_restart',
      'worker_restart',
      'api_log',
      'worker_log',
    ],
    more: [
      NEAR,
      { name: 'redis_port', type: 'number' },
      { name: 'redis_password', type: 'string' },
      { name: 'api_port', type: 'number' },
    ],
  },
  'redis-containers': {
    faults: CONTAINER_FAULTS,
    counts: COUNTS,
    gives: [...COMMON, 'container', 'api_container', 'network', 'compose_file', 'compose_service'],
    more: [
      { name: 'redis_container', type: 'string' },
      { name: 'url_inside', type: 'string' },
    ],
  },
  'redis-systemd': {
    faults: SYSTEMD_FAULTS,
    counts: COUNTS,
    gives: [...COMMON, 'unit', 'api_restart', 'worker_restart'],
    more: [
      { name: 'machine_address', type: 'string' },
      { name: 'redis_port', type: 'number' },
      { name: 'redis_password', type: 'string' },
    ],
  },
};
