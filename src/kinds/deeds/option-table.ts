// Which options of which program take a word of their own. Where a word before a verb is one, the verb stands behind it:
// `git -C dir reset --hard`. A program with commands of its own that take others has a row for each (`docker exec`).

import type { OptionTable } from './options.ts';

type Row = readonly [programs: string, letters: string, names?: string];

const DATABASE = 'host port user database password username dbname';
const KUBE =
  'namespace context kubeconfig cluster user server token as as-group as-uid cache-dir request-timeout certificate-authority client-certificate client-key tls-server-name profile password username';
const KUBE_REST =
  'selector output filename container field-selector tail since since-time type patch replicas image sort-by template timeout grace-period';

const ROWS: readonly Row[] = [
  // What runs another command.
  [
    'sudo',
    'ugpCDhRTUrt',
    'user group prompt close-from chdir host chroot command-timeout other-user role type preserve-env-list',
  ],
  ['doas', 'uC'],
  ['env', 'uCS', 'unset chdir split-string'],
  ['nice', 'n', 'adjustment'],
  ['ionice', 'cnpPu', 'class classdata pid'],
  ['timeout', 'ks', 'kill-after signal'],
  ['time', 'fo', 'format output'],
  ['stdbuf', 'ioe', 'input output error'],
  ['xargs', 'IEadLnPs', 'max-args max-procs max-lines replace arg-file delimiter max-chars process-slot-var'],
  [
    'parallel',
    'jNnILaSd',
    'jobs max-args arg-file delimiter colsep delay timeout retries joblog results sshlogin tmpdir',
  ],
  ['watch', 'nqs', 'interval equexit shotsdir'],
  ['flock', 'wEc', 'timeout wait conflict-exit-code command'],
  ['chroot', '', 'userspec groups'],
  ['nsenter', 'tSGrw', 'target setuid setgid root wd wdns'],
  ['unshare', 'SGRw', 'setuid setgid root wd map-user map-group propagation'],
  ['su', 'sgGcw', 'shell group supp-group command session-command whitelist-environment'],
  ['runuser', 'usgGcw', 'user shell group supp-group command session-command whitelist-environment'],
  ['chpst', 'uUbeadmfcor/nlL'],
  ['chrt', 'TPDp', 'sched-runtime sched-period sched-deadline'],
  ['taskset', ''],
  ['setpriv', '', 'reuid regid groups inh-caps ambient-caps bounding-set securebits pdeathsig'],
  [
    'systemd-run',
    'upEHMGCd',
    'unit property setenv host machine slice uid gid nice working-directory on-active on-boot on-calendar on-unit-active timer-property description service-type path-property socket-property',
  ],
  ['systemd-inhibit', '', 'what who why mode'],
  ['strace ltrace', 'eopsuaEIPSbX', 'output attach trace user'],
  ['exec', 'a'],
  ['ssh', 'BbcDEeFIiJLlmOopQRSWw'],
  ['sshpass', 'pfdP'],
  ['pdsh clush', 'wxglfRtu', 'hosts group'],
  [
    'ansible',
    'iamuefltMT',
    'inventory args module-name user extra-vars limit forks become-user become-method private-key timeout tree',
  ],
  [
    'docker podman nerdctl',
    'Hlcn',
    'host context config log-level tlscacert tlscert tlskey namespace url connection identity root',
  ],
  ['compose', 'fp', 'file project-name profile env-file project-directory ansi parallel progress'],
  // Behind a verb of compose `-f` is another: `rm -fv web`, `logs -f`.
  ['compose-verb', 't', 'timeout tail since until index scale user workdir env signal format filter'],
  ['container-exec', 'euw', 'env user workdir env-file detach-keys index'],
  [
    'container-run',
    'evpuwhlmcatT',
    'env volume publish user workdir hostname label memory cpus name network net mount entrypoint env-file restart link add-host cap-add cap-drop device dns ipc pid platform log-driver log-opt ulimit volumes-from tmpfs shm-size security-opt stop-timeout stop-signal pull runtime userns uts cpuset-cpus expose network-alias memory-swap cidfile health-cmd ip mac-address gpus annotation cgroup-parent label-file attach index',
  ],
  ['kubectl oc', 'nsvlofcpk', `${KUBE} ${KUBE_REST}`],
  ['kubectl-exec', 'cnfs', `container filename pod-running-timeout ${KUBE}`],
  ['crictl', 'ritc', 'runtime-endpoint image-endpoint timeout config'],
  ['lxc incus', '', 'project env user group cwd mode'],
  ['machinectl', 'MHupsEno', 'machine host uid property setenv lines output'],
  ['vagrant', 'c', 'command machine-readable'],
  ['script', 'cIOTtEmo', 'command'],
  ['sed', 'efl', 'expression file'],
  ['perl ruby', 'eEIMmF'],
  ['mount', 'toOLU', 'types options'],
  // What has verbs.
  ['git', 'Cc', 'git-dir work-tree namespace exec-path config-env super-prefix'],
  [
    'systemctl',
    'HMtpnos',
    'host machine type property state lines output signal kill-whom kill-who root job-mode what preset-mode timestamp',
  ],
  ['loginctl', 'HMpnos', 'host machine property signal kill-whom kill-who lines output'],
  [
    'journalctl',
    'unSUpotgDMcF',
    'unit user-unit lines since until priority output identifier grep directory machine cursor after-cursor field root file namespace vacuum-size vacuum-time vacuum-files interval boot facility',
  ],
  [
    'helm',
    'nofs',
    'namespace kube-context kubeconfig kube-token kube-apiserver kube-as-user output registry-config repository-cache repository-config values set set-string version timeout revision history-max',
  ],
  ['terraform tofu', '', 'chdir'],
  ['pulumi', 'Cs', 'cwd stack color profiling'],
  [
    'aws',
    '',
    'profile region output query endpoint-url ca-bundle cli-read-timeout cli-connect-timeout color cli-binary-format',
  ],
  [
    'gcloud',
    '',
    'command project account configuration format zone region verbosity impersonate-service-account billing-project filter limit flags-file sort-by page-size',
  ],
  ['az', 'gnos', 'subscription output query resource-group name'],
  [
    'redis-cli valkey-cli',
    'hpsanuirdDXt',
    'user pass sni cacert cacertdir cert key pattern quoted-pattern count cursor show-pushes memkeys-samples keystats-samples top tls-ciphers tls-ciphersuites',
  ],
  [
    'psql',
    'hpUdvcfoFRPTL',
    `${DATABASE} command file set variable output field-separator record-separator pset table-attr log-file`,
  ],
  [
    'mysql mariadb',
    'huPDeS',
    `${DATABASE.replace('password ', '')} execute socket init-command defaults-file defaults-extra-file default-character-set protocol connect-timeout ssl-ca ssl-cert ssl-key`,
  ],
  [
    'mysqladmin mariadb-admin',
    'huPSiwct',
    'host user port socket sleep count wait defaults-file defaults-extra-file connect-timeout shutdown-timeout',
  ],
  ['cockroach', 'ed', 'execute host port user database url certs-dir format set'],
  ['clickhouse-client', 'huqd', `${DATABASE} query multiquery format queries-file config-file`],
  ['cqlsh', 'upekf', 'execute username password keyspace file request-timeout connect-timeout cqlversion encoding'],
  [
    'mongosh mongo',
    'up',
    'eval host port username password authenticationDatabase authenticationMechanism tlsCAFile tlsCertificateKeyFile',
  ],
  ['rabbitmqctl', 'nptl', 'node vhost timeout longnames-host erlang-cookie formatter'],
  ['rabbitmqadmin', 'HPVupNfcs', 'host port vhost username password node format config ssl-ca-cert-file path-prefix'],
  ['ceph', 'cnmkof', 'conf name id cluster keyring connect-timeout format setuser monmap'],
  [
    'etcdctl',
    'w',
    'endpoints cacert cert key user password command-timeout dial-timeout keepalive-time keepalive-timeout write-out discovery-srv data-dir lease rev limit',
  ],
  ['consul', '', 'http-addr token token-file ca-file client-cert client-key datacenter namespace partition'],
  ['vault', '', 'address namespace format field ca-cert client-cert client-key mount wrap-ttl'],
  ['nomad', '', 'address region namespace token ca-cert client-cert client-key'],
  ['nginx', 'spcgeE'],
  ['pg_ctl', 'Dlmoptsc', 'pgdata log mode options timeout'],
  ['pg_ctlcluster', 'mo', 'mode options'],
  ['patronictl', 'cdk', 'config-file dcs-url'],
  ['supervisorctl', 'csupr', 'configuration serverurl username password'],
  ['pm2', 'nis', 'name instances'],
  ['ip', 'n', 'netns family batch loops'],
  ['tc', 'n', 'netns batch'],
  ['iptables ip6tables', 't', 'table'],
  ['firewall-cmd', '', 'zone policy ipset service helper icmptype'],
  ['ss', 'fAFDN', 'family query socket diag filter net'],
  ['zpool', 'cdoORT'],
  ['ipmitool', 'IHUPLpfkyeoORNltbBTmSCd'],
  ['pg_resetwal pg_resetxlog', 'DcelmoOux', 'pgdata wal-segsize'],
  ['pg_rewind', 'D', 'target-pgdata source-pgdata source-server config-file'],
  ['pg_archivecleanup', 'x'],
  ['xfs_repair', 'clmort'],
  ['restic', 'orp', 'repo repository-file password-file password-command cache-dir option limit-upload limit-download'],
  ['borg', 'r', 'repo remote-path rsh lock-wait umask'],
  ['gh', 'XfFHqtR', 'method field raw-field header jq template hostname input cache preview repo'],
  ['apt apt-get', 'oct', 'option config-file target-release default-release'],
  ['yum dnf', 'cxe', 'config enablerepo disablerepo exclude installroot releasever setopt repo'],
  ['npm', 'Cw', 'prefix workspace registry'],
  ['virsh', 'cdek', 'connect debug log'],
  ['crontab', 'u'],
  ['fuser', 'Mn', 'namespace'],
  ['ctr', 'na', 'namespace address timeout'],
  ['celery', 'AbC', 'app broker result-backend config'],
  ['argocd', '', 'server auth-token grpc-web-root-path config'],
  ['flux', 'n', 'namespace context kubeconfig timeout'],
  ['velero', 'n', 'namespace kubecontext kubeconfig'],
  [
    'kafka',
    '',
    'bootstrap-server broker-list zookeeper topic group command-config config partitions replication-factor consumer.config to-datetime to-offset shift-by by-duration timeout entity-name entity-type add-config delete-config',
  ],
];

/** Programs whose names stand behind one dash. */
const SINGLE = new Set('terraform tofu consul vault nomad clickhouse-client java ip'.split(' '));

const TABLE: ReadonlyMap<string, OptionTable> = new Map(
  ROWS.flatMap(([programs, letters, names = '']) =>
    programs
      .split(' ')
      .map((name) => [name, { letters, names: new Set(names.split(' ')), single: SINGLE.has(name) }] as const),
  ),
);

const NONE: OptionTable = { letters: '', names: new Set() };

/** The options of a program, or of a command of its own, that take a word. */
export const optionsOf = (name: string): OptionTable => TABLE.get(name.startsWith('kafka-') ? 'kafka' : name) ?? NONE;
