// What programs are known to do: in scripts, behind pipes and wrappers, in inner shells, in lists of arguments.

import { describe, expect, test } from 'vitest';
import { knownOfArguments, knownOfScript, knownOfStep } from '../../../src/kinds/deeds/verbs.ts';

// Rule: risk.table
describe('a script', () => {
  test.each([
    ['rm -rf /var/lib/redis/*', 'destroy'],
    ['mkfs.ext4 /dev/sdb', 'destroy'],
    ['kubectl -n shop delete pod web-1', 'destroy'],
    ['docker rm -f web', 'destroy'],
    ['docker compose down -v', 'destroy'],
    ['docker compose -f a.yml down', 'disrupt'],
    ['docker compose rm -fv web', 'destroy'],
    ['docker compose -f a.yml rm -f -v web', 'destroy'],
    ['docker compose -f a.yml rm -fs web', 'disrupt'],
    ['docker-compose rm -fv web', 'destroy'],
    ['docker-compose -p shop down -t 5 -v', 'destroy'],
    ['psql -c "DROP TABLE jobs"', 'destroy'],
    ['mysql shop -e "delete from jobs where id < 3"', 'destroy'],
    ['redis-cli -h db1 -p 6380 flushall', 'destroy'],
    ['redis-cli -a "$PW" config set maxmemory 1gb', 'change'],
    ['redis-cli shutdown nosave', 'destroy'],
    ['dd if=/dev/zero of=/dev/sda', 'destroy'],
    ['find /tmp -name "*.tmp" -delete', 'destroy'],
    ['reboot', 'disrupt'],
    ['systemctl restart redis-server', 'disrupt'],
    ['systemctl --user --no-block restart redis', 'disrupt'],
    ['systemctl start redis-server', 'change'],
    ['service redis restart', 'disrupt'],
    ['kill -9 17', 'disrupt'],
    ['pgrep redis | xargs kill', 'disrupt'],
    ['pgrep redis | xargs -n1 sudo kill -TERM', 'disrupt'],
    ['sudo -u root systemctl stop redis', 'disrupt'],
    ['timeout 5 docker restart web', 'disrupt'],
    ['docker exec web redis-cli flushdb', 'destroy'],
    ["sh -c 'date; rm -r x'", 'destroy'],
    ["docker exec web sh -c 'kill 1'", 'disrupt'],
    ["su -c 'rm -rf /var/lib/redis' redis", 'destroy'],
    ["su - redis -c 'redis-cli flushall'", 'destroy'],
    ["sudo su redis -s /bin/sh -c 'kill 1'", 'disrupt'],
    ["su --command='reboot'", 'disrupt'],
    ["su --command 'reboot' root", 'disrupt'],
    ["runuser -u redis -c 'kill 1'", 'disrupt'],
    ['ssh db1 date; bash -c "bash -c \'reboot\'"', 'disrupt'],
    ['if [ -e x ]; then rm x; fi', 'change'],
    ['x=$(rm -v y)', 'change'],
    ['f() { reboot; }; date', 'disrupt'],
    ['PGPASSWORD=x psql -c "update jobs set n = 1"', 'change'],
    ['kubectl rollout restart deploy/web', 'disrupt'],
    ['sed -i s/a/b/ file', 'change'],
    ['find . -exec rm {} +', 'change'],
    ["ssh db1 'systemctl restart redis'", 'disrupt'],
    ['ssh -p 22 ops@db1 rm -rf /srv', 'destroy'],
    [`su - postgres -c "psql -c 'DELETE FROM jobs'"`, 'destroy'],
    ['id=$(cat id); psql -c "DELETE FROM jobs WHERE id = $id"', 'destroy'],
    ['pid=$(pgrep x); sh -c "kill $pid"', 'disrupt'],
    ['echo "DELETE FROM jobs" | psql shop', 'destroy'],
    ['psql shop <<EOF\nBEGIN;\nupdate jobs set n = 1;\nEOF', 'change'],
    ['psql -tAc "WITH gone AS (delete from jobs returning id) SELECT count(*) FROM gone"', 'destroy'],
    ['sqlite3 shop.db "drop table jobs"', 'destroy'],
    ['mysqladmin -u root shutdown', 'disrupt'],
    ['/etc/init.d/nginx restart', 'disrupt'],
    ['kafka-consumer-groups.sh --group a --reset-offsets --to-latest --execute', 'disrupt'],
    ['rabbitmqadmin purge queue name=jobs', 'destroy'],
    ['perl -pi -e s/a/b/ file', 'change'],
    ['kubectl delete pod web-1 --dry-run=none', 'destroy'],
    ['ansible-playbook site.yml', 'disrupt'],
  ])('%s is known to %s', (script, risk) => {
    expect(knownOfScript(script)?.risk).toBe(risk);
  });

  test.each([
    'systemctl status redis; systemctl is-active redis; systemctl show -p ActiveState redis',
    'systemctl list-units --state=failed',
    'kill -0 17',
    'docker ps -a; docker inspect web; docker logs --tail 5 web; docker compose ps',
    'kubectl get pods; kubectl describe pod web-1; kubectl logs web-1; kubectl rollout status deploy/web',
    'redis-cli -h db1 info; redis-cli ping; redis-cli --latency-history; redis-cli --user x --pass y get k',
    'psql -c "select count(*) from drops"',
    'git status; git log -1; ip addr; ip route show; mount; crontab -l; sysctl vm.overcommit_memory',
    'echo rm -rf /; grep "DROP TABLE" log; cat reboot',
    'find /var/log -name "*.log" -size +1G',
    'aws ec2 describe-instances; gcloud compute instances list',
    'npm ls; pip list; apt list --installed; iptables -L -n',
    'curl -fsS http://localhost/; helm list; terraform plan',
    'case "$1" in start) echo kill;; esac',
    'ps aux | sed s/a/b/ | sort',
    `psql -c "SELECT pid FROM pg_stat_activity WHERE query ILIKE 'delete from%' -- update"`,
    'psql -c "SELECT replace(a, b, c), (TRUNCATE(x, 1)) FROM updates"; mysql -e "SHOW CREATE TABLE jobs"',
    'psql shop <<EOF\nselect 1;\nEOF',
    'kubectl auth can-i delete pods; kubectl create --dry-run=client -f a.yml; helm upgrade --dry-run web .',
    'rm --help; t=$(mktemp); date > "$t"; rm -f "$t"; trap \'rm -rf "$t"\' EXIT',
    "ssh db1 'systemctl is-active redis'; su - postgres -c 'psql -c \"select 1\"'",
    'perl -ne print file; kafka-topics.sh --list; etcdctl get a; ansible-playbook --check site.yml',
    'not shell at all ((',
  ])('%s is not known to do anything', (script) => {
    expect(knownOfScript(script)).toBeNull();
  });
});

