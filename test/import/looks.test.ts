// What a command of a page does, as far as tables know it. A look that is none would run unasked; one that is not known as a look
// is asked about, which is only tedious.

import { expect, test } from 'vitest';
import { convert, convertSql } from '../../src/import/commands/convert.ts';

/** Commands that change something, or may. */
const CHANGES = String.raw`
curl -sX DELETE https://shop.example/api/cache
curl -sXPOST https://shop.example/api/cache
curl -XPUT https://es.example/_settings -d'{"index":1}'
curl https://shop.example/api -d'{}'
curl https://shop.example/api --data-binary @body.json
curl https://shop.example/api --json '{"a": 1}'
curl -T dump.sql https://shop.example/upload
curl -F file=@dump.sql https://shop.example/upload
curl -sfF a=b https://shop.example/upload
curl --request=PATCH https://shop.example/api
curl -o /etc/hosts https://shop.example/hosts
curl -sLO https://shop.example/tool.tar.gz
curl -sw '%output{/tmp/x}%{http_code}' https://shop.example
curl -K curl.conf https://shop.example
curl telnet://shop.example:25
curl $CURL_OPTS https://shop.example
wget --post-data 'a=b' -qO- https://shop.example/api
wget --post-file=x -O - https://shop.example/api
wget --method=DELETE -O - https://shop.example/api
wget https://shop.example/tool.tar.gz
wget -O tool.sh https://shop.example/tool.sh
http POST https://shop.example/api a=b
http https://shop.example/api a=b
ceph osd pool delete web web --yes-i-really-really-mean-it
ceph osd pool set web size 2
ceph osd perf -o /tmp/out
vault operator raft remove-peer node-3
vault operator step-down
vault read database/creds/app
consul operator raft remove-peer -id=abc
consul kv put a b
nomad operator raft remove-peer -peer-id=abc
yum history undo 12
dnf history rollback 12
npm audit fix
npm audit --audit-level high fix
pnpm audit --fix
istioctl proxy-config log web-1 --level debug
istioctl pc log web-1 -r
kubectx production
kubens shop
nvidia-smi --gpu-reset -i 0
nvidia-smi -pm 1
ss -K dst 10.0.0.1
ss -tnK dst 10.0.0.1
sort -o data.txt data.txt
sort --output=x data.txt
uniq in.txt out.txt
xxd -r dump.hex out.bin
tree -o out.txt
etcdctl check perf
etcdctl alarm disarm
etcdctl snapshot restore x
jcmd 12 VM.set_flag HeapDumpOnOutOfMemoryError true
jcmd 12 GC.run
jcmd 12 GC.class_histogram
jcmd 12 VM.log what=gc
jmap -histo:live 12
jmap -dump:file=x 12
date 010203042026
date -s 12:00
hostname web-2
sysctl -qp /etc/sysctl.conf
sysctl vm.swappiness=1
dmesg -C
journalctl --vacuum-size=1G
systemctl daemon-reexec
service nginx restart
at now
ip link set eth0 down
ip netns exec blue rm -f x
ip addr add 10.0.0.2/24 dev eth0
iptables -vnLZ
iptables -t nat -F
ethtool -K eth0 gro off
ipmitool sensor thresh FAN1 lower 100 200 300
ipmitool chassis power cycle
ipmitool sel clear
btrfs device stats -z /data
mysqladmin status shutdown
mysqladmin -uroot flush-hosts
smartctl -t long /dev/sda
keytool -delete -alias a -list
openssl x509 -in a.pem -out b.pem
openssl s_client -connect shop.example:443 -keylogfile x
sed -n '/error/w out' app.log
sed 's/a/b/e' app.log
sed -i s/a/b/ app.conf
awk '{print $1 > "out"}' app.log
awk '{print | "sh"}' app.log
awk '{cmd = "rm x"; cmd | getline}' app.log
awk 'BEGIN{while (("rm x" |& getline) > 0);}' app.log
gcloud container clusters get-credentials prod
gcloud compute instances delete list
gcloud sql instances restart list
aws s3api get-object --bucket b --key k out
aws ec2 reboot-instances --instance-ids list-1
az aks get-credentials -n prod -g prod
gsutil rm gs://b/list
kafka-reassign-partitions.sh --bootstrap-server b:9092 --verify --reassignment-json-file x
kafka-consumer-groups.sh --bootstrap-server b:9092 --group g --reset-offsets --to-latest --topic t --execute
kafka-configs.sh --bootstrap-server b:9092 --describe --alter --add-config a=b
rabbitmq-diagnostics remote_shell
rabbitmqctl forget_cluster_node a@b
terraform plan -out=plan.bin
terraform providers lock
terraform state rm a.b
helm template web --output-dir out
git log --output=x
git reflog expire --all
git branch -D old
argocd app get web --hard-refresh
kubectl delete pod exec -- ls
kubectl exec web-1 -- rm -rf /tmp/x
kubectl config use-context production
kubectl cluster-info dump --output-directory=x
docker exec web kill -HUP 1
docker --some-option ps restart web
echo a | xargs systemctl
echo a | xargs kubectl
ssh -o ProxyCommand='rm x' host uptime
mongosh --eval 'db.orders.drop()'
mongosh --eval 'db.orders.find(); db.orders.renameCollection("x")'
mongosh --eval 'db["dropDatabase"]()'
mongosh --eval 'db.adminCommand({setParameter: 1, a: 2})'
mongosh --eval 'db.orders.aggregate([{$out: "x"}])'
psql -c 'SELECT 1' -f fix.sql
psql -c 'SELECT 1' --file=fix.sql
psql -c 'SELECT 1' -o out.txt
psql -c "SELECT pg_terminate_backend(12)"
psql -c "SELECT pg_reload_conf()"
mysql --init-command='DROP TABLE a' -e 'SELECT 1'
mysql -e 'SELECT 1 INTO OUTFILE "/tmp/x"'
sqlite3 -cmd 'DROP TABLE a' shop.db 'SELECT 1'
poweroff version
./deploy.sh version
init help
`
  .trim()
  .split('\n');

