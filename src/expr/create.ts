// Makes the environment of a file. Checking is the checker's work, evaluating the session's; here they are put together, and
// nothing that goes wrong leaves as an exception.

import type { Evidence, Expression, Text, Truth } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import { err, ok, type Result } from '../model/result.ts';
import { checkerOf } from './check/checker.ts';
import type { Declarations, Environment, Scope } from './environment.ts';
import { seenBy } from './evaluate/evidence.ts';
import { type Filling, renderText, renderTree } from './evaluate/render.ts';
import { type Answer, isUnknown, sentence, toJson, unknown } from './evaluate/value.ts';
import { type File, fileOf } from './file.ts';
import { openSession, type Session } from './session.ts';

/**
 * The expressions of one file. The program must have switched on V8's linear regular expressions first
 * (model/linear-pattern.ts); without them every `matches` is a problem, and unknown.
 */
export function environment(declarations: Declarations): Environment {
  const file = fileOf(declarations);
  const check = checkerOf(file);
  return {
    facts: Object.fromEntries(declarations.facts.map(({ id, source }) => [id, check.fact(id, source)])),
    expression: check.expression,
    template: check.template,
    truth: (expression, scope) => truth(expression, scope, file),
    value: (expression, scope) => valueOf(expression.source, openSession(file, scope), file),
    render: (tree, scope) => guarded(() => renderTree(tree, fillingOf(scope, file))),
    text: (template, scope) => {
      const text = guarded(() => ok(renderText(template, fillingOf(scope, file))));
      return text.ok ? text.value : '?';
    },
  };
}

function truth({ source }: Expression, scope: Scope, file: File): Evidence {
  const parsed = file.parse(source);
  if (!parsed.ok) return { source, truth: 'unknown', saw: [{ name: source, unknown: parsed.error.message }] };
  const session = openSession(file, scope);
  const answer = session.answer(parsed.value);
  const looking = { names: file.names, part: session.part, factNode: file.facts.node };
  const saw = guarded(() => ok(seenBy(parsed.value, looking)));
  return { source, truth: truthOf(answer), saw: saw.ok ? saw.value : [{ name: source, unknown: saw.error }] };
}

/** What is neither true nor false is unknown. */
function truthOf(answer: Answer): Truth {
  return answer === true ? 'true' : answer === false ? 'false' : 'unknown';
}

function valueOf(source: string, session: Session, { parse }: File): Result<Json, string> {
  const parsed = parse(source);
  if (!parsed.ok) return err(`${source} cannot be read: ${parsed.error.message}`);
  const answer = session.answer(parsed.value);
  if (!isUnknown(answer)) return guarded(() => ok(toJson(answer)));
  return err(sentence(answer.at === '' ? unknown(answer.why, source) : answer));
}

function fillingOf(scope: Scope, file: File): Filling {
  const session = openSession(file, scope);
  return {
    value: (hole) => valueOf(hole.expression.source, session, file),
    secret: (name): Text =>
      Object.hasOwn(scope.secrets, name) ? (scope.secrets[name] ?? '') : { $text: [{ $secret: name }] },
  };
}

/** Readings come from outside: one that is nested beyond all measure is an error, not a crash. */
function guarded<T>(work: () => Result<T, string>): Result<T, string> {
  try {
    return work();
  } catch {
    return err('the value is nested too deeply');
  }
}
