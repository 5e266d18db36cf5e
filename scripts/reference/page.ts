// docs/reference.md: every key, kind, field, function and error of the language, from the schemas and the kinds themselves.

import { CALLABLE } from '../../src/expr/evaluate/functions.ts';
import { FUNCTION_WORDS } from '../../src/expr/function-words.ts';
import { describeType } from '../../src/expr/inspect.ts';
import { RUN_FIELDS } from '../../src/expr/names.ts';
import { ALERT_TYPE, notNull } from '../../src/expr/value-type.ts';
import { KINDS } from '../../src/kinds/index.ts';
import { ALERT_SOURCES } from '../../src/model/alert.ts';
import { code, keyTable, type Schema, table } from './keys.ts';
import { kindParts } from './kinds.ts';

/** The schemas of the package. */
export interface Schemas {
  readonly runbook: Schema;
  readonly scenarios: Schema;
  readonly drills: Schema;
}

const LINKS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(KINDS.map((kind) => [kind, kind])),
  probe: 'a-step',
  action: 'a-step',
  step: 'a-step',
  goal: 'a-goal-of-verify',
  escalation: 'an-escalation',
  cause: 'a-cause',
  input: 'an-input',
  trigger: 'a-trigger',
  line: 'a-line-of-prevent',
  scenario: 'a-scenario',
  drill: 'a-drill',
  sandbox: 'a-sandbox',
};

/** The whole page. */
export function referencePage({ runbook, scenarios, drills }: Schemas): string {
  const defs = runbook.$defs ?? {};
  const { probe = {}, action = {}, cause = {}, goal = {}, escalation = {} } = defs;
  const inner = (key: string): Schema => runbook.properties?.[key] ?? {};
  const keys = (schema: Schema, ...left: readonly string[]): string =>
    keyTable({ schema, without: left, links: LINKS });
  const parts = [
    OPENING,
    '## The file',
    keyTable({
      schema: withoutInside(runbook, { inputs: 'input', triggers: 'trigger', prevent: 'line' }),
      links: LINKS,
    }),
    '### An input',
    text(itemOf(inner('inputs'))),
    keys(itemOf(inner('inputs'))),
    '### A trigger',
    text(itemOf(inner('triggers'))),
    keys(itemOf(inner('triggers'))),
    '### A cause',
    text(cause),
    keys(cause),
    '### A goal of verify',
    text(goal),
    keys(goal),
    '### An escalation',
    text(escalation),
    keys(escalation),
    '### A line of prevent',
    text(itemOf(inner('prevent'))),
    keys(itemOf(inner('prevent'))),
    '## A step',
    STEP,
    keys(probe, ...KINDS),
    'What only an action has, under `resolve`, `undo` and the `steps` of an escalation:',
    keys(action, ...Object.keys(probe.properties ?? {})),
    '### Risks',
    RISKS,
    '## Kinds',
    KIND_WORDS,
    kindParts(),
    '## Expressions',
    EXPRESSIONS,
    table(
      ['name', 'what it is'],
      [
        ['a probe or a fact, by its id', 'its reading, or its value'],
        ['a step of `resolve`, by its id', 'its reading, once it has finished'],
        ['`inputs.…`', 'the value of an input; a secret one in templates only'],
        ['`before.…`', 'a probe or a fact as it was when the current step began'],
        ['`cause`', 'the id of the cause that was taken up, or `null`'],
        ...Object.entries(RUN_FIELDS).map(([name, type]) => [code(`run.${name}`), describeType(type)]),
        ...alertRows(),
      ],
    ),
    `\`alert.source\` is ${ALERT_SOURCES.map((source) => `\`"${source}"\``).join(', ')}.`,
    '### Functions',
    table(
      ['written', 'gives'],
      CALLABLE.map((name) => {
        const words = FUNCTION_WORDS[name];
        if (words === undefined) throw new Error(`nobody has said what the function ${name} does`);
        return [code(words.call), words.says];
      }),
    ),
    '## Scenarios',
    SCENARIOS,
    keyTable({ schema: withoutInside(scenarios, { scenarios: 'scenario' }), links: LINKS }),
    '### A scenario',
    keys(itemOf(scenarios.properties?.['scenarios'] ?? {})),
    '## Drills',
    DRILLS,
    keyTable({ schema: withoutInside(drills, { sandboxes: 'sandbox', drills: 'drill' }), links: LINKS }),
    '### A sandbox',
    keys(itemOf(drills.properties?.['sandboxes'] ?? {})),
    '### A drill',
    keys(itemOf(drills.properties?.['drills'] ?? {})),
  ];
  return `${parts.join('\n\n')}\n`;
}

const itemOf = ({ items, additionalProperties }: Schema): Schema =>
  items ?? (typeof additionalProperties === 'object' ? additionalProperties : {});

const text = ({ description = '' }: Schema): string => description;

// The mappings of a file have tables of their own.
const withoutInside = (schema: Schema, tables: Readonly<Record<string, string>>): Schema => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, { properties: _, ...part }]) => {
      const own = tables[name];
      if (own === undefined) return [name, part.items?.properties === undefined ? part : { ...part, items: {} }];
      const to = { $ref: `#/$defs/${own}` };
      return [name, part.items === undefined ? { ...part, additionalProperties: to } : { ...part, items: to }];
    }),
  ),
});

