// Templates: where holes end, what they become, and that secrets stay holes.

import { describe, expect, test } from 'vitest';
import type { ExpressionPlace, Scope } from '../../src/expr/environment.ts';
import { writeTemplate } from '../../src/expr/template.ts';
import { isTemplate, showText, type TemplateTree } from '../../src/model/expression.ts';
import type { Json } from '../../src/model/json.ts';
import { noValueWords } from '../../src/views/blocks/unknown-words.ts';
import { environmentOf, reading, SCOPE, writeProblem } from '../support/expressions/expressions.ts';

const environment = environmentOf();

function template(text: string, place: ExpressionPlace = 'run') {
  const checked = environment.template(text, place);
  if (!checked.ok) throw new Error(checked.error.map((problem) => writeProblem(text, problem)).join('\n'));
  return checked.value;
}

/** What a text renders to; of an unknown one, the sentence why. */
function rendered(text: string, scope: Scope = SCOPE): Json {
  const result = environment.render(template(text), scope);
  return result.ok ? result.value : `? ${noValueWords(result.error)}`;
}

const problems = (text: string, place: ExpressionPlace = 'run'): readonly string[] => {
  const checked = environment.template(text, place);
  return checked.ok ? [] : checked.error.map((problem) => writeProblem(text, problem));
};

