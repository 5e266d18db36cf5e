// What each word of `error.kind` means, for whoever writes a condition over it or reads one.

import type { Kind } from '../model/step.ts';
import type { NetworkError } from './error-words.ts';
import type { RedisErrorKind } from './redis/forms.ts';

const NETWORK: Readonly<Record<NetworkError, string>> = {
  refused: 'Nobody listens there.',
  unreachable: 'There is no route.',
  timeout: 'Silence: no answer came in time.',
  reset: 'The connection was ended with a reset.',
  closed: 'The connection was ended without a word.',
  dns: 'The name has no address.',
  tls: 'TLS is spoken on one side only.',
  certificate: 'The certificate of the server is not accepted.',
  client_certificate: 'The server wants a certificate of ours, or another one.',
  other: 'Anything else; `error.message` says what.',
};

const HTTP: Readonly<Record<string, string>> = {
  ...NETWORK,
  http: 'An answer came, and its status is not 2xx; `error.code` is the status.',
  not_http: 'What answers does not speak HTTP.',
  proxy: 'The proxy does not let it through.',
};

const REDIS: Readonly<Record<RedisErrorKind, string>> = {
  ...NETWORK,
  certificate:
    'The certificate of the server is not accepted; `error.code` is `expired`, `not_yet_valid`, `unknown_issuer`, `wrong_name` or `revoked`.',
  auth: 'The password is missing or wrong.',
  acl: 'The user has no permission for this.',
  denied: 'Protected mode: only this host may connect.',
  loading: 'It reads its data.',
  busy: 'It runs a script, and nothing else.',
  oom: 'It refuses writes: its memory is used up.',
  misconf: 'It refuses writes: it cannot save.',
  readonly: 'It refuses writes: it is a replica.',
  noreplicas: 'It refuses writes: it has too few replicas.',
  masterdown: 'It has lost its primary.',
  max_clients: 'It has no room for another client.',
  clusterdown: 'The Cluster serves no keys.',
  moved: 'A node of the Cluster cannot be reached from here.',
  tryagain: 'A slot of the Cluster is moving.',
  crossslot: 'The keys of one command are in several slots.',
  no_primary: 'The Sentinels name no primary that answers; `error.code` is `down`, `not_noticed` or `unknown_name`.',
  no_quorum: 'Too few Sentinels see each other to make another one primary.',
  not_redis: 'Something else answers.',
};

const PROGRAM: Readonly<Record<string, string>> = {
  exit: 'It ended with another exit code than 0; `error.code` is the code.',
  signal: 'A signal ended it; `error.code` is its name.',
  timeout: 'It did not end in time, and was ended.',
};

const MEANINGS: { readonly [K in Kind]?: Readonly<Record<string, string>> } = {
  redis: REDIS,
  bullmq: REDIS,
  docker: {
    ...NETWORK,
    invalid: 'The engine does not accept the request.',
    denied: 'This user may not use the engine.',
    not_found: 'There is no such container, network or image.',
    conflict: 'The state of the container does not allow it.',
    engine: 'The engine itself has failed.',
    exit: 'The command in the container ended with another exit code than 0.',
  },
  systemd: {
    not_found: 'There is no such unit.',
    denied: 'This user may not do that.',
    no_systemd: 'systemd does not run this host, or cannot be reached.',
    failed: 'The job has failed.',
    signal: 'A signal ended `systemctl`.',
    timeout: 'The job did not end in time.',
  },
  compose: PROGRAM,
  http: HTTP,
  notify: HTTP,
  prometheus: {
    ...HTTP,
    timeout: 'Silence, or the server gave the query up; `error.code` is `timeout` then.',
    http: 'An answer came that says nothing of the query, and its status is not 2xx; `error.code` is the status.',
    denied: 'The server does not let us ask; `error.code` is 401 or 403.',
    invalid: 'The server does not take the query; `error.message` shows where.',
    execution: 'The server took the query and could not work it out.',
    not_prometheus: 'Something else answers than the API of Prometheus.',
  },
  tcp: NETWORK,
  dns: NETWORK,
  shell: PROGRAM,
  system: {
    not_found: 'There is no such folder.',
    timeout: 'It could not be looked at in time.',
    other: 'Anything else; `error.message` says what.',
  },
};

/** What a word means in the readings of a kind; undefined where nobody has said. */
export const errorMeaning = (kind: Kind, word: string): string | undefined => MEANINGS[kind]?.[word];