function alertRows(): readonly (readonly string[])[] {
  const type = notNull(ALERT_TYPE);
  const fields = typeof type === 'object' && 'record' in type ? type.record : {};
  return Object.entries(fields).map(([name, one]) => [code(`alert.${name}`), describeType(one)]);
}

const OPENING = `<!-- Written by scripts/reference.mjs from the schemas and the kinds. Do not edit; change those. -->

# Language reference

Every key of a runbook, every kind of step with its readings, every function of expressions, every key of a scenario. The
program writes this page from what it reads files with, and \`npm run check\` fails when the page is not what it would write.
[Writing a runbook](authoring.md) says how the parts work together; the [tutorial](tutorial.md)
builds one; the [cookbook](cookbook.md) has runbooks to start from.

- [The file](#the-file): [input](#an-input), [trigger](#a-trigger), [cause](#a-cause), [goal](#a-goal-of-verify),
  [escalation](#an-escalation), [prevent](#a-line-of-prevent)
- [A step](#a-step) and [its risk](#risks)
- [Kinds](#kinds): ${KINDS.map((kind) => `[${kind}](#${kind})`).join(', ')}
- [Expressions](#expressions) and [functions](#functions)
- [Scenarios](#scenarios) and [drills](#drills)

A *duration* is written \`500ms\`, \`30s\`, \`1h30m\` or \`90d\`. Any text may hold \`\${{ expression }}\`, unless its meaning says
otherwise.`;

const STEP = `A probe, an action, a preview or an undo: one mapping with exactly one kind (${KINDS.map((kind) => `[\`${kind}\`](#${kind})`).join(', ')}) and these keys.`;

const RISKS = `| risk | means | who agrees |
| --- | --- | --- |
| \`read\` | changes nothing | nobody |
| \`change\` | can be undone | one key, or \`--approve change\` |
| \`disrupt\` | users will notice | one key, or \`--approve disrupt\` |
| \`destroy\` | data is lost | the id of the step is typed, or \`--approve destroy\` |`;

const KIND_WORDS = `*Reading* are the fields that the form gives. *Risk* is that of the form where its author says nothing. *Again* is yes where running it twice is known to do no harm. Every
reading has \`ok\`, \`ms\` and \`error\` (\`kind\`, \`code\`, \`message\`) besides; all three of \`error\` are \`""\` after success.`;

const EXPRESSIONS = `Conditions are CEL, the Common Expression Language: \`&&\`, \`||\`, \`!\`, \`==\`, \`!=\`, \`<\`, \`<=\`, \`>\`, \`>=\`, \`+\`, \`-\`, \`*\`, \`/\`, \`%\`,
\`in\`, \`condition ? a : b\`. These names are in scope:`;

const DRILLS = `They stand in \`<id>.drill.yaml\` beside the runbook; \`firebreak drill\` carries them out. [Drills](drills.md) says how.`;

const SCENARIOS = `They stand in \`<id>.test.yaml\` beside the runbook; \`firebreak test\` plays them.`;
