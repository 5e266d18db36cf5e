// The schema alone, as most editors use it: by the YAML language server, over standard input and output.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Editor, type Open } from '../support/editor/client.ts';
import { ROOT } from '../support/source-tree.ts';

const schemaUrl = (name: string): string => pathToFileURL(join(ROOT, 'schemas', `${name}.schema.json`)).href;
const YAML = {
  validate: true,
  completion: true,
  hover: true,
  schemaStore: { enable: false },
  schemas: { [schemaUrl('runbook')]: ['*.runbook.yaml'], [schemaUrl('test')]: ['*.test.yaml'] },
};
const HEAD = 'firebreak: 1\nid: x\ntitle: X\nseverity: high\n';

let editor: Editor;
let opened = 0;

beforeAll(async () => {
  const argv = [join(ROOT, 'node_modules/yaml-language-server/bin/yaml-language-server'), '--stdio'];
  editor = await Editor.start(argv, {
    capabilities: {
      textDocument: {
        completion: { completionItem: { snippetSupport: true } },
        hover: { contentFormat: ['markdown'] },
      },
      workspace: { configuration: true },
    },
    settings: { yaml: YAML },
  });
  editor.tell('workspace/didChangeConfiguration', { settings: { yaml: YAML } });
});
afterAll(async () => {
  expect(await editor.close()).toBe(0);
});

/** Opens a text that no other test has open. */
const open = (text: string, kind = 'runbook'): Open => editor.open(`/w/${++opened}.${kind}.yaml`, text);

const said = async (text: string, kind?: string): Promise<readonly string[]> =>
  (await open(text, kind).problems()).map(({ range, message }) => `${range.start.line + 1} ${message}`);

interface Item {
  readonly label: string;
  readonly insertText: string;
  readonly documentation?: string | { readonly value: string };
}

const offered = async (written: string, kind?: string): Promise<readonly Item[]> => {
  const file = open(written.replace('¦', ''), kind);
  const found = await file.ask<Item[] | { items: Item[] }>('completion', file.at(written.indexOf('¦')));
  return Array.isArray(found) ? found : found.items;
};

const KINDS = /^7 this step has no kind: add redis, bullmq, .* or \w+$/;

test('a step without a kind is told so, and no kind is called missing', async () => {
  const problems = await said(`${HEAD}\ndiagnose:\n  - id: a\n    title: y\n`);
  expect(problems).toEqual([expect.stringMatching(KINDS)]);
});

test('a step with two kinds is told so, and nothing of schemas', async () => {
  const problems = await said(`${HEAD}causes:\n  - title: y\n    resolve:\n      - redis: PING\n        shell: ls\n`);
  expect(problems).toEqual([
    expect.stringMatching(/^8 a step has one kind, and this one has several of .*: make two steps of it$/),
  ]);
});

test.each([
  ['a misspelt kind', 'diagnose:\n  - id: a\n    reids: PING\n', ['7 Property reids is not allowed.']],
  ['an item that is not written yet', 'diagnose:\n  - \n', ['6 Incorrect type. Expected "probe".']],
  [
    'a risk that is none',
    'diagnose:\n  - shell: ls\n    risk: reed\n',
    ['7 a risk is read, change, disrupt or destroy'],
  ],
  ['a duration without a unit', 'diagnose:\n  - shell: ls\n    timeout: "5"\n', [expect.stringContaining('7 ')]],
  ['an unknown key of a kind', 'diagnose:\n  - http: { metod: GET, url: x }\n', ['6 Property metod is not allowed.']],
])('one mistake is one message: %s', async (_, text, wanted) => {
  expect(await said(HEAD + text)).toEqual(wanted);
});

test('a file that is right has no message', async () => {
  expect(
    await said(`${HEAD}diagnose:\n  - id: a\n    redis: { check: write }\n    retry: 3\nverify:\n  - goal: a.ok\n`),
  ).toEqual([]);
  expect(await said('firebreak: 1\ntest: x\nscenarios:\n  - { title: a, expect: { cause: null } }\n', 'test')).toEqual(
    [],
  );
});

test('keys are completed at the top level, with what they mean', async () => {
  const items = await offered(`${HEAD}¦\n`);
  const labels = items.map(({ label }) => label);
  expect(labels).toEqual(
    expect.arrayContaining(['inputs', 'diagnose', 'facts', 'causes', 'verify', 'escalate', 'prevent']),
  );
  expect(labels).not.toContain('title');
  const bare = items.filter(({ documentation }) => documentation === undefined || documentation === '');
  expect(bare).toEqual([]);
});

test('kinds, and probes that are written in one go, are completed inside a probe', async () => {
  const items = await offered(`${HEAD}diagnose:\n  - ¦\n`);
  const labels = items.map(({ label }) => label);
  expect(labels).toEqual(
    expect.arrayContaining(['redis', 'http', 'shell', 'if', 'timeout', 'redis probe', 'http probe']),
  );
  expect(labels).not.toContain('undo');
  expect(items.find(({ label }) => label === 'http probe')?.insertText).toContain('http: GET ');
});

test('keys are completed inside a kind, and the words that a key takes', async () => {
  const docker = await offered(`${HEAD}diagnose:\n  - docker:\n      ¦\n`);
  expect(docker.map(({ label }) => label)).toEqual(expect.arrayContaining(['inspect', 'logs', 'exec', 'since']));
  const words = await offered(`${HEAD}diagnose:\n  - bullmq:\n      queue: q\n      do: ¦\n`);
  expect(words.map(({ label }) => label)).toEqual(expect.arrayContaining(['pause', 'resume', 'retry_failed']));
});

test('what snippets write is right', async () => {
  for (const place of ['diagnose:\n  - ¦\n', 'causes:\n  - ¦\n']) {
    const items = (await offered(HEAD + place)).filter(({ insertText }) => /^\w+: .*\n/.test(insertText));
    expect(items.length).toBeGreaterThan(1);
    for (const { insertText } of items) {
      // An editor indents further lines as the one that it writes into.
      const filled = insertText
        .replace(/\$\{\d+:([^}]*)\}/g, '$1')
        .replace(/\$\d+/g, 'x')
        .replaceAll('\n', '\n  ');
      expect(await said(HEAD + place.replace('¦', filled))).toEqual([]);
    }
  }
});

test('a kind and a key of it say what they are', async () => {
  const file = open(`${HEAD}diagnose:\n  - id: a\n    docker: { inspect: x }\n    risk: read\n`);
  const hover = async (words: string): Promise<string> =>
    (await file.ask<{ contents: { value: string } }>('hover', file.on(words))).contents.value;
  expect(await hover('docker')).toMatch(/#### docker[^]*One call of the Docker Engine[^]*Reading of `inspect`/);
  expect(await hover('inspect')).toContain('A container to look at');
  expect(await hover('risk')).toContain('loses data');
});
