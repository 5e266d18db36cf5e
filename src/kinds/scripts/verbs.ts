// What programs are known to do, by their name and the word that says what: `rm`, `systemctl restart`, `kubectl delete`. What
// is not in the table stays its author's word.

import type { TemplateTree } from '../../model/expression.ts';
import { type Risk, within } from '../../model/risk.ts';
import { field, isList } from '../forms.ts';
import { redisRisk } from '../redis/risk.ts';
import { parseShell } from './parse.ts';
import { innerScripts, isWrapper, nameOf } from './runs-text.ts';
import { eachCommand, type List, textOf, type Word } from './syntax.ts';

/** What a command is known to do. */
export interface Known {
  readonly risk: Risk;
  /** The lowest risk that an author may give it: how much is lost by removing a file, he knows better. */
  readonly floor: Risk;
  /** The command, as far as it says so: `systemctl restart`. */
  readonly verb: string;
}

/** Whether a name is that of a program of which something is known. */
export const isProgram = (name: string): boolean => VERBS.has(name);

/** What a step with a `script`, or a `command` that is a list of arguments, is known to do. */
export function knownOfStep(shape: TemplateTree): Known | null {
  const script = field(shape, 'script');
  if (typeof script === 'string') return knownOfScript(script);
  const command = field(shape, 'command');
  return isList(command) ? knownOfArguments(command.map((item) => (typeof item === 'string' ? item : null))) : null;
}

/** The worst that a script is known to do; null where nothing of it is in the table. */
export function knownOfScript(script: string): Known | null {
  const list = parseShell(script);
  return list === null ? null : worstOf(list, 0);
}

/** The same for a list of arguments; null stands for one that is not known yet. */
export function knownOfArguments(argv: readonly (string | null)[]): Known | null {
  return worst(knownOfCommand(argv, 0));
}

const MOST_LEVELS = 6;

function worstOf(list: List, level: number): Known | null {
  const all: Known[] = [];
  eachCommand(list, (command) => {
    if (command.kind === 'simple') all.push(...knownOfCommand(command.words.map(wordText), level));
  });
  return worst(all);
}

const wordText = (word: Word): string | null => textOf(word);

function worst(all: readonly Known[]): Known | null {
  return all.reduce<Known | null>((most, one) => (most === null || !within(one.risk, most.risk) ? one : most), null);
}

function knownOfCommand(words: readonly (string | null)[], level: number): readonly Known[] {
  const argv = attached(words.slice(words.findIndex((word) => word === null || !/^[A-Za-z_]\w*=/.test(word))));
  const texts = argv.map((word) => word ?? '\0');
  const inner = level < MOST_LEVELS ? innerScripts(texts) : [];
  const scripts = inner.flatMap(({ at }) => {
    const text = argv[at];
    const list = typeof text === 'string' ? parseShell(text) : null;
    const known = list === null ? null : worstOf(list, level + 1);
    return known === null ? [] : [known];
  });
  const own = known(texts, argv);
  if (own !== null) return [own, ...scripts];
  if (!isWrapper(nameOf(texts[0]))) return scripts;
  // `sudo -u redis rm`, `timeout 5 systemctl restart`, `docker exec web redis-cli flushall`.
  const at = texts.findIndex((word, index) => index > 0 && VERBS.has(nameOf(word)));
  const wrapped = at < 0 ? null : known(texts.slice(at), argv.slice(at));
  return wrapped === null ? scripts : [wrapped, ...scripts];
}

// `su --command='kill 1' redis` is the same in two words.
const attached = (words: readonly (string | null)[]): readonly (string | null)[] =>
  words.flatMap((word) => {
    const [, option, text] = /^(--(?:session-)?command)=(.*)$/s.exec(word ?? '') ?? [];
    return option === undefined || text === undefined ? [word] : [option, text];
  });

/** Words behind the name that decide, and what they mean; the first rule that fits. */
interface Rule {
  readonly when: RegExp;
  readonly risk: Risk;
  readonly floor?: Risk;
}

function known(texts: readonly string[], argv: readonly (string | null)[]): Known | null {
  const name = nameOf(texts[0]);
  if (name === 'redis-cli' || name === 'valkey-cli') return ofRedis(argv);
  const rules = VERBS.get(name);
  if (rules === undefined) return null;
  const rest = texts.slice(1).join(' ');
  const rule = rules.find(({ when }) => when.test(rest));
  if (rule === undefined) return null;
  const verb = [name, ...(rule.when.source === '' || rule.when === ANY ? [] : [rule.when.exec(rest)?.[0].trim() ?? ''])]
    .join(' ')
    .trim();
  return { risk: rule.risk, floor: rule.floor ?? rule.risk, verb };
}

// The command stands behind options, some of which take a word.
function ofRedis(argv: readonly (string | null)[]): Known | null {
  let at = 1;
  while (argv[at]?.startsWith('-') === true)
    at += /^-[hpsanuirtdDX]$|^--(?:user|pass|sni|cacert|cacertdir|cert|key)$/.test(argv[at] ?? '') ? 2 : 1;
  const command = argv.slice(at);
  if (typeof command[0] !== 'string') return null;
  const risk = redisRisk(command);
  return risk === 'read' ? null : { risk, floor: risk, verb: `redis-cli ${command[0]}` };
}

const ANY = /(?:)/;
const all = (names: string, ...rules: readonly Rule[]): readonly (readonly [string, readonly Rule[]])[] =>
  names.split(' ').map((name) => [name, rules] as const);

const OPTIONS = '(?:-\\S+ )*';
const first = (words: string): RegExp => new RegExp(`^${OPTIONS}(?:${words})(?= |$)`);
const any = (words: string): RegExp => new RegExp(`(?:^| )(?:${words})(?= |$)`);

const SQL: readonly Rule[] = [
  { when: /\b(?:DROP|TRUNCATE|DELETE\s+FROM)\b/i, risk: 'destroy' },
  { when: /\b(?:UPDATE|INSERT|ALTER|CREATE|GRANT|REVOKE|VACUUM\s+FULL|REINDEX)\b/i, risk: 'change' },
  { when: /\bpg_(?:terminate|cancel)_backend\b|\bKILL\s+\d/i, risk: 'disrupt' },
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

const VERBS: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
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
  ...all('dd', { when: /(?:^| )of=/, risk: 'destroy' }),
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
  ...all('mv chmod chown chgrp useradd usermod passwd', { when: ANY, risk: 'change' }),
  ...all(
    'apt apt-get yum dnf apk zypper pacman brew snap pip pip3 npm',
    { when: any('remove|purge|erase|del|uninstall|autoremove'), risk: 'disrupt' },
    { when: any('install|upgrade|update|add|i|dist-upgrade|ci'), risk: 'change' },
  ),
  ...all('rabbitmqctl', { when: first('stop_app|reset|force_reset|purge_queue|delete_queue|stop'), risk: 'destroy' }),
  ...all('psql mysql mariadb sqlite3 cockroach clickhouse-client', ...SQL),
  ...all(
    'mongosh mongo',
    { when: /\.(?:drop|dropDatabase|deleteMany|deleteOne|remove)\(/, risk: 'destroy' },
    { when: /\.(?:insert|update|replace|create)\w*\(|shutdownServer/, risk: 'change' },
  ),
  ...all('curl', { when: /-X ?DELETE|--request[ =]DELETE/i, risk: 'destroy', floor: 'change' }),
  ...all('redis-cli valkey-cli'),
]);
