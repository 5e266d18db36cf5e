// Step specifications: what each kind of step is asked to do, in its one canonical form.
// `T` is how texts stand in it: `Text` while secrets are holes, `string` once a performer has filled them.

import type { Text } from './expression.ts';
import type { Json } from './json.ts';

/** The kinds of step, in the order of language.md section 5. */
export const KINDS = [
  'redis',
  'bullmq',
  'docker',
  'compose',
  'http',
  'tcp',
  'dns',
  'system',
  'shell',
  'ask',
  'manual',
  'wait',
  'notify',
] as const;

/** A kind of step. */
export type Kind = (typeof KINDS)[number];

/** Kinds that the engine carries out itself, as questions and timers; they have no performer. */
export type EngineKind = 'ask' | 'manual' | 'wait';

/** Kinds that touch a system and have a performer. */
export type PerformedKind = Exclude<Kind, EngineKind>;

/** Whether the engine carries out this kind itself. */
export function isEngineKind(kind: Kind): kind is EngineKind {
  return kind === 'ask' || kind === 'manual' || kind === 'wait';
}

/** Redis: one command, the write check, or a scan. `sample_ms` reads twice that far apart (INFO only). */
export type RedisSpec<T = Text> =
  | {
      readonly form: 'command';
      readonly argv: readonly T[];
      readonly url: T;
      readonly db?: number;
      readonly sample_ms?: number;
    }
  | { readonly form: 'check_write'; readonly url: T; readonly db?: number }
  | {
      readonly form: 'scan' | 'unlink';
      readonly pattern: T;
      /** `none` keeps only keys that never expire. */
      readonly ttl: 'any' | 'none';
      /** Keys looked at (scan) or removed (unlink) at most. */
      readonly limit: number;
      readonly url: T;
      readonly db?: number;
    };

/** BullMQ: counts and rates of a queue, or one operation on it. */
export type BullmqSpec<T = Text> =
  | { readonly form: 'read'; readonly queue: T; readonly url: T; readonly prefix: T; readonly sample_ms?: number }
  | {
      readonly form: 'do';
      readonly queue: T;
      readonly url: T;
      readonly prefix: T;
      readonly do: 'pause' | 'resume' | 'retry_failed' | 'promote_delayed' | 'clean';
      readonly limit: number;
      readonly state?: 'completed' | 'failed';
      readonly older_than_ms?: number;
    };

/** Docker Engine: one call of its API. */
export type DockerSpec<T = Text> =
  | { readonly form: 'inspect'; readonly name: T }
  | { readonly form: 'logs'; readonly name: T; readonly tail: number; readonly since_ms?: number }
  | { readonly form: 'list'; readonly name?: T; readonly label?: T }
  | { readonly form: 'start' | 'stop' | 'restart' | 'unpause'; readonly name: T }
  | { readonly form: 'connect'; readonly network: T; readonly container: T }
  | {
      readonly form: 'exec';
      readonly name: T;
      readonly command: readonly T[];
      readonly env: Readonly<Record<string, T>>;
    };

/** Docker Compose: one subcommand over services. */
export interface ComposeSpec<T = Text> {
  readonly form: 'up' | 'restart' | 'stop' | 'ps';
  readonly services: readonly T[];
  /** Compose files; empty: those that compose finds by itself. */
  readonly files: readonly T[];
  readonly project?: T;
  /** Folder that it is run in. */
  readonly cwd?: T;
  /** How compose is called on the host of the run; absent where that is not known. */
  readonly program?: ComposeProgram;
}

/** The plugin of the docker command, or the older program of its own. */
export type ComposeProgram = 'docker compose' | 'docker-compose';

/** One HTTP request. Redirects are not followed. */
export interface HttpSpec<T = Text> {
  readonly method: string;
  readonly url: T;
  readonly headers: Readonly<Record<string, T>>;
  readonly body?: T;
  readonly json?: Json;
  /** Accept any TLS certificate. */
  readonly insecure: boolean;
}

/** One TCP connection; `target` is `host:port` or a URL. */
export interface TcpSpec<T = Text> {
  readonly target: T;
}

/** One name lookup; `target` is a name or a URL. */
export interface DnsSpec<T = Text> {
  readonly target: T;
}

/** This host's disk (at `disk`), memory and load. */
export interface SystemSpec<T = Text> {
  readonly disk?: T;
}

/** A process on this host: a script for `sh -c`, or an argument list that no shell sees. */
export type ShellSpec<T = Text> = {
  readonly cwd?: T;
  readonly env: Readonly<Record<string, T>>;
  readonly stdin?: T;
} & (
  | { readonly form: 'script' /** Holes have become `"$FB_n"`, filled through `env`. */; readonly script: string }
  | { readonly form: 'argv'; readonly argv: readonly T[] }
);

/** A question for the responder. */
export interface AskSpec<T = Text> {
  readonly question: T;
  readonly choices?: readonly T[];
  readonly type?: InputType;
  readonly default?: Json;
}

/** Work that a person does, in Markdown. */
export interface ManualSpec<T = Text> {
  readonly instructions: T;
}

/** A pause. */
export interface WaitSpec {
  readonly duration_ms: number;
}

/** A message to people: POST of `{"text": …}` or of `json` to an incoming webhook. */
export interface NotifySpec<T = Text> {
  readonly url: T;
  readonly text?: T;
  readonly json?: Json;
}

/** The specification of every kind. */
export interface Specs<T = Text> {
  readonly redis: RedisSpec<T>;
  readonly bullmq: BullmqSpec<T>;
  readonly docker: DockerSpec<T>;
  readonly compose: ComposeSpec<T>;
  readonly http: HttpSpec<T>;
  readonly tcp: TcpSpec<T>;
  readonly dns: DnsSpec<T>;
  readonly system: SystemSpec<T>;
  readonly shell: ShellSpec<T>;
  readonly ask: AskSpec<T>;
  readonly manual: ManualSpec<T>;
  readonly wait: WaitSpec;
  readonly notify: NotifySpec<T>;
}

/** The types an input or an answer may have. */
export const INPUT_TYPES = ['string', 'number', 'boolean', 'duration', 'size', 'list'] as const;

/** One of these. */
export type InputType = (typeof INPUT_TYPES)[number];
