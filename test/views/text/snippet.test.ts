import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { snippet, summary } from '../../../src/views/text/snippet.ts';

/** A diagnostic on the first place where `marked` stands in the text. */
function on(text: string, marked: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const offset = text.indexOf(marked);
  const place = (at: number) => {
    const before = text.slice(0, at).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, offset: at };
  };
  return {
    file: 'runbooks/queue-stuck.yaml',
    severity: 'error',
    code: 'unknown-name',
    message: 'unknown probe "pign"; did you mean "ping"?',
    start: place(offset),
    end: place(offset + marked.length),
    ...more,
  };
}

describe('a snippet', () => {
  test('begins with the place and the message, then shows the line with carets under the culprit', () => {
    const text = 'a: 1\ncauses:\n  - when: pign.ok\n';
    expect(snippet(on(text, 'pign', { help: 'write ping' }), text)).toBe(
      [
        'runbooks/queue-stuck.yaml:3:11  unknown probe "pign"; did you mean "ping"?',
        '  │',
        '3 │   - when: pign.ok',
        '  │           ^^^^',
        '  = help: write ping',
      ].join('\n'),
    );
  });

  test('names what is not an error', () => {
    const text = 'a: 1';
    const drawn = snippet(on(text, 'a', { severity: 'warning', message: 'nothing uses it' }), text);
    expect(drawn.split('\n')[0]).toBe('runbooks/queue-stuck.yaml:1:1  warning: nothing uses it');
  });

  test('marks one column where the problem has no extent', () => {
    const text = 'a: 1';
    expect(snippet(on(text, ''), text)).toMatch(/│ \^$/m);
  });

  test('marks the rest of the first line where the problem goes over several', () => {
    const text = 'a: |\n  b\n';
    expect(snippet(on(text, '|\n  b'), text)).toContain('1 │ a: |\n  │    ^');
  });

  test('puts the caret under the culprit behind tabs and wide characters', () => {
    const text = '\t名前: pign';
    const lines = snippet(on(text, 'pign'), text).split('\n');
    expect(lines[2]).toBe('1 │     名前: pign');
    expect(lines[3]).toBe('  │           ^^^^');
  });

  test('clips a long line around the culprit and keeps the caret under it', () => {
    const text = `when: ${'a.ok && '.repeat(60)}pign.ok${' && b.ok'.repeat(60)}`;
    const lines = snippet(on(text, 'pign'), text, { columns: 60 }).split('\n');
    const source = lines[2] ?? '';
    const caret = lines[3] ?? '';
    expect(source.length).toBeLessThanOrEqual(60);
    expect(source.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('pign');
    expect(source).toMatch(/^1 │ ….*…$/);
  });

  test('clips a culprit that is longer than the screen', () => {
    const long = 'x'.repeat(500);
    const lines = snippet(on(`a: ${long}`, long), `a: ${long}`, { columns: 40 }).split('\n');
    for (const line of lines.slice(1)) expect(line.length).toBeLessThanOrEqual(40);
    expect(lines[3]).toMatch(/│    \^+$/);
  });

  test('shows what a terminal would obey', () => {
    const text = 'a: \u202e\u0007 pign';
    const drawn = snippet(on(text, 'pign', { message: 'bad \u001b[2J', file: 'a\u001b]0;x\u0007.yaml' }), text);
    expect(drawn).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    const [, , source = '', caret = ''] = drawn.split('\n');
    expect(source.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('pign');
  });

  test('leaves colour to the caller', () => {
    const text = 'when: pign.ok';
    const drawn = snippet(on(text, 'pign'), text, { paint: (part, piece) => `<${part}>${piece}</${part}>` });
    expect(drawn).toContain('<place>runbooks/queue-stuck.yaml:1:7</place>');
    expect(drawn).toContain('<error>      ^^^^</error>');
  });

  test('of one line of many problems is drawn in no time', () => {
    const text = `{${'a, '.repeat(60_000)}}`;
    const one = on(text, 'a, ');
    for (let n = 0; n < 2000; n++) {
      const at = (offset: number) => ({ line: 1, column: offset + 1, offset });
      expect(snippet({ ...one, start: at(n * 60), end: at(n * 60 + 1) }, text)).toContain('^');
    }
  });

  test('of a place beyond the text is drawn all the same', () => {
    const place = { line: 9, column: 4, offset: 99 };
    expect(snippet({ ...on('a', 'a'), start: place, end: place }, 'a')).toContain('9 │\n  │ ^');
  });
});

describe('a summary', () => {
  test('counts by severity and names the file', () => {
    const text = 'a';
    const error = on(text, 'a');
    expect(summary([error, error, { ...error, severity: 'warning' }])).toBe(
      '2 errors, 1 warning in runbooks/queue-stuck.yaml',
    );
    expect(summary([error, { ...error, file: 'b.yaml' }])).toBe('2 errors in 2 files');
    expect(summary([])).toBe('no problems');
  });
});
