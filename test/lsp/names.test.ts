// A name across the files that it stands in: where it is declared, where it is used, and what becomes of both.

import { expect, test } from 'vitest';
import { definitionOf, referencesOf, renaming } from '../../src/lsp/answer/names.ts';
import { type At, open } from '../support/editor/desk.ts';

const SHOP = `firebreak: 1
id: shop
title: The shop is down
severity: high
inputs:
  box: { default: shop-redis }
  "url": { default: "redis://localhost" }
defaults:
  redis: { url: "\${{ inputs.url }}" }
diagnose:
  - id: ping
    redis: PING
  - id: state
    title: 'It''s \${{ inputs.box }}; inputs.box is \${{ inputs.box }}'
    docker: { inspect: "\${{ inputs.box }}" }
    if: "!ping.ok"
  - title: Load of the host
    system: {}
facts:
  ping_works: ping.ok
  all_well: ping_works && !(ping.text == "ping") && [1].exists(ping, ping > 0)
causes:
  - id: stopped
    title: It is stopped
    when:
      - "!ping.ok"
      - known(before.ping) || load_of_the_host.load1 > 3
    because: |
      Redis said \${{ ping.text }},
        twice: \${{ ping.text }}
    resolve:
      - id: start
        docker: { start: "\${{ inputs.box }}" }
        goal: all_well
escalate:
  - when: cause == "stopped" && cause in ["stopped"] && inputs["box"] != ""
    to: team
prevent:
  - { text: Watch it, causes: [stopped] }
verify:
  - goal: all_well
`;

const SCENARIOS = `firebreak: 1
test: shop
inputs: { box: a }
readings:
  ping: { ok: false }
  state: { running: false }
scenarios:
  - title: ping
    given: { ping: { text: ping } }
    inputs: { box: b }
    after: { start: { ping: { ok: true } } }
    answers: { start: done }
    cause: stopped
    expect: { cause: [stopped], verdicts: { stopped: confirmed }, steps: [start], never: [start], asked: [start], skipped: [] }
`;

const RUNBOOK = '/w/runbooks/shop.yaml';
const TESTS = '/w/runbooks/shop.test.yaml';

/** Opens both files with the cursor in the middle of the nth time that a text stands in the runbook. */
function on(text: string, nth = 0, files = { [RUNBOOK]: SHOP, [TESTS]: SCENARIOS }): At {
  const [path = '', first = ''] = Object.entries(files)[0] ?? [];
  let at = -1;
  for (let n = 0; n <= nth; n++) at = first.indexOf(text, at + 1);
  if (at < 0) throw new Error(`"${text}" does not stand ${nth + 1} times in ${path}`);
  const middle = at + Math.ceil(text.length / 2);
  return open({ ...files, [path]: `${first.slice(0, middle)}¦${first.slice(middle)}` });
}

/** Both files after a rename; or why it is refused. */
function renamed(at: At, to: string): { readonly runbook: string; readonly scenarios: string } | string {
  const places = renaming(at.source, { offset: at.offset, to }, at.sources);
  if (!places.ok) return places.error;
  const edited = (path: string): string =>
    places.value
      .filter((place) => place.path === path)
      .sort((a, b) => b.span.start - a.span.start)
      .reduce(
        (text, { span }) => text.slice(0, span.start) + to + text.slice(span.end),
        at.sources.at(path)?.text ?? '',
      );
  return { runbook: edited(RUNBOOK), scenarios: edited(TESTS) };
}

test('a probe is renamed wherever it is meant, and nowhere else', () => {
  expect(renamed(on('ping.ok', 0), 'answers')).toEqual({
    runbook: SHOP.replace('- id: ping', '- id: answers')
      .replaceAll('!ping.ok', '!answers.ok')
      .replace('ping_works: ping.ok', 'ping_works: answers.ok')
      .replace('!(ping.text', '!(answers.text')
      .replace('known(before.ping)', 'known(before.answers)')
      .replaceAll('${{ ping.text }}', '${{ answers.text }}'),
    scenarios: SCENARIOS.replace('  ping: { ok: false', '  answers: { ok: false')
      .replace('{ ping: { text', '{ answers: { text')
      .replace('{ ping: { ok: true', '{ answers: { ok: true'),
  });
});

test('an input is renamed in holes, in brackets and in the scenarios, not in the words beside a hole', () => {
  expect(renamed(on('.box }'), 'container')).toEqual({
    runbook: SHOP.replace('  box: {', '  container: {')
      .replaceAll('${{ inputs.box }}', '${{ inputs.container }}')
      .replace('inputs["box"]', 'inputs["container"]'),
    scenarios: SCENARIOS.replaceAll('{ box:', '{ container:'),
  });
});

test('a quoted name keeps its quotes', () => {
  expect(renamed(on('"url"'), 'redis_url')).toMatchObject({
    runbook: SHOP.replace('"url":', '"redis_url":').replace('inputs.url', 'inputs.redis_url'),
  });
});

test('a fact, a cause and a step are renamed', () => {
  expect(renamed(on('all_well', 1), 'healthy')).toMatchObject({ runbook: SHOP.replaceAll('all_well', 'healthy') });
  expect(renamed(on('"stopped"'), 'halted')).toEqual({
    runbook: SHOP.replace('- id: stopped', '- id: halted')
      .replaceAll('"stopped"', '"halted"')
      .replace('causes: [stopped]', 'causes: [halted]'),
    scenarios: SCENARIOS.replaceAll('stopped', 'halted'),
  });
  expect(renamed(on('id: start\n'), 'begin')).toEqual({
    runbook: SHOP.replace('id: start\n', 'id: begin\n'),
    scenarios: SCENARIOS.replaceAll('start', 'begin'),
  });
});

