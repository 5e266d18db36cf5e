// The table of what programs are known to do: by the name of the program, and the words behind it that say what. What is not
// in it stays its author's word. How a command is looked up in it is verbs.ts.

import type { Risk } from '../../model/risk.ts';
import { beginning } from './statements.ts';

/** Words behind the name that decide, and what they mean; the first rule that fits. */
export interface Rule {
  readonly when: RegExp;
  /** Whether it is looked for where a statement of SQL begins, in each argument for itself. */
  readonly statement?: true;
  readonly risk: Risk;
  readonly floor?: Risk;
}

const ANY = /(?:)/;
const all = (names: string, ...rules: readonly Rule[]): readonly (readonly [string, readonly Rule[]])[] =>
  names.split(' ').map((name) => [name, rules] as const);

const OPTIONS = '(?:-\\S+ )*';
const first = (words: string): RegExp => new RegExp(`^${OPTIONS}(?:${words})(?= |$)`);
const any = (words: string): RegExp => new RegExp(`(?:^| )(?:${words})(?= |$)`);

const statement = (when: RegExp, risk: Risk): Rule => ({ when, statement: true, risk });

const SQL: readonly Rule[] = [
  statement(beginning('DROP|TRUNCATE\\s|DELETE\\s'), 'destroy'),
  statement(/\bpg_(?:terminate|cancel)_backend\b|\bpg_promote\b/i, 'disrupt'),
  statement(beginning('KILL|(?:STOP|RESET)\\s+(?:SLAVE|REPLICA)'), 'disrupt'),
  statement(
    beginning(
      'UPDATE\\s|INSERT\\s|REPLACE\\s+INTO|MERGE\\s+INTO|ALTER\\s|CREATE\\s|GRANT\\s|REVOKE|VACUUM|REINDEX|CLUSTER|RENAME|COPY\\s+\\S+\\s+FROM|SET\\s+(?:GLOBAL|PERSIST)|START\\s+(?:SLAVE|REPLICA)|FLUSH\\s|OPTIMIZE\\s|CALL\\s',
    ),
    'change',
  ),
  statement(/\bpg_(?:reload_conf|switch_wal|rotate_logfile)\b/i, 'change'),
];

const CONTAINERS: readonly Rule[] = [
  { when: first('(?:system|volume|image|network|container|builder) (?:rm|prune)|rm|rmi|volume rm'), risk: 'destroy' },
  { when: /^(?:-\S+ )*compose (?:\S+ )*?down(?: \S+)*? (?:-v|--volumes)(?= |$)/, risk: 'destroy' },
  { when: /^(?:-\S+ )*compose (?:.* )?(?:down|stop|restart|kill|rm|pause)(?= |$)/, risk: 'disrupt' },
  { when: /^(?:-\S+ )*compose (?:.* )?(?:up|start|unpause|create|pull|build|scale)(?= |$)/, risk: 'change' },
  {
    when: first(
      '(?:container )?(?:stop|restart|kill|pause)|service (?:rm|scale|update)|stack (?:rm|deploy)|swarm leave',
    ),
    risk: 'disrupt',
  },
  {
    when: first(
      '(?:container )?(?:start|unpause|run|create|update|rename|commit|cp|load|import|tag|push|pull|build)|network (?:connect|disconnect|create)|volume create',
    ),
    risk: 'change',
  },
];