test('a list of arguments is looked at like a command; a hole in it is not known', () => {
  expect(knownOfArguments(['systemctl', 'restart', null])?.risk).toBe('disrupt');
  expect(knownOfArguments(['sudo', 'rm', '-rf', null])).toMatchObject({ risk: 'destroy', floor: 'change' });
  expect(knownOfArguments(['sh', '-c', 'kill "$1"', 'sh', null])?.risk).toBe('disrupt');
  expect(knownOfArguments([null, 'restart'])).toBeNull();
  expect(knownOfArguments(['ls', '-l', null])).toBeNull();
});

test('of several, the worst is told, and none may be called less than it is', () => {
  expect(knownOfScript('rm -rf /srv/x; systemctl restart redis')).toMatchObject({ risk: 'destroy', floor: 'disrupt' });
  expect(knownOfScript('docker cp web:/srv/x /srv/y')).toMatchObject({ risk: 'change', floor: 'read' });
  expect(knownOfScript('git -C /srv reset --hard')?.verb).toBe('git reset --hard');
  expect(knownOfScript('psql -c "drop table jobs"')?.verb).toBe('psql DROP');
  expect(knownOfScript('curl -sXDELETE http://x/')?.verb).toBe('curl DELETE');
});

test('what a step gives to its standard input is read by what it runs', () => {
  expect(knownOfStep({ command: ['psql', 'shop'], stdin: 'drop table jobs' })?.risk).toBe('destroy');
  expect(knownOfStep({ command: ['docker', 'exec', '-i', 'web', 'sh'], stdin: 'kill 1' })?.risk).toBe('disrupt');
  expect(knownOfStep({ script: 'redis-cli', stdin: 'flushall' })?.risk).toBe('destroy');
  expect(knownOfStep({ script: 'wc -l', stdin: 'drop table jobs' })).toBeNull();
});
