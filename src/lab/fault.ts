// What a fault is, and what it may lay hands on. A fault breaks the sandbox the way the world does; it never touches
// anything outside the lab.

import type { ControlReply, ControlRequest, Part } from './control.ts';

/** What a fault works with. */
export interface Sandbox {
  /** The lab's private folder, where Redis keeps its data. */
  readonly folder: string;
  readonly redis_port: number;
  readonly redis_password: string;
  /** Both, as a URL. */
  readonly redis_url: string;
  readonly api_url: string;
  readonly worker_url: string;
  /** The lab's own memory limit, in bytes. */
  readonly maxmemory: number;
  /** The lab's own limit of clients. */
  readonly maxclients: number;
  /** Asks the supervisor of Redis; throws when the answer is not good. */
  readonly ask: (request: ControlRequest) => Promise<ControlReply>;
  /** Like `ask`, for one Redis command on the supervisor's own connection; gives the reply as text. */
  readonly command: (...argv: readonly string[]) => Promise<string>;
  /** Writes settings into the configuration file, in force from the next start; null is the lab's own value again. */
  readonly configure: (settings: Readonly<Record<string, string | null>>) => Promise<void>;
  /** Starts Redis if it is stopped, and waits until it takes commands; throws when it does not within 30 s. */
  readonly up: () => Promise<void>;
  /** Process id of Redis; undefined while it is stopped. */
  readonly redisPid: () => Promise<number | undefined>;
  /** Starts a program that is part of the fault. */
  readonly startHelper: (name: Helper, config: object) => Promise<void>;
  /** Kills it; nothing happens when it does not run. */
  readonly endHelper: (name: Helper) => Promise<void>;
  /** Process id of a part of the application. */
  readonly partPid: (part: Part) => number;
  /** Ends a part of the application, if it still runs, and starts it. */
  readonly restartPart: (part: Part) => Promise<void>;
  /** Starts the application anew with another host name of Redis; null is the right one. */
  readonly deploy: (redis_host: string | null) => Promise<void>;
}

/** The programs that faults start. */
export type Helper = 'leaker' | 'silent' | 'impostor' | 'reporter' | 'cacher' | 'hog';

/** One way to break the sandbox. */
export interface Fault {
  /** Name on the command line, snake_case. */
  readonly id: string;
  readonly title: string;
  /** What the users of the application see, and what is behind it. */
  readonly description: string;
  /** Breaks it. */
  readonly inject: (sandbox: Sandbox) => Promise<void>;
  /** Whether the outage can be seen by now. */
  readonly shows: (sandbox: Sandbox) => Promise<boolean>;
  /** The command that a person types where the outage needs a hand on the host, as a runbook says. */
  readonly by_hand?: (sandbox: Sandbox) => string;
  /** Takes everything back; works too when a responder has repaired it already. */
  readonly heal: (sandbox: Sandbox) => Promise<void>;
}
