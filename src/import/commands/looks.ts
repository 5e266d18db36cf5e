// Programs that only look, and the words that make them do so. What is not here is not known to look.

import {
  AWS,
  AWS_VALUED,
  CLOUD,
  curlLooks,
  first,
  kubectlLooks,
  MONGO,
  operands,
  type Rule,
  redisLooks,
  rules,
  sqlLooks,
  words,
} from './look-rules.ts';
import { queryLooks } from './sql.ts';

/** Whether a program with these arguments only looks. */
export function looks(name: string, args: readonly string[]): boolean {
  const text = args.join(' ');
  if (/^(?:--version|--help|-V|-h|version|help)$/.test(text) && name !== 'shutdown' && name !== 'halt') return true;
  if (ALWAYS.has(name)) return true;
  const rule = RULES.get(name);
  if (rule === undefined) return false;
  return typeof rule === 'function' ? rule(args, text) : rule.test(text);
}

const ALWAYS: ReadonlySet<string> = new Set(
  words(`
  cat tac head tail less more nl grep egrep fgrep zgrep zcat rg ag ls ll dir tree stat file df du free ps pgrep pidof pstree
  ss netstat lsof nslookup host getent whois dig drill traceroute tracepath ping ping6 mtr uptime uname whoami id w who last
  lastlog vmstat iostat mpstat sar pidstat nproc lscpu lsblk blkid lspci lsusb lsmod findmnt jq sort uniq wc cut tr comm
  column paste fold rev seq sleep printf echo true false test [ [[ : type which whereis pwd cd basename dirname readlink realpath md5sum
  sha1sum sha256sum cksum od xxd hexdump strings diff cmp printenv locale groups arch lsb_release nvidia-smi jstat jps
  pg_isready pt-query-digest top htop iotop iftop atop glances numastat slabtop smem exit set wait
  kafka-broker-api-versions kafka-broker-api-versions.sh kafka-log-dirs kafka-log-dirs.sh kubectx kubens stern dmidecode
  `),
);

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...rules('kubectl oc', kubectlLooks),
  ...rules('curl', curlLooks),
  ...rules('redis-cli valkey-cli', redisLooks),
  ...rules('psql mysql mariadb cockroach clickhouse-client', sqlLooks),
  ...rules('sqlite3', (args) => args.length >= 2 && queryLooks(args.at(-1) ?? '')),
  ...rules(
    'wget',
    (_, text) =>
      /(?:^| )--spider(?= |$)/.test(text) ||
      (/(?:^| )(?:-\w*O ?-|--output-document=-)(?= |$)/.test(text) && !/--post|--method/.test(text)),
  ),
  ...rules('http https', (_, text) => /^(?:-\S+ )*(?:GET |HEAD )?\S+$/.test(text)),
  ...rules(
    'sed',
    (args) =>
      !args.some((arg) => /^(?:-[a-zA-Z]*i|--in-place|-f)/.test(arg)) &&
      !args.some((arg) => /(?:^|[;\s}/])[wWe]\s*\/|\/[gp\d]*[we]\b/.test(arg)),
  ),
  ...rules(
    'awk gawk mawk',
    (args, text) => !/system\s*\(|\|\s*"|"\s*\||print[^;}]*>|-f\b|-i\b/.test(text) && args.length > 0,
  ),
  ...rules('find', (_, text) => !/(?:^| )-(?:delete|exec|execdir|ok|okdir|fprint\w*|fls)(?= |$)/.test(text)),
  ...rules('yq', (_, text) => !/(?:^| )(?:-\w*i|--in-?place)/.test(text)),
  ...rules('env', (args) => args.length === 0),
  ...rules('date', (_, text) => !/(?:^| )(?:-s|--set)/.test(text)),
  ...rules('hostname hostnamectl', (args) => args.every((arg) => arg.startsWith('-') || arg === 'status')),
  ...rules('timedatectl', /^(?:status|show.*)?$/),
  ...rules('ulimit', /^-\w*a$|^-\w$/),
  ...rules('sysctl', (_, text) => !/=|(?:^| )-[wp]|--write|--load|--system/.test(text)),
  ...rules('dmesg', (_, text) => !/(?:^| )-(?:\w*[cC]\b|-clear|-read-clear|n\b)/.test(text)),
  ...rules('journalctl', (_, text) => !/--(?:vacuum|rotate|flush|sync|relinquish|setup|update)/.test(text)),
  ...rules(
    'systemctl',
    first(
      'status show cat is-active is-enabled is-failed is-system-running list-units list-timers list-unit-files list-dependencies list-sockets list-jobs --failed',
      /^(?:-n|--lines|-p|--property|-t|--type|-o|-u)$/,
    ),
  ),
  ...rules('service', (args) => args.at(-1) === 'status' || args[0] === '--status-all'),
  ...rules('rc-service', (args) => args.at(-1) === 'status'),
  ...rules('supervisorctl', first('status tail avail maintail pid version')),
  ...rules('pm2', first('list ls l status logs show describe jlist prettylist info')),
  ...rules(
    'docker podman nerdctl',
    first(
      'ps logs inspect stats top images events port version info history diff search system|df system|info system|events volume|ls volume|list volume|inspect network|ls network|list network|inspect container|ls container|list container|logs container|inspect container|stats container|top image|ls image|list image|inspect image|history compose|ps compose|logs compose|config compose|top compose|images compose|ls compose|port compose|version service|ls service|ps service|inspect service|logs node|ls node|ps node|inspect stack|ls stack|ps stack|services context|ls',
      /^(?:-f|--file|-p|--project-name|-H|--host|--context|-n|--tail|--since|--until|--filter|--format)$/,
    ),
  ),
  ...rules(
    'docker-compose',
    first('ps logs config top images port version ls events', /^(?:-f|--file|-p|--project-name|--tail|--since)$/),
  ),
  ...rules(
    'crictl',
    first('ps pods images logs inspect inspecti inspectp stats info version', /^(?:-r|--runtime-endpoint)$/),
  ),
  ...rules('ctr', first('*|ls *|list containers|info version', /^(?:-n|--namespace|-a)$/)),
  ...rules(
    'helm',
    first(
      'list ls status get history hist version show search template lint env',
      /^(?:-n|--namespace|--kube-context|-o|--output|--revision)$/,
    ),
  ),
  ...rules(
    'argocd',
    first('app|get app|list app|diff app|history app|logs app|resources app|manifests cluster|list repo|list version'),
  ),
  ...rules('flux', first('get check logs stats tree events version')),
  ...rules('istioctl', first('proxy-status ps analyze version proxy-config pc describe x|describe')),
  ...rules(
    'terraform tofu',
    first('plan show output validate version providers state|list state|show workspace|list workspace|show'),
  ),
  ...rules(
    'git',
    first(
      'log status diff show blame rev-parse describe ls-remote ls-files shortlog reflog grep cat-file merge-base',
      /^(?:-C|-c)$/,
    ),
  ),
  ...rules(
    'gh',
    first(
      'run|list run|view pr|list pr|view issue|list issue|view release|list release|view workflow|list repo|view auth|status',
    ),
  ),
  ...rules('aws', (args) => {
    const [service = '', verb = ''] = operands(args, AWS_VALUED);
    return AWS.test(verb) || (service === 's3' && verb === 'ls') || (service === 'sts' && verb.startsWith('get-'));
  }),
  ...rules('gcloud az bq gsutil doctl', (args, text) => {
    const said = operands(args, /^(?:--(?!format|quiet)[a-z-]+|-[a-z])$/);
    return (
      said.some((word) => CLOUD.test(word)) &&
      !/(?:^| )(?:cp|mv|rsync|create|add|set|ssh|deploy|import|export|restore|run|invoke|call|submit)(?:-\S+)?(?= |$)/.test(
        text,
      )
    );
  }),
  ...rules(
    'kafka-topics kafka-topics.sh kafka-configs kafka-configs.sh kafka-consumer-groups kafka-consumer-groups.sh kafka-acls kafka-acls.sh kafka-reassign-partitions kafka-reassign-partitions.sh kafka-metadata-quorum kafka-metadata-quorum.sh',
    (_, text) =>
      /(?:^| )(?:--describe|--list|--verify|describe)(?= |$)/.test(text) &&
      !/--(?:alter|delete|create|add|remove|execute|reset-offsets|delete-offsets)/.test(text),
  ),
  ...rules('kcat kafkacat', (_, text) => /(?:^| )-\w*L/.test(text)),
  ...rules(
    'rabbitmqctl',
    first(
      'list_queues list_connections list_channels list_consumers list_exchanges list_bindings list_users list_vhosts list_permissions list_policies status cluster_status report environment ping node_health_check list_unresponsive_queues',
      /^(?:-n|-p|--node|--vhost)$/,
    ),
  ),
  ...rules(
    'rabbitmq-diagnostics',
    (_, text) => !/(?:^| )(?:remote_shell|maybe_stuck --?fix|consume_event_stream)/.test(text),
  ),
  ...rules(
    'etcdctl',
    first(
      'get endpoint|health endpoint|status endpoint|hashkv member|list alarm|list version lease|list check|perf',
      /^--(?:endpoints|cacert|cert|key|user)$/,
    ),
  ),
  ...rules(
    'ceph',
    first(
      'status health df osd|tree osd|df osd|stat osd|status osd|dump osd|perf osd|pool osd|blocked-by pg|stat pg|dump pg|ls pg|dump_stuck mon|stat mon|dump quorum_status versions version fs|ls fs|status mds|stat orch|status orch|ps device|ls crash|ls crash|info',
    ),
  ),
  ...rules(
    'vault',
    first(
      'status read list kv|get kv|list operator|raft operator|members token|lookup auth|list secrets|list policy|list policy|read version',
    ),
  ),
  ...rules('consul', first('members info catalog version operator|raft kv|get monitor')),
  ...rules(
    'nomad',
    first('status version node|status job|status job|history alloc|status alloc|logs server|members deployment|status'),
  ),
  ...rules('patronictl', first('list show-config history topology version', /^(?:-c|-d)$/)),
  ...rules('mysqladmin', first('status extended-status processlist ping variables version', /^-[uhPS]$/)),
  ...rules(
    'mongosh mongo',
    (_, text) =>
      /--eval[= ]/.test(text) &&
      MONGO.test(text) &&
      !/\.(?:insert|update|replace|create|drop|delete|remove|set|add|kill|shutdown|step|reconfig|initiate|compact|repair|eval|forEach|bulk|findAndModify|findOneAnd)\w*\(/i.test(
        text,
      ),
  ),
  ...rules('nginx', (_, text) => /^-(?:t|T|v|V|tq|qt)$/.test(text)),
  ...rules('apachectl apache2ctl httpd', /^(?:-t|-S|-M|-v|-V|configtest|status|fullstatus)$/),
  ...rules('haproxy', /(?:^| )-c(?= |$)/),
  ...rules('caddy', first('validate version list-modules')),
  ...rules('postqueue mailq', (_, text) => text === '' || /^-p$/.test(text)),
  ...rules('crontab', /(?:^| )-l$|^-l(?= |$)/),
  ...rules('at atq', /^-l$|^$/),
  ...rules('zpool', first('status list get history iostat')),
  ...rules('zfs', first('list get')),
  ...rules('btrfs', first('filesystem|show filesystem|df filesystem|usage device|stats subvolume|list')),
  ...rules('mdadm', /^(?:-D|--detail|-E|--examine|-Q|--query)(?: |$)/),
  ...rules('pvs vgs lvs pvdisplay vgdisplay lvdisplay pvscan', /(?:)/),
  ...rules('smartctl', (_, text) => !/(?:^| )(?:-t|--test|-s|--smart|-X|--abort)/.test(text)),
  ...rules('ipmitool', (_, text) =>
    /(?:sensor|sdr|sel (?:list|elist|info)|chassis status|mc info|fru)(?: |$)/.test(text),
  ),
  ...rules('iptables ip6tables', (_, text) => /(?:^| )(?:-\w*[LS]|--list(?:-rules)?)/.test(text)),
  ...rules('nft', first('list')),
  ...rules('ufw', /^status/),
  ...rules(
    'firewall-cmd',
    (args) => args.length > 0 && args.every((arg) => /^--(?:list-\S+|state|get-\S+|zone=\S+|query-\S+)$/.test(arg)),
  ),
  ...rules('ip', (args) => {
    const said = operands(args, /^-(?:n|family)$/);
    return !said.some((word) => /^(?:add|del|delete|replace|change|flush|set|exec|up|down|append|prepend)$/.test(word));
  }),
  ...rules('ifconfig', (args) => args.length < 2),
  ...rules('arp route', (_, text) => !/(?:^| )(?:add|del|-[sd]|flush|delete)/.test(text)),
  ...rules('ethtool', (_, text) => !/(?:^| )-(?:[sKACGLpEfrX]|-change\S*|-reset|-set\S*)(?= |$)/.test(text)),
  ...rules('tcpdump', (_, text) => /(?:^| )-\w*c ?\d/.test(text) && !/(?:^| )-\w*[wzZ]/.test(text)),
  ...rules('nc ncat netcat', (_, text) => /(?:^| )-\w*z/.test(text) && !/(?:^| )-\w*[lec]/.test(text)),
  ...rules(
    'openssl',
    (_, text) =>
      /^(?:s_client|x509|verify|version|crl|ocsp|ciphers)(?: |$)/.test(text) &&
      !/(?:^| )-(?:out|signkey|CA|req|sign)(?= |$)/.test(text),
  ),
  ...rules('keytool', (_, text) => /-list(?= |$)/.test(text)),
  ...rules('certbot', first('certificates')),
  ...rules('chronyc', first('tracking sources sourcestats activity ntpdata')),
  ...rules('ntpq', /(?:^| )-\w*p/),
  ...rules('resolvectl systemd-resolve', /^(?:status|query|statistics|--status|--statistics)(?: |$)/),
  ...rules('apt apt-get apt-cache', first('list show policy search showpkg')),
  ...rules('dpkg', /^-(?:l|L|s|S|-list|-status)(?: |$)/),
  ...rules('rpm', /^-q/),
  ...rules('yum dnf', first('list info history check-update repolist search')),
  ...rules('pip pip3', first('list show freeze check')),
  ...rules('npm pnpm yarn', first('ls list ps outdated audit view why')),
  ...rules('promtool', first('query check test')),
  ...rules('amtool', first('alert|query alert silence|query config|show config|routes check-config', /^--\S+$/)),
  ...rules('logcli', first('query labels series instant-query stats')),
  ...rules(
    'velero',
    first(
      'backup|get backup|describe backup|logs restore|get restore|describe restore|logs schedule|get get describe version',
    ),
  ),
  ...rules(
    'jcmd',
    (args) =>
      args.length === 0 ||
      /^(?:-l|VM\.\S+|GC\.(?:heap_info|class_histogram|class_stats)|Thread\.print|help)$/.test(args[1] ?? ''),
  ),
  ...rules('jmap', /^-(?:histo|heap|clstats)(?!:live)(?: |$)/),
  ...rules('jstack', /^(?:-l )?\S+$/),
  ...rules('xargs', () => false),
]);
