// Programs that can be told to do nothing, and to say only what they would do, or what there is.

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
  ...dry('certbot repmgr', /^dry-run$/),
  ...dry('pg_resetwal pg_resetxlog pg_rewind pg_archivecleanup', /^(?:n|dry-run)$/),
  ...dry('xfs_repair', /^n$/),
  ...dry('pulumi', /^preview-only$/),
  ...dry('snap', /^(?:list|time)$/),
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
