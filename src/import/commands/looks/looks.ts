// Programs that only look, and the words that make them do so. What is not here is not known to look.

import { awkLooks, dateLooks, ipLooks, sedLooks } from './look-programs.ts';
import { first, only, type Rule, rules, strictly, words } from './look-rules.ts';
import { SERVICES } from './look-services.ts';

/** Whether a program with these arguments only looks. */
export function looks(name: string, args: readonly string[]): boolean {
  const text = args.join(' ');
  if (/^--(?:version|help)$/.test(text)) return true;
  if (ALWAYS.has(name)) return true;
  const rule = RULES.get(name);
  if (rule === undefined) return false;
  if (/^(?:-V|version|help)$/.test(text)) return true;
  return typeof rule === 'function' ? rule(args, text) : rule.test(text);
}

/** Whether a name is that of a program that can be told to look. */
export const canLook = (name: string): boolean => ALWAYS.has(name) || RULES.has(name);

const ALWAYS: ReadonlySet<string> = new Set(
  words(`
  cat tac head tail nl grep egrep fgrep zgrep zcat ag ls ll dir stat df du free ps pgrep pidof pstree
  netstat lsof nslookup host getent whois dig drill traceroute tracepath ping ping6 mtr uptime uname whoami id w who last
  vmstat iostat mpstat nproc lscpu lsblk lspci lsusb lsmod findmnt jq wc cut tr comm
  column paste fold rev seq sleep printf echo true false test [ [[ : type which whereis pwd cd basename dirname readlink realpath md5sum
  sha1sum sha256sum cksum od hexdump strings diff cmp printenv locale groups arch lsb_release jstat jps
  pg_isready top htop iotop iftop numastat slabtop smem exit set wait stern
  `),
);

