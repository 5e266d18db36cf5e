// The faults that the lab knows, most telling first.

import type { Fault } from './fault.ts';
import { apiDown, applicationStale, queuePaused, workerDown, workerStuck } from './faults/application.ts';
import { blackholed } from './faults/blackholed.ts';
import { busy, busyUnkillable } from './faults/busy.ts';
import { dns } from './faults/dns.ts';
import { evicting } from './faults/evicting.ts';
import { frozen } from './faults/frozen.ts';
import { httpOnPort } from './faults/http-on-port.ts';
import { killed } from './faults/killed.ts';
import { loading } from './faults/loading.ts';
import { maxClients } from './faults/max-clients.ts';
import { maxmemory } from './faults/maxmemory.ts';
import { misconf } from './faults/misconf.ts';
import { pausedWrites } from './faults/paused-writes.ts';
import { readonlyReplica } from './faults/readonly.ts';
import { rst } from './faults/rst.ts';
import { longCommand, slow } from './faults/slow.ts';
import { synDropped } from './faults/syn-dropped.ts';
import { tlsMismatch } from './faults/tls-mismatch.ts';
import { wrongPassword } from './faults/wrong-password.ts';

/** All faults. */
export const FAULTS: readonly Fault[] = [
  killed,
  maxmemory,
  maxClients,
  synDropped,
  frozen,
  wrongPassword,
  blackholed,
  rst,
  loading,
  misconf,
  readonlyReplica,
  busy,
  busyUnkillable,
  evicting,
  pausedWrites,
  dns,
  tlsMismatch,
  httpOnPort,
  apiDown,
  workerDown,
  workerStuck,
  applicationStale,
  queuePaused,
  slow,
  longCommand,
];
