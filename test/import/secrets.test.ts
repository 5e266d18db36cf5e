// Secrets that stand on a page: whatever way they are written, they are in nothing that the importer makes of it.

import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { importDocument } from '../../src/import/forms/document.ts';
import { type Imported, importPage } from '../../src/import/import.ts';
import { withoutSecrets } from '../../src/import/page/secrets.ts';
import { reportOf } from '../../src/import/report.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';
import { FORMS, NONE, PROSE, TOKENS } from './secret-texts.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const page = (inside: string): string =>
  `# Cache is full\n\n## Symptoms\n\n- Writes fail\n\n## Diagnosis\n\n\`\`\`sh\nuptime\n\`\`\`\n\n${inside}\n\n## Resolution\n\nRestart the cache:\n\n\`\`\`sh\nsystemctl restart cache\n\`\`\`\n`;

/** Letters and digits out of a number, always the same ones; `signs` are put between. */
function secretOf(seed: number, length: number, signs = ''): string {
  const letters = `ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789${signs}`;
  let state = seed * 2_654_435_761 + 12_345;
  const next = (): string => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return letters.charAt((state >> 8) % letters.length);
  };
  return `Zq7${Array.from({ length }, next).join('')}9k`;
}

function draftsOf(text: string): readonly Imported[] {
  const made = importPage({ name: 'page.md', text });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

/** Everything that is made of a page, as one text. */
const allOf = (drafts: readonly Imported[]): string => JSON.stringify([drafts, drafts.map(reportOf)]);

function expectHidden(drafts: readonly Imported[], secret: string, line: number): void {
  expect(allOf(drafts)).not.toContain(secret);
  const [draft] = drafts;
  const { runbook, diagnostics } = parseRunbook({ file: `${draft?.id}.yaml`, text: draft?.text ?? '' });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(runbook).toBeDefined();
  const told = reportOf(draft as Imported).lines.filter(({ why }) => why.startsWith('a secret stands there'));
  expect(told.map(({ lines }) => lines)).toContain(String(line));
}

const lineOf = (text: string, words: string): number => text.slice(0, text.indexOf(words)).split('\n').length;

describe.each(FORMS)('%s', (form) => {
  test('in a fence', () => {
    const secret = secretOf(1, 12);
    const text = page(`\`\`\`sh\n${form.replace('§', secret)}\n\`\`\``);
    expectHidden(draftsOf(text), secret, lineOf(text, secret));
  });

  test.each([2, 3, 4, 5])('in code of a sentence (%i)', (seed) => {
    const secret = secretOf(seed, 12);
    const line = form
      .replace(/\\\n\s*/g, '')
      .replace('\n', '; ')
      .replace('§', secret);
    expect(withoutSecrets(page(`Run \`${line}\` and wait.`)).text).not.toContain(secret);
  });

  test('signs of all kinds do not cut it', () => {
    const secret = secretOf(6, 14, '!#%^*_+=.,~-');
    const text = page(`\`\`\`sh\n${form.replace('§', secret)}\n\`\`\``);
    expect(withoutSecrets(text).text).not.toContain(secret.slice(-6));
  });
});

test.each(PROSE)('%s', (form) => {
  const secret = secretOf(6, 12);
  const text = page(form.replace('§', secret));
  expectHidden(draftsOf(text), secret, lineOf(text, secret));
});

test.each(TOKENS)('%s, wherever it stands', (form) => {
  const token = form.replace('Y', secretOf(7, 30).toUpperCase());
  for (const inside of [
    `It begins with ${token}, as always.`,
    `\`\`\`sh\ncurl -d ${token} https://shop.example\n\`\`\``,
  ])
    expect(allOf(draftsOf(page(inside)))).not.toContain(token.slice(8));
});

test('a private key of several lines is left out, and lines below keep their numbers', () => {
  const key = `-----BEGIN RSA PRIVATE KEY-----\n${secretOf(8, 60)}\n${secretOf(9, 60)}\n-----END RSA PRIVATE KEY-----`;
  const text = page(`\`\`\`\n${key}\n\`\`\``);
  const cleared = withoutSecrets(text);
  expect(cleared.text.split('\n')).toHaveLength(text.split('\n').length);
  expect(lineOf(cleared.text, '## Resolution')).toBe(lineOf(text, '## Resolution'));
  expect(allOf(draftsOf(text))).not.toContain(secretOf(9, 60));
});

test('one that stands on the page once more is left out there too', () => {
  const secret = secretOf(10, 8);
  const text = page(`\`\`\`sh\nredis-cli -a ${secret} PING\n\`\`\`\n\nAsk Ann whether ${secret} still works.`);
  expect(allOf(draftsOf(text))).not.toContain(secret);
});

test('a command is one still: its secret is an input that is secret; two of them are two', () => {
  const [draft] = draftsOf(
    page(
      '```sh\nredis-cli -h a -a hunter2x PING\nredis-cli -h b -a hunter3x PING\nredis-cli -h c -a hunter2x PING\n```',
    ),
  );
  const { runbook } = parseRunbook({ file: `${draft?.id}.yaml`, text: draft?.text ?? '' });
  expect(runbook?.inputs.map(({ name, secret }) => [name, secret])).toEqual([
    ['redis_password', true],
    ['redis_password_2', true],
  ]);
  expect(runbook?.probes.map(({ kind }) => kind)).toEqual(['system', 'redis', 'redis', 'redis']);
});

test('an example that is a literal all the same is one', () => {
  expect(withoutSecrets('redis-cli -a changeme PING').text).toBe('redis-cli -a <redis_password> PING');
});

test.each(NONE)('%s has none', (text) => {
  expect(withoutSecrets(text)).toEqual({ text, secrets: [] });
});

test('documents of other tools', () => {
  const secret = secretOf(11, 12);
  const rules = `groups:\n  - name: shop\n    rules:\n      - alert: ShopDown\n        expr: up == 0\n        annotations:\n          summary: Shop is down\n          runbook: "curl -u admin:${secret} https://shop.example"\n          note: redis-cli -a ${secret} PING\n`;
  const ssm = `schemaVersion: "0.3"\ndescription: Restart\nmainSteps:\n  - name: login\n    action: aws:runShellScript\n    inputs: { runCommand: ["redis-cli -a ${secret}", "uptime"], password: ${secret} }\n`;
  const cacao = JSON.stringify({
    type: 'playbook',
    name: 'Token',
    workflow_start: 'action--1',
    workflow: {
      'action--1': {
        type: 'action',
        name: 'Look',
        commands: [
          { type: 'bash', command: `curl -H "Authorization: Bearer ${secret}" https://shop.example` },
          { type: 'http-api', command: 'GET https://shop.example', headers: { 'X-Api-Key': secret } },
        ],
      },
    },
    playbook_variables: { db: { type: 'string', value: `postgres://a:${secret}@db/shop` } },
  });
  for (const [name, text] of [
    ['a.yaml', rules],
    ['b.yaml', ssm],
    ['c.json', cacao],
  ] as const) {
    const made = importDocument({ name, text }, name.slice(1));
    if (made?.ok !== true) throw new Error(`${name} was not imported`);
    expectHidden(made.value, secret, lineOf(text, secret));
  }
});

test('what refuses a page says nothing of its secrets', () => {
  const secret = secretOf(12, 12);
  const part = (name: string): string =>
    `## ${name} password=${secret}\n\n### Diagnosis\n\n\`\`\`sh\nuptime\n\`\`\`\n\n### Mitigation\n\nRestart it.\n\n`;
  const made = importPage({ name: 'page.md', text: `# Alerts\n\n${part('ShopDown')}${part('ShopSlow')}` });
  expect(JSON.stringify(made)).not.toContain(secret);
});

test('a brace that nothing closes, and many that are closed, take no time', () => {
  const braces = `see a://x:${'{a}'.repeat(2000)}`;
  expect(withoutSecrets(braces).text).toBe(braces);
  expect(withoutSecrets('psql postgres://shop:a{b}c{d@db/shop').text).toBe(
    'psql postgres://shop:<postgres_password>@db/shop',
  );
});
