// How programs of clusters, clouds, stores and packages are told to look: the exact verbs.

import {
  cloudLooks,
  curlLooks,
  httpieLooks,
  mongoLooks,
  redisLooks,
  sqliteLooks,
  sqlLooks,
  wgetLooks,
} from './look-programs.ts';
import { first, only, type Rule, rules, strictly, type Test, verbsOf, words } from './look-rules.ts';

const CONTAINER_VALUED =
  '-f --file -p --project-name -H --host --context -c --profile --env-file --log-level -n --tail --since --until --filter --format';
const KUBE_VALUED =
  '-n --namespace --context --kubeconfig --cluster -l --selector -o --output -c --container --user -s --server --as --tail --since --field-selector -f --filename --sort-by --token --request-timeout';
const KAFKA =
  '--bootstrap-server --zookeeper --topic --group --command-config --entity-type --entity-name --timeout --broker-list --replica --bootstrap-controller';

const AWS_VERB =
  /^(?:describe-\S+|list-\S+|get-\S+|batch-get-\S+|lookup-\S+|search-\S+|query|scan|head-\S+|filter-log-events|tail|wait|ls|simulate-\S+|validate-\S+)$/;
// These write what they fetch to a file, or into the settings of a client.
const AWS_WRITES =
  /^get-(?:object|object-torrent|export|sdk|job-output|media|clip|credentials|id|open-id-token|session-token)$/;

const CEPH = first(
  'status health df osd|tree osd|df osd|stat osd|status osd|dump osd|perf osd|pool|ls osd|pool|get osd|pool|stats osd|blocked-by osd|find osd|metadata osd|ls osd|lspools osd|ok-to-stop osd|safe-to-destroy osd|crush|tree osd|crush|dump osd|crush|rule|ls pg|stat pg|dump pg|ls pg|dump_stuck pg|map pg|*|query mon|stat mon|dump quorum_status versions version fs|ls fs|status fs|get fs|dump mds|stat mgr|services orch|status orch|ps orch|ls orch|host|ls orch|device|ls device|ls crash|ls crash|ls-new crash|info crash|stat config|dump config|get config|show config|log log|last balancer|status features time-sync-status',
  { valued: '-f --format --cluster -c --conf -k --keyring --id --name', unless: /^(?:-o|-i|--out-file|--in-file)/ },
);

const either =
  (...tests: readonly Test[]): Test =>
  (args, text) =>
    tests.some((one) => one(args, text));

/** `git branch` with options that only list; any other makes a branch, or changes one. */
const gitListsBranches: Test = (args) =>
  strictly(args, {
    valued: '-C --git-dir --work-tree --contains --no-contains --merged --no-merged --points-at --format --sort',
    flags:
      '--no-pager -a --all -r --remotes -v -vv --verbose -l --list --show-current --no-color --color --column --no-column -i --ignore-case --abbrev --no-abbrev --omit-empty -q --quiet',
  })?.join(' ') === 'branch';

