// What the shipped runbook has to make of each fault of the lab, run unattended with everything but destruction allowed.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../../src/lab/lab.ts';

/** One fault, and how a run on it has to end. */
export interface FaultCase {
  readonly fault: string;
  readonly cause: string;
  readonly ends: 'resolved' | 'escalated' | 'not_resolved';
  /** Everything that is changed, in order. Nothing else ever runs, however likely it would help. */
  readonly changes: readonly string[];
  /** Redis is another process afterwards. */
  readonly restarts?: true;
  /** Settings of Redis that differ afterwards. */
  readonly sets?: readonly string[];
  /** Commands that change a server and that Redis was given during the run, by anybody. */
  readonly calls?: Readonly<Record<string, number>>;
  /** A further change, and its command, when Redis has not done the same by itself before; refused, it is tried again. */
  readonly unlessByItself?: { readonly step: string; readonly call: string };
  /** Answers given in advance. */
  readonly answers?: readonly string[];
  /** What a person does once the cause is taken up. */
  readonly meanwhile?: (lab: Lab) => void;
  /** Whom people are told to turn to. */
  readonly to?: string;
  /** Redis answers nobody afterwards, so it cannot be asked what it holds. */
  readonly mute?: true;
  /** The fault itself throws data away. */
  readonly loses?: true;
}

/** Faults of the server itself: most of them can be repaired. */
export const SERVER_FAULTS: readonly FaultCase[] = [
  {
    fault: 'killed',
    cause: 'server_down',
    ends: 'resolved',
    changes: ['server_down/start_by_command'],
    restarts: true,
  },
  {
    fault: 'frozen',
    cause: 'server_hangs',
    ends: 'resolved',
    changes: ['server_hangs/restart_by_command'],
    restarts: true,
  },
  {
    fault: 'maxmemory',
    cause: 'memory_limit',
    ends: 'resolved',
    changes: ['memory_limit/raise_maxmemory'],
    sets: ['maxmemory'],
    calls: { 'config|set': 1 },
  },
  {
    fault: 'max_clients',
    cause: 'clients_exhausted',
    ends: 'resolved',
    changes: ['clients_exhausted/restart_by_command'],
    restarts: true,
  },
  // A restart would begin the loading anew.
  { fault: 'loading', cause: 'loading', ends: 'resolved', changes: [] },
  {
    fault: 'misconf',
    cause: 'cannot_save',
    ends: 'resolved',
    changes: ['cannot_save/free_space'],
    unlessByItself: { step: 'cannot_save/save_again', call: 'bgsave' },
    answers: ['free_space=done'],
    meanwhile: ({ folder }) => rmSync(join(folder, 'dump.rdb'), { recursive: true }),
  },
  {
    fault: 'busy',
    cause: 'script_busy',
    ends: 'resolved',
    changes: ['script_busy/kill_script'],
    // The setting is the fault's own: a busy Redis cannot be asked before the run.
    calls: { 'config|set': 1, 'script|kill': 1 },
  },
  // SHUTDOWN NOSAVE would end it, and lose data.
  {
    fault: 'busy_unkillable',
    cause: 'script_busy',
    ends: 'not_resolved',
    changes: ['script_busy/kill_script'],
    to: 'platform on-call',
    mute: true,
  },
];

/** Faults of the application around a Redis that works: one part is restarted, the one that is sick, and nothing else. */
export const APPLICATION_FAULTS: readonly FaultCase[] = [
  { fault: 'api_down', cause: 'api_down', ends: 'resolved', changes: ['api_down/restart_api_by_command'] },
  { fault: 'worker_down', cause: 'worker_down', ends: 'resolved', changes: ['worker_down/restart_worker_by_command'] },
  {
    fault: 'worker_stuck',
    cause: 'worker_stuck',
    ends: 'resolved',
    changes: ['worker_stuck/restart_worker_by_command'],
  },
  {
    fault: 'application_stale',
    cause: 'application_stale',
    ends: 'resolved',
    changes: ['application_stale/restart_api_by_command'],
  },
  { fault: 'slow', cause: 'slow_server', ends: 'escalated', changes: [], to: 'platform on-call' },
  // Silence is not death: it is waited out, and nothing is restarted.
  {
    fault: 'long_command',
    cause: 'server_busy',
    ends: 'resolved',
    changes: [],
    // The setting is the fault's own: a busy Redis cannot be asked before the run.
    calls: { 'config|set': 1 },
  },
  { fault: 'queue_paused', cause: 'queue_paused', ends: 'resolved', changes: ['queue_paused/resume_queue'] },
];

/** Faults of the way to Redis, of who may enter, and of its role: nothing here is for a machine to change, but a pause. */
export const ACCESS_FAULTS: readonly FaultCase[] = [
  { fault: 'wrong_password', cause: 'wrong_password', ends: 'escalated', changes: [], to: 'platform on-call' },
  { fault: 'syn_dropped', cause: 'network_partition', ends: 'escalated', changes: [], to: 'infrastructure team' },
  { fault: 'blackholed', cause: 'network_partition', ends: 'escalated', changes: [], to: 'infrastructure team' },
  { fault: 'rst', cause: 'broken_off', ends: 'escalated', changes: [], to: 'infrastructure team' },
  { fault: 'dns', cause: 'name_unknown', ends: 'escalated', changes: [], to: 'infrastructure team' },
  { fault: 'tls_mismatch', cause: 'tls_mismatch', ends: 'escalated', changes: [], to: 'platform on-call' },
  { fault: 'http_on_port', cause: 'something_else', ends: 'escalated', changes: [], to: 'platform on-call' },
  { fault: 'readonly', cause: 'read_only', ends: 'escalated', changes: [], to: 'platform on-call' },
  { fault: 'evicting', cause: 'evicting', ends: 'escalated', changes: [], to: 'platform on-call', loses: true },
  {
    fault: 'paused_writes',
    cause: 'writes_paused',
    ends: 'resolved',
    changes: ['writes_paused/unpause_clients'],
    calls: { 'client|unpause': 1 },
  },
];