/** The rules of each program. */
export const VERBS: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
  // One named file may be a lock or the last copy of something; a tree is more than anybody looks through.
  ...all(
    'rm',
    { when: /(?:^| )(?:-\w*[rR]\w*|--recursive)/, risk: 'destroy', floor: 'change' },
    { when: ANY, risk: 'change' },
  ),
  ...all('rmdir unlink', { when: ANY, risk: 'change' }),
  ...all(
    'shred wipefs mkfs mke2fs mkswap blkdiscard fdisk sfdisk parted lvremove vgremove pvremove dropdb dropuser userdel groupdel',
    { when: ANY, risk: 'destroy' },
  ),
  ...all('mkfs.ext4 mkfs.ext3 mkfs.xfs mkfs.btrfs mkfs.vfat', { when: ANY, risk: 'destroy' }),
  ...all('dd', { when: /(?:^| )of=(?!\/dev\/null)/, risk: 'destroy' }),
  ...all('truncate', { when: ANY, risk: 'destroy' }),
  ...all('find', { when: any('-delete'), risk: 'destroy', floor: 'change' }),
  ...all('reboot shutdown halt poweroff telinit kexec', { when: ANY, risk: 'disrupt' }),
  ...all('init', { when: first('[0156]'), risk: 'disrupt' }),
  ...all('kill pkill killall skill', { when: /^(?!(?:-0|-l|-L|--list|-s 0)(?: |$))/, risk: 'disrupt' }),
  ...all(
    'systemctl',
    {
      when: first(
        'restart|try-restart|reload-or-restart|stop|kill|isolate|mask|disable|reboot|poweroff|halt|suspend|rescue|emergency|default',
      ),
      risk: 'disrupt',
    },
    {
      when: first(
        'start|reload|enable|unmask|daemon-reload|daemon-reexec|reset-failed|set-property|revert|link|preset',
      ),
      risk: 'change',
    },
  ),
  ...all(
    'service rc-service',
    { when: any('restart|stop|force-reload'), risk: 'disrupt' },
    { when: any('start|reload'), risk: 'change' },
  ),
  ...all(
    'supervisorctl pm2',
    { when: first('delete|kill'), risk: 'disrupt' },
    { when: first('restart|stop|shutdown|reload'), risk: 'disrupt' },
    { when: first('start|update|add'), risk: 'change' },
  ),
  ...all(
    'sv initctl monit',
    { when: any('restart|stop|down|force-\\S+|unmonitor'), risk: 'disrupt' },
    { when: any('start|up|reload|monitor'), risk: 'change' },
  ),
  ...all(
    'apachectl apache2ctl httpd',
    { when: any('(?:graceful-)?stop|restart'), risk: 'disrupt' },
    { when: any('start|graceful'), risk: 'change' },
  ),
  ...all(
    'pg_ctl pg_ctlcluster',
    { when: any('stop|restart|promote'), risk: 'disrupt' },
    { when: any('start|reload'), risk: 'change' },
  ),
  ...all('nginx', { when: /-s (?:stop|quit)/, risk: 'disrupt' }, { when: /-s (?:reload|reopen)/, risk: 'change' }),
  ...all('docker podman nerdctl', ...CONTAINERS),
  ...all(
    'docker-compose',
    { when: /(?:^| )down(?: \S+)*? (?:-v|--volumes)(?= |$)/, risk: 'destroy' },
    { when: any('down|stop|restart|kill|rm|pause'), risk: 'disrupt' },
    { when: any('up|start|unpause|create|pull|build|scale'), risk: 'change' },
  ),
  ...all(
    'kubectl oc',
    { when: any('delete'), risk: 'destroy' },
    { when: any('drain|cordon|scale|rollout (?:restart|undo)|evict|taint'), risk: 'disrupt' },
    {
      when: any(
        'apply|patch|replace|edit|create|set|label|annotate|uncordon|expose|autoscale|cp|rollout (?:pause|resume)',
      ),
      risk: 'change',
    },
  ),
  ...all(
    'helm',
    { when: any('uninstall|delete'), risk: 'destroy' },
    { when: any('rollback|upgrade|install'), risk: 'disrupt' },
  ),
  ...all(
    'terraform tofu pulumi',
    { when: any('destroy'), risk: 'destroy' },
    { when: any('apply|up|import|taint|state (?:rm|mv)'), risk: 'disrupt' },
  ),
  ...all(
    'aws gcloud az',
    { when: any('(?:delete|terminate|remove|purge|rm)(?:-\\S+)?'), risk: 'destroy' },
    { when: any('(?:stop|reboot|restart|detach|disassociate|failover)(?:-\\S+)?'), risk: 'disrupt' },
    { when: any('(?:create|update|put|modify|start|attach|run|set)(?:-\\S+)?'), risk: 'change' },
  ),
  ...all('zfs zpool btrfs', { when: any('destroy|rollback|delete|labelclear'), risk: 'destroy' }),
  ...all('crontab', { when: any('-r'), risk: 'destroy' }, { when: /^(?!.*-l)/, risk: 'change' }),
  ...all(
    'git',
    { when: /^(?:-\S+ )*(?:reset .*--hard|clean .*-\w*f)/, risk: 'destroy', floor: 'change' },
    { when: first('pull|push|checkout|switch|reset|merge|rebase|commit|stash|restore'), risk: 'change' },
  ),
  ...all('iptables ip6tables', { when: any('-[ADIRFXZNPE]'), risk: 'disrupt' }),
  ...all('nft', { when: first('add|delete|flush|insert|replace|destroy'), risk: 'disrupt' }),
  ...all('ufw firewall-cmd', {
    when: any('enable|disable|allow|deny|delete|reset|reload|--reload|--add-\\S+|--remove-\\S+'),
    risk: 'disrupt',
  }),
  ...all('ip', { when: any('add|del|delete|replace|change|flush|set'), risk: 'disrupt' }),
  ...all('ifconfig', { when: any('up|down'), risk: 'disrupt' }),
  ...all('umount swapoff', { when: ANY, risk: 'disrupt' }),
  ...all('mount', { when: / /, risk: 'change' }),
  ...all('sysctl', { when: /(?:^| )-w|=/, risk: 'change' }),
  ...all('sed', { when: /(?:^| )(?:-[a-zA-Z]*i|--in-place)/, risk: 'change' }),
  ...all('perl ruby', { when: /(?:^| )-[a-zA-Z0]*i(?=[\s.]|$)/, risk: 'change' }),
  ...all('hostnamectl timedatectl localectl', { when: first('set-\\S+'), risk: 'change' }),
  ...all('mv chmod chown chgrp chattr setfacl useradd usermod passwd ntpdate', { when: ANY, risk: 'change' }),
  ...all('ansible-playbook', { when: /^(?!.*(?:--check|--list-\S+|--syntax-check)(?= |$))/, risk: 'disrupt' }),
  ...all(
    'apt apt-get yum dnf apk zypper pacman brew snap pip pip3 npm',
    { when: any('remove|purge|erase|del|uninstall|autoremove'), risk: 'disrupt' },
    { when: any('install|upgrade|update|add|i|dist-upgrade|ci'), risk: 'change' },
  ),
  ...all(
    'mysqladmin mariadb-admin',
    { when: any('drop'), risk: 'destroy' },
    { when: any('shutdown|kill|stop-\\S+'), risk: 'disrupt' },
    { when: any('flush-\\S+|refresh|reload|create|start-\\S+|password'), risk: 'change' },
  ),
  ...all('pg_restore', { when: any('-d|--dbname(?:=\\S+)?'), risk: 'destroy' }),
  ...all('rabbitmqctl', { when: first('stop_app|reset|force_reset|purge_queue|delete_queue|stop'), risk: 'destroy' }),
  ...all('psql mysql mariadb sqlite3 cockroach clickhouse-client', ...SQL),
  ...all(
    'mongosh mongo',
    { when: /\.(?:drop|dropDatabase|deleteMany|deleteOne|remove)\(/, risk: 'destroy' },
    { when: /\.(?:insert|update|replace|create)\w*\(|shutdownServer/, risk: 'change' },
  ),
  ...all(
    'kafka-topics kafka-topics.sh',
    { when: any('--delete'), risk: 'destroy' },
    { when: any('--create|--alter'), risk: 'change' },
  ),
  ...all(
    'kafka-consumer-groups kafka-consumer-groups.sh',
    { when: any('--delete(?:-offsets)?'), risk: 'destroy' },
    { when: any('--execute'), risk: 'disrupt' },
  ),
  ...all(
    'rabbitmqadmin',
    { when: any('delete|purge'), risk: 'destroy' },
    { when: any('declare|publish|close'), risk: 'change' },
  ),
  ...all('celery', { when: any('purge'), risk: 'destroy' }, { when: any('control'), risk: 'disrupt' }),
  ...all(
    'consul',
    { when: any('kv delete|leave|force-leave'), risk: 'disrupt' },
    { when: any('kv put'), risk: 'change' },
  ),
  ...all(
    'vault',
    { when: first('delete|kv (?:delete|destroy)'), risk: 'destroy' },
    { when: first('write|kv put|operator seal'), risk: 'change' },
  ),
  ...all(
    'etcdctl',
    { when: any('del|compact|defrag'), risk: 'destroy' },
    { when: any('put|snapshot restore'), risk: 'change' },
  ),
  ...all(
    'nomad',
    { when: any('(?:job|alloc) (?:stop|restart)|node (?:drain|eligibility)'), risk: 'disrupt' },
    { when: any('job run'), risk: 'change' },
  ),
  ...all(
    'virsh vagrant multipass',
    { when: any('undefine|destroy|delete|purge'), risk: 'destroy' },
    { when: any('shutdown|reboot|reset|suspend|halt|reload|stop|restart'), risk: 'disrupt' },
    { when: any('start|resume|up'), risk: 'change' },
  ),
  ...all(
    'crictl ctr',
    { when: any('rm|rmp|rmi|delete'), risk: 'destroy' },
    { when: any('stop|stopp|kill'), risk: 'disrupt' },
  ),
  ...all('curl', { when: /-X ?DELETE|--request[ =]DELETE/i, risk: 'destroy', floor: 'change' }),
  ...all('redis-cli valkey-cli'),
]);

/** Of programs that can be told to do nothing, the words that tell them so. */
export const ONLY_SAYING: ReadonlyMap<string, RegExp> = new Map([
  ...['kubectl', 'oc'].map(
    (name) => [name, /(?:^| )(?:--dry-run(?:=(?:client|server))?|auth can-i|explain)(?= |$)/] as const,
  ),
  ['helm', /(?:^| )--dry-run(?:=(?:client|server))?(?= |$)/],
  ...['apt', 'apt-get'].map((name) => [name, /(?:^| )(?:-s|--simulate|--dry-run|--just-print)(?= |$)/] as const),
  ['npm', /(?:^| )--dry-run(?= |$)/],
  ['git', /(?:^| )--dry-run(?= |$)/],
]);
