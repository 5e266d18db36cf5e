// The text of `firebreak.serve.yaml` to a configuration. Every mistake is found at once and has its place; what depends on
// runbooks and on the environment is looked up where it is read.

import type { Diagnostic } from '../../model/diagnostic.ts';
import { parseDuration } from '../../model/duration.ts';
import { isObject, type Json } from '../../model/json.ts';
import { RISKS, type Risk } from '../../model/risk.ts';
import { isMisplaced } from '../../parse/schema/foreign.ts';
import { checkSchema } from '../../parse/schema/schema.ts';
import { readDocument } from '../../parse/yaml/document.ts';
import { at, itemsAt, keySpan, type Node, plain, textAt } from '../../parse/yaml/node.ts';
import { type Problems, problemsIn } from '../../parse/yaml/problems.ts';
import { alertsOf, checkSecrets, tellingsOf } from './alerts.ts';
import { checkPeople, checkPolicy, checkQueue } from './check.ts';
import { type ApprovalRule, isLoopback, NO_CONFIG, type Person, type PolicyRule, type ServeConfig } from './config.ts';
import { validateServe } from './serve-validator.generated.js';
import type { ServeSurroundings } from './surroundings.ts';

/** A configuration that was read. */
export interface ServeFile {
  /** There when nothing in the file is an error. */
  readonly config?: ServeConfig;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a configuration. Never throws for what stands in the text. */
export function readServe(
  { file, text }: { readonly file: string; readonly text: string },
  around: ServeSurroundings,
): ServeFile {
  const problems = problemsIn(file, text);
  const document = readDocument(text, problems, 'serve');
  if (document === null || isMisplaced(document, 'serve', problems)) return { diagnostics: problems.diagnostics() };
  const { root, wrong } = checkSchema(document, { validate: validateServe, problems, form: 'serve' });
  // A value whose form is wrong has been spoken of; what is checked here needs the form.
  const config = wrong.length === 0 ? configOf(root, problems) : null;
  if (config !== null) {
    checkPeople(root, config, problems);
    checkPolicy(root, around, problems);
    checkQueue(root, config, problems);
    checkSecrets(root, around, problems);
  }
  const diagnostics = problems.diagnostics();
  return config === null || problems.failed() ? { diagnostics } : { config, diagnostics };
}

function configOf(root: Node, problems: Problems): ServeConfig {
  const { host, port } = listenOf(root, problems);
  const tls =
    at(root, 'tls') === undefined
      ? null
      : { cert: textAt(at(root, 'tls'), 'cert') ?? '', key: textAt(at(root, 'tls'), 'key') ?? '' };
  const proxy = proxyOf(root);
  const address = addressOf(root, problems);
  if (!isLoopback(host) && tls === null && proxy === null)
    problems.add('error', keySpan(root, 'listen'), {
      code: 'value',
      message: `${host} can be reached from other hosts, and what is sent there could be read on the way`,
      help: 'add `tls`, or `behind_proxy` where a proxy takes care of it; 127.0.0.1 is this host alone',
    });
  if (proxy !== null && address === null)
    problems.add('error', keySpan(root, 'behind_proxy'), {
      code: 'missing-key',
      message: 'behind a proxy it has to be known what people open in a browser',
      help: 'add `address`, such as https://firebreak.example.com',
    });
  const waiting = at(root, 'waiting');
  return {
    ...NO_CONFIG,
    host,
    port,
    address,
    tls,
    proxy,
    runbooks: textAt(root, 'runbooks') ?? null,
    alerts: alertsOf(root, problems),
    policy: itemsAt(root, 'policy').map(policyRuleOf),
    people: itemsAt(root, 'people').map(personOf),
    approvals: Object.fromEntries(
      RISKS.flatMap((risk): readonly (readonly [Risk, ApprovalRule])[] => {
        const node = at(at(root, 'approvals'), risk);
        return node === undefined ? [] : [[risk, approvalOf(node)]];
      }),
    ),
    waiting:
      waiting === undefined
        ? null
        : {
            remind_ms: durationAt(waiting, 'remind') ?? 0,
            also: textAt(waiting, 'then') ?? null,
            give_up_ms: durationAt(waiting, 'give_up') ?? null,
          },
    notify: tellingsOf(root),
    at_once: numberAt(root, 'at_once') ?? NO_CONFIG.at_once,
    cool_down_ms: durationAt(root, 'cool_down') ?? NO_CONFIG.cool_down_ms,
    queue: textAt(root, 'queue') ?? null,
  };
}

const LISTEN = /^(\[[0-9a-f:]+\]|[^\s:[\]]+):(\d{1,5})$/i;

function listenOf(root: Node, problems: Problems): { readonly host: string; readonly port: number } {
  const written = textAt(root, 'listen');
  if (written === undefined) return NO_CONFIG;
  const [, host = '', port = ''] = LISTEN.exec(written) ?? [];
  const { host: own, port: usual } = NO_CONFIG;
  if (host !== '' && Number(port) <= 65_535) return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  const node = at(root, 'listen');
  if (node !== undefined)
    problems.add('error', node, {
      code: 'value',
      message: `"${written}" is no address and port`,
      help: `write it like ${own}:${usual}`,
    });
  return NO_CONFIG;
}

function addressOf(root: Node, problems: Problems): string | null {
  const node = at(root, 'address');
  const written = textAt(root, 'address');
  if (written === undefined || node === undefined) return null;
  const url = URL.canParse(written) ? new URL(written) : null;
  const isAddress = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.pathname === '/';
  if (isAddress && url.search === '' && url.hash === '') return url.origin;
  problems.add('error', node, {
    code: 'value',
    message: `"${written}" is not what a browser opens`,
    help: 'write it like https://firebreak.example.com, without a path',
  });
  return null;
}

const DEFAULT_PROXY = { header: 'x-forwarded-user', from: ['127.0.0.1', '::1'] } as const;

function proxyOf(root: Node): ServeConfig['proxy'] {
  const node = at(root, 'behind_proxy');
  if (node === undefined || plain(node) === false) return null;
  const from = itemsAt(node, 'from').flatMap((one) => (typeof plain(one) === 'string' ? [String(plain(one))] : []));
  return {
    header: (textAt(node, 'header') ?? DEFAULT_PROXY.header).toLowerCase(),
    from: from.length === 0 ? DEFAULT_PROXY.from : from,
  };
}

function policyRuleOf(node: Node): PolicyRule {
  const inputs = at(node, 'inputs');
  const given = inputs === undefined ? {} : plain(inputs);
  return {
    runbook: textAt(node, 'runbook') ?? '',
    approve: RISKS.find((risk) => risk === textAt(node, 'approve')) ?? 'read',
    where: textAt(node, 'where') ?? null,
    local: valueAt(node, 'local') === true,
    inputs: isObject(given ?? null) ? (given as Readonly<Record<string, Json>>) : {},
  };
}

const personOf = (node: Node): Person => ({
  name: textAt(node, 'name') ?? '',
  team: textAt(node, 'team') ?? null,
  token_sha256: textAt(node, 'token_sha256') ?? '',
});

const approvalOf = (node: Node): ApprovalRule => ({
  by: textAt(node, 'by') ?? null,
  people: numberAt(node, 'people') ?? 1,
  not_requester: valueAt(node, 'not_requester') === true,
});

function valueAt(node: Node, key: string): Json | undefined {
  const found = at(node, key);
  return found === undefined ? undefined : plain(found);
}

function numberAt(node: Node, key: string): number | undefined {
  const value = valueAt(node, key);
  return typeof value === 'number' ? value : undefined;
}

function durationAt(node: Node, key: string): number | undefined {
  const written = textAt(node, key);
  return written === undefined ? undefined : (parseDuration(written) ?? undefined);
}
