// Values in scripts: followed through variables, pipes, substitutions and files to whatever would run them as a program.

import { describe, expect, test } from 'vitest';
import { shell } from '../../../src/kinds/shell/shell.ts';
import { template } from '../../support/expressions/templates.ts';

const X = '${{ inputs.x }}';

/** What is said of a step: its errors, or its warnings. */
function said(written: Parameters<typeof template>[0]): {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
} {
  const shape = shell.shape(template(written));
  if (!shape.ok) return { errors: shape.error.map(({ message }) => message), warnings: [] };
  return { errors: [], warnings: (shell.warnings?.(shape.value) ?? []).map(({ message }) => message) };
}

// Rule: script.no-splice
describe('is refused:', () => {
  test.each([
    `echo ${X} | sh`,
    `echo ${X} | bash -s`,
    `echo ${X} | bash -s -- a b`,
    `printf '%s\\n' ${X} | sudo -u redis bash`,
    `echo ${X} | tr a b | sed s/a/b/ | tee /tmp/out | sh -x`,
    `echo ${X} | docker exec -i web sh`,
    `echo ${X} | kubectl exec -i web -- bash`,
    `echo ${X} | ssh db1`,
    `echo ${X} | ssh db1 bash -s`,
    `echo ${X} | python3 -`,
    `echo ${X} | perl`,
    `echo ${X} | node`,
    `echo ${X} | psql -h db1`,
    `echo ${X} | mysql shop`,
    `echo ${X} | sqlite3 db`,
    `echo ${X} | redis-cli -h db1`,
    `echo ${X} | at now`,
    `echo ${X} | crontab -`,
    `echo ${X} | parallel`,
    `echo ${X} | xargs sh -c 'eval "$1"' sh`,
    `echo ${X} | awk -f -`,
    `{ echo a; echo ${X}; } | sh`,
    `( echo ${X} ) | sh`,
    `for u in ${X}; do echo "$u"; done | sh`,
    `if true; then echo ${X}; fi | sh`,
    `sh <<< ${X}`,
    `x=${X}; sh <<< "$x"`,
    `x=${X}; sh <<EOF\n$x\nEOF`,
    `source <(echo ${X})`,
    `. <(echo ${X})`,
    `bash <(echo ${X})`,
    `bash < <(echo ${X})`,
    `echo ${X} | source /dev/stdin`,
    `busybox sh -c ${X}`,
    `flock /tmp/lock -c ${X}`,
    `flock /tmp/lock sh -c ${X}`,
    `script -c ${X} /dev/null`,
    `env -S ${X}`,
    `env A=1 sh -c ${X}`,
    `S=sh; $S -c ${X}`,
    `S='sh -c'; $S ${X}`,
    `S="busybox sh"; $S -c ${X}`,
    `timeout 5 sh -c ${X}`,
    `nice -n 10 sh -c ${X}`,
    `sudo -u redis sh -c ${X}`,
    `some-wrapper of-ours sh -c ${X}`,
    `su -c ${X} redis`,
    `su redis -c ${X}`,
    `ssh db1 ${X}`,
    `ssh db1 "uptime; $(echo ${X})"`,
    `find . -exec sh -c ${X} \\;`,
    `parallel ${X} ::: a`,
    `watch ${X}`,
    `trap ${X} EXIT`,
    `python3 -c ${X}`,
    `perl -e ${X}`,
    `node -e ${X}`,
    `ruby -e ${X}`,
    `php -r ${X}`,
    `awk ${X} file`,
    `sed -n ${X} file`,
    `psql -c ${X}`,
    `mysql -e ${X} shop`,
    `mongosh --eval=${X}`,
    `sqlite3 db ${X}`,
    `docker exec web sh -c ${X}`,
    `kubectl exec web -- sh -c ${X}`,
    `x=${X}; eval "$x"`,
    `x=${X}; y="echo $x"; z=$y; sh -c "$z"`,
    `x=$(echo ${X}); sh -c "$x"`,
    `x=\`cat /etc/hostname\`; y=$x${X}; sh -c "$y"`,
    `export x=${X}; bash -c "$x"`,
    `read x < <(echo ${X}); eval $x`,
    `echo ${X} | while read line; do eval "$line"; done`,
    `set -- ${X}; eval "$1"`,
    `run() { eval "$1"; }; run ${X}`,
    `run() { sh -c "$@"; }\nrun ${X}`,
    `sh -c 'eval "$1"' sh ${X}`,
    `bash -c 'bash -c "$1"' x ${X}`,
    `x=${X}; eval 'eval "$x"'`,
    `echo ${X} > /tmp/job.sh; sh /tmp/job.sh`,
    `echo ${X} | tee /tmp/job.sh; . /tmp/job.sh`,
    `echo ${X} > ./job; chmod +x ./job; ./job`,
    `x=${X}; echo $((x + 1))`,
    `x=${X}; (( x > 3 )) && date`,
  ])('%s', (script) => {
    const { errors } = said(script);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^`inputs\.x` cannot be filled in (the text that|what|a file that|arithmetic)/);
  });

  test.each([
    [{ script: 'eval "$X"', env: { X } }],
    [{ script: 'sh', stdin: X }],
    [{ script: 'cat | sh', stdin: X }],
    [{ command: ['sh'], stdin: X }],
    [{ command: ['bash', '-s'], stdin: X }],
    [{ command: ['docker', 'exec', '-i', 'web', 'sh'], stdin: X }],
    [{ command: ['sh', '-c', 'eval "$1"', 'sh', X] }],
    [{ command: ['sh', '-c', 'sh -c "$X"'], env: { X } }],
    [{ command: ['timeout', '5', 'sh', '-c', X] }],
    [{ command: ['busybox', 'sh', '-c', `echo ${X}`] }],
    [{ command: ['env', '-S', X] }],
    [{ command: ['psql', '-c', X] }],
    [{ command: ['su', 'redis', '-c', X] }],
  ])('%j', (written) => {
    const { errors } = said(written);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/cannot be filled in|would become part of a program/);
  });
});

