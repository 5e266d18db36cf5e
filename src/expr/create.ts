// Makes the environment of a file. Checking is the checker's work, evaluating the evaluator's; here they are put together,
// and nothing that goes wrong leaves as an exception.

import type { Evidence, Expression, Text, Truth } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import type { NoValue } from '../model/reasons/unknown.ts';
import { err, ok, type Result } from '../model/result.ts';
import { checkerOf } from './check/checker.ts';
import type { Declarations, Environment, Scope } from './environment.ts';
import { ONE, OutOfBudget, part, payWhole } from './evaluate/budget.ts';
import { type Filling, renderText, renderTree } from './evaluate/render.ts';
import { seenBy } from './evaluate/seen.ts';
import { cutLines, cutText, wholeIfSmall } from './evaluate/short.ts';
import { isUnknown, type MaybeValue, noValue, toText, type Unknown, type Value } from './evaluate/value.ts';
import { type Evaluator, openEvaluator, type Showing } from './evaluator.ts';
import { type File, fileOf } from './file.ts';
import { inSlice, type Pace, Pause } from './pace.ts';

/**
 * The expressions of one file. The program must have switched on V8's linear regular expressions first
 * (model/linear-pattern.ts); without them every `matches` is a problem, and unknown.
 */
export function environment(declarations: Declarations, { accepted = false } = {}): Environment {
  const file = fileOf(declarations);
  const check = checkerOf(file, accepted);
  // What is asked within one scope is looked at together.
  const pace: Pace = { left: Number.POSITIVE_INFINITY };
  const evaluators = new WeakMap<Scope, Evaluator>();
  const within = (scope: Scope): Evaluator => {
    const evaluator = evaluators.get(scope) ?? openEvaluator(file, scope, pace);
    evaluators.set(scope, evaluator);
    return evaluator;
  };
  return {
    facts: Object.fromEntries(declarations.facts.map(({ id, source }) => [id, check.fact(id, source)])),
    expression: check.expression,
    template: check.template,
    doubts: check.doubts,
    neverTrue: check.neverTrue,
    truth: (expression, scope) => truth(expression, within(scope), file),
    value: (expression, scope) => valueOf(expression.source, within(scope), file),
    shown: (expression, scope) => shown(expression.source, within(scope), file),
    render: (tree, scope) => guarded(() => renderTree(tree, commandFilling(scope, within(scope), file))),
    text: (template, scope) => {
      const text = guarded(() => ok(renderText(template, textFilling(scope, within(scope), file))));
      return text.ok ? text.value : '?';
    },
    slice: (units, act) => inSlice(pace, units, act),
  };
}

function truth({ source }: Expression, evaluator: Evaluator, file: File): Evidence {
  const parsed = file.parse(source);
  if (!parsed.ok)
    return { source, truth: 'unknown', saw: [{ name: source, unknown: noValue('', parsed.error.message).why }] };
  const answer = evaluator.answer(parsed.value);
  const list = (showing: Showing) => seenBy(parsed.value, { names: file.names, showing, factNode: file.facts.node });
  const saw = guarded(() => ok(evaluator.show(parsed.value, list)));
  const seen = saw.ok ? saw.value : [{ name: source, unknown: saw.error.why }];
  // What is unknown though none of its parts is says so itself.
  const isOwn = isUnknown(answer) && (answer.at === '' || !seen.some((one) => 'unknown' in one));
  const own = isOwn ? [{ name: cutText(answer.at === '' ? source : answer.at, MAX_SHOWN), unknown: answer.why }] : [];
  return { source, truth: truthOf(answer), saw: [...own, ...seen] };
}

/** What is neither true nor false is unknown. */
function truthOf(answer: MaybeValue): Truth {
  return answer === true ? 'true' : answer === false ? 'false' : 'unknown';
}

function valueOf(source: string, evaluator: Evaluator, { parse }: File): Result<Json, NoValue> {
  const parsed = parse(source);
  if (!parsed.ok) return err(noValue(source, parsed.error.message));
  const answer = evaluator.json(parsed.value);
  return 'known' in answer ? ok(answer.known) : err(whyUnknown(answer, source));
}

const whyUnknown = ({ at, why }: Unknown, source: string): NoValue => ({ at: at === '' ? source : at, why });

/** A value for people: of one that is long only a part. */
function shown(source: string, evaluator: Evaluator, { parse }: File): Result<Json, NoValue> {
  const parsed = parse(source);
  if (!parsed.ok) return err(noValue(source, parsed.error.message));
  const answer = evaluator.answer(parsed.value);
  if (isUnknown(answer)) return err(whyUnknown(answer, source));
  return guarded(() => ok(short(answer, evaluator)));
}

/** Longest text of one value in a sentence, in UTF-16 units. */
const MAX_SHOWN = 2000;

function short(value: Value, evaluator: Evaluator): Json {
  const json = typeof value === 'string' ? cutLines(value, MAX_SHOWN) : wholeIfSmall(value);
  evaluator.holdShown(toText(json).length);
  return json;
}

/** What all values of one command may take together, in bytes; a character may take two. */
const MAX_COMMAND = 8 * 1024 * 1024;

function commandFilling(scope: Scope, evaluator: Evaluator, file: File): Filling {
  const budget = part({ ...ONE, room: MAX_COMMAND });
  return {
    value: (hole) => {
      const value = valueOf(hole.expression.source, evaluator, file);
      if (value.ok) payWhole(budget, value.value);
      return value;
    },
    secret: secretOf(scope),
  };
}

const textFilling = (scope: Scope, evaluator: Evaluator, file: File): Filling => ({
  value: (hole) => shown(hole.expression.source, evaluator, file),
  secret: secretOf(scope),
});

const secretOf =
  ({ secrets }: Scope): Filling['secret'] =>
  (name): Text =>
    Object.hasOwn(secrets, name) ? (secrets[name] ?? '') : { $text: [{ $secret: name }] };

/** Readings come from outside: one that is nested beyond all measure is an error, not a crash. */
function guarded<T>(work: () => Result<T, NoValue>): Result<T, NoValue> {
  try {
    return work();
  } catch (error) {
    if (error instanceof Pause) throw error;
    return err(
      noValue('', error instanceof OutOfBudget ? 'its values are too long' : 'the value is nested too deeply'),
    );
  }
}