test('a name is renamed from the scenarios as well', () => {
  const at = on('cause: stopped', 0, { [TESTS]: SCENARIOS, [RUNBOOK]: SHOP });
  expect(
    renamed(open({ [TESTS]: at.source.text.replace('cause: stopped', 'cause: sto¦pped'), [RUNBOOK]: SHOP }), 'halted'),
  ).toMatchObject({
    scenarios: SCENARIOS.replaceAll('stopped', 'halted'),
  });
});

test('what stands behind an anchor is renamed once, however often it is used', () => {
  const runbook = SHOP.replace(
    '    resolve:\n      - id: start',
    '    resolve: &all\n      - &one\n        id: start',
  ).replace(
    'escalate:\n',
    '  - { id: other, title: Other, when: "!ping.ok", resolve: *all }\nescalate:\n  - { after: 5m, to: x, steps: [*one] }\n',
  );
  const scenarios = `${SCENARIOS.replace('given: {', 'given: &seen {')}  - { title: again, given: *seen, after: { start: *seen }, expect: {} }\n`;
  const at = on('id: ping', 0, { [RUNBOOK]: runbook, [TESTS]: scenarios });
  const after = renamed(at, 'answers');
  expect(after).toMatchObject({ scenarios: expect.stringContaining('&seen { answers: { text: ping } }') });
  const step = renamed(on('id: start', 0, { [RUNBOOK]: runbook, [TESTS]: scenarios }), 'begin');
  expect(step).toMatchObject({
    runbook: runbook.replace('id: start', 'id: begin'),
    scenarios: scenarios.replaceAll('start', 'begin'),
  });
});

test.each([
  ['a name that is taken', 'id: start\n', 'ping', '"ping" is taken already'],
  ['a word with a meaning', 'id: start\n', 'before', '"before" has a meaning of its own in expressions'],
  ['what is no id', 'id: start\n', 'Start-1', '"Start-1" is no id: a small letter, then small letters, digits and _'],
  [
    'a name made from a title',
    'load_of_the_host',
    'host',
    '"load_of_the_host" is made from a title: give it an `id` first',
  ],
  ['no name at all', 'severity', 'x', 'no input, probe, fact, cause or step is named here'],
])('a rename is refused: %s', (_, text, to, why) => {
  expect(renamed(on(text), to)).toBe(why);
});

test('nothing is renamed where one place has it behind an escape', () => {
  const escaped = SHOP.replace('    to: team', '    say: "a\\tb ${{ inputs.box }}"\n    to: team');
  expect(renamed(on('.box }', 0, { [RUNBOOK]: escaped, [TESTS]: SCENARIOS }), 'x')).toMatch(
    /^"box" stands in a text with escapes/,
  );
});

test('nothing is renamed in files of which a part cannot be read', () => {
  const broken = { [RUNBOOK]: SHOP.replace('ping_works: ping.ok', 'ping_works: ping.ok &&'), [TESTS]: SCENARIOS };
  expect(renamed(on('id: ping', 0, broken), 'x')).toMatch(/^mend shop\.yaml first/);
  const halfway = { [RUNBOOK]: SHOP, [TESTS]: `${SCENARIOS}  - title: "x\n` };
  expect(renamed(on('id: ping', 0, halfway), 'x')).toMatch(/^mend shop\.test\.yaml first/);
});

test.each([
  ['a probe', 'ping.ok', 'ping\n'],
  ['an input', 'inputs.url', 'url": {'],
  ['a fact', 'goal: all_well', 'all_well: '],
  ['a cause', '"stopped"', 'stopped\n    title'],
  ['a step without an id, at its title', 'load_of_the_host', 'Load of the host'],
])('a definition is found: %s', (_, text, wanted) => {
  const at = on(text, 0);
  // Of a line such as `goal: all_well` the name is what the cursor is put on.
  const offset = at.source.text.indexOf(text) + text.length - 1;
  const found = definitionOf(
    at.source,
    text.includes('.') && !text.startsWith('inputs') ? at.offset - 2 : offset,
    at.sources,
  );
  expect(found?.text.slice(found.span.start).startsWith(wanted)).toBe(true);
});

test('from the scenarios a definition is in the runbook', () => {
  const at = open({ [TESTS]: SCENARIOS.replace('  state: {', '  st¦ate: {'), [RUNBOOK]: SHOP });
  const found = definitionOf(at.source, at.offset, at.sources);
  expect(found?.path).toBe(RUNBOOK);
  expect(found?.text.slice(found.span.start).startsWith('state\n')).toBe(true);
});

test('the runbook that a cause is handed over to is a file', () => {
  const files = {
    [RUNBOOK]: SHOP.replace('    resolve:', '    runbook: oth¦er\n    resolve:'),
    '/w/runbooks/other.yaml': 'firebreak: 1\n',
  };
  const at = open(files);
  expect(definitionOf(at.source, at.offset, at.sources)?.path).toBe('/w/runbooks/other.yaml');
});

test('references are all places in both files', () => {
  const at = on('id: ping');
  const places = referencesOf(at.source, at.source.text.indexOf('id: ping') + 5, at.sources);
  expect(places.filter(({ declares }) => declares)).toHaveLength(1);
  expect(places.filter(({ path }) => path === TESTS)).toHaveLength(3);
  expect(places.every(({ text, span }) => text.slice(span.start, span.end) === 'ping')).toBe(true);
});
