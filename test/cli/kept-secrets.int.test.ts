// Secrets from where people keep them: files and programs that are really read and run. What comes first, what is said where
// nothing is found, and that what a program prints is nowhere on record.

import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { CliError } from '../../src/cli/exit-codes.ts';
import { readRunbook } from '../../src/cli/runbook-file.ts';
import { givenInputs } from '../../src/cli/start/given.ts';
import { inputsOf } from '../../src/cli/start/inputs.ts';
import { type Called, type Ended, firebreak } from '../support/program/cli.ts';
import { workFolder } from '../support/program/work-folder.ts';
import { ENCODINGS } from '../support/secrets.ts';

const SECRET = 'blue-horse-42/+';

let folder: string;
beforeEach(() => {
  folder = workFolder();
});

const written = (name: string, text: string | Uint8Array, mode = 0o600): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};

/** A runbook whose probe says how long its secret is, and prints it in whatever form it is asked for. */
const runbook = (input: string, more = 'approved: { default: "" }'): string =>
  written(
    'shop.yaml',
    `firebreak: 1
id: shop
title: The shop is down
severity: low
inputs:
  token: ${input}
  form: { default: "" }
  ${more}
diagnose:
  - id: site
    shell:
      script: printf %s "$TOKEN" | wc -c; cat "$FORM"
      env: { TOKEN: "\${{ inputs.token }}", FORM: "\${{ inputs.form }}" }
  - id: gate
    ask: { question: Go on?, choices: ["yes", "no"] }
    if: inputs.approved == "ask"
causes:
  - id: gone
    title: The mark is gone
    when: site.ok
    resolve: [{ id: mark, shell: { command: [touch, "${folder}/mark"], env: { TOKEN: "\${{ inputs.token }}" } } }]
`,
  );

const run = (argv: readonly string[] = [], called: Called = {}): Promise<Ended> =>
  firebreak(['run', join(folder, 'shop.yaml'), '--home', join(folder, 'home'), ...argv], called);

/** The secret that a run would be given; none: with which code it would end, and what it would say. */
async function given(input: Readonly<Record<string, string>> = {}, inputFile: readonly string[] = []): Promise<string> {
  const file = await readRunbook(join(folder, 'shop.yaml'));
  try {
    const from = { ...(await givenInputs({ input, inputFile }, file.plan.runbook)), alert: null };
    const { fillings } = await inputsOf(file, from, { kind: 'plain', guided: false, detail: 'brief' });
    return fillings['token'] ?? '';
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return `${error.exit} ${error.message}`;
  }
}

