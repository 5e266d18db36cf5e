// How programs are told to look: rules over their words, and the programs whose words need more than a list.

import { redisRisk } from '../../kinds/redis/risk.ts';
import { queryLooks } from './sql.ts';

/** Words of a text. */
export const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What decides whether a program only looks: its words, or a test of them. */
export type Rule = RegExp | ((args: readonly string[], text: string) => boolean);
/** One rule for several programs. */
export const rules = (names: string, rule: Rule): readonly (readonly [string, Rule])[] =>
  words(names).map((name) => [name, rule]);

/** The words of a command that are no options, and no values of options. */
export function operands(args: readonly string[], valued: RegExp): readonly string[] {
  return args.filter(
    (arg, at) => !arg.startsWith('-') && !(valued.test(args[at - 1] ?? '') && !(args[at - 1] ?? '').includes('=')),
  );
}

/** A rule by the first words that are no options: `ps`, or `volume|ls` for two of them. */
export const first = (allowed: string, valued = /^$/): Rule => {
  const known = words(allowed).map((one) => one.split('|'));
  return (args) => {
    const said = operands(args, valued);
    return known.some((sequence) => sequence.every((word, at) => word === '*' || said[at] === word));
  };
};

const KUBECTL =
  /^(?:-n|--namespace|--context|--kubeconfig|--cluster|-l|--selector|-o|--output|-c|--container|--user|-s|--server|--as|--tail|--since|--field-selector|-f|--filename|--sort-by|--token)$/;
const KUBE_VERBS = new Set(
  words('get describe logs top events explain diff api-resources api-versions version cluster-info auth wait'),
);

/** Whether a call of kubectl only looks. */
export function kubectlLooks(args: readonly string[]): boolean {
  const said = operands(args, KUBECTL);
  const [verb = '', next = ''] = said;
  if (verb === 'auth') return next === 'can-i' || next === 'whoami';
  if (verb === 'rollout') return next === 'status' || next === 'history';
  if (verb === 'config')
    return (
      /^(?:view|get-contexts|current-context|get-clusters|get-users|use-context)$/.test(next) && next !== 'use-context'
    );
  if (verb === 'adm') return next === 'top';
  if (verb === 'cluster-info') return next !== 'dump' || !args.some((arg) => arg.startsWith('--output-directory'));
  return KUBE_VERBS.has(verb);
}

/** Whether a call of curl only looks. */
export function curlLooks(args: readonly string[]): boolean {
  const get = args.some((arg) => arg === '-G' || arg === '--get');
  for (const [at, arg] of args.entries()) {
    const next = args[at + 1] ?? '';
    const method = /^(?:-X|--request)(?:=?(\S+))?$/.exec(arg);
    if (method !== null && !/^(?:GET|HEAD|OPTIONS)$/i.test(method[1] ?? next)) return false;
    if (!get && /^(?:-d|--data(?:-\w+)*|-F|--form(?:-string)?|--json|-T|--upload-file)(?:=|$)/.test(arg)) return false;
    if (!get && /^-[a-zA-Z]*d$/.test(arg) && !arg.startsWith('--')) return false;
    if (/^(?:-o|--output)$/.test(arg) && !/^(?:\/dev\/null|-)$/.test(next)) return false;
    if (/^(?:-O|--remote-name|-K|--config|-c|--cookie-jar|-Q|--quote)$/.test(arg)) return false;
    if (/^-[a-zA-Z]*[oO]$/.test(arg) && !arg.startsWith('--') && arg !== '-o' && !/^(?:\/dev\/null|-)$/.test(next))
      return false;
  }
  return true;
}

/** Whether a call of redis-cli only looks. */
export function redisLooks(args: readonly string[]): boolean {
  let at = 0;
  while ((args[at] ?? '').startsWith('-')) {
    if (
      /^--(?:bigkeys|memkeys|hotkeys|scan|latency|latency-history|latency-dist|stat|intrinsic-latency|version)$/.test(
        args[at] ?? '',
      )
    )
      return true;
    if (/^(?:--pipe|--eval|-x|-X|--rdb|--functions-rdb|--cluster)$/.test(args[at] ?? ''))
      return args[at] === '--cluster' && /^(?:check|info|help)$/.test(args[at + 1] ?? '');
    at += /^-[hpsanuirtdDX]$|^--(?:user|pass|sni|cacert|cacertdir|cert|key)$/.test(args[at] ?? '') ? 2 : 1;
  }
  const command = args.slice(at);
  return command.length > 0 && redisRisk(command) === 'read';
}

/** Whether a call of a client of SQL only looks. */
export function sqlLooks(args: readonly string[]): boolean {
  if (args.some((arg) => /^(?:-l|--list|--version)$/.test(arg))) return true;
  const queries = args.flatMap((arg, at) => {
    const inline = /^(?:--(?:command|execute)=|-[ec](?=.))([\s\S]+)$/.exec(arg)?.[1];
    if (inline !== undefined) return [inline];
    return /^(?:-[a-zA-Z]*[ce]|--command|--execute|--query|-q)$/.test(arg) ? [args[at + 1] ?? '\0'] : [];
  });
  return queries.length > 0 && queries.every(queryLooks) && !args.some((arg) => /^(?:-[a-zA-Z]*f|--file)$/.test(arg));
}

/** Verbs of the AWS command line that only look. */
export const AWS =
  /^(?:describe-\S+|list-\S+|get-\S+|batch-get-\S+|lookup-\S+|search-\S+|query|scan|head-\S+|filter-log-events|tail|wait|ls|simulate-\S+|validate-\S+|view-\S+)$/;
/** Its options that take a word. */
export const AWS_VALUED = /^--(?:region|profile|output|query|endpoint-url|cli-\S+)$/;
/** Verbs of other clouds that only look. */
export const CLOUD = /^(?:describe|list|show|get-\S+|list-\S+|read|tail|info|get|get-value|ls)$/;

/** Calls in the shell of MongoDB that only look. */
export const MONGO =
  /(?:rs\.(?:status|conf|printReplicationInfo|printSecondaryReplicationInfo|hello|isMaster)|db\.(?:stats|serverStatus|currentOp|hello|isMaster|version|hostInfo|printReplicationInfo|getCollectionNames|getMongo|\w+\.(?:find|count|countDocuments|estimatedDocumentCount|stats|getIndexes|explain|aggregate|distinct)|adminCommand\(\s*\{?\s*["']?(?:ping|serverStatus|replSetGetStatus|listDatabases|currentOp|hello))|show dbs|sh\.status)/;
