// The promise of shell scripts, tried on real shells: a value never becomes program text, whatever surrounds the hole.
// Not promised: what a script does with a value that it has put into a variable of its own and expands unquoted.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { shell } from '../../../src/kinds/shell/shell.ts';
import { rendered, template } from '../../support/expressions/templates.ts';
import { SEEDED, times } from '../../support/soak.ts';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-shell-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RUNS = times(150, 3_000);
const HOLE = '${{ inputs.a }}';

// Each of these writes the file `pwned` wherever a shell reads it as text.
const HOSTILE = [
  '$(>pwned)',
  '`>pwned`',
  ';>pwned;',
  '\n>pwned\n',
  "'\n>pwned\n'",
  '"\n>pwned\n"',
  '";>pwned;"',
  "';>pwned;'",
  '"$(>pwned)"',
  'a[$(>pwned)]',
  ')\n>pwned\n(',
  'EOF\n>pwned\n',
  '}>pwned\n',
  ';;esac\n>pwned\n',
];

const FRAGMENTS = [
  'echo',
  ' ',
  ' ',
  ' ',
  '\n',
  ';',
  '|',
  '&&',
  '(',
  ')',
  '$(',
  ')',
  '`',
  '"',
  '"',
  "'",
  "'",
  '\\',
  '#',
  '$',
  '${x:-',
  '${x',
  '}',
  '$((',
  '((',
  '))',
  '+',
  '1',
  '<<EOF',
  "<<'EOF'",
  '<<-EOF',
  '\nEOF\n',
  '<<<',
  '<',
  '>',
  '2>&1',
  '&',
  'eval',
  'sh -c',
  "sh -c 'echo $1' x",
  'awk',
  'xargs',
  'x=',
  '$HOME',
  'case x in',
  ';;',
  'esac',
  'x)',
  'if true;',
  'then',
  'fi',
  'do',
  'done',
  'while false;',
  '{',
  '}',
  'f()',
  '[ ',
  ' ]',
  '[[ ',
  ' ]]',
  '-eq',
  "$'",
  'let ',
  '$[',
  ']',
  'unset ',
  'export ',
  'declare -i ',
  'read ',
  'printf -v ',
  '[ -v ',
  'test -v ',
  'local x',
  '*',
  '~',
  '!',
  ' | sh',
  ' | sh -s',
  ' | bash',
  ' | tee f | sh',
  ' | while read x; do ',
  ' | xargs ',
  'source <(',
  '. <(',
  'sh <(',
  'sh < <(',
  'sh <<< ',
  'sh f',
  ' > f',
  '. ./f',
  'S=sh;',
  '$S -c ',
  'env -S ',
  'timeout 5 ',
  'nice ',
  'x=$(',
  '"$x"',
  ' $x',
  "eval 'echo $1' ",
  'eval "$1"',
  'set -- ',
  'f() { ',
  'f ',
  'trap ',
  ' EXIT',
  'python3 -c ',
  ' | python3',
  'export x;',
  'for x in ',
  HOLE,
  HOLE,
  HOLE,
  HOLE,
];

const scripts = fc
  .array(fc.constantFrom(...FRAGMENTS), { minLength: 2, maxLength: 14 })
  .map((parts) => parts.join(''))
  .filter((script) => script.includes(HOLE));

test.each(['/bin/sh', '/bin/bash'].filter((file) => existsSync(file)))(
  'no script that is accepted runs a value as text in %s',
  (program) => {
    fc.assert(
      fc.property(scripts, fc.constantFrom(...HOSTILE), (written, value) => {
        const shape = shell.shape(template(written));
        fc.pre(shape.ok);
        if (!shape.ok) return;
        const spec = shell.spec(rendered(shape.value, { 'inputs.a': value }));
        expect(spec.ok).toBe(true);
        if (!spec.ok || spec.value.form !== 'script') return;
        emptied();
        run(program, spec.value.script, spec.value.env as Record<string, string>);
        expect(readdirSync(folder)).not.toContain('pwned');
      }),
      { numRuns: RUNS, ...SEEDED },
    );
  },
);

