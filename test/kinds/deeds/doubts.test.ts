// What in a probe looks like a change and may be none: told for what sends or writes, and for nothing that only looks.

import { describe, expect, test } from 'vitest';
import { doubtOf } from '../../../src/kinds/deeds/doubts.ts';

describe('a script that may change something is told', () => {
  test.each([
    [`curl -d '{"a":1}' http://x/`, '`curl` sends a POST'],
    ['curl -sfXPOST http://x/', '`curl` sends a POST'],
    ['curl --request PATCH http://x/', '`curl` sends a PATCH'],
    ['curl -T file http://x/', '`curl` sends a PUT'],
    ['curl -sfo /etc/motd http://x/', '`curl` writes a file'],
    ['wget http://x/', '`wget` writes a file'],
    ['wget -qO- --post-data=x http://x/', '`wget` sends a POST'],
    ['echo x > /etc/file', '`> /etc/file` writes a file'],
    ['date >>last.log', '`>> last.log` writes a file'],
    ['{ date; uptime; } > /var/lib/state', '`> /var/lib/state` writes a file'],
    ['echo x | sudo -n tee -a /etc/file', '`tee` writes a file'],
    ["ssh db1 'echo 1 > /proc/sys/vm/drop_caches'", '`> /proc/sys/vm/drop_caches` writes a file'],
    ['sh -c "touch /var/run/x"', '`touch` writes a file'],
    ['cp a /etc/a', '`cp` writes a file'],
    ['psql -f fix.sql', '`psql` runs what stands in a file'],
    ['mysql shop < dump.sql', '`mysql` runs what stands in a file'],
    ['systemd-run sleep 5', '`systemd-run` starts something that goes on'],
    ['echo down | mail -s down ops@example.com', '`mail` sends a mail'],
  ])('%s', (script, message) => {
    expect(doubtOf({ script })?.message).toBe(message);
  });

  test('a list of arguments, too', () => {
    expect(doubtOf({ command: ['curl', '-X', 'POST', '$1'] })?.message).toBe('`curl` sends a POST');
  });
});

describe('a script that only looks is not', () => {
  test.each([
    "curl -sS -o /dev/null -w '%{http_code}' http://x/; curl -Ifs http://x/; curl -fs http://x/ -o -",
    "curl -fsG --data-urlencode 'query=up' http://prom/api/v1/query; curl -X GET -d x http://es/_search",
    "curl -fs -H 'X-Method: POST' -A POST http://x/post",
    'wget -qO- http://x/; wget -q --spider http://x/; wget -O /dev/null http://x/',
    'ls 2>/dev/null; ls > /dev/null 2>&1; ls >&2; ls 2>&1 | tee /dev/stderr | wc -l',
    'echo > /dev/tcp/127.0.0.1/80',
    'cat <<EOF\na > b\nEOF',
    'awk \'$1 > 5 { print > "/dev/stderr" }\' file; [ 5 -gt 3 ]; echo $((5 > 3)) "a > b"',
    't=$(mktemp); trap \'rm -f "$t"\' EXIT; curl -fs -o "$t" http://x/; sort "$t" > "$t.sorted"; rm "$t"',
    'echo x > /tmp/firebreak.probe',
    'echo "2^10" | bc; bc < sums; tar tf x.tar; unzip -l x.zip; ps aux | gzip | wc -c; zcat x.gz',
    'rsync -n a b; rsync db1::; certbot certificates; logrotate -d /etc/logrotate.conf; crontab -l; atq',
    'psql -c "select 1"; sqlite3 x.db ".tables"; kubectl cp --help',
    'not shell at all ((',
  ])('%s', (script) => {
    expect(doubtOf({ script })).toBeNull();
  });
});
