// The table of what programs of a host are known to do: files, disks, processes, the network, packages. What is not in it
// stays its author's word. Those of clusters are in verb-clusters.ts, those of what holds data in verb-stores.ts; how a command is looked up is verbs.ts.

import { CLUSTERS } from './verb-clusters.ts';
import { all, always, any, first, option, type Rows, type Rule } from './verb-rules.ts';
import { STORES } from './verb-stores.ts';

const HOST: Rows = [
  // One named file may be a lock or the last copy of something; a tree is more than anybody looks through.
  ...all('rm', { text: /(?:^| )(?:-\w*[rR]\w*|--recursive)/, risk: 'destroy', floor: 'change' }, always('change')),
  ...all('rmdir unlink', always('change')),
  ...all(
    'shred mke2fs mkswap blkdiscard lvremove vgremove pvremove pvcreate lvreduce userdel groupdel',
    always('destroy'),
  ),
  ...all('mkfs mkfs.ext4 mkfs.ext3 mkfs.xfs mkfs.btrfs mkfs.vfat', always('destroy')),
  ...all('wipefs', option('a|all|o|offset', 'destroy')),
  ...all('fdisk cfdisk sfdisk gdisk sgdisk parted', always('destroy')),
  ...all(
    'cryptsetup',
    first('luksFormat|erase|luksErase|luksKillSlot|luksRemoveKey|reencrypt', 'destroy'),
    first('close|luksClose|suspend|luksSuspend', 'disrupt'),
    first('open|luksOpen|resize|luksAddKey', 'change'),
  ),
  ...all(
    'mdadm',
    option('zero-superblock|create|C', 'destroy'),
    option('stop|S|fail|f|remove|r|grow|G|manage', 'disrupt'),
    option('add|a|assemble|A', 'change'),
  ),
  ...all(
    'lvextend lvcreate lvresize lvchange lvrename lvconvert vgextend vgcreate vgchange vgreduce resize2fs xfs_growfs xfs_repair tune2fs swapon',
    always('change'),
  ),
  ...all('fsck e2fsck fsck.ext4', { unless: /^[nN]$/, risk: 'change' }),
  ...all('dd', { when: /(?:^| )of=(?!\/dev\/null)\S+/, risk: 'destroy' }),
  ...all('truncate', always('destroy')),
  ...all(
    'find',
    { text: /(?:^| )-delete(?= |$)/, risk: 'destroy', floor: 'change' },
    { text: /(?:^| )-f(?:print0?|printf|ls)(?= )/, risk: 'change', floor: 'read' },
  ),
  ...all('rsync', option('del|delete\\S*|remove-source-files', 'destroy', 'change')),
  ...all(
    'zfs',
    first('destroy|rollback', 'destroy'),
    first(
      'set|create|snapshot|mount|unmount|umount|receive|recv|rename|promote|clone|inherit|load-key|upgrade',
      'change',
    ),
  ),
  ...all(
    'zpool',
    first('destroy|labelclear', 'destroy'),
    first(
      'offline|online|detach|attach|replace|clear|scrub|export|import|add|remove|trim|upgrade|set|create|reopen',
      'disrupt',
    ),
  ),
  ...all(
    'btrfs',
    first('\\S+ (?:delete|remove)|device replace', 'destroy'),
    first(
      'balance|scrub start|device add|filesystem (?:resize|defragment)|subvolume (?:create|snapshot)|replace',
      'change',
    ),
  ),
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
      'reload|complete-reload|add-\\S+|remove-\\S+|change-\\S+|set-\\S+|panic-on|panic-off|permanent|runtime-to-permanent',
      'disrupt',
    ),
  ),
  ...all('ipset', first('add|del|flush|destroy|create|swap|rename|restore', 'disrupt')),
  ...all('conntrack', option('[DFI]|delete|flush|create', 'disrupt')),
  ...all('ipvsadm', option('[ADECaderR]|add-\\S+|delete-\\S+|clear', 'disrupt')),
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
  ...all('resolvectl', first('flush-caches|reset-\\S+|dns|domain|revert', 'change')),
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
export const VERBS: ReadonlyMap<string, readonly Rule[]> = byName([...HOST, ...CLUSTERS, ...STORES]);

const dry = (names: string, option: RegExp, words?: RegExp) =>
  names.split(' ').map((name) => [name, { option, ...(words === undefined ? {} : { words }) }] as const);

/** Of programs that can be told to do nothing, the options or words that tell them so. */
export const ONLY_SAYING: ReadonlyMap<string, { readonly option: RegExp; readonly words?: RegExp }> = new Map([
  ...dry('kubectl oc', /^(?:dry-run(?:=(?:client|server))?|help)$/, /^(?:auth can-i|explain|diff)(?: |$)/),
  ...dry('helm', /^(?:dry-run(?:=(?:client|server))?|help)$/),
  ...dry('apt apt-get', /^(?:s|simulate|dry-run|just-print|no-act|recon)$/),
  ...dry('git rsync', /^(?:n|dry-run|list-only|help)$/),
  ...dry('npm argocd restic rclone pt-archiver docker docker-compose podman', /^(?:dry-run|dryrun|help)$/),
  ...dry('aws', /^(?:dry-run|dryrun|generate-cli-skeleton)(?:=|$)/, /(?:^| )help$/),
  ...dry('ansible ansible-playbook', /^(?:C|check|list-\S+|syntax-check)$/),
  ...dry('rpm', /^(?:q|query|V|verify|K|checksig|test)$/),
  ...dry('pacman', /^(?:Q|s|p|print|dry-run)$/),
  ...dry('logrotate', /^(?:d|debug)$/),
  ...dry('certbot', /^dry-run$/),
  ...dry('fdisk cfdisk sfdisk gdisk', /^(?:l|list|d|dump|V|verify|x)$/),
  ...dry('sgdisk', /^[pivO]$/),
  ...dry('parted', /^(?:l|list)$/, /(?:^| )print(?: |$)/),
  ...dry('swapon', /^(?:s|summary|show)(?:=|$)/),
  ...dry('mount', /^(?:l|show-labels|h|V|f|fake)$/),
  ...dry('lvchange vgchange lvextend lvresize resize2fs', /^(?:t|test|P)$/),
  ...dry('tune2fs dumpe2fs', /^l$/),
  ...dry('visudo', /^(?:c|check)$/),
  ...dry('chage', /^(?:l|list)$/),
  ...dry('ebtables arptables', /^(?:L|list)$/),
  ...dry('terraform tofu', /^help$/, /^(?:plan|validate)(?: |$)/),
]);
