// What `firebreak.serve.yaml` comes to after it was read and checked. Durations are milliseconds.

import type { Json } from '../../model/json.ts';
import type { Risk } from '../../model/risk.ts';

/** Who may send alerts, by the form of the bodies and the way they are signed. */
export const SOURCES = ['alertmanager', 'grafana', 'pagerduty', 'generic'] as const;

/** One of these. */
export type Source = (typeof SOURCES)[number];

/** Where a secret is: in a variable of the environment, or in a file. */
export type SecretRef = { readonly env: string } | { readonly file: string };

/** One address that alerts are sent to: `POST /alerts/<name>`. */
export interface AlertEntry {
  readonly name: string;
  readonly source: Source;
  /** How a sender shows who it is: by a token, or by a signature over the raw body. */
  readonly by: 'bearer' | 'secret';
  readonly secret: SecretRef;
}

/** What may be done without a person, and with what a run is begun. The first that fits a runbook counts. */
export interface PolicyRule {
  /** Id of a runbook; `*`: any. */
  readonly runbook: string;
  readonly approve: Risk;
  /** Place whose workers lead its runs; null: serve leads them. */
  readonly where: string | null;
  /** While the queue cannot be reached, serve leads new runs itself. */
  readonly local: boolean;
  readonly inputs: Readonly<Record<string, Json>>;
}

/** Somebody who may see, and answer as far as the approvals allow it. */
export interface Person {
  readonly name: string;
  readonly team: string | null;
  /** Of her token, in hex. */
  readonly token_sha256: string;
}

/** Who has to approve steps of a risk. */
export interface ApprovalRule {
  /** A team; null: anybody. */
  readonly by: string | null;
  /** How many different people. */
  readonly people: number;
  /** Whoever began the run does not count. */
  readonly not_requester: boolean;
}

/** What becomes of a question that nobody answers. */
export interface Waiting {
  /** It is told again each time this is over. */
  readonly remind_ms: number;
  /** Whom it is told then, besides: a team or a person, by name; null: nobody else. */
  readonly also: string | null;
  /** It is handed over; null: it waits for ever. */
  readonly give_up_ms: number | null;
}

/** Where questions, escalations and ends are told. */
export interface Telling {
  readonly name: string;
  readonly url: SecretRef;
}

/** The proxy that does the sign-on, where there is one. */
export interface Proxy {
  /** Header that holds the name of the person. */
  readonly header: string;
  /** Addresses that its requests come from. */
  readonly from: readonly string[];
}

/** The whole configuration. */
export interface ServeConfig {
  readonly host: string;
  readonly port: number;
  /** Address that people open, without a slash at its end; null: where it listens. */
  readonly address: string | null;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly proxy: Proxy | null;
  /** Folder of runbooks besides the usual ones. */
  readonly runbooks: string | null;
  readonly alerts: readonly AlertEntry[];
  readonly policy: readonly PolicyRule[];
  readonly people: readonly Person[];
  readonly approvals: Readonly<Partial<Record<Risk, ApprovalRule>>>;
  readonly waiting: Waiting | null;
  readonly notify: readonly Telling[];
  /** How many runs are led at a time; the others wait their turn. */
  readonly at_once: number;
  /** For how long no new run is begun for what had one. */
  readonly cool_down_ms: number;
  /** Address of the queue by which workers on other hosts are reached; null: there are none. */
  readonly queue: string | null;
}

/** What counts without a configuration: this host alone, and looking alone. */
export const NO_CONFIG: ServeConfig = {
  host: '127.0.0.1',
  port: 7077,
  address: null,
  tls: null,
  proxy: null,
  runbooks: null,
  alerts: [],
  policy: [],
  people: [],
  approvals: {},
  waiting: null,
  notify: [],
  at_once: 4,
  cool_down_ms: 300_000,
  queue: null,
};

/** The rule for a runbook: the first that fits; where none does, it may look. */
export const ruleFor = ({ policy }: Pick<ServeConfig, 'policy'>, runbook: string): PolicyRule =>
  policy.find((rule) => rule.runbook === runbook || rule.runbook === '*') ?? {
    runbook,
    approve: 'read',
    where: null,
    local: false,
    inputs: {},
  };

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

/** Whether only this host can reach an address. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);
