// Programs whose words need more than a list of verbs to tell whether they only look: requests, clients of data stores, small
// languages such as those of sed and awk.

import { redisRisk } from '../../../kinds/redis/risk.ts';
import { optionsOf } from '../options.ts';
import { strictly, verbsOf, words } from './look-rules.ts';
import { queryLooks } from './sql.ts';

const CURL = {
  valued: words(
    `-X --request -o --output -D --dump-header -H --header -A --user-agent -e --referer -b --cookie -u --user -m --max-time --connect-timeout --retry --retry-delay
    --retry-max-time -w --write-out --resolve --connect-to --cacert --capath --cert -E --key --pass -x --proxy --noproxy --url --interface --unix-socket -r --range
    --limit-rate --max-redirs -y -Y --oauth2-bearer --aws-sigv4 --ciphers --tls-max -d --data --data-urlencode --data-raw`,
  ),
  flags: words(
    `-s --silent -S --show-error -f --fail --fail-with-body -i --include -I --head -v --verbose -k --insecure -L --location -# --progress-bar -g --globoff -4 -6
    --ipv4 --ipv6 -N --no-buffer -G --get --compressed --http1.1 --http2 --http2-prior-knowledge --tlsv1.2 --tlsv1.3 -n --netrc -q --no-progress-meter
    --retry-connrefused --retry-all-errors --negotiate --digest --basic --no-keepalive --path-as-is`,
  ),
};
const NOWHERE = /^(?:\/dev\/(?:null|stdout|stderr)|-)$/;