describe('where holes are', () => {
  test.each<[string, Json]>([
    ['plain', 'plain'],
    ['', ''],
    ['a ${{ inputs.container }} b', 'a qpp-redis b'],
    ['${{inputs.container}}${{inputs.manager}}', 'qpp-redisdocker'],
    ['${{ "}}" }}!', '}}!'],
    ["${{ '}}' + '{{' }}!", '}}{{!'],
    ['${{ {"a": {"b": 1}}.a.b }}', 1],
    ['${{ {"a": {"b": 1}} }}', { a: { b: 1 } }],
    ['${{{"a": {"b": 1}}}}', { a: { b: 1 } }],
    ['literal $${{ inputs.container }}', 'literal ${{ inputs.container }}'],
    ['$${{ and ${{ inputs.container }}', '${{ and qpp-redis'],
    ['{{ not ours }} $ {x} }}', '{{ not ours }} $ {x} }}'],
    ['${{\n  inputs.container\n}}', 'qpp-redis'],
  ])('given %j, it renders to %j', (text, value) => {
    expect(rendered(text)).toEqual(value);
  });

  test('given a text without holes, it stays a string', () => {
    expect(template('plain $${{ x }}')).toBe('plain ${{ x }}');
    expect(isTemplate(template('${{ 1 }}'))).toBe(true);
  });

  test.each([
    [
      'a ${{ x',
      'syntax at «${{»: this `${{` is never closed (write }} after the expression, or $${{ for the characters themselves)',
    ],
    ['a ${{ }} b', 'syntax at «»: there is no expression here'],
    ['a ${{ pign.ok }} b', 'unknown-name at «pign»: unknown name "pign" (did you mean "ping"?)'],
    ['${{ ping.ok and 1 }}', 'syntax at «and»: `and` does not belong here (write ping.ok && 1)'],
    ['${{ "abc }} and more', 'syntax at «"»: this text has no closing quote'],
  ])('given %j, it says %s', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  test('given mistakes in several holes, all are reported where they are', () => {
    expect(problems('${{ nope }} and ${{ ping.nope }}').map((line) => line.slice(0, 26))).toEqual([
      'unknown-name at «nope»: un',
      'unknown-field at «nope»: `',
    ]);
  });

  test('given a template, it can be written down again and means the same', () => {
    for (const text of [
      'a ${{ inputs.container }} b',
      '$${{ x ${{ {"a": {"b": 1}} }}',
      'plain $${{',
      '$$${{ ${{ "}}" }}',
      '${{inputs.redis_url}}',
    ]) {
      const first = template(text);
      expect(template(writeTemplate(first))).toEqual(first);
    }
  });

  test('given thousands of holes that never end well, reading them takes no time to speak of', () => {
    const text = '${{ ( }}'.repeat(30_000);
    expect(problems(text).length).toBe(30_000);
  });
});

describe('what holes become', () => {
  test.each<[string, Json]>([
    ['${{ memory.info.used * 2 }}', 190],
    ['${{ container.networks }}', ['bridge', 'app']],
    ['${{ container.running }}', false],
    ['${{ api.json.checks.database }}', null],
    ['${{ inputs.room }}', 536_870_912],
    ['${{ inputs.window }}', '5m'],
    ['${{ size(container.networks) }}', 2],
    ['CONFIG SET maxmemory ${{ memory.info.used * 2 }}', 'CONFIG SET maxmemory 190'],
    ['${{ 1e21 }} ${{ 2.0 }} ${{ 0.1 + 0.2 }} ${{ -0.0 }} ${{ 5 / 2 }}', '1000000000000000000000 2 0.3 0 2.5'],
    ['networks ${{ container.networks }}', 'networks ["bridge","app"]'],
    ['json ${{ api.json.checks }}', 'json {"redis":"unhealthy","database":null}'],
    ['running ${{ container.running }}', 'running false'],
    ['for ${{ run.elapsed }}', 'for 6m40s'],
  ])('given %j, it renders to %j', (text, value) => {
    expect(rendered(text)).toEqual(value);
  });

  // Rule: step.unknown-value
  test('given an unknown, a command is not rendered and the sentence names it; text for people reads ?', () => {
    const text = 'The queue has ${{ queue.waiting }} jobs, ${{ ping.text }}';
    expect(rendered(text)).toBe('? queue.waiting is unknown: the queue has no workers');
    expect(environment.text(template(text), SCOPE)).toBe('The queue has ? jobs, ?');
    expect(environment.text('no holes', SCOPE)).toBe('no holes');
  });

  test('given a tree, every text in it is rendered and the rest stays', () => {
    const tree: TemplateTree = { a: [template('${{ ping.ms }}'), 1, null], 'b c': { d: template('x${{ ping.ms }}') } };
    expect(environment.render(tree, SCOPE)).toEqual({ ok: true, value: { a: [3, 1, null], 'b c': { d: 'x3' } } });
  });
});

// Rule: secret.templates
describe('secrets', () => {
  test('given a secret alone, its text stays a hole; inside text the parts are joined', () => {
    expect(rendered('${{ inputs.redis_url }}')).toEqual({
      $text: ['redis://', { $secret: 'redis_url' }, '@localhost:6379'],
    });
    expect(rendered('a ${{ inputs.redis_url }}/${{ 1 }}')).toEqual({
      $text: ['a redis://', { $secret: 'redis_url' }, '@localhost:6379/1'],
    });
    expect(rendered('${{ inputs["redis_url"] }}')).toEqual(rendered('${{ inputs.redis_url }}'));
    expect(showText(environment.text(template('is ${{ inputs.redis_url }}'), SCOPE))).toBe(
      'is redis://«secret:redis_url»@localhost:6379',
    );
  });

  test('given a secret that may be shown whole, it is plain text; given nothing to show, all of it is a hole', () => {
    expect(rendered('u ${{ inputs.redis_url }}', { ...SCOPE, secrets: { redis_url: 'redis://localhost:6379' } })).toBe(
      'u redis://localhost:6379',
    );
    expect(rendered('${{ inputs.redis_url }}', { ...SCOPE, secrets: {} })).toEqual({
      $text: [{ $secret: 'redis_url' }],
    });
  });

  test('given a secret in a template, the hole names it and depends on nothing', () => {
    expect(template('${{ inputs.redis_url }}')).toEqual({
      $template: [{ expression: { source: 'inputs.redis_url', probes: [], before: [] }, secret: 'redis_url' }],
    });
  });

  test.each([
    'inputs.redis_url + ""',
    'size(inputs.redis_url)',
    'known(inputs.redis_url)',
    'inputs.redis_url.contains("x")',
    '[inputs.redis_url]',
    'inputs.redis_url == "x" ? 1 : 2',
  ])('given the secret in the expression %s, it is refused', (source) => {
    expect(problems(`\${{ ${source} }}`).map((line) => line.split(' ')[0])).toEqual(['secret']);
  });

  test('given an expression that was never checked, a secret has no value in it', () => {
    const scope = { ...SCOPE, inputs: { ...SCOPE.inputs, redis_url: 'redis://:hunter2@h' } };
    const expression = { source: 'inputs.redis_url', probes: [], before: [] };
    expect(JSON.stringify([environment.value(expression, scope), environment.truth(expression, scope)])).not.toContain(
      'hunter2',
    );
  });

  test('given a reading that pretends to hold a secret, it is not rendered as one', () => {
    const json = { url: { $text: [{ $secret: 'redis_url' }] } };
    const scope = { ...SCOPE, readings: { api: reading({ json }) } };
    expect(rendered('${{ api.json }}', scope)).toBe('? api.json is unknown: it holds a key that is reserved');
    expect(rendered('${{ [api.json.url] }}', scope)).toBe(
      '? [api.json.url] is unknown: it holds a key that is reserved',
    );
    expect(rendered('body ${{ api.json }}', scope)).toBe('body {"url":{"$text":[{"$secret":"redis_url"}]}}');
    expect(environment.render({ $text: ['x'] }, SCOPE).ok).toBe(false);
  });
});

test('given a long text in a sentence, a log keeps its end and a line its beginning', () => {
  const log = Array.from({ length: 400 }, (_, n) => `line ${n}`).join('\n');
  const scope = { ...SCOPE, readings: { ...SCOPE.readings, api: reading({ text: log, status: 200 }) } };
  const shown = (text: string) => showText(environment.text(template(text), scope));
  expect(shown('Its log: ${{ api.text }}')).toMatch(/^Its log: …\nline \d+\n[^]{1900,2000}line 399$/);
  const long = { ...SCOPE, readings: { ...SCOPE.readings, api: reading({ text: 'x'.repeat(9000), status: 200 }) } };
  expect(showText(environment.text(template('${{ api.text }}'), long))).toBe(`${'x'.repeat(2000)}…`);
});