describe('a secret that is kept', () => {
  // Rule: secret.kept
  test('is read where nothing else gives it: given, environment, kept', async () => {
    runbook(`{ env: SHOP_TOKEN, secret: { command: [echo, from the program] } }`);
    const file = written('secrets.yaml', 'token: from a file\n');
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('SHOP_TOKEN', 'from the environment');
    expect(await given({ token: 'from the line' }, [file])).toBe('from the line');
    expect(await given({}, [file])).toBe('from a file');
    expect(await given()).toBe('from the environment');
    vi.stubEnv('SHOP_TOKEN', '');
    expect(await given()).toBe('from the program');
    vi.unstubAllEnvs();
    expect(await given()).toBe('from the program');
  });

  test('in a file is read without the line ends behind it, by a path from here or from home, behind a link too', async () => {
    written('token', `${SECRET}\r\n\n`);
    runbook(`{ secret: { file: "${relative(process.cwd(), folder)}/token" } }`);
    expect(await given()).toBe(SECRET);
    runbook(`{ secret: { file: "~/${relative(homedir(), folder)}/token" } }`);
    expect(await given()).toBe(SECRET);
    symlinkSync(join(folder, 'token'), join(folder, 'link'));
    runbook(`{ secret: { file: "${folder}/link" } }`);
    expect(await given()).toBe(SECRET);
  });

  test('is not run or read when it is given', async () => {
    runbook(`{ secret: { command: [sh, "${written('program', `echo x >> "${folder}/was-run"`)}"] } }`);
    expect(await given({ token: SECRET })).toBe(SECRET);
    expect(readdirSync(folder)).not.toContain('was-run');
  });

  test.each([0o644, 0o640, 0o604, 0o602, 0o620])('in a file with mode %o is refused', async (mode) => {
    written('token', SECRET, mode);
    runbook(`{ secret: { file: "${folder}/token" } }`);
    expect(await given()).toMatch(
      /^3 input "token": others can read or change the file \S*token \(mode 06\d\d\); chmod go-rwx \S*token$/m,
    );
  });

  test.each<[string, input: string, RegExp]>([
    [
      'a file that is not there',
      '{ file: no-such }',
      /the file no-such cannot be read: there is no such file or folder/,
    ],
    ['a folder', '{ file: / }', /the file \/ is no plain file/],
    ['a pipe that nobody writes to', '{ file: ./pipe }', /is no plain file/],
    ['an empty file', '{ file: ./nothing }', /holds nothing/],
    ['a file of zeros', '{ file: ./zeros }', /holds no text/],
    ['a file that is no text', '{ file: ./bytes }', /holds no text/],
    ['a file that is too long', '{ file: ./long }', /holds more than 64 KiB/],
    ['a program that is not there', '{ command: [no-such-program] }', /there is no program no-such-program here/],
    [
      'a program that fails',
      `{ command: [sh, -c, 'echo ${SECRET}; echo one >&2; echo no such entry >&2; exit 3'] }`,
      /ended with exit code 3: no such entry; mend that, or give it in a file by --input-file$/m,
    ],
    ['a program that prints nothing', '{ command: ["true"] }', /true holds nothing/],
    ['a program that prints without end', '{ command: [head, -c, "9000000", /dev/zero] }', /holds more than 64 KiB/],
    ['a program that is killed', '{ command: [sh, ./dies] }', /was ended by SIGKILL/],
    ['a program that asks', '{ command: [sh, -c, "read x || exit 4"] }', /exit code 4/],
    ['a program that wants a terminal', '{ command: [sh, -c, "cat < /dev/tty"] }', /ended with exit code [12]: /],
  ])('is missed: %s', async (_name, input, wanted) => {
    written('nothing', '\n');
    written('dies', 'kill -9 $$\n');
    written('zeros', new Uint8Array(8));
    written('bytes', new Uint8Array([0xff, 0xfe, 0x41]));
    written('long', 'x'.repeat(70_000));
    execFileSync('sh', ['-c', `mkfifo -m 600 "${join(folder, 'pipe')}"`]);
    runbook(`{ secret: ${input.replace('./', `${folder}/`)} }`);
    const said = await given();
    expect(said).toMatch(/^2 input "token": /);
    expect(said).toMatch(wanted);
    expect(said.replace(/sh -c '.*?' ended/s, '')).not.toContain(SECRET);
  });

  test('is checked as any other value, and a runbook of many is told about in its line', async () => {
    runbook('{ secret: { command: [echo, abcdef] }, pattern: "[0-9]+" }');
    expect(await given()).toMatch(/^2 input "token" is its value; it must match \[0-9\]\+/);
    runbook('{ secret: { file: no-such } }');
    const one = await firebreak(['check', join(folder, 'shop.yaml'), '--home', join(folder, 'home')]);
    expect(one).toMatchObject({ code: 2, stderr: expect.stringContaining('the file no-such cannot be read') });
    const all = await firebreak(['check', '--all', folder, '--home', join(folder, 'home')]);
    expect(all).toMatchObject({
      code: 4,
      stdout: expect.stringMatching(/^NOT .*input "token": the file no-such cannot/m),
    });
  });
});

describe('what a program prints', () => {
  test('is masked in every form, on the screen and on record, as a secret that is given', async () => {
    const store = written('store', SECRET);
    runbook(`{ secret: { command: [cat, "${store}"] } }`);
    const forms = Object.values(ENCODINGS).map((encode) => encode(SECRET));
    const shown = written('forms', `${[SECRET, ...forms].join('\n\n')}\n`);
    const ended = await run(['--verbose', '--input', `form=${shown}`]);
    expect(ended.stdout).toContain('«secret:token»');
    const [id = ''] = readdirSync(join(folder, 'home/runs'));
    const kept = readdirSync(join(folder, 'home/runs', id), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
    expect(kept).toContain('«secret:token»');
    for (const form of [SECRET, ...forms]) {
      expect(ended.stdout + ended.stderr).not.toContain(form);
      expect(kept).not.toContain(form);
    }
  });

  test('is read again when the run is taken up, in the folder of the run', async () => {
    written('token', SECRET);
    runbook('{ secret: { command: [sh, -c, "cat ./token; echo read >> ./times"] } }');
    written('empty', '');
    const through = ['env', '-C', folder];
    const parked = await run(['--input', 'form=empty', '--input', 'approved=no'], { through });
    expect(parked.code).toBe(12);
    const times = (): number => readFileSync(join(folder, 'times'), 'utf8').trim().split('\n').length;
    expect(times()).toBe(1);
    const again = await firebreak(['resume', '--home', join(folder, 'home'), '--approve', 'change']);
    expect(again).toMatchObject({ code: 0 });
    expect(times()).toBe(2);
    const report = await firebreak(['report', '--home', join(folder, 'home'), '--format', 'json']);
    expect(report.stdout).not.toContain(SECRET);
  });
});
