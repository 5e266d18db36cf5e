// How a responder changes a command before it runs: one text with holes in it, and the step that it makes.

import { describe, expect, test } from 'vitest';
import { definition } from '../../src/kinds/index.ts';
import { isTemplate, type Template, type TemplateTree } from '../../src/model/expression.ts';
import type { Json } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/step.ts';
import { template } from '../support/expressions/templates.ts';

function shaped(kind: Kind, written: Json): TemplateTree {
  const shape = definition(kind).shape(template(written));
  if (!shape.ok) throw new Error(shape.error[0]?.message);
  return shape.value;
}

function editable(kind: Kind, written: Json): string | null {
  const text = definition(kind).edit?.text(shaped(kind, written)) ?? null;
  return isTemplate(text) ? shown(text) : text;
}

const shown = ({ $template }: Template): string =>
  $template.map((part) => (typeof part === 'string' ? part : `\${{ ${part.expression.source} }}`)).join('');

function edited(kind: Kind, written: Json, text: string) {
  const { edit } = definition(kind);
  return edit?.apply(shaped(kind, written), template(text) as Template | string);
}

test.each<[Kind, Json, string]>([
  ['shell', 'systemctl restart ${{ inputs.a }}', 'systemctl restart ${{ inputs.a }}'],
  ['shell', ['systemctl', 'restart', '${{ inputs.a }}'], 'systemctl restart ${{ inputs.a }}'],
  ['shell', ['printf', "it's", '', 'a b ${{ inputs.a }}'], "printf 'it'\\''s' '' 'a b '${{ inputs.a }}"],
  ['shell', '${{ inputs.list }}', '${{ inputs.list }}'],
  ['shell', ['sleep', 5], 'sleep 5'],
  ['http', 'POST ${{ inputs.api }}/flush', 'POST ${{ inputs.api }}/flush'],
  ['http', { url: 'http://a', insecure: true }, 'GET http://a'],
])('%s %j is edited as %s, and left alone it stays the same', (kind, written, text) => {
  expect(editable(kind, written)).toBe(text);
  const same = edited(kind, written, text);
  expect(same?.ok && editable(kind, same.value as Json)).toBe(text);
});

test('the other kinds cannot be edited', () => {
  const kinds: readonly Kind[] = ['redis', 'bullmq', 'docker', 'compose', 'notify', 'wait'];
  expect(kinds.filter((kind) => definition(kind).edit !== undefined)).toEqual([]);
});

describe('an edit', () => {
  test('keeps folder and environment, and takes new holes', () => {
    const made = edited(
      'shell',
      { script: 'a ${{ inputs.a }}', cwd: '/srv', env: { A: '1' } },
      'b ${{ inputs.b }} ${{ inputs.a }}',
    );
    expect(made).toMatchObject({
      ok: true,
      value: {
        script: 'b "$FB_1" "$FB_2"',
        cwd: '/srv',
        env: { A: '1' },
        variables: { FB_1: template('${{ inputs.b }}'), FB_2: template('${{ inputs.a }}') },
      },
    });
  });

  test('of a list stays a list, and holes in it are looked at again', () => {
    expect(edited('shell', ['a', '${{ inputs.a }}'], "b 'c d' ${{ inputs.a }}")).toMatchObject({
      ok: true,
      value: { command: ['b', 'c d', template('${{ inputs.a }}')], holes: [2] },
    });
  });

  test('cannot bring a hole into quotes, or open a quote', () => {
    expect(edited('shell', 'a', 'echo "${{ inputs.a }}"')).toMatchObject({ ok: false });
    expect(edited('shell', ['a'], "b 'c")).toMatchObject({
      ok: false,
      error: [{ message: "a quote (') is not closed" }],
    });
  });

  test('of a request keeps its headers, and is checked like any request', () => {
    const written = { method: 'POST', url: 'http://a', headers: { A: 'b' } };
    expect(edited('http', written, 'PUT http://b')).toEqual({
      ok: true,
      value: { method: 'PUT', url: 'http://b', headers: { A: 'b' } },
    });
    expect(edited('http', written, 'PUT http://${{ probe.host }}/')).toMatchObject({ ok: false });
    expect(edited('http', written, 'http://b')).toMatchObject({ ok: false });
  });
});
