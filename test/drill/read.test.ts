// Files of drills: what is wrong in one is said with its place and the cure, all at once.

import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import type { Drill } from '../../src/drill/file/drill.ts';
import { readDrills } from '../../src/drill/file/read.ts';
import { plan } from '../../src/engine/plan.ts';
import { environment } from '../../src/expr/create.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

const RUNBOOK = `firebreak: 1
id: page
title: The page is down
severity: low
inputs:
  page_url: { default: "http://localhost:8080/" }
  start: { type: list, default: [] }
diagnose:
  - id: page
    http: "GET \${{ inputs.page_url }}"
causes:
  - id: gone
    title: It is gone
    when: page.error.kind == "refused"
    resolve:
      - id: start_page
        shell: "\${{ inputs.start }}"
        goal: page.ok
    escalate:
      - to: shop team
verify:
  - goal: page.ok
`;

const SANDBOX = `sandboxes:
  shop:
    shell: [node, server.mjs]
    ports: [page_port]
    inputs: { page_url: "http://127.0.0.1:\${{ inputs.page_port }}/" }
    count: { orders: { shell: [wc, -l, orders] } }
`;

function read(drills: string, sandbox: string) {
  const { runbook } = parseRunbook({ file: 'page.yaml', text: RUNBOOK });
  if (runbook === undefined) throw new Error('the runbook is not valid');
  const text = `firebreak: 1\ndrill: page\n${sandbox}drills:\n${drills}`;
  return readDrills(
    { file: 'page.drill.yaml', text, isThere: () => false },
    plan(runbook, environment(declarationsOf(runbook))),
    RUNBOOK,
  );
}

const problems = (drills: string, sandbox = SANDBOX): readonly string[] =>
  read(drills, sandbox).diagnostics.map(({ message, start }) => `${start.line} ${message}`);

const drillsIn = (drills: string): readonly Drill[] => read(drills, SANDBOX).drills ?? [];

const GOOD = '  - fault: killed\n    inject: [{ shell: [pkill, page] }]\n    expect: { cause: gone }\n';

describe('a file of drills', () => {
  test('without a mistake has no problems', () => {
    expect(problems(GOOD)).toEqual([]);
  });

  test.each<[what: string, drills: string, wanted: RegExp]>([
    ['a cause that is not there', GOOD.replace('gone', 'gome'), /has no cause "gome"; did you mean "gone"/],
    [
      'a fault that the sandbox does not know',
      '  - fault: killed\n    expect: { cause: gone }\n',
      /knows no fault "killed"/,
    ],
    ['a probe that is not there', `${GOOD}    shows: "!pege.ok"\n`, /unknown name "pege"; did you mean "page"/],
    ['a field that no reading has', `${GOOD}    shows: page.stauts == 500\n`, /stauts/],
    [
      'a step that asks somebody',
      GOOD.replace('shell: [pkill, page]', 'manual: Pull the plug'),
      /nobody is asked while a sandbox is broken/,
    ],
    ['data that nothing counts', `${GOOD}    keep: { order: 3 }\n`, /counts no "order"; did you mean "orders"/],
    ['an input that the runbook does not have', `${GOOD}    inputs: { pge_url: x }\n`, /has no input "pge_url"/],
    ['an answer to no step', `${GOOD}    answers: { start: done }\n`, /"start" is an input of "page", not a step/],
    ['the same drill twice', GOOD + GOOD, /another drill is called "killed"/],
    ['a sandbox that is not there', `${GOOD}    sandbox: shp\n`, /there is no sandbox "shp"; did you mean "shop"/],
    ['a key that is none', `${GOOD}    expects: {}\n`, /expects/],
    ['nothing that is expected', GOOD.replace('{ cause: gone }', '{}'), /nothing is expected/],
    ['a cause and a group', GOOD.replace('gone }', 'gone, group: [gone] }'), /exclude each other/],
    ['a change where nothing is wrong', GOOD.replace('gone }', 'null, changes: [start_page] }'), /nothing is changed/],
    ['a healthy end with a cause', GOOD.replace('gone }', 'gone, outcome: healthy }'), /does not end `healthy`/],
    [
      'a step that is expected and forbidden',
      GOOD.replace('gone }', 'gone, changes: [start_page], never: [start_page] }'),
      /is expected and must never/,
    ],
    [
      'somebody whom nobody tells',
      GOOD.replace('gone }', 'gone, to: shop taem }'),
      /tells nobody called "shop taem"; did/,
    ],
    ['a need without a name', `${GOOD}    needs: [""]\n`, /needs/],
  ])('%s', (_what, drills, wanted) => {
    expect(problems(drills).join('\n')).toMatch(wanted);
  });

  const ALSO = `${GOOD}    also: { twice: { expect: { cause: null, outcome: escalated } } }\n`;

  test('has the others of a fault under the first: each is that one, but for what it says', () => {
    expect(problems(ALSO)).toEqual([]);
    const [first, second, ...more] = drillsIn(ALSO);
    expect(more).toEqual([]);
    expect(second).toEqual({
      ...first,
      as: 'twice',
      line: (first?.line ?? 0) + 3,
      expect: { cause: [], outcome: 'escalated' },
    });
  });

  test.each<[what: string, drills: string, wanted: RegExp]>([
    ['has a mistake', ALSO.replace('null,', 'gome,'), /^13 .*has no cause "gome"/],
    ['has the name of another drill', `${ALSO}${GOOD}    as: twice\n`, /another drill is called "killed\/twice"/],
    ['names another fault', ALSO.replace('{ expect', '{ fault: x, expect'), /^13 unknown key "fault"/],
    ['has a name that cannot be written', ALSO.replace('twice', 'Twice'), /^13 "Twice" cannot be the name of a drill/],
    ['leads out of the sandbox', ALSO.replace('{ expect', '{ sandbox: shp, expect'), /there is no sandbox "shp"/],
  ])('says what is wrong with one of those that %s', (_what, drills, wanted) => {
    expect(problems(drills).join('\n')).toMatch(wanted);
  });

  test('that leaves the runbook to find the real page is refused: a drill stays in its sandbox', () => {
    const careless = SANDBOX.replace(/ {4}inputs: .*\n/, '');
    expect(problems(GOOD, careless)).toEqual([
      expect.stringContaining('input "page_url" would be "http://localhost:8080/", which may lead out of the sandbox'),
    ]);
  });

  test.each<[what: string, from: string | RegExp, to: string, wanted: RegExp]>([
    ['a port twice', '[page_port]', '[page_port, page_port]', /"page_port" is an input already/],
    ['a port that would be PATH', '[page_port]', '[page_port, path]', /has a variable PATH already/],
    ['two kinds', 'shell: [node', 'compose: x.yaml\n    shell: [node', /a sandbox has one kind, and this one has/],
    ['no kind', / {4}shell: .*\n/, '', /this sandbox has no kind/],
    ['a compose file that is not there', /shell: .*/, 'compose: no.yaml', /there is no file no.yaml beside this one/],
    [
      'no use',
      'sandboxes:\n',
      'sandboxes:\n  spare: { shell: [x], inputs: { page_url: x } }\n',
      /no drill uses the sandbox "spare"/,
    ],
  ])('a sandbox with %s', (_what, from, to, wanted) => {
    const drills = `${GOOD}    sandbox: shop\n`;
    expect(problems(drills, SANDBOX.replace(from, to)).join('\n')).toMatch(wanted);
  });

  test('may not give a port the name of an input', () => {
    const taken = SANDBOX.replace('[page_port]', '[page_port, page_url]');
    expect(problems(GOOD, taken).join('\n')).toMatch(/"page_url" is an input already/);
  });
});
