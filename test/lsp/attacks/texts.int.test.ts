// The language server under attack: whatever stands in a file, it goes on, takes no more than a moment, and says
// what is wrong.

import { describe, expect, test } from 'vitest';
import { allOf, changed, goodBye, greeted, isWell, opened, underAttack, uriOf } from '../../support/editor/attack.ts';

underAttack();

const YAML = {
  'a text of 5 MB': `firebreak: 1\nid: x\n${'# a comment that goes on and on\n'.repeat(160_000)}`,
  'one line of 5 MB': `firebreak: 1\ntitle: ${'x'.repeat(5_000_000)}`,
  '10,000 levels in brackets': `firebreak: 1\nnotes: ${'['.repeat(10_000)}`,
  '10,000 levels of braces, closed': `firebreak: 1\nnotes: ${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`,
  '10,000 levels by indentation': `firebreak: 1\n${Array.from({ length: 600 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')}`,
  '10,000 dashes': `firebreak: 1\nnotes:\n  ${'- '.repeat(10_000)}x`,
  'aliases that become a billion': `firebreak: 1\na: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi']
    .map((name, n) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[n]}`).join(', ')}]`)
    .join('\n')}`,
  'an alias inside of what it names': 'firebreak: 1\nnotes: &all [*all]\n',
  'merge keys and anchors': 'firebreak: 1\ninputs: &i { a: { default: x } }\ndefaults: { <<: *i }\n',
  'no YAML at all': 'firebreak:\u0007 {{{ ]]] <xml/> %% @@ \n\t\t- : : :',
  'NUL bytes': `firebreak: 1\u0000\nid: \u0000\u0000\n`,
  'lone surrogates': 'firebreak: 1\ntitle: "\ud83d \udd25"\n',
  'a byte order mark, and CR alone': '\ufefffirebreak: 1\rid: x\rtitle: "🔥"\r',
  '3,000 keys': `firebreak: 1\ninputs:\n${Array.from({ length: 3000 }, (_, n) => `  a${n}: { default: x }`).join('\n')}`,
  'an expression of 100,000 brackets': `firebreak: 1\nfacts: { a: "${'('.repeat(100_000)}" }\n`,
  '20,000 holes': `firebreak: 1\nsummary: "${'${{ x }}'.repeat(20_000)}"\n`,
  '2,000 wrong expressions': `firebreak: 1\nfacts:\n${Array.from({ length: 2000 }, (_, n) => `  f${n}: pign${n}.ok and`).join('\n')}`,
  'keys of JavaScript':
    'firebreak: 1\n__proto__: { polluted: 1 }\nconstructor: { prototype: { x: 1 } }\ninputs: { toString: { default: x } }\n',
} as const;

describe('a text', () => {
  test.each(Object.entries(YAML))('%s', async (_name, text) => {
    const { wire, idle } = await greeted();
    const uri = uriOf('attack.yaml');
    wire.send(opened(uri, text));
    const said = await wire.reply(
      ({ method, params }) => method === 'textDocument/publishDiagnostics' && (params as { uri: string }).uri === uri,
    );
    expect(said).toBeDefined();
    const last = text.split('\n').length - 1;
    for (const position of [
      { line: 0, character: 0 },
      { line: 1, character: 8 },
      { line: last, character: 3 },
    ])
      for (const answer of await allOf(wire, uri, position)) expect(answer).toBeDefined();
    // One more key stroke is read anew.
    wire.send(
      changed(uri, 2, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '#\n' }),
    );
    await isWell(wire, idle);
    await goodBye(wire);
  });
});