/** Commands that only look, and that pages are full of. */
const LOOKS = String.raw`
curl -sS https://shop.example/health
curl -s -o /dev/null -w '%{http_code}' https://shop.example/health
curl -fsSL -H 'Accept: text/plain' https://shop.example/health | grep -c ok
curl -G --data-urlencode 'query=up' https://prometheus.example/api/v1/query
curl -X GET https://shop.example/health
curl -I https://shop.example
curl --max-time 5 --retry 2 -u $USER:$PASS https://shop.example/health
wget -qO- https://shop.example/health
wget --spider -S https://shop.example
ceph -s
ceph health detail
ceph osd pool ls detail
ceph osd pool get web size
ceph pg 1.2 query
vault status
vault operator raft list-peers
consul operator raft list-peers
yum history
yum history list
npm audit
istioctl proxy-config cluster web-1
kubectx
nvidia-smi
nvidia-smi --query-gpu=utilization.gpu --format=csv
ss -tlnp
sort -rn -k2 data.txt
etcdctl --endpoints=https://a:2379 endpoint health
etcdctl member list -w table
jcmd 12 VM.flags
jcmd 12 GC.heap_info
date +%s
date -u -d '1 hour ago'
sysctl vm.swappiness
sysctl -n vm.swappiness
dmesg -T | tail -50
journalctl -u web --since '10 min ago' --no-pager
systemctl status web
systemctl --failed
systemctl list-units --state=failed
service nginx status
ip addr
ip -s link show eth0
ip route get 10.0.0.1
iptables -nvL INPUT
iptables -t nat -S
ethtool -S eth0
ipmitool -I lanplus -H bmc -U admin sensor list
mysqladmin -uroot -psecret processlist
smartctl -a /dev/sda
openssl s_client -connect shop.example:443 -servername shop.example
sed -n '/error/p' app.log
sed -n 10,20p app.log
sed 's/.*id=//; s/ .*//' app.log
awk '{print $1}' app.log
awk -F: '$3 > 5 || /error/ {n++} END {print n}' app.log
gcloud compute instances list --filter=status=RUNNING
gcloud sql operations list --instance=shop
aws ec2 describe-instances --instance-ids i-1
aws --region eu-west-1 rds describe-db-instances
aws s3 ls s3://b
az vm list -o table
kafka-topics.sh --bootstrap-server b:9092 --describe --topic t
kafka-consumer-groups.sh --bootstrap-server b:9092 --describe --group g
rabbitmqctl list_queues name messages
rabbitmq-diagnostics -q ping
terraform plan
helm -n shop history web
git log -5 --oneline
argocd app get web
kubectl -n shop get pods -o wide
kubectl --context prod -n shop logs deploy/web --tail=100
kubectl exec -n shop web-1 -- df -h
kubectl auth can-i delete pods
docker ps -a --filter name=web
docker compose -f prod.yml logs web
docker exec -u root web cat /etc/hosts
ssh web-1 uptime
find /var/log -name '*.log' -size +100M
ps aux | sort -rk 4 | head
cat a.txt | xargs grep error
mongosh --eval 'rs.status()'
mongosh shop --quiet --eval 'db.orders.find({a: 1}).limit(5)'
psql -U app -d shop -Atc "SELECT count(*) FROM orders"
psql -c '\dt+'
mysql -uroot -psecret -e 'SHOW PROCESSLIST'
redis-cli -h cache info memory
`
  .trim()
  .split('\n');

