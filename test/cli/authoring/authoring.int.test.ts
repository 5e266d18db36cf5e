// The way of an author: a new runbook, checked, tested, read and tried, with the program as it is installed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { templateNames } from '../../../src/cli/authoring/templates.ts';
import { firebreak } from '../../support/program/cli.ts';
import { helpOf } from '../../support/program/help.ts';
import { ROOT } from '../../support/source-tree.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firebreak-authoring-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (...parts: readonly string[]): string => join(folder, ...parts);

describe('a new runbook', () => {
  test('of every template is valid, tested all over, and can be explained as it stands', async () => {
    const templates = await templateNames();
    expect(templates[0]).toBe('blank');
    expect((await helpOf('new')).replace(/\s+/g, ' ')).toContain(templates.join(', '));
    for (const template of templates) {
      const made = await firebreak([
        'new',
        `my-${template}`,
        '--from',
        template,
        '--title',
        'It is: broken',
        '--dir',
        at('all'),
      ]);
      expect([template, made.code, made.stderr]).toEqual([template, 0, '']);
    }
    const valid = await firebreak(['validate', at('all'), '--format', 'json']);
    expect(JSON.parse(valid.stdout)).toEqual([]);
    const tested = await firebreak(['test', at('all'), '--min-coverage', '100']);
    expect([tested.code, tested.stdout.split('\n').filter((line) => line.includes('FAIL'))]).toEqual([0, []]);
    const explained = await firebreak(['explain', at('all', 'my-http.yaml'), '--input', 'unit=shop']);
    expect(explained.stdout).toContain('$ systemctl start -- shop');
    const plan = await firebreak([
      'run',
      at('all', 'my-blank.yaml'),
      '--dry-run',
      '--home',
      at('home'),
      '--input',
      'url=http://127.0.0.1:9',
    ]);
    expect([0, 11]).toContain(plan.code);
  });

  test('never takes the place of another one, nor of half of it', async () => {
    await mkdir(at('taken'));
    await writeFile(at('taken', 'shop.test.yaml'), 'mine');
    const made = await firebreak(['new', 'shop', '--dir', at('taken')]);
    expect([made.code, made.stderr]).toEqual([2, expect.stringContaining('shop.test.yaml is there already')]);
    expect(await readFile(at('taken', 'shop.test.yaml'), 'utf8')).toBe('mine');
    await expect(readFile(at('taken', 'shop.yaml'))).rejects.toThrow();
  });

  test('with a name or template that is none is refused', async () => {
    expect(await firebreak(['new', 'My Shop', '--dir', at('x')])).toMatchObject({ code: 2 });
    const near = await firebreak(['new', 'shop', '--from', 'htp', '--dir', at('x')]);
    expect([near.code, near.stderr]).toEqual([2, expect.stringContaining('did you mean "http"')]);
  });
});

