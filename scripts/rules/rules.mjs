// `node scripts/rules/rules.mjs`, run by `npm run check`: every rule of test/rules.yaml is named above a test, and every name is one of
// a rule. Says which are not.

import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ROOT } from '../root.mjs';
import { runScript } from '../say.mjs';

const TEST = /^\s*(?:test|describe)\b/;
const NAMES = /^\s*\/\/ Rule: (.+)$/;

await runScript(() => {
  const rules = Object.keys(parse(readFileSync(`${ROOT}test/rules.yaml`, 'utf8')));
  const named = namedAbove();
  const problems = [
    ...rules.filter((id) => !named.some(({ ids }) => ids.includes(id))).map((id) => `${id}: no test names this rule`),
    ...named.flatMap(({ where, ids, isTest }) => [
      ...ids.filter((id) => !rules.includes(id)).map((id) => `${where}: test/rules.yaml has no rule "${id}"`),
      ...(isTest ? [] : [`${where}: rules are named on the line above a test`]),
    ]),
  ];
  for (const problem of problems) console.log(problem);
  console.log(`${rules.length} rules, ${named.length} places that name them`);
  return problems.length === 0 ? 0 : 1;
});

function namedAbove() {
  return readdirSync(`${ROOT}test`, { recursive: true })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .flatMap((name) => {
      const lines = readFileSync(`${ROOT}test/${name}`, 'utf8').split('\n');
      return lines.flatMap((line, n) => {
        const [, ids] = NAMES.exec(line) ?? [];
        if (ids === undefined) return [];
        return [{ where: `test/${name}:${n + 1}`, ids: ids.split(', '), isTest: TEST.test(lines[n + 1] ?? '') }];
      });
    });
}