// What passes, with a value that holds every character that means something to a shell: it is one argument, unchanged.
test.each(['/bin/sh', '/bin/bash'].filter((file) => existsSync(file)))(
  'a value is one argument, whatever it holds, in %s',
  (program) => {
    const every = Array.from({ length: 127 }, (_, code) => String.fromCharCode(code + 1)).join('');
    const values = [
      every,
      ...HOSTILE,
      '*',
      '~',
      '-rf',
      '$HOME',
      '',
      ' ',
      '\n',
      'a  b',
      "'",
      '"',
      '\\',
      '\\n',
      '{a,b}',
      'é\u{1f600}',
    ];
    for (const written of [
      `printf '[%s]' ${HOLE}`,
      `x=${HOLE}; printf '[%s]' "$x"`,
      `sh -c 'printf "[%s]" "$1"' sh ${HOLE}`,
      `f() { printf '[%s]' "$1"; }; f ${HOLE}`,
      `set -- ${HOLE}; printf '[%s]' "$1"`,
      `for x in ${HOLE}; do printf '[%s]' "$x"; done`,
      `env printf '[%s]' ${HOLE}`,
      `timeout 5 printf '[%s]' ${HOLE}`,
      `nice printf '[%s]' ${HOLE}`,
      `export x=${HOLE}; sh -c 'printf "[%s]" "$x"'`,
      `printf '[%s]' ${HOLE} | cat`,
      `printf '[%s]' ${HOLE} > g; cat g`,
      `find . -maxdepth 0 -exec printf '[%s]' ${HOLE} \\;`,
      `case x in x) printf '[%s]' ${HOLE};; esac`,
      `if true; then { printf '[%s]' ${HOLE}; }; fi`,
    ]) {
      const shape = shell.shape(template(written));
      if (!shape.ok) throw new Error(`${written}: ${shape.error[0]?.message}`);
      for (const value of values) {
        const spec = shell.spec(rendered(shape.value, { 'inputs.a': value }));
        if (!spec.ok || spec.value.form !== 'script') throw new Error('no script');
        emptied();
        const { stdout } = run(program, spec.value.script, spec.value.env as Record<string, string>);
        expect({ written, stdout }).toEqual({ written, stdout: `[${value}]` });
      }
    }
    expect(readdirSync(folder)).not.toContain('pwned');
  },
);

test('what is described, pasted into a shell, gives the same as what is run', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replaceAll('\0', ''));
  const written = fc.constantFrom(
    'printf "%s|" ${{ inputs.a }} pre${{ inputs.b }}post',
    'x=${{ inputs.a }}; printf "%s|" "$x" "$(printf %s ${{ inputs.b }})"',
    'printf \'%s|\' "$N" ${{ inputs.a }}',
  );
  fc.assert(
    fc.property(written, text, text, (script, a, b) => {
      const shape = shell.shape(template({ script, env: { N: '${{ inputs.b }}' } }));
      if (!shape.ok) throw new Error(shape.error[0]?.message);
      const spec = shell.spec(rendered(shape.value, { 'inputs.a': a, 'inputs.b': b }));
      if (!spec.ok || spec.value.form !== 'script') throw new Error('no script');
      const ran = run('/bin/sh', spec.value.script, spec.value.env as Record<string, string>);
      const pasted = run('/bin/sh', shell.describe(spec.value), {});
      expect(pasted.stdout).toEqual(ran.stdout);
      expect(ran.status).toBe(0);
    }),
    { numRuns: Math.ceil(RUNS / 5), ...SEEDED },
  );
});

test('an argument list that is described and pasted gives the same arguments', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replaceAll('\0', ''));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), (values) => {
      const described = shell.describe({ form: 'argv', argv: ['printf', '[%s]', '', ...values], env: {} });
      const expected = ['', ...values].map((value) => `[${value}]`).join('');
      expect(run('/bin/sh', described, {}).stdout).toBe(Buffer.from(expected).toString());
    }),
    { numRuns: Math.ceil(RUNS / 5), ...SEEDED },
  );
});

// Scripts leave files with odd names behind.
function emptied(): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}

function run(program: string, script: string, env: Readonly<Record<string, string>>) {
  const options = {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', ...env },
    encoding: 'utf8',
    timeout: 5000,
    input: '',
  } as const;
  return spawnSync(program, ['-c', script], options);
}