describe('test', () => {
  beforeAll(async () => {
    await firebreak(['new', 'shop', '--from', 'http', '--dir', at('shop')]);
  });

  test('shows the first difference, the lines of the cause with their values, and what happened', async () => {
    await mkdir(at('broken'));
    const runbook = await readFile(at('shop', 'shop.yaml'), 'utf8');
    await writeFile(
      at('broken', 'shop.yaml'),
      runbook.replace('- port.error.kind == "refused"', '- port.error.kind == "reset"'),
    );
    await writeFile(at('broken', 'shop.test.yaml'), await readFile(at('shop', 'shop.test.yaml')));
    const junit = at('junit.xml');
    const tested = await firebreak(['test', at('broken'), '--junit', junit]);
    expect(tested.code).toBe(4);
    expect(tested.stdout).toContain('FAIL  The application was stopped');
    expect(tested.stdout).toContain('cause: expected app_stopped, found none');
    expect(tested.stdout).toContain('false   port.error.kind == "reset" (port.error.kind refused)');
    expect(tested.stdout).toContain('what happened: no cause was chosen; nothing was carried out; escalated');
    expect(tested.stdout.trimEnd().split('\n').at(-1)).toBe('6 passed, 1 failed');
    const xml = await readFile(junit, 'utf8');
    expect(xml).toContain('tests="7" failures="1"');
    expect(xml).toContain('<failure message="cause: expected app_stopped, found none">');
  });

  test('says as JSON what it found, and what nobody tried', async () => {
    const { code, stdout } = await firebreak(['test', at('shop', 'shop.yaml'), '--json']);
    expect(code).toBe(0);
    const [file] = JSON.parse(stdout) as readonly { coverage: unknown; scenarios: readonly { found: unknown }[] }[];
    expect(file?.coverage).toEqual({ percent: 100, not_tried: [] });
    expect(file?.scenarios[1]?.found).toMatchObject({
      cause: ['app_stopped'],
      steps: ['start_app'],
      outcome: 'resolved',
    });
  });

  test('fails where too little is tried, and lists it', async () => {
    await mkdir(at('little'));
    await writeFile(at('little', 'shop.yaml'), await readFile(at('shop', 'shop.yaml')));
    const one = 'firebreak: 1\ntest: shop\nscenarios:\n  - { title: Blind, expect: { cause: null } }\n';
    await writeFile(at('little', 'shop.test.yaml'), one);
    const tested = await firebreak(['test', at('little'), '--min-coverage', '50', '--uncovered']);
    expect([tested.code, tested.stdout]).toEqual([4, expect.stringContaining('not tried: cause app_hangs confirmed')]);
    expect(await firebreak(['test', at('little')])).toMatchObject({ code: 0 });
  });

  test('goes on with the next file where one is not valid, and says so at the end', async () => {
    await mkdir(at('mixed'));
    await writeFile(at('mixed', 'a.yaml'), 'firebreak: 1\n');
    await writeFile(at('mixed', 'a.test.yaml'), 'firebreak: 1\n');
    for (const name of ['shop.yaml', 'shop.test.yaml'])
      await writeFile(at('mixed', name), await readFile(at('shop', name)));
    const tested = await firebreak(['test', at('mixed')]);
    expect([tested.code, tested.stdout]).toEqual([3, expect.stringContaining('7 passed, 0 failed')]);
  });

  test('watches: every change of runbook or scenarios is tried, until it is interrupted', async () => {
    await mkdir(at('watched'));
    for (const name of ['shop.yaml', 'shop.test.yaml'])
      await writeFile(at('watched', name), await readFile(at('shop', name)));
    const child = spawn(process.execPath, [join(ROOT, 'dist/firebreak.js'), 'test', at('watched'), '--watch']);
    const rounds = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const nextTotal = async (): Promise<string> => {
      for (;;) {
        const { value, done } = await rounds.next();
        if (done === true) return 'it ended';
        if (/^\d+ passed/.test(value)) return value;
      }
    };
    expect(await nextTotal()).toBe('7 passed, 0 failed');
    const runbook = await readFile(at('watched', 'shop.yaml'), 'utf8');
    await writeFile(at('watched', 'shop.yaml'), runbook.replace('== "refused"', '== "reset"'));
    expect(await nextTotal()).toBe('6 passed, 1 failed');
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(0);
  });

  test('without scenarios says where they would stand', async () => {
    await mkdir(at('nothing'));
    const tested = await firebreak(['test', at('shop', 'other.yaml')]);
    expect(tested.code).toBe(3);
    const empty = await firebreak(['test', at('nothing')]);
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining('there are no scenarios in')]);
  });
});