describe('is data, and no word is said:', () => {
  test.each([
    `echo ${X} | grep -c error`,
    `echo ${X} | redis-cli -x set key`,
    `systemctl is-active ${X}`,
    `x=${X}; systemctl is-active "$x" | grep -q active && echo yes`,
    `ps aux | grep ${X} | grep -v grep | awk '{ print $2 }' | xargs kill`,
    `sh -c 'echo "$1"' sh ${X}`,
    `sh -c 'x=$1; printf "%s" "$x" | wc -c' sh ${X}`,
    `bash -s -- ${X} < /opt/job.sh`,
    `for host in ${X}; do ping -c 1 "$host"; done`,
    `if [ -e ${X} ]; then cat ${X}; fi`,
    `case ${X} in a*) date;; *) uptime;; esac`,
    `docker exec web redis-cli -h ${X} ping`,
    `kubectl exec web -- cat ${X}`,
    `find /var/log -name ${X} -exec ls -l {} \\;`,
    `curl -fsS -d ${X} http://localhost:3000/`,
    `awk -v x=${X} '$1 == x' file`,
    `jq --arg x ${X} '.[$x]' file`,
    `psql -v x=${X} -f job.sql`,
    `n=$(wc -l < ${X}); echo $((n + 1))`,
    `f() { systemctl restart "$1"; }; f ${X}`,
    `echo ${X} > /tmp/note; cat /tmp/note`,
    `cat <<EOF | sort\nplain\nEOF\necho ${X}`,
    `ssh_status=1; echo ${X}`,
    `timeout 5 redis-cli -u ${X} ping`,
    `flock /tmp/lock systemctl restart ${X}`,
  ])('%s', (script) => {
    expect(said(script)).toEqual({ errors: [], warnings: [] });
  });
});

describe('cannot be known, and is a warning:', () => {
  test.each([
    [`$SHELL -c ${X}`, 'may become a part of what a program reads that is known only when it runs'],
    [`\${RUNNER:-sh} ${X}`, 'may become a part of what a program reads that is known only when it runs'],
    [`pgrep -f ${X} | sh`, 'may become a part of what sh reads as a program'],
    [`pids=$(pgrep -f ${X}); sh -c "kill $pids"`, 'may become a part of the text that sh runs'],
    [`case ${X} in a) date;`, 'this script is not understood'],
  ])('%s', (script, message) => {
    const { errors, warnings } = said(script);
    expect(errors).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(message);
  });
});