/** The rules of each program. */
export const SERVICES: readonly (readonly [string, Rule])[] = [
  ...rules(
    'kubectl oc',
    first(
      'get describe logs top events explain diff api-resources api-versions version cluster-info wait auth|can-i auth|whoami rollout|status rollout|history config|view config|get-contexts config|current-context config|get-clusters config|get-users adm|top whoami status projects',
      { valued: KUBE_VALUED, unless: /^--output-directory/ },
    ),
  ),
  ...rules('kubectx kubens', only({ flags: '-c --current' }, 0)),
  ...rules('curl', curlLooks),
  ...rules('wget', wgetLooks),
  ...rules('http https', httpieLooks),
  ...rules('redis-cli valkey-cli', redisLooks),
  ...words('psql mysql mariadb clickhouse-client').map((name): readonly [string, Rule] => [name, sqlLooks(name)]),
  ...rules('cockroach', (args) => args[0] === 'sql' && sqlLooks('cockroach')(args.slice(1))),
  ...rules('sqlite3', sqliteLooks),
  ...rules('mongosh mongo', mongoLooks),
  ...rules(
    'docker podman nerdctl',
    first(
      'ps logs inspect stats top images events port version info history diff search system|df system|info system|events volume|ls volume|list volume|inspect network|ls network|list network|inspect container|ls container|list container|ps container|logs container|inspect container|stats container|top container|port image|ls image|list image|inspect image|history compose|ps compose|logs compose|config compose|top compose|images compose|ls compose|port compose|version compose|events service|ls service|ps service|inspect service|logs node|ls node|ps node|inspect stack|ls stack|ps stack|services context|ls context|show',
      { valued: CONTAINER_VALUED, unless: /^--(?:output|lock-image-digests)|^-o$/ },
    ),
  ),
  ...rules(
    'docker-compose',
    first('ps logs config top images port version ls events', {
      valued: CONTAINER_VALUED,
      unless: /^--output|^-o$/,
    }),
  ),
  ...rules(
    'crictl',
    first('ps pods images logs inspect inspecti inspectp stats statsp info version', {
      valued: '-r --runtime-endpoint -i --image-endpoint -t --timeout',
    }),
  ),
  ...rules('ctr', first('*|ls *|list containers|info version', { valued: '-n --namespace -a --address' })),
  ...rules(
    'helm',
    first(
      'list ls status history hist version search template lint env get|all get|hooks get|manifest get|metadata get|notes get|values show|all show|chart show|readme show|values show|crds',
      {
        valued: '-n --namespace --kube-context --kubeconfig -o --output --revision',
        unless: /^--(?:output-dir|post-renderer)/,
      },
    ),
  ),
  ...rules(
    'argocd',
    first(
      'app|get app|list app|diff app|history app|logs app|resources app|manifests cluster|list cluster|get repo|list proj|list version',
      { unless: /refresh/ },
    ),
  ),
  ...rules('flux', first('get check logs stats tree events version', { valued: '-n --namespace' })),
  ...rules(
    'istioctl',
    first(
      `proxy-status ps analyze version x|describe experimental|describe ${words('proxy-config pc')
        .flatMap((verb) =>
          words(
            'all bootstrap cluster clusters c ecds endpoint endpoints ep listener listeners l route routes r secret secrets s',
          ).map((what) => `${verb}|${what}`),
        )
        .join(' ')}`,
      { valued: '-n --namespace -i --istioNamespace --context', unless: /^--(?:level|reset)|^-r$/ },
    ),
  ),
  ...rules('linkerd', first('check stat version viz|stat viz|check viz|edges viz|routes')),
  ...rules(
    'terraform tofu',
    first('plan show output validate version providers$ state|list state|show workspace|list workspace|show', {
      unless: /^-{1,2}(?:out|generate-config-out|state-out)\b/,
    }),
  ),
  ...rules(
    'git',
    either(
      gitListsBranches,
      first(
        'log status diff show blame rev-parse describe ls-remote ls-files shortlog grep cat-file merge-base reflog$ reflog|show stash|list stash|show remote$ remote|show remote|get-url rev-list',
        {
          valued: '-C --git-dir --work-tree',
          unless: /^(?:--output|--open-files|-O|--ext-diff|--exec|--upload-pack|--edit-description|-[dDmMcCu]$)/,
        },
      ),
    ),
  ),
  ...rules(
    'gh',
    first(
      'run|list run|view pr|list pr|view pr|checks pr|diff pr|status issue|list issue|view issue|status release|list release|view workflow|list workflow|view repo|list repo|view auth|status',
      { valued: '-R --repo' },
    ),
  ),
  ...rules('aws', (args) => {
    const { said, sure } = verbsOf(args, new Set(words('--region --profile --output --query --endpoint-url')));
    const [service = '', verb = ''] = said;
    return sure >= 2 && /^[a-z0-9-]+$/.test(service) && AWS_VERB.test(verb) && !AWS_WRITES.test(verb);
  }),
  ...rules('gcloud az bq gsutil doctl', cloudLooks),
  ...rules(
    'kafka-topics kafka-topics.sh kafka-configs kafka-configs.sh kafka-consumer-groups kafka-consumer-groups.sh kafka-acls kafka-acls.sh kafka-log-dirs kafka-log-dirs.sh kafka-broker-api-versions kafka-broker-api-versions.sh',
    (args, text) =>
      strictly(args, {
        valued: `${KAFKA} --brokers --topic-list`,
        flags:
          '--describe --list --state --members --verbose --offsets --all-groups --all-topics --all --under-replicated-partitions --unavailable-partitions --under-min-isr-partitions --at-min-isr-partitions --topics-with-overrides --exclude-internal --version',
      })?.length === 0 && /--describe|--list|--version|^--bootstrap-server \S+$/.test(text),
  ),
  ...rules(
    'kafka-metadata-quorum kafka-metadata-quorum.sh',
    (args) =>
      strictly(args, { valued: KAFKA, flags: '--status --replication --re --human-readable' })?.join(' ') ===
      'describe',
  ),
  ...rules(
    'kcat kafkacat',
    (args, text) =>
      only({ valued: '-b -t -X -F -m', flags: '-L -J -q -v' }, 0)(args, text) && /(?:^| )-\w*L/.test(text),
  ),
  ...rules(
    'rabbitmqctl',
    first(
      'list_queues list_connections list_channels list_consumers list_exchanges list_bindings list_users list_vhosts list_permissions list_policies list_parameters status cluster_status report environment ping node_health_check list_unresponsive_queues list_feature_flags',
      { valued: '-n -p --node --vhost -t --timeout --formatter' },
    ),
  ),
  ...rules(
    'rabbitmq-diagnostics',
    first(
      'ping status cluster_status check_running check_local_alarms check_alarms check_port_connectivity check_port_listener check_virtual_hosts check_if_node_is_quorum_critical memory_breakdown listeners alarms environment erlang_version server_version runtime_thread_stats log_tail log_location os_env resolver_info is_booting is_running list_queues list_connections',
      { valued: '-n --node -t --timeout --formatter' },
    ),
  ),
  ...rules(
    'rabbitmqadmin',
    first('list show', { valued: '-H --host -P --port -u --username -p --password -V --vhost -f --format' }),
  ),
  ...rules(
    'etcdctl',
    first(
      'get endpoint|health endpoint|status endpoint|hashkv member|list alarm|list version lease|list lease|timetolive user|list role|list snapshot|status',
      { valued: '--endpoints --cacert --cert --key --user -w --write-out --command-timeout --dial-timeout' },
    ),
  ),
  ...rules('ceph', (args, text) => /^(?:-s|--status)$/.test(text) || CEPH(args, text)),
  ...rules('rados', (_, text) => /^(?:df|lspools|-p \S+ ls)$/.test(text)),
  // A secret of an engine that makes them is made by reading it.
  ...rules('vault', (args, text) =>
    args.includes('read')
      ? /^read (?:-\S+ )*sys\/\S+$/.test(text)
      : first(
          'status list kv|get kv|list kv|metadata|get operator|raft|list-peers operator|members operator|key-status token|lookup auth|list secrets|list audit|list policy|list policy|read version',
          { valued: '-mount -format -address -namespace', unless: /^-output-/ },
        )(args, text),
  ),
  ...rules(
    'consul',
    first(
      'members info version catalog|nodes catalog|services catalog|datacenters operator|raft|list-peers operator|autopilot|get-config operator|autopilot|state kv|get kv|export monitor config|read config|list acl|token|list acl|policy|list',
      { valued: '-http-addr -token -datacenter' },
    ),
  ),
  ...rules(
    'nomad',
    first(
      'status version node|status job|status job|history job|inspect job|allocs job|deployments alloc|status alloc|logs server|members deployment|status deployment|list operator|raft|list-peers operator|autopilot|get-config',
      { valued: '-address -namespace -region -token' },
    ),
  ),
  ...rules(
    'patronictl',
    first('list show-config history topology version', { valued: '-c --config-file -d --dcs-url' }),
  ),
  ...rules('mysqladmin mariadb-admin', (args) => {
    const said = strictly(
      args.filter((arg) => !/^(?:-p\S*|--password(?:=.*)?)$/.test(arg)),
      { valued: '-u --user -h --host -P --port -S --socket -i -c --protocol', flags: '-s -v -E -r -w' },
    );
    return (
      said !== null &&
      said.length > 0 &&
      said.every((one) => /^(?:status|extended-status|processlist|ping|variables|version)$/.test(one))
    );
  }),
  ...rules('apt apt-get apt-cache', first('list show policy search showpkg madison depends rdepends')),
  ...rules('dpkg', /^-(?:l|L|s|S|-list|-status|-listfiles)(?: [^-]\S*)*$/),
  ...rules('rpm', (args) => args[0]?.startsWith('-q') === true && !args.some((arg) => arg.startsWith('--pipe'))),
  ...rules('yum dnf', first('list info history$ history|list history|info check-update repolist search repoquery')),
  ...rules('pip pip3', first('list show freeze check', { unless: /^--log/ })),
  ...rules('npm pnpm yarn', first('ls list outdated audit$ view why', { unless: /^--fix/ })),
  ...rules(
    'promtool',
    first(
      'query|instant query|range query|series query|labels check|config check|rules check|metrics check|web-config test|rules',
    ),
  ),
  ...rules(
    'amtool',
    first('alert$ alert|query silence$ silence|query config$ config|show config|routes check-config', {
      valued: '--alertmanager.url --config.file',
    }),
  ),
  ...rules(
    'logcli',
    first('query labels series instant-query stats volume', { unless: /^--(?:part-path|store-config)/ }),
  ),
  ...rules(
    'velero',
    first(
      'backup|get backup|describe backup|logs restore|get restore|describe restore|logs schedule|get schedule|describe get describe version',
      { valued: '-n --namespace' },
    ),
  ),
];
