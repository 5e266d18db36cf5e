// The table of what programs of a host are known to do: files, processes, the network, packages. What is not in it stays its
// author's word. Those of clusters are in verb-clusters.ts, those of what holds data in verb-stores.ts and verb-disks.ts; how a
// command is looked up is verbs.ts.

import { CLUSTERS } from './verb-clusters.ts';
import { DISKS } from './verb-disks.ts';
import { all, always, any, first, option, type Rows, type Rule } from './verb-rules.ts';
import { STORES } from './verb-stores.ts';

const HOST: Rows = [
  // One named file may be a lock or the last copy of something; a tree is more than anybody looks through.
  ...all('rm', { text: /(?:^| )(?:-\w*[rR]\w*|--recursive)/, risk: 'destroy', floor: 'change' }, always('change')),
  ...all('rmdir unlink', always('change')),
  ...all('umount swapoff', always('disrupt')),
  ...all('mount', { when: /\S/, risk: 'change' }, option('a|all', 'change')),
  ...all('reboot shutdown halt poweroff telinit kexec', always('disrupt')),
  ...all('init', first('[0156]', 'disrupt')),
  ...all('kill pkill killall killall5 skill', { text: /^(?!(?:-0|-l|-L|--list|-s 0)(?: |$))/, risk: 'disrupt' }),
  ...all('fuser', option('k|kill', 'disrupt')),
  ...all('renice', always('change')),
  ...all(
    'systemctl',
    first('clean', 'destroy'),
    first(
      'restart|try-restart|condrestart|reload-or-restart|try-reload-or-restart|stop|kill|isolate|mask|disable|freeze|thaw|reboot|soft-reboot|poweroff|halt|kexec|suspend|hibernate|hybrid-sleep|rescue|emergency|default|exit|switch-root',
      'disrupt',
    ),
    first(
      'start|reload|enable|reenable|unmask|daemon-reload|daemon-reexec|reset-failed|set-property|set-environment|unset-environment|set-default|revert|link|preset|preset-all|edit|cancel|add-wants|add-requires',
      'change',
    ),
  ),
  ...all(
    'service rc-service invoke-rc.d',
    first('\\S+ (?:restart|stop|force-reload|force-stop)', 'disrupt'),
    first('\\S+ (?:start|reload)', 'change'),
  ),
  ...all(
    'supervisorctl',
    first('restart|stop|shutdown|reload|remove|signal', 'disrupt'),
    first('start|update|add|reread|clear', 'change'),
  ),
  ...all(
    'pm2',
    first('delete|kill|del|restart|stop|reload|gracefulReload|scale|resurrect', 'disrupt'),
    first('start|update|save|flush|reset|startup', 'change'),
  ),
  ...all(
    'sv initctl monit svc s6-svc',
    any('restart|stop|down|force-\\S+|unmonitor|kill|term|hup', 'disrupt'),
    any('start|up|reload|monitor', 'change'),
  ),
  ...all('svc s6-svc', option('[dkitpxh]', 'disrupt'), option('[uo]', 'change')),
  ...all(
    'loginctl',
    first('terminate-\\S+|kill-\\S+', 'disrupt'),
    first('lock-\\S+|unlock-\\S+|enable-linger|disable-linger|activate', 'change'),
  ),
  ...all(
    'machinectl',
    first('remove', 'destroy'),
    first('terminate|poweroff|reboot|kill|stop', 'disrupt'),
    first('start|enable|disable|clone|rename|copy-to', 'change'),
  ),
  ...all(
    'journalctl',
    option('vacuum-\\S+', 'destroy', 'change'),
    option('rotate|flush|sync|relinquish-var|setup-keys', 'change'),
  ),
  ...all('logrotate', option('f|force', 'change')),
  ...all('crontab', option('r', 'destroy'), { unless: /^l$/, risk: 'change' }),
  ...all('atrm', always('change')),
  ...all('dmesg', option('c|C|clear|read-clear', 'change')),
  ...all(
    'iptables ip6tables',
    option(
      '[ADIRFXZNPE]|append|delete|insert|replace|flush|delete-chain|zero|new-chain|policy|rename-chain',
      'disrupt',
    ),
  ),
  ...all('iptables-restore ip6tables-restore ebtables arptables', always('disrupt')),
  ...all(
    'nft',
    first('add|create|delete|flush|insert|replace|destroy|reset|rename', 'disrupt'),
    option('f|file', 'disrupt'),
  ),
  ...all('ufw', first('enable|disable|allow|deny|reject|limit|delete|reset|reload|insert|route|default', 'disrupt')),
  ...all(
    'firewall-cmd',
    option(
      'reload|complete-reload|add-\\S+|remove-\\S+|change-\\S+|set-\\S+|new-\\S+|delete-\\S+|passthrough|lockdown-o\\S+|reset-to-defaults|panic-on|panic-off|runtime-to-permanent',
      'disrupt',
    ),
  ),
  ...all(
    'ipset',
    first('add|del|flush|destroy|create|swap|rename|restore', 'disrupt'),
    option('[ADEFNRWX]|add|del|flush|destroy|create|swap|rename|restore', 'disrupt'),
  ),
  ...all('ss', option('K|kill', 'disrupt')),
  ...all('conntrack', option('[DFI]|delete|flush|create', 'disrupt')),
  ...all(
    'ipvsadm',
    option('[ADECZaderR]|add-\\S+|delete-\\S+|edit-\\S+|clear|restore|zero|set|st\\S+-daemon', 'disrupt'),
  ),
  ...all(
    'ip',
    first('\\S+ (?:a|add|d|del|delete|replace|change|append|prepend|flush|set|up|down)', 'disrupt'),
    option('batch', 'disrupt'),
  ),
  ...all('tc', first('\\S+ (?:add|del|delete|replace|change|link)', 'disrupt'), option('b|batch', 'disrupt')),
  ...all('bridge brctl', any('add\\S*|del\\S*|set\\S*|stp|replace|append', 'disrupt')),
  ...all('route', any('add|del|delete|flush', 'disrupt')),
  ...all('arp', option('[ds]', 'disrupt')),
  ...all('ifconfig', any('up|down|netmask|mtu|add|del', 'disrupt')),
  ...all('ifup ifdown dhclient netplan', { when: /^(?!get(?: |$)|info(?: |$)|status(?: |$))/, risk: 'disrupt' }),
  ...all(
    'nmcli',
    first('\\S+ (?:up|down|mod|modify|delete|del|add|reload|load|disconnect|connect|reapply|off|on|set)', 'disrupt'),
  ),
  ...all('ethtool', option('[sKACGLrXpE]|change|reset|set-\\S+|features', 'disrupt')),
  ...all(
    'resolvectl',
    first(
      'flush-caches|reset-\\S+|(?:dns|domain|default-route|llmnr|mdns|dnssec|dnsovertls|nta) \\S+ \\S*|revert',
      'change',
    ),
  ),
  ...all('systemd-resolve', option('flush-caches|reset-\\S+|set-\\S+', 'change')),
  ...all('modprobe insmod', { unless: /^(?:n|dry-run|show-depends|c|showconfig)$/, risk: 'change' }),
  ...all('rmmod', always('disrupt')),
  ...all('sysctl', option('w|write|p|load|system', 'change'), { when: /=/, risk: 'change' }),
  ...all('sed', option('i|in-place', 'change')),
  ...all('perl ruby', option('i', 'change')),
  ...all('yq', option('i|inplace|in-place', 'change')),
  ...all('hostnamectl timedatectl localectl', first('set-\\S+|hostname \\S+', 'change')),
  ...all('date', option('s|set', 'change')),
  ...all('hwclock', option('w|s|systohc|hctosys|set', 'change')),
  ...all('chronyc', first('makestep|burst|online|offline|add|delete|reset', 'change')),
  ...all('setenforce ntpdate', always('change')),
  ...all(
    'mv chmod chown chgrp chattr setfacl useradd usermod groupadd groupmod gpasswd chpasswd chage visudo',
    always('change'),
  ),
  ...all('passwd', { unless: /^(?:S|status)$/, risk: 'change' }),
  ...all('wall', always('change')),
  ...all('gcore', always('disrupt', 'read')),
  ...all('jmap', option('dump:\\S*|d', 'disrupt', 'read'), {
    text: /(?:^| )-(?:dump|histo:live)/,
    risk: 'disrupt',
    floor: 'read',
  }),
  ...all(
    'jcmd',
    any('GC\\.(?:run|run_finalization|heap_dump|class_histogram)|VM\\.set_flag|JFR\\.\\S+', 'disrupt', 'read'),
  ),
  ...all('stress stress-ng', always('disrupt')),
  ...all(
    'apt apt-get yum dnf apk zypper pacman brew snap pip pip3 npm',
    first('remove|purge|erase|del|uninstall|autoremove|autopurge', 'disrupt'),
    first(
      'install|reinstall|upgrade|update|add|i|dist-upgrade|full-upgrade|downgrade|ci|clean|autoclean|refresh|revert|swap|makecache',
      'change',
    ),
  ),
  ...all(
    'yum dnf',
    first('history (?:undo|redo|rollback)|group ?remove|module remove', 'disrupt'),
    first(
      'distro-sync|distribution-synchronization|localinstall|group ?install|module (?:enable|disable|install|reset|switch-to)',
      'change',
    ),
  ),
  ...all(
    'npm',
    first('unpublish', 'destroy'),
    first('audit fix|prune|dedupe|rebuild|cache (?:clean|rm)|publish|deprecate', 'change'),
  ),
  ...all('pacman', option('R\\w*', 'disrupt'), option('[SU]', 'change')),
  ...all('dpkg', option('r|P|remove|purge', 'disrupt'), option('i|install|configure|unpack', 'change')),
  ...all('rpm', option('e|erase', 'disrupt'), option('[iUF]|install|upgrade|freshen', 'change')),
  ...all('nginx', option('s=(?:stop|quit)', 'disrupt'), option('s', 'change')),
  ...all(
    'apachectl apache2ctl httpd',
    any('(?:graceful-)?stop|restart', 'disrupt'),
    option('k=(?:\\S*stop|restart)', 'disrupt'),
    any('start|graceful', 'change'),
    option('k', 'change'),
  ),
  ...all('caddy', first('stop', 'disrupt'), first('reload|start|run', 'change')),
  ...all(
    'squid',
    option('k=(?:shutdown|interrupt|kill)', 'disrupt'),
    option('k=(?:reconfigure|rotate|restart)', 'change'),
  ),
  ...all(
    'varnishadm',
    any('stop|backend\\.set_health|vcl\\.(?:use|discard)', 'disrupt'),
    any('ban\\S*|start|vcl\\.load|param\\.set', 'change'),
  ),
  ...all('postfix', first('stop|abort', 'disrupt'), first('start|reload|flush', 'change')),
  ...all('postsuper', option('d', 'destroy'), option('[hHrs]', 'change')),
  ...all('postqueue', option('[fis]', 'change')),
  ...all(
    'rndc unbound-control',
    first('stop|halt|freeze', 'disrupt'),
    first('reload|reconfig|flush\\S*|thaw|start|retransfer|local_\\S+', 'change'),
  ),
  ...all(
    'certbot',
    first('delete|revoke', 'destroy'),
    first('renew|certonly|run|install|enhance|rollback|register|unregister|update_account', 'change'),
  ),
];

const byName = (rows: Rows): ReadonlyMap<string, readonly Rule[]> => {
  const rules = new Map<string, readonly Rule[]>();
  for (const [name, own] of rows) rules.set(name, [...(rules.get(name) ?? []), ...own]);
  return rules;
};

/** The rules of each program. */
export const VERBS: ReadonlyMap<string, readonly Rule[]> = byName([...HOST, ...DISKS, ...CLUSTERS, ...STORES]);
