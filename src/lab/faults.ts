// The faults that the lab knows, most telling first.

import type { Fault } from './fault.ts';
import { frozen } from './faults/frozen.ts';
import { killed } from './faults/killed.ts';
import { maxClients } from './faults/max-clients.ts';
import { maxmemory } from './faults/maxmemory.ts';
import { synDropped } from './faults/syn-dropped.ts';
import { wrongPassword } from './faults/wrong-password.ts';

/** All faults. */
export const FAULTS: readonly Fault[] = [killed, maxmemory, maxClients, synDropped, frozen, wrongPassword];
