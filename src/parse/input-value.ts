// What an input may be: the one place where a value that is given, by whatever way, is held against what the runbook says.

import { parseDuration } from '../model/duration.ts';
import { exactJson, isExact } from '../model/exact-json.ts';
import type { Json } from '../model/json.ts';
import { linearPattern } from '../model/linear-pattern.ts';
import { didYouMean } from '../model/nearest.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Input } from '../model/runbook.ts';
import { parseSize } from '../model/size.ts';
import { durationMeant, flagMeant } from './schema/other-values.ts';

/** The value of an input as it counts, or a sentence that says what it must be: a secret one is not shown. */
export function inputValue(input: Input, value: Json): Result<Json, string> {
  const typed = typedValue(input, value);
  if (!typed.ok) return typed;
  const { name, choices, pattern } = input;
  const shown = input.secret ? 'its value' : JSON.stringify(typed.value);
  if (choices !== undefined && !choices.some((choice) => choice === typed.value)) {
    const words = choices.map(String);
    const near = input.secret ? '' : didYouMean(String(typed.value), words);
    return err(
      `input "${name}" is ${shown}; it may be ${choices.map((choice) => JSON.stringify(choice)).join(', ')}${near}`,
    );
  }
  if (pattern !== undefined) {
    const compiled = linearPattern(`^(?:${pattern})$`);
    if (!compiled.ok || !compiled.value.test(String(typed.value)))
      return err(`input "${name}" is ${shown}; it must match ${pattern}`);
  }
  return typed;
}

function typedValue({ name, type, secret }: Input, value: Json): Result<Json, string> {
  const wrong = (what: string, meant?: string): Result<Json, string> => {
    const shown = JSON.stringify(value);
    const not = secret ? '' : `, not ${shown.length > 100 ? `${shown.slice(0, 100)}…` : shown}`;
    return err(`input "${name}" must be ${what}${not}${secret || meant === undefined ? '' : `: write ${meant}`}`);
  };
  const text = typeof value === 'string' ? value : undefined;
  switch (type) {
    case 'string':
      return typeof value === 'string'
        ? ok(value)
        : typeof value === 'number' || typeof value === 'boolean'
          ? ok(String(value))
          : wrong('text');
    case 'number': {
      if (typeof value === 'number') return Number.isFinite(value) ? ok(value) : wrong('a number');
      // What would be another text as a number (0755, a long id, 0x10) is not one: it stays as it is, or is refused.
      return text !== undefined && NUMBER.test(text.trim()) && isExact(text.trim())
        ? ok(Number(text))
        : wrong('a number (an input that is text has `type: string`)');
    }
    case 'boolean':
      if (typeof value === 'boolean') return ok(value);
      return text === 'true' || text === 'false'
        ? ok(text === 'true')
        : wrong('true or false', text === undefined ? undefined : flagMeant(text)?.toString());
    case 'duration':
      return text !== undefined && parseDuration(text) !== null
        ? ok(text)
        : wrong(
            'a duration such as 90s or 5m',
            /^\d+$/.test(String(value)) ? `${String(value)}s, or ${String(value)}m` : durationMeant(String(value)),
          );
    case 'size':
      return (typeof value === 'number' || text !== undefined) && parseSize(String(value)) !== null
        ? ok(String(value))
        : wrong('a size such as 512mb');
    case 'list':
      if (Array.isArray(value)) return ok(value);
      return text === undefined ? wrong('a list') : listOf(text, wrong);
  }
}

const NUMBER = /^[+-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

// A list on the command line or in a variable: JSON, or words separated by blanks.
function listOf(text: string, wrong: (what: string) => Result<Json, string>): Result<Json, string> {
  if (!text.trim().startsWith('[')) return ok(text.split(/\s+/).filter((word) => word !== ''));
  try {
    const parsed = exactJson(text);
    return Array.isArray(parsed) ? ok(parsed) : wrong('a list');
  } catch {
    return wrong('a JSON list such as ["systemctl", "start", "redis"], or words separated by blanks');
  }
}
