// Traps of shells, each with its cure; and what is no trap, of which not a word is said.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { trapsOf } from '../../../src/kinds/scripts/traps.ts';
import type { Step } from '../../../src/model/runbook.ts';
import { parseRunbook } from '../../../src/parse/runbook.ts';

const messages = (shape: Parameters<typeof trapsOf>[0]): readonly string[] =>
  trapsOf(shape).map(({ message }) => message);

describe('a warning, with its cure:', () => {
  test.each([
    ['systemctl reset-failed redis\nsystemctl start redis', 'where `systemctl` fails, the script goes on'],
    ['cd /srv/app; ./deploy.sh', 'where `cd` fails, the script goes on'],
    ['[[ -e x ]] && date', '`[[` is bash'],
    ['source ./env && ./run', '`source` is bash'],
    ['cat <<< x', '`<<<` is bash'],
    ['diff <(ls a) <(ls b)', '`<( )` is bash'],
    ['(( n > 3 ))', '(( … )) is bash'],
    ['ls &> out', '`&>` is bash'],
    ['declare -a x', '`declare` is bash'],
    ['[ "$x" == y ]', '`==` inside `[ ]` is an error'],
    ['[ $x = y ]', 'a variable without quotes inside `[ ]`'],
    ['rm -rf $DIR/cache', 'where the variable is empty, `rm -r` removes something else'],
    ['docker exec -it web redis-cli ping', 'there is no terminal'],
    ['curl -s http://localhost/', 'curl ends with 0 when the server answers with an error'],
    ['tail -f /var/log/syslog', '`tail` does not end by itself'],
    ['journalctl -fu redis', '`journalctl` does not end by itself'],
    ['ls 2>&1 >out', '`2>&1` before `>file`'],
    ['sudo systemctl restart redis', 'sudo may ask for a password'],
    ['ps aux | grep redis', '`ps | grep` finds the grep itself'],
  ])('%j', (script, message) => {
    expect(messages({ script })).toEqual([expect.stringContaining(message)]);
    expect(trapsOf({ script })[0]?.help).not.toBe('');
  });

  test.each([
    [['ps', 'aux', '|', 'grep', 'x'], '`|` is given to the program as it stands'],
    [['date', '>', 'file'], '`>` is given'],
    [['echo', '$HOME'], '`$HOME` is given'],
    [['ls', '~/logs'], '`~/logs` is given'],
    [['ls', '/var/log/*.log'], '`/var/log/*.log` is given'],
    [['a', '&&', 'b'], '`&&` is given'],
  ])('%j', (command, message) => {
    expect(messages({ command })).toEqual([expect.stringContaining(message)]);
  });
});

describe('no word is said of', () => {
  test.each([
    'set -e\nsystemctl reset-failed redis\nsystemctl start redis',
    'set -eu; cd /srv/app; ./deploy.sh',
    'cd /srv/app && ./deploy.sh',
    'cd /srv/app || exit 1\n./deploy.sh',
    'x=$(date); echo "$x"',
    'echo first; echo second',
    './deploy.sh; exit 0',
    'cat a; cat b >&2',
    'if [ -e x ]; then date; fi; uptime',
    '[ "$x" = y ] && date',
    '[ -n "$x" ]',
    'rm -rf "${DIR:?}/cache"',
    'rm -rf /var/cache/x',
    'docker exec web redis-cli ping',
    'curl -fsS http://localhost/',
    'curl -s -o /dev/null -w "%{http_code}" http://localhost/',
    'tail -n 50 /var/log/syslog',
    'ls >out 2>&1',
    'sudo -n systemctl restart redis',
    'ps aux | grep "[r]edis"',
    'ps aux | grep redis | grep -v grep',
    'pgrep -f redis',
    'for f in a b; do cat "$f"; done',
    "awk '{ print $1 }' file | sort | uniq -c",
    "echo '[[ x ]] is text'",
  ])('%j', (script) => {
    expect(messages({ script })).toEqual([]);
  });

  test.each([
    [['sh', '-c', 'ps | sort > out']],
    [['grep', '^a.*b$', 'file']],
    [['find', '/var', '-name', '*.log', '-exec', 'ls', '{}', ';']],
    [['redis-cli', '--scan', '--pattern', 'sess:*']],
    [['awk', '$1 > 3', 'file']],
    [['echo', 'a | b']],
  ])('%j', (command) => {
    expect(messages({ command })).toEqual([]);
  });
});

test('of the runbooks that we ship, and of those that fixtures lead, not a word is said', () => {
  const files = ['runbooks', 'test/fixtures/reliability'].flatMap((folder) =>
    readdirSync(folder).map((name) => join(folder, name)),
  );
  const runbooks = files.filter((file) => /^[^.]+\.yaml$/.test(file));
  expect(runbooks.length).toBeGreaterThan(2);
  let steps = 0;
  const look = (step: Step): void => {
    if (step.kind !== 'shell') return;
    steps += 1;
    expect({ step: step.id, said: messages(step.shape as never) }).toEqual({ step: step.id, said: [] });
  };
  for (const file of runbooks) {
    const { runbook } = parseRunbook({ file, text: readFileSync(file, 'utf8') });
    for (const step of runbook?.probes ?? []) look(step);
    for (const cause of runbook?.causes ?? []) for (const step of cause.resolve) [step, ...step.undo].forEach(look);
  }
  expect(steps).toBeGreaterThan(5);
});