/** A rule that holds unless one of these options is there. */
const without =
  (options: RegExp, most = Number.POSITIVE_INFINITY): Rule =>
  (args) =>
    !args.some((arg) => options.test(arg)) && args.filter((arg) => !arg.startsWith('-')).length <= most;

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...SERVICES,
  // What stands behind `+` is typed into them: `+!rm x`.
  ...rules('less more', without(/^(?:\+|-\w*[oO]|-k|--(?:log|LOG|less|cm))/)),
  ...rules('pidstat', without(/^-\w*e/)),
  ...rules('rg', without(/^--pre/)),
  ...rules('tree', without(/^-\w*o/)),
  ...rules('file', without(/^(?:-\w*C|--compile)/)),
  ...rules('sort', without(/^(?:-\w*o|--o|--comp)/)),
  ...rules(
    'uniq',
    only({ valued: '-f -s -w', flags: '-c -d -D -i -u -z --count --repeated --unique --ignore-case' }, 1),
  ),
  ...rules('xxd', without(/^-\w*r/, 1)),
  ...rules('ss', without(/^(?:-\w*[KDF]|--(?:kill|diag|filter))/)),
  ...rules('blkid', without(/^(?:-\w*[gc]|--garbage|--cache)/)),
  ...rules('lastlog', without(/^(?:-\w*[CS]|--clear|--set)/)),
  ...rules('dmidecode', without(/^--(?:dump-bin|from-dump)/)),
  ...rules('sar', without(/^-\w*o/)),
  ...rules('atop', without(/^-\w*w/)),
  ...rules('pt-query-digest', without(/^--(?:review|history|create|output|save)/)),
  ...rules(
    'nvidia-smi',
    (args, text) =>
      only({ valued: '-i --id -d --display -l --loop', flags: '-q -L --query --list-gpus -m -x' }, 1)(
        args.filter((arg) => !/^--(?:query-[\w-]+|format|id|display)=/.test(arg)),
        text,
      ) && !/(?:^| )(?!dmon|pmon|topo)[^-\s]/.test(text.replace(/(?:-i|--id|-d|--display|-l|--loop) \S+/g, '')),
  ),
  ...rules('command', /^-[vV] \S+$/),
  ...rules('sed', sedLooks),
  ...rules('awk gawk mawk', awkLooks),
  ...rules('find', (_, text) => !/(?:^| )-(?:delete|exec|execdir|ok|okdir|fprint\w*|fls)(?= |$)/.test(text)),
  ...rules('yq', without(/^(?:-\w*[is]|--in-?place|--split)/)),
  ...rules('env', (args) => args.length === 0),
  ...rules('date', dateLooks),
  ...rules('hostname', only({ flags: '-f -i -I -s -d -A --fqdn --long --short --domain --ip-address --all-fqdns' }, 0)),
  ...rules('hostnamectl', /^(?:status)?$/),
  ...rules('timedatectl', /^(?:status|show\S*|timesync-status|list-timezones)?$/),
  ...rules('ulimit', /^-\w*a$|^-[HS]?\w$/),
  ...rules(
    'sysctl',
    (args, text) =>
      only({ flags: '-a -A -n -e -N -X -d -q -b --all --names --values' })(args, text) && !text.includes('='),
  ),
  ...rules(
    'dmesg',
    only(
      {
        valued: '-l --level -f --facility --since --until --time-format',
        flags:
          '-T -H -w -W -k -u -x -e -t -d -L -P -r -S --ctime --human --follow --kernel --decode --reltime --nopager',
      },
      0,
    ),
  ),
  ...rules('journalctl', without(/^--(?:vac|rot|fl|sy[^s]|reli|smart|set|update|cursor-file)/)),
  ...rules(
    'systemctl',
    (args, text) =>
      strictly(args, {
        valued: '-n --lines -p --property -t --type -o --output --state',
        flags: '--no-pager -l --full -a --all --failed --user --system --plain --no-legend -q --quiet -r --recursive',
      })?.length === 0 ||
      first(
        'status show cat is-active is-enabled is-failed is-system-running list-units list-timers list-unit-files list-dependencies list-sockets list-jobs list-machines get-default',
        { valued: '-n --lines -p --property -t --type -o --output --state -M --machine -H --host' },
      )(args, text),
  ),
  ...rules('service', /^(?:[\w@.-]+ status|--status-all)$/),
  ...rules('rc-service', /^[\w@.-]+ status$/),
  ...rules('supervisorctl', first('status tail avail maintail pid version', { valued: '-c -s -u -p' })),
  ...rules('pm2', first('list ls l status logs show describe jlist prettylist info')),
  ...rules('nginx', /^(?:-c \S+ )?-(?:t|T|v|V|tq|qt)(?: -c \S+)?$/),
  ...rules('apachectl apache2ctl httpd', /^(?:-t|-S|-M|-v|-V|configtest|status|fullstatus|-t -D \w+)$/),
  ...rules('haproxy', /(?:^| )-c(?= |$)/),
  ...rules('caddy', first('validate version list-modules')),
  ...rules('postqueue', /^-p$/),
  ...rules('mailq atq', /^$/),
  ...rules('at', /^-l$/),
  ...rules('crontab', /^(?:-u \S+ )?-l(?: -u \S+)?$/),
  ...rules('zpool', first('status list get history iostat', { unless: /^-c$/ })),
  ...rules('zfs', first('list get')),
  ...rules(
    'btrfs',
    first(
      'filesystem|show filesystem|df filesystem|usage fi|show fi|df fi|usage device|stats device|usage subvolume|list subvolume|show scrub|status balance|status',
      { unless: /^(?:-z|--reset)$/ },
    ),
  ),
  ...rules(
    'mdadm',
    (args) =>
      args.length > 0 &&
      args.every((arg) =>
        /^(?:-[DEQsvbY]+|--(?:detail|examine|query|scan|verbose|brief|export)|\/dev\/\S+)$/.test(arg),
      ),
  ),
  ...rules('pvs vgs lvs pvdisplay vgdisplay lvdisplay', /(?:)/),
  ...rules('pvscan', /^$/),
  ...rules('smartctl', (args) =>
    args.every(
      (arg, at) =>
        /^(?:-[aAHixcj]+|-[ldnvfT]|--(?:all|attributes|health|info|xall|capabilities|scan|json|log=\S+|device=\S+))$/.test(
          arg,
        ) ||
        /^-[ldnvfT]$/.test(args[at - 1] ?? '') ||
        /^\/dev\/\S+$/.test(arg),
    ),
  ),
  ...rules(
    'ipmitool',
    first(
      'sensor$ sensor|list sensor|get sdr$ sdr|list sdr|elist sdr|type sdr|get sel$ sel|list sel|elist sel|info chassis|status chassis|power|status power|status mc|info fru$ fru|print lan|print',
      { valued: '-I -H -U -P -L -p -f' },
    ),
  ),
  ...rules(
    'iptables ip6tables',
    (args, text) =>
      only(
        { valued: '-t --table', flags: '-L -S -n -v -x -w --list --list-rules --line-numbers --numeric --verbose' },
        2,
      )(args, text) && /(?:^| )(?:-\w*[LS]|--list(?:-rules)?)/.test(text),
  ),
  ...rules('nft', (_, text) => /^(?:-\w+ )*list /.test(text)),
  ...rules('ufw', /^status(?: (?:verbose|numbered))?$/),
  ...rules(
    'firewall-cmd',
    (args) => args.length > 0 && args.every((arg) => /^--(?:list-\S+|state|get-\S+|zone=\S+|query-\S+)$/.test(arg)),
  ),
  ...rules('ip', ipLooks),
  ...rules('ifconfig', (args) => args.length < 2),
  ...rules('arp route', only({ valued: '-i', flags: '-a -n -e -v -N -A -4 -6' }, 0)),
  ...rules('ethtool', /^(?:-[iSkagclnmTduP] |--(?:driver|statistics|show-[\w-]+|module-info) )?[\w.@-]*\w$/),
  ...rules('tcpdump', (_, text) => /(?:^| )-\w*c ?\d/.test(text) && !/(?:^| )-\w*[wzZGC]/.test(text)),
  ...rules(
    'nc ncat netcat',
    (args, text) =>
      only({ valued: '-w -i -s -p', flags: '-z -v -n -u -4 -6 -t' })(args, text) && /(?:^| )-\w*z/.test(text),
  ),
  ...rules(
    'openssl',
    (_, text) =>
      /^(?:s_client|x509|verify|version|crl|ocsp|ciphers)(?: |$)/.test(text) &&
      !/(?:^| )-(?:out|signkey|key|CA|CAkey|req|sign|sess_out|keylogfile|msgfile|writerand|respout|reqout|CAcreateserial|engine|provider)(?= |$)/.test(
        text,
      ),
  ),
  ...rules('keytool', /^-(?:list|printcert)(?= |$)/),
  ...rules('certbot', first('certificates')),
  ...rules('chronyc', /^(?:-[nc] )*(?:tracking|sources|sourcestats|activity|ntpdata)(?: -v)?$/),
  ...rules('ntpq', /^-[pn46]*p[pn46]*(?: [\w.:-]+)?$/),
  ...rules('resolvectl systemd-resolve', /^(?:status|query|statistics|--status|--statistics)(?: |$)/),
  ...rules(
    'jcmd',
    (args, text) =>
      args.length === 0 ||
      /^(?:-l|\S+ (?:help|Thread\.print(?: -l)?|GC\.heap_info|GC\.class_histogram -all|VM\.(?:version|uptime|flags(?: -all)?|command_line|system_properties|info|classloader_stats|metaspace|dynlibs|class_hierarchy|events|native_memory(?: summary| detail)?)))$/.test(
        text,
      ),
  ),
  // With `live` all unused objects are collected first.
  ...rules('jmap', /^-(?:histo|heap|clstats) \d*\S+$/),
  ...rules('jstack', /^(?:-l )?[\w$]+$/),
]);
