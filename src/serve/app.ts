// What serve works with once it runs: everything that the parts of it share.

import type { Intake } from './alerts/intake.ts';
import type { KeptAlerts } from './alerts/kept.ts';
import type { Spool } from './alerts/spool.ts';
import type { ServeConfig } from './config/config.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Log } from './log.ts';
import type { Sessions } from './people/sessions.ts';
import type { Crew, Desk } from './ports.ts';
import type { Board } from './runs/board.ts';
import type { Launcher } from './runs/launch.ts';

/** The parts of a serve that runs. */
export interface App {
  readonly config: ServeConfig;
  /** Address that people open, without a slash at its end. */
  readonly address: string;
  /** Where forms of our own may come from. */
  readonly origins: ReadonlySet<string>;
  /** Values of the secrets, by name of the address for alerts. */
  readonly alertSecrets: ReadonlyMap<string, string>;
  readonly desk: Desk;
  readonly crew: Crew;
  /** Workers on other hosts; null: there is no queue. */
  readonly fleet: Fleet | null;
  readonly board: Board;
  readonly launcher: Launcher;
  readonly spool: Spool;
  readonly kept: KeptAlerts;
  readonly intake: Intake;
  readonly sessions: Sessions;
  readonly log: Log;
  readonly now: () => number;
  /** Whether it is ending: nothing more is taken in. */
  isDraining(): boolean;
  /** Whether records and alerts can be kept; why not, or null. */
  trouble(): string | null;
  /** Runs that could not be begun or taken up, with why; newest last. */
  readonly troubles: Map<string, string>;
}
