// What is said of the word under the pointer.

import { expect, test } from 'vitest';
import { open } from '../support/editor/desk.ts';

const shop = (rest: string) =>
  open({
    '/w/runbooks/shop.yaml': `firebreak: 1
id: shop
inputs:
  mode: { choices: [fast, slow], default: fast, description: How it is done }
defaults: { redis: { url: "redis://localhost" } }
diagnose:
  - { id: ping, title: Redis answers, redis: PING }
facts:
  works: ping.ok
${rest}`,
  });

test.each([
  ['a key', 'seve¦rity: high\n', ['**severity**', 'How bad the incident is', '`critical`']],
  ['a kind', 'causes:\n  - title: x\n    resolve:\n      - doc¦ker: { start: x }\n', ['container']],
  [
    'a key of a kind',
    'causes:\n  - title: x\n    resolve:\n      - docker: { exec: x, comm¦and: [ls] }\n',
    ['**command**'],
  ],
  ['a probe', 'verify:\n  - goal: pi¦ng.ok\n', ['Probe: Redis answers', '`redis: PING`', '`error`']],
  ['a field', 'verify:\n  - goal: ping.error.ki¦nd == "x"\n', ['ping.error.kind: string: ', '"refused"']],
  ['a fact', 'verify:\n  - goal: wor¦ks\n', ['works: boolean', 'Fact: `ping.ok`']],
  [
    'an input',
    'summary: x\nverify:\n  - goal: inputs.mo¦de == "fast" && works\n',
    ['How it is done', '"fast" | "slow"'],
  ],
  ['a function', 'verify:\n  - goal: kno¦wn(ping.ok)\n', ['Never unknown itself']],
  ['a method', 'verify:\n  - goal: ping.text.start¦sWith("P")\n', ['begins with another']],
  ['the item of a loop', 'verify:\n  - goal: ping.addresses.all(a, a.addr¦ess != "")\n', ['a.address: string']],
  ['a name in a hole', 'causes:\n  - title: x\n    because: it ${{ ping.te¦xt }}\n', ['ping.text: string']],
])('of %s', (_, rest, wanted) => {
  const { hover } = shop(rest);
  for (const words of wanted) expect(hover).toContain(words);
});

test.each([
  ['plain text', 'summary: it is do¦wn\n'],
  ['a comment', '# sever¦ity\n'],
  ['an unknown name', 'verify:\n  - goal: wo¦rk\n'],
  ['a string of an expression', 'verify:\n  - goal: ping.text == "sev¦erity"\n'],
  ['a blank', 'summary:  ¦ x\n'],
])('nothing of %s that has no meaning', (_, rest) => {
  const said = shop(rest).hover;
  if (rest.startsWith('summary')) expect(said ?? '').not.toContain('**');
  else expect(said).toBeNull();
});

test('of a probe and a field in a file of scenarios', () => {
  const files = (text: string) => ({
    '/w/runbooks/shop.test.yaml': `firebreak: 1\ntest: shop\n${text}`,
    '/w/runbooks/shop.yaml': shop('').source.text,
  });
  expect(open(files('readings: { pi¦ng: { ok: true } }\n')).hover).toContain('Redis answers');
  expect(open(files('readings: { ping: { te¦xt: x } }\n')).hover).toContain('string');
});
