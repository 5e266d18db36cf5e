// Names of programs that stand on pages, so that a line which begins with one is taken for a command.

import { isProgram } from '../../kinds/deeds/verbs.ts';
import { canLook } from './looks/looks.ts';

/** Whether a word is the name of a program. */
export function isProgramName(name: string): boolean {
  return (
    KNOWN.has(name) ||
    isProgram(name) ||
    (canLook(name) && !NEVER.has(name)) ||
    /\.(?:sh|py|rb|pl)$/.test(name) ||
    /^(?:kafka-[\w-]+|kubectl-\w+|mysql\w+|pg_\w+|redis-\w+|rabbitmq-\w+|etcd\w+|ceph-\w+|aws-\w+|docker-\w+|systemd-\w+|apt-\w+|zk\w+)$/.test(
      name,
    )
  );
}

const NEVER = new Set([
  '[',
  '[[',
  ':',
  'true',
  'false',
  'test',
  'wait',
  'exit',
  'type',
  'id',
  'w',
  'last',
  'who',
  'set',
  'version',
  'help',
  'at',
]);

const KNOWN: ReadonlySet<string> = new Set(
  `kubectl oc docker podman docker-compose systemctl service journalctl redis-cli valkey-cli psql mysql mariadb curl wget aws gcloud az gsutil
  bq helm terraform tofu ansible ansible-playbook git gh ssh scp rsync sudo doas su cat tail head grep egrep awk sed find xargs ls df du free ps
  top kill pkill killall ss netstat lsof dig nslookup host ping traceroute nc ncat telnet openssl jq yq echo printf export source cd mkdir rm cp mv
  touch chmod chown ln tee sort uniq wc cut tr date sleep watch time timeout for while if until nginx apachectl haproxy supervisorctl pm2 node npm npx
  pnpm yarn python python3 pip pip3 ruby bundle rake rails java jstack jmap jcmd jstat go make mvn gradle php composer artisan etcdctl ceph rados vault consul
  nomad kafka-topics kafka-topics.sh kafka-consumer-groups kafka-consumer-groups.sh rabbitmqctl rabbitmq-diagnostics rabbitmqadmin mongosh mongo
  mongodump mongorestore pg_dump pg_restore pg_ctl pg_isready pgbouncer patronictl repmgr mysqldump mysqladmin nodetool cqlsh elasticsearch-cli
  iptables ip6tables nft ip ifconfig ufw firewall-cmd tcpdump strace perf vmstat iostat mpstat sar uptime dmesg sysctl mount umount fsck lsblk fdisk
  mkfs dd tar gzip gunzip zcat unzip zip crontab at reboot shutdown halt apt apt-get yum dnf apk snap dpkg rpm brew promtool amtool logcli velero flux
  argocd istioctl linkerd kustomize kops eksctl minikube kind k3s crictl ctr nerdctl zpool zfs mdadm smartctl ipmitool lvs vgs pvs lvextend resize2fs
  xfs_growfs truncate logrotate certbot keytool hostname hostnamectl timedatectl chronyc ntpq ntpdate env printenv which stat file md5sum sha256sum bash sh zsh
  eval exec set read vi vim nano less more screen tmux htop iotop gsutil doctl heroku fly flyctl vercel wrangler cf pct qm pveceph pvesm pvecm virsh vmctl knife
  chef-client puppet salt salt-call consul-template packer vagrant sqlite3 clickhouse-client influx cockroach tidb pt-online-schema-change gunicorn celery
  sidekiq rq uvicorn flask django-admin dotnet cargo openstack nova neutron cinder swift rclone s3cmd mc lsmod modprobe getent id passwd useradd usermod service
  rc-service sv svc initctl launchctl monit runit nft conntrack ethtool bridge brctl wg ipvsadm keepalived birdc vtysh kcat kafkacat`.split(
    /\s+/,
  ),
);
