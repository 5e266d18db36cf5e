// Values in shell scripts: where a hole is data, it becomes a variable; where it would become program text, it is refused.

import { describe, expect, test } from 'vitest';
import { shell } from '../../../src/kinds/shell/shell.ts';
import { template } from '../../support/expressions/templates.ts';

// Rule: script.no-splice
describe('a hole in a script', () => {
  test.each([
    ['a word', 'systemctl restart ${{ inputs.unit }}', 'systemctl restart "$FB_1"'],
    ['part of a word', 'cat /var/log/${{ inputs.unit }}.log', 'cat /var/log/"$FB_1".log'],
    ['an assignment', 'u=${{ inputs.unit }}; echo "$u"', 'u="$FB_1"; echo "$u"'],
    ['a target of a redirection', 'date > ${{ inputs.file }}', 'date > "$FB_1"'],
    ['a command substitution', 'echo "$(systemctl status ${{ inputs.unit }})"', 'echo "$(systemctl status "$FB_1")"'],
    ['a comment', 'date # of ${{ inputs.unit }}', 'date # of "$FB_1"'],
    ['after quotes', "grep 'it''s' ${{ inputs.file }}", `grep 'it''s' "$FB_1"`],
    ['after a here-document', 'cat <<EOF\nit\'s "\nEOF\necho ${{ inputs.a }}', 'cat <<EOF\nit\'s "\nEOF\necho "$FB_1"'],
    ['an argument of an inner shell', `sh -c 'echo "$1"' sh \${{ inputs.a }}`, `sh -c 'echo "$1"' sh "$FB_1"`],
    ['a variable of awk', `awk -v n=\${{ inputs.a }} '{ print n }' file`, `awk -v n="$FB_1" '{ print n }' file`],
    ['a file of awk', `awk '{ print $1 }' \${{ inputs.a }}`, `awk '{ print $1 }' "$FB_1"`],
    ['a pattern of case', 'case $x in ${{ inputs.a }}) date;; esac', 'case $x in "$FB_1") date;; esac'],
    ['a word that only looks like a command', 'systemctl status ssh ${{ inputs.a }}', 'systemctl status ssh "$FB_1"'],
  ])('as %s becomes one quoted variable', (_, written, script) => {
    const shape = shell.shape(template(written));
    expect(shape).toMatchObject({ ok: true, value: { script } });
  });

  test.each([
    ['double quotes', 'echo "unit ${{ inputs.a }}"'],
    ['double quotes', 'echo "$(date) ${{ inputs.a }}"'],
    ['single quotes', "echo 'unit ${{ inputs.a }}'"],
    ['arithmetic', 'echo $(( ${{ inputs.a }} + 1 ))'],
    ['arithmetic', 'echo $(( $(echo ${{ inputs.a }}) + 1 ))'],
    ['arithmetic', '(( x = ${{ inputs.a }} ))'],
    ['${ }', 'echo ${x:-${{ inputs.a }}}'],
    ['backquotes', 'echo `cat ${{ inputs.a }}`'],
    ['a here-document', 'cat <<EOF\n${{ inputs.a }}\nEOF'],
    ['a here-document', "cat <<-'EOF' | sort\n\tx\n${{ inputs.a }}\n\tEOF"],
    ['what a backslash protects', 'echo \\${{ inputs.a }}'],
    ["a script with $'…'", "echo $'it\\'s' ${{ inputs.a }}"],
    ['the text that eval runs', 'eval ${{ inputs.a }}'],
    ['the text that eval runs', 'echo $(case $y in a) eval ${{ inputs.a }};; esac)'],
    ['the text that eval runs', 'if true; then eval echo ${{ inputs.a }}; fi'],
    ['the text that eval runs', 'eval "$(cat ${{ inputs.a }})"'],
    ['the text that eval runs', 'X=1 2>&1 eval ${{ inputs.a }}'],
    ['the text that sh runs', 'sh -c ${{ inputs.a }}'],
    ['the text that bash runs', 'sudo -u redis /bin/bash -ec x${{ inputs.a }}'],
    ['the text that sh runs', 'docker exec web sh -c ${{ inputs.a }}'],
    ['the text that ssh runs', 'ssh db1 2>&1 systemctl restart ${{ inputs.a }}'],
    ['the text that ssh runs', 'timeout 5 ssh ${{ inputs.a }} uptime'],
    ['the text that awk runs', 'awk \\\n  ${{ inputs.a }} file'],
    ['the text that sed runs', 'sed -i s/a/${{ inputs.a }}/ file'],
    ['the text that xargs runs', 'ls | xargs -n1 docker restart ${{ inputs.a }}'],
  ])('in %s is refused: %s', (place, written) => {
    const shape = shell.shape(template(written));
    expect(shape.ok ? [] : shape.error.map(({ message }) => message)).toEqual([
      `\`inputs.a\` cannot be filled in ${place}`,
    ]);
  });
});

test('a hostile script is read in no time, and its holes are refused', () => {
  const deep = shell.shape(template(`${'$('.repeat(50_000)}\${{ inputs.a }}`));
  expect(deep).toMatchObject({ ok: false, error: [{ message: '`inputs.a` cannot be filled in so deep a nesting' }] });
  const wide = shell.shape(template('echo ${{ inputs.a }} <<X\n'.repeat(5000)));
  expect(wide.ok).toBe(false);
});
