// Commands that look, unless a variable in front of them or one of their options makes them run another one.

import { expect, test } from 'vitest';
import { convert } from '../../src/import/commands/convert.ts';
import { effectOf } from '../../src/import/commands/effect.ts';

test.each([
  "PAGER='rm x' git log",
  'LD_PRELOAD=/x ls',
  'GIT_EXTERNAL_DIFF=/x git diff',
  'GIT_SSH_COMMAND="rm x" git ls-remote',
  'PATH=/tmp/x ls',
  'PATH=/tmp/x; ls',
  "LESSOPEN='|rm %s' less f",
  'JAVA_TOOL_OPTIONS=-javaagent:x jps',
  'SYSTEMD_PAGER="rm x" systemctl status nginx',
  'sudo LD_PRELOAD=/x ls',
  'env GIT_EXTERNAL_DIFF=/x git diff',
  'pidstat -e rm x',
  'pidstat -ue rm x',
  "less '+!rm x' f",
  "more '+!rm x' f",
  'git branch --unset-upstream',
  'git branch --set-upstream-to=origin/x',
  'git branch -D old',
  'git branch new',
  'git branch --contains x new',
])('%s is no look', (command) => {
  const { kind, effect } = convert(command);
  expect(kind === 'manual' ? 'unknown' : effect).not.toBe('read');
});

test.each([
  'PAGER=cat git log -5',
  'SYSTEMD_PAGER= systemctl status nginx',
  'LC_ALL=C df -P',
  'PGHOST=db1 psql -c "SELECT 1"',
  'pidstat -d 1 5',
  'pidstat -p 17 -r',
  'git branch',
  'git -C /srv branch -a -v',
  'git branch --show-current',
  'git branch -r --contains 1a2b3c',
])('%s is a look', (command) => {
  expect(convert(command).effect).toBe('read');
});

test.each([
  'sudo -n -u app ss -ltnp',
  'timeout -k 5 10 df -h',
  'env -u A LC_ALL=C ls',
  'nice -n 5 du -sh /srv',
  'kubectl -n shop exec web -c app -- cat /etc/hosts',
  'docker compose -f a.yml exec -T web ls',
  "ssh -J jump db1 'df -h'",
  "watch -n1 'kubectl get pods'",
  "sh -euc 'ls; df'",
  'ls | xargs',
  'ls | xargs -n1 ls -l',
])('%s looks as what it runs does', (command) => {
  expect(effectOf(command)).toBe('read');
});

test.each([
  'xargs sh -c',
  "env -S 'rm x'",
  'sudo -i',
  'ssh db1',
  'docker exec web',
  'systemd-run ls',
  'script -c ls f',
  'flock /srv/lock ls',
  "ssh -o ProxyCommand='rm x' db1 ls",
  'sudo --what x ls',
  "sh -c 'ls; mystery'",
])('%s is not known to look', (command) => {
  expect(effectOf(command)).not.toBe('read');
});