/** Whether a call of curl only looks: a request that asks, with nothing written to a file. */
export function curlLooks(args: readonly string[]): boolean {
  const read = optionsOf(args, CURL);
  if (read === null) return false;
  const all = (names: string): readonly string[] => words(names).flatMap((name) => read.options.get(name) ?? []);
  const has = (names: string): boolean => words(names).some((name) => read.options.has(name));
  const urls = [...read.operands, ...all('--url')];
  return (
    urls.length > 0 &&
    urls.every(isAsked) &&
    all('-X --request').every((method) => /^(?:GET|HEAD|OPTIONS)$/i.test(method)) &&
    all('-o --output -D --dump-header').every((file) => NOWHERE.test(file)) &&
    !all('-w --write-out').some((format) => /%output\{|^@/.test(format)) &&
    (has('-G --get') || !has('-d --data --data-urlencode --data-raw'))
  );
}

// Other schemes speak other languages: telnet, dict, smtp.
const isAsked = (url: string): boolean =>
  !url.startsWith('\0') && (!/^\w+:\/\//.test(url) || /^https?:\/\//i.test(url));

/** Whether a call of wget only looks: what it fetches is printed or thrown away. */
export function wgetLooks(args: readonly string[]): boolean {
  const apart = args.flatMap((arg) => {
    const [, letters, file] = /^-([a-zA-Z]*)O(.+)$/.exec(arg) ?? [];
    return file === undefined ? [arg] : [...(letters === '' ? [] : [`-${letters}`]), '-O', file];
  });
  const read = optionsOf(apart, {
    valued: words(
      '-O --output-document -T --timeout -t --tries --header -U --user-agent --user --password --ca-certificate',
    ),
    flags: words(
      '-q --quiet -nv --no-verbose -S --server-response --spider --no-check-certificate -v -d --content-on-error -4 -6',
    ),
  });
  if (read === null || read.operands.length === 0 || !read.operands.every(isAsked)) return false;
  const files = [...(read.options.get('-O') ?? []), ...(read.options.get('--output-document') ?? [])];
  return read.options.has('--spider') || (files.length > 0 && files.every((file) => NOWHERE.test(file)));
}

/** Whether a call of HTTPie only looks: it says so, since what stands on its input would be sent. */
export const httpieLooks = (args: readonly string[]): boolean =>
  /^(?:(?:-[vhbFkj]|--(?:headers|body|verbose|check-status|follow|json|ignore-stdin)|--(?:verify|timeout)=\S+) )*(?:GET|HEAD) \S+(?: [\w-]+:\S*)*$/.test(
    args.join(' '),
  );

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

const PSQL = {
  valued: words(
    '-c --command -U --username -h --host -p --port -d --dbname -v --set --variable -P --pset -F --field-separator -R -T',
  ),
  flags: words(
    '-A -t -q -X -x -1 -w -W -E -a -b -n -z -0 -l --list --csv --no-psqlrc --tuples-only --no-align --expanded --quiet --no-password --version',
  ),
};
const MYSQL = {
  valued: words(
    '-e --execute -u --user -h --host -P --port -D --database -S --socket --protocol --defaults-file --defaults-extra-file --login-path --connect-timeout',
  ),
  flags: words(
    '-N -B -s -t -E -v -r -w -A -q -C -f --batch --silent --table --vertical --skip-column-names --verbose --raw --no-auto-rehash --version',
  ),
};
const OTHERS = {
  valued: words(
    '-e --execute -q --query -h --host -u --user -p --port -d --database --url --format --password --certs-dir',
  ),
  flags: words('--insecure -n --multiquery -m --multiline --secure -s --version'),
};

/** Whether a call of a client of SQL only looks: every query that it is given does, and it is given one. */
export function sqlLooks(name: string): (args: readonly string[]) => boolean {
  const allowed = name === 'psql' ? PSQL : /^my|^maria/.test(name) ? MYSQL : OTHERS;
  const asks = name === 'psql' ? '-c --command' : '-e --execute -q --query';
  return (args) => {
    // A password behind -p of mysql is part of the word.
    const read = optionsOf(
      args.filter((arg) => !(allowed === MYSQL && /^(?:-p\S*|--password(?:=.*)?)$/.test(arg))),
      allowed,
    );
    if (read === null) return false;
    const queries = words(asks).flatMap((option) => read.options.get(option) ?? []);
    if (queries.length > 0) return queries.every(queryLooks);
    return ['-l', '--list', '--version'].some((option) => read.options.has(option));
  };
}

/** Whether a call of sqlite3 only looks. */
export function sqliteLooks(args: readonly string[]): boolean {
  const read = strictly(args, {
    flags: '-header -noheader -column -csv -json -line -list -readonly -batch -box -table -markdown',
    valued: '-separator',
  });
  const [, query = '', ...others] = read ?? [];
  return (
    others.length === 0 &&
    (queryLooks(query) || /^\.(?:tables|schema|indexes|databases|dbinfo)(?: [\w%]+)?$/.test(query))
  );
}

/** Whether a call of the shell of MongoDB only looks: all that its script calls is known to. */
export function mongoLooks(args: readonly string[]): boolean {
  const scripts = args.flatMap((arg, at) =>
    arg === '--eval' ? [args[at + 1] ?? '\0'] : arg.startsWith('--eval=') ? [arg.slice(7)] : [],
  );
  return scripts.length > 0 && scripts.every(mongoScriptLooks) && !args.some((arg) => /^-f$|\.js$/.test(arg));
}

const MONGO_CALLS = new Set(
  words(`print printjson status conf printReplicationInfo printSecondaryReplicationInfo printSlaveReplicationInfo hello isMaster stats serverStatus
  currentOp version hostInfo getCollectionNames getCollectionInfos getCollection getSiblingDB getMongo getDBNames find findOne count countDocuments
  estimatedDocumentCount getIndexes explain distinct pretty limit skip sort toArray forEach map filter dataSize storageSize totalIndexSize
  getProfilingStatus getReplicationInfo getShardDistribution getBalancerState isBalancerRunning ISODate ObjectId NumberLong NumberInt Date
  stringify JSON toString toFixed adminCommand runCommand getLastError length`),
);
const MONGO_COMMANDS =
  /^\(\s*(?:["'](?:ping|serverStatus|buildInfo)["']|\{\s*["']?(?:ping|serverStatus|replSetGetStatus|listDatabases|currentOp|hello|isMaster|buildInfo|hostInfo|dbStats|collStats|connPoolStats|top|getLog|listCollections|listIndexes)["']?\s*:)/;

function mongoScriptLooks(script: string): boolean {
  if (/^\s*show\s+(?:dbs|databases|collections|users|profile|logs?)\s*;?\s*$/.test(script)) return true;
  const bare = script.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (text) =>
    /^.[\w$]*.$/.test(text) ? text : '""',
  );
  if (
    /\$(?:out|merge|where|function|accumulator)\b|\0|`|[\])]\s*\(|(?<![=!<>])=(?![=>])|\b(?:delete|eval|load|new\s+(?!Date\b))\b/.test(
      bare,
    )
  )
    return false;
  const calls = [...bare.matchAll(/([A-Za-z_$][\w$]*)\s*(\([^]*)/g)];
  const names = [...bare.matchAll(/([A-Za-z_$][\w$]*)\s*\(/g)].map(([, name = '']) => name);
  const commands = [...bare.matchAll(/(?:adminCommand|runCommand)\s*(\([^)]*)/g)].map(([, rest = '']) => rest);
  return (
    calls.length > 0 &&
    names.every((name) => MONGO_CALLS.has(name)) &&
    commands.every((rest) => MONGO_COMMANDS.test(rest))
  );
}

const ADDRESS = String.raw`(?:\d+(?:~\d+)?|\$|\/(?:\\.|[^/\\\n])*\/I?)`;
const SED = new RegExp(
  String.raw`^\s*(?:${ADDRESS}(?:\s*,\s*(?:\+?\d+|\$|${ADDRESS}))?)?\s*!?\s*(?:[{}]|[pdqQ=nNDPhHgGxl]\s*\d*|s([/|#,:@])(?:\\.|(?!\1)[^\\])*\1(?:\\.|(?!\1)[^\\])*\1[gpiIM\d]*)?\s*\}?\s*$`,
);

/** Whether a call of sed only looks: nothing is edited in place, no file is written, nothing is run. */
export function sedLooks(args: readonly string[]): boolean {
  const read = optionsOf(args, {
    valued: words('-e --expression'),
    flags: words('-n --quiet --silent -E -r --regexp-extended -u -s -z'),
  });
  if (read === null) return false;
  const given = [...(read.options.get('-e') ?? []), ...(read.options.get('--expression') ?? [])];
  const scripts = given.length > 0 ? given : read.operands.slice(0, 1);
  return scripts.length > 0 && scripts.every((script) => script.split(/[;\n]/).every((one) => SED.test(one)));
}

/** Whether a call of awk only looks: its program starts nothing and writes no file. */
export function awkLooks(args: readonly string[]): boolean {
  const [program] = strictly(args, { valued: '-F -v --field-separator --assign' }) ?? [];
  if (program === undefined || program.includes('\0')) return false;
  const bare = program
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .replace(/(?<=^|[\s(~!,&{;])\/[^/"\s]*\//g, '//')
    .replaceAll('||', '');
  return !/system\s*\(|\||getline|@|>>|print[^;}\n]*>|-i\b/.test(bare);
}

/** Whether a call of `date` only tells the time: with digits alone it would set it. */
export const dateLooks = (args: readonly string[]): boolean => {
  const read = strictly(args, {
    valued: '-d --date -r --reference',
    flags: '-u --utc -R --rfc-email -I -Iseconds -Iminutes -Ihours -Idate --iso-8601',
  });
  return read?.every((word) => word.startsWith('+')) === true;
};

const IP_OBJECTS = /^(?:addr|address|a|link|l|route|r|ro|neigh|neighbour|neighbor|n|rule|ru|maddr|tunnel|netns|-s)$/;

/** Whether a call of `ip` only shows. */
export function ipLooks(args: readonly string[]): boolean {
  const { said, sure } = verbsOf(
    args.filter(
      (arg) => !/^-(?:[46cdjprs]|br|brief|color|details?|json|pretty|stat(?:istic)?s|oneline|o|ts)$/.test(arg),
    ),
    new Set(['-n', '-netns', '-family', '-f']),
  );
  const [object = '', verb] = said;
  if (sure < Math.min(2, said.length) || !IP_OBJECTS.test(object)) return false;
  return verb === undefined || /^(?:show|list|ls|lst|get|sh)$/.test(verb);
}

const CLOUD_VERBS =
  /^(?:describe|list|show|read|tail|ls|du|list-\S+|get-value|get-iam-policy|get-server-config|get-serial-port-output|get-health|get-upgrades|get-instance-view|get)$/;
const CLOUD_GROUPS = new Set(
  words(`account accounts acr ad addresses aks alerts alpha apis app apps appservice artifacts auth autoscale backend-services backends backup backups beta billing
  buckets builds certificate-manager cloudfunctions clusters cluster compute config configurations connections container containers cosmosdb dashboards
  database databases deployment deployments disk disks dns domains droplet droplets endpoints eventhubs firewall firewall-rules firewalls forwarding-rules
  functionapp functions group groups health-checks iam identity images instance-groups instance instances instance-templates ip-addresses jobs keys keyvault
  kubernetes lb load-balancer load-balancers log logging logs managed managed-zones metrics monitor monitoring mysql network networks nic node-pools
  node-pool nodepool nodepools nodes notificationHubs nsg operation operations organizations policies policy postgres flexible-server server servers
  private-link projects project public-ip pubsub quotas record-set record-sets redis regions registries repos reserved-ip resource resources revisions role
  roles assignment routers routes rule run scheduler secret secrets service service-accounts services services servicebus queue queues topic topics
  snapshot snapshots sql ssl-certificates storage subnets subscription subscriptions target-pools tasks trigger triggers url-maps users vault
  versions vm vmss volume volumes vnet vpc vpn-tunnels webapp workflows zones zone az`),
);

/** Whether a call of the command line of a cloud only looks: names of groups, then a verb that shows. */
export function cloudLooks(args: readonly string[]): boolean {
  const { said, sure } = verbsOf(
    args,
    new Set(words('--project --zone --region -p -m -o -g --subscription --account')),
  );
  const at = said.findIndex((word) => CLOUD_VERBS.test(word));
  return at >= 0 && at < sure && said.slice(0, at).every((word) => CLOUD_GROUPS.has(word));
}
