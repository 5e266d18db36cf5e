// A kind of step that this program does not know, read out of a record: its name and its readings are shown, and nothing is
// ever carried out. Whatever is not known of it counts as the worst.

import { err, ok } from '../model/result.ts';
import type { PerformedKind } from '../model/step.ts';
import type { KindDefinition } from './kind.ts';

/** What is known of such a kind. */
export const UNHEARD_OF: Omit<KindDefinition<PerformedKind>, 'kind'> = {
  by: 'performer',
  schema: {},
  shape: ok,
  spec: () => err('this program does not know its kind'),
  risk: () => 'destroy',
  floor: () => 'destroy',
  repeatable: () => false,
  reading: () => ({}),
  says: () => [],
  describe: () => '?',
  target: () => '',
};