test.each(CHANGES)('%s is no look', (command) => {
  const { kind, effect } = convert(command);
  expect(kind === 'manual' ? 'unknown' : effect).not.toBe('read');
});

test.each(LOOKS)('%s is a look', (command) => {
  expect(convert(command).effect).toBe('read');
});

test.each([
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity',
  'SELECT pg_catalog.pg_reload_conf()',
  'SELECT "pg_terminate_backend"(12)',
  'SELECT lo_import($1)',
  "SELECT * FROM dblink('host=a', 'DROP TABLE b') AS t(a int)",
  "SELECT dblink_exec('DROP TABLE b')",
  "SELECT setval('orders_id_seq', 1)",
  "SELECT nextval('orders_id_seq')",
  'SELECT fix_orders()',
  'SELECT public.count(1)',
  'SELECT (a), pg_reload_conf() FROM b',
  'WITH pg_reload_conf(a) AS (SELECT 1) SELECT pg_reload_conf()',
  'WITH gone AS (DELETE FROM orders RETURNING id) SELECT * FROM gone',
  'SELECT * INTO copy FROM orders',
  'SELECT id FROM orders FOR KEY SHARE',
  "SELECT '--'; DROP TABLE orders",
  "SELECT 'a\\'; DROP TABLE orders; -- '",
  'SELECT 1 /*!50000 ; DROP TABLE orders */',
  "SELECT $$'$$; DROP TABLE orders; SELECT $$'$$",
  '\\x\nDROP TABLE orders;',
  "SELECT 'DROP TABLE orders' \\gexec",
  '\\! rm -f x',
  '\\copy orders FROM x.csv',
  '\\i fix.sql',
  'EXPLAIN ANALYZE DELETE FROM orders',
])('the query %j is no look', (sql) => {
  expect(convertSql(sql).effect).not.toBe('read');
});

test.each([
  'SELECT count(*), pg_size_pretty(pg_database_size(current_database())) FROM orders WHERE state IN (1, 2)',
  "SELECT pid, now() - query_start AS age FROM pg_stat_activity WHERE state <> 'idle' ORDER BY age DESC; -- the oldest first",
  'WITH slow (a, b) AS (SELECT 1, 2) SELECT * FROM slow',
  "SELECT * FROM json_each('{}') AS t(k, v)".replace('json_each', 'jsonb_each'),
  'SHOW ENGINE INNODB STATUS\\G',
  'EXPLAIN SELECT * FROM orders',
  '\\x\nSELECT * FROM orders;',
])('the query %j is a look', (sql) => {
  expect(convertSql(sql).effect).toBe('read');
});

test('a line for psql is a call of its own, beside the query below it', () => {
  expect(convertSql('\\timing\n\\x on\nSELECT 1;\nSELECT 2;').value).toEqual({
    command: ['psql', '-c', '\\timing', '-c', '\\x on', '-c', 'SELECT 1', '-c', 'SELECT 2'],
  });
});
