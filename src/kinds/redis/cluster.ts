// What CLUSTER INFO and CLUSTER NODES say, as fields that conditions may name.

import type { FieldType, ReadingType } from '../../model/reading-type.ts';

/** Fields of CLUSTER INFO, named as it names them. */
export const CLUSTER_FIELDS: Readonly<Record<string, FieldType>> = {
  cluster_state: { words: ['ok', 'fail'] },
  cluster_slots_assigned: 'number',
  cluster_slots_ok: 'number',
  cluster_slots_pfail: 'number',
  cluster_slots_fail: 'number',
  cluster_known_nodes: 'number',
  cluster_size: 'number',
  cluster_current_epoch: 'number',
  cluster_my_epoch: 'number',
};

/**
 * Fields of CLUSTER NODES. `failed_nodes` are the addresses that the majority gave up; `lost_slots` are ranges that no
 * living primary serves.
 */
export const CLUSTER_NODES: ReadingType = {
  nodes: {
    list: {
      record: {
        id: 'string',
        addr: 'string',
        role: { words: ['primary', 'replica'] },
        /** `failing`: this node misses it, the majority has not said so. */
        state: { words: ['ok', 'failing', 'failed', 'unknown'] },
        connected: 'bool',
        slots: { list: 'string' },
      },
    },
  },
  failed_nodes: { list: 'string' },
  lost_slots: { list: 'string' },
};