describe('validate', () => {
  const BROKEN = 'firebreak: 1\nid: x\ntitle: T, with % and : in it\nseverity: hihg\n';

  test('reads standard input', async () => {
    const { code, stdout } = await firebreak(['validate', '-'], { stdin: BROKEN });
    expect([code, stdout]).toEqual([3, expect.stringContaining('standard input:4:11  "hihg" is not possible here')]);
  });

  test('writes annotations for GitHub, escaped, and SARIF', async () => {
    const github = await firebreak(['validate', '-', '--format', 'github'], { stdin: BROKEN });
    expect(github.stdout).toMatch(
      /^::error file=standard input,line=4,col=11,endLine=4,endColumn=15,title=\S+::"hihg" is not/m,
    );
    const sarif = JSON.parse((await firebreak(['validate', '-', '--format', 'sarif'], { stdin: BROKEN })).stdout) as {
      version: string;
      runs: readonly {
        results: readonly {
          level: string;
          ruleId: string;
          ruleIndex: number;
          fixes?: readonly { artifactChanges: readonly object[] }[];
        }[];
        tool: { driver: { rules: readonly { id: string }[] } };
      }[];
    };
    expect(sarif.version).toBe('2.1.0');
    const [run] = sarif.runs;
    for (const result of run?.results ?? []) expect(run?.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
    expect(run?.results.some(({ level }) => level === 'error')).toBe(true);
    const deletedRegion = { startLine: 4, startColumn: 11, endLine: 4, endColumn: 15 };
    expect(
      run?.results.flatMap(({ fixes = [] }) => fixes.flatMap(({ artifactChanges }) => artifactChanges)),
    ).toContainEqual({
      artifactLocation: { uri: 'standard%20input' },
      replacements: [{ deletedRegion, insertedContent: { text: 'high' } }],
    });
  });

  test('checks scenarios with the runbook beside them', async () => {
    await mkdir(at('wrong'));
    await writeFile(at('wrong', 'shop.yaml'), await readFile(at('shop', 'shop.yaml')));
    await writeFile(
      at('wrong', 'shop.test.yaml'),
      'firebreak: 1\ntest: shop\nscenarios:\n  - { title: S, given: { site: { stauts: 502 } }, expect: {} }\n',
    );
    const { code, stdout } = await firebreak(['validate', at('wrong')]);
    expect([code, stdout]).toEqual([3, expect.stringContaining('has no field "stauts"; did you mean "status"?')]);
  });
});

describe('eval', () => {
  test('over a scenario gives the value, its parts, and why something is unknown', async () => {
    const of = async (expression: string, ...more: readonly string[]) =>
      firebreak(['eval', at('shop', 'shop.yaml'), expression, '--scenario', 'the application was', ...more]);
    expect(await of('proxy_error && port.ok')).toMatchObject({ code: 0, stdout: 'false\n  port.ok  false' });
    expect((await of('site.json.x')).stdout).toMatch(/^unknown: /);
    expect(JSON.parse((await of('site.status + 1', '--json')).stdout)).toMatchObject({ value: 503 });
  });

  test('over a record gives what the run saw, also as it was before', async () => {
    const home = at('records');
    const run = await firebreak([
      'run',
      at('shop', 'shop.yaml'),
      '--json',
      '--home',
      home,
      '--input',
      'site_url=http://127.0.0.1:9',
      '--input',
      'app_url=http://127.0.0.1:9',
    ]);
    const id = (JSON.parse(run.stdout.trimEnd().split('\n').at(-1) ?? '') as { run: string }).run;
    expect(await firebreak(['eval', id, 'port.error.kind', '--home', home])).toMatchObject({
      code: 0,
      stdout: 'refused',
    });
    const before = await firebreak(['eval', id, 'port.error.kind', '--at', '1', '--home', home]);
    expect(before.stdout).toMatch(/^unknown: /);
  });

  test('refuses what cannot be read, with the place', async () => {
    const { code, stderr } = await firebreak(['eval', at('shop', 'shop.yaml'), 'port.okk', '--scenario', 'All']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean "ok"?')]);
    const none = await firebreak(['eval', at('shop', 'shop.yaml'), 'port.ok', '--scenario', 'Al is well']);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('did you mean "All is well"')]);
  });
});

describe('a run of the past', () => {
  const run = async (): Promise<string> => {
    const ended = await firebreak([
      'run',
      at('shop', 'shop.yaml'),
      '--json',
      '--home',
      at('past'),
      '--input',
      'site_url=http://127.0.0.1:9',
      '--input',
      'app_url=http://127.0.0.1:9',
    ]);
    return (JSON.parse(ended.stdout.trimEnd().split('\n').at(-1) ?? '') as { run: string }).run;
  };

  test('becomes a scenario beside the others, and is a test from then on', async () => {
    const id = await run();
    const path = at('shop', 'shop.test.yaml');
    const before = await readFile(path, 'utf8');
    const made = await firebreak(['test', '--from', id, '--home', at('past'), '--title', 'That night', '--out', path]);
    expect([made.code, made.stderr]).toEqual([0, '']);
    const after = await readFile(path, 'utf8');
    expect(after.startsWith(before.trimEnd())).toBe(true);
    const tested = await firebreak(['test', at('shop')]);
    expect([tested.code, tested.stdout]).toEqual([0, expect.stringContaining('ok    That night')]);
  });

  test('tells what an edit would have done in it', async () => {
    const id = await run();
    await mkdir(at('edited'));
    const runbook = await readFile(at('shop', 'shop.yaml'), 'utf8');
    await writeFile(
      at('edited', 'shop.yaml'),
      runbook.replace('proxy_error: site.status >= 502', 'proxy_error: "!site.ok" # site.status >= 502'),
    );
    const same = await firebreak(['replay', id, '--home', at('past'), '--runbook', at('shop', 'shop.yaml')]);
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining('decides the same')]);
    const other = await firebreak(['replay', at('past', 'runs'), '--runbook', at('edited', 'shop.yaml')]);
    expect(other.code).toBe(21);
    expect(other.stdout).toMatch(/differs +cause none → app_stopped/);
    expect(other.stdout.split('\n').at(-1)).toMatch(/^\d+ runs of shop: 0 the same, \d+ otherwise$/);
  });
});
