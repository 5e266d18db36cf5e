// What a fault of the containers is, and what it may lay hands on: the containers of one lab, nothing else on the engine.

import type Docker from 'dockerode';
import type { Names, RedisService } from './compose-file.ts';

/** What a fault works with. */
export interface ContainerSandbox {
  readonly engine: Docker;
  readonly names: Names;
  /** The container of Redis. */
  readonly redis: Docker.Container;
  /** Writes the compose file anew, with these changes to the container of Redis, and makes that container anew. */
  readonly redefine: (changes: RedisService) => Promise<void>;
  /** Runs a program of this host in the network of the container of Redis, as root; throws when it fails. */
  readonly inNetwork: (...argv: readonly string[]) => Promise<void>;
  /** Whether Redis answers a new client on this host. */
  readonly answersOutside: () => Promise<boolean>;
  /** Runs `redis-cli` in the container, as an owner who knows the password; whatever comes of it, within five seconds. */
  readonly redisCli: (...argv: readonly string[]) => Promise<void>;
}

/** One way to break the containers. All are taken back in one way: the lab brings the project up as its file had it. */
export interface ContainerFault {
  /** Name, snake_case. */
  readonly id: string;
  readonly title: string;
  /** Breaks it. */
  readonly inject: (sandbox: ContainerSandbox) => Promise<void>;
  /** Whether it can be seen by now. */
  readonly shows: (sandbox: ContainerSandbox) => Promise<boolean>;
}
