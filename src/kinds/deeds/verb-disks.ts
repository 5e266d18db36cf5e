// The part of the table of verbs for programs of disks and file systems, and of the hardware below them.

import { all, always, first, option, type Rows } from './verb-rules.ts';

/** Programs of disks. */
export const DISKS: Rows = [
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
      'offline|online|detach|attach|replace|clear|scrub|export|import \\S+|add|remove|trim|upgrade|set|create|reopen',
      'disrupt',
    ),
    // Without a pool it lists those that could be.
    { when: /^import(?= |$)/, option: /^a$/, risk: 'disrupt' },
  ),
  ...all(
    'btrfs',
    first('\\S+ (?:delete|remove)|device replace', 'destroy'),
    first(
      'balance(?! status(?: |$))|scrub (?:start|cancel|resume)|device add|filesystem (?:resize|defragment)|subvolume (?:create|snapshot)|replace(?! status(?: |$))',
      'change',
    ),
  ),
  ...all(
    'nvme',
    first('format|sanitize|write|write-zeroes|write-uncor|delete-ns|dsm|security-send', 'destroy'),
    first(
      'reset|subsystem-reset|detach-ns|attach-ns|disconnect|disconnect-all|fw-(?:download|commit|activate)',
      'disrupt',
    ),
    first('set-feature|create-ns|connect|connect-all|ns-rescan', 'change'),
  ),
  ...all(
    'hdparm',
    option(
      'security-erase\\S*|trim-sector-ranges\\S*|write-sector|make-bad-sector|dco-restore|fwdownload\\S*',
      'destroy',
    ),
    { text: /(?:^| )-N ?p?\d/, risk: 'destroy' },
    option('[yYw]|security-\\S+', 'disrupt'),
    option('[SXzfF]', 'change'),
    // Without a number they show what is set.
    { text: /(?:^| )-[ABDKMPQWacdkmpru] ?\d/, risk: 'change' },
  ),
  ...all(
    'ipmitool',
    first('sel clear', 'destroy', 'change'),
    first('(?:chassis )?power (?:off|cycle|reset|soft|diag)|(?:mc|bmc) reset|raw', 'disrupt'),
    first(
      '(?:chassis )?power on|chassis (?:bootdev|bootparam set|policy)|user (?:set|enable|disable|priv)|lan set|sensor thresh|sol (?:activate|set)',
      'change',
    ),
  ),
];
