// What may be written next in an expression: names that are in scope, fields of what stands before the dot with their types,
// functions, and the words that a string can be.

import { CompletionItemKind } from 'vscode-languageserver';
import type { ExpressionPlace } from '../../expr/environment.ts';
import { FUNCTION_WORDS } from '../../expr/function-words.ts';
import { describeType, FREE_FUNCTIONS, fieldsOf, type Inspector, methodsOf, wordsOf } from '../../expr/inspect.ts';
import { ITEM, RUN_FIELDS } from '../../expr/names.ts';
import { ALERT_TYPE, kindOf, notNull, type Type } from '../../expr/value-type.ts';
import type { Contents } from '../../parse/runbook.ts';
import { boundBy, functionMarkdown, wordsOfName } from '../known/words.ts';
import type { ExpressionAt } from '../text/expression-at.ts';
import { type Tail, tailOf } from '../text/receiver.ts';
import type { Offer } from './offer.ts';

/** What an expression is written with. */
export interface Writing {
  readonly inspector: Inspector;
  /** Undefined where nothing of the file is known. */
  readonly contents: Contents | undefined;
  /** It stands in a step that is carried out for each of a list. */
  readonly hasItem?: boolean;
}

/** What may come next, and the word that it replaces. */
export interface Next {
  readonly word: string;
  readonly offers: readonly Offer[];
}

/** Offers for the end of an expression. */
export function completeExpression({ source, place }: ExpressionAt, writing: Writing): Next {
  const tail = tailOf(source);
  if (tail.string !== null) return { word: tail.word, offers: stringOffers(tail.string, tail, writing) };
  return {
    word: tail.word,
    offers:
      tail.receiver === null ? freeOffers(place, tail, writing) : memberOffers(tail.receiver, place, tail, writing),
  };
}

function stringOffers(
  { comparedWith }: { comparedWith: string | null },
  tail: Tail,
  writing: Writing,
): readonly Offer[] {
  if (comparedWith === null) return [];
  const { inspector, contents } = writing;
  if (comparedWith === 'cause') {
    const causes = contents?.outline.causes.map((node) => contents.ids.get(node) ?? '') ?? [];
    return causes.map((id) => ({
      label: id,
      kind: CompletionItemKind.EnumMember,
      detail: 'cause',
      ...saidOf(writing, id),
    }));
  }
  const type = inspector.typeOf(comparedWith, boundBy(tail.loops, inspector)) ?? 'dyn';
  const words = wordsOf(type).filter((word) => word !== '');
  return words.map((word) => ({ label: word, kind: CompletionItemKind.EnumMember, detail: comparedWith }));
}

function freeOffers(place: ExpressionPlace, tail: Tail, writing: Writing): readonly Offer[] {
  const { inspector } = writing;
  const { names } = inspector;
  const loops = [...boundBy(tail.loops, inspector)].map(
    ([label, type]): Offer => ({ label, kind: CompletionItemKind.Variable, detail: describeType(type) }),
  );
  const functions = FREE_FUNCTIONS.map(functionOffer);
  const alert: Offer = { label: 'alert', kind: CompletionItemKind.Module, detail: describeType(ALERT_TYPE) };
  if (place === 'alert') return [...loops, alert, ...functions];
  const now = place === 'undo' ? [] : [...probesOf(writing), ...factsOf(writing)];
  const steps = place === 'probe' ? [] : [...names.steps].map(([id, type]) => nameOffer(id, type, 'step', writing));
  const groups = ['inputs', ...(place === 'probe' ? [] : ['before']), 'run'].map(
    (label): Offer => ({ label, kind: CompletionItemKind.Module, detail: GROUPS[label] ?? '' }),
  );
  const cause: Offer = { label: 'cause', kind: CompletionItemKind.Variable, detail: 'id of the chosen cause, or null' };
  const literals = ['true', 'false', 'null'].map((label): Offer => ({ label, kind: CompletionItemKind.Keyword }));
  const item: Offer = { label: ITEM, kind: CompletionItemKind.Variable, detail: 'what the step is carried out for' };
  return [
    ...loops,
    ...(writing.hasItem === true ? [item] : []),
    ...now,
    ...steps,
    ...groups,
    alert,
    ...(place === 'probe' ? [] : [cause]),
    ...functions,
    ...literals,
  ];
}

const GROUPS: Readonly<Record<string, string>> = {
  inputs: 'values that differ from run to run',
  before: 'values when the current step started',
  run: 'this run: id, started_at, elapsed',
};

function memberOffers(receiver: string, place: ExpressionPlace, tail: Tail, writing: Writing): readonly Offer[] {
  const { inspector } = writing;
  const bound = boundBy(tail.loops, inspector);
  if (!bound.has(receiver)) {
    switch (receiver) {
      case 'inputs':
        return place === 'alert' ? [] : inputsOf(writing);
      case 'before':
        return place === 'probe' || place === 'alert' ? [] : [...probesOf(writing), ...factsOf(writing)];
      case 'run':
        return Object.entries(RUN_FIELDS).map(([name, type]) => fieldOffer(name, type));
      default:
    }
  }
  const type = receiver === '' ? null : inspector.typeOf(receiver, bound);
  if (type === null) return [];
  const fields = Object.entries(fieldsOf(type)).map(([name, field]) => fieldOffer(name, field));
  const methods = methodsOf(kindOf(notNull(type))).map(functionOffer);
  return [...fields, ...(type === 'bool' ? [] : methods)];
}

function inputsOf({ inspector, contents }: Writing): readonly Offer[] {
  return [...inspector.names.inputs].map(([name, { type, secret }]) => ({
    label: name,
    kind: CompletionItemKind.Field,
    detail: secret ? `${describeType(type)}, secret` : describeType(type),
    ...(contents === undefined ? {} : { says: wordsOfName(contents, { space: 'input', name }) }),
  }));
}

const probesOf = (writing: Writing): readonly Offer[] =>
  [...writing.inspector.names.probes].map(([id, type]) => nameOffer(id, type, 'probe', writing));

const factsOf = (writing: Writing): readonly Offer[] =>
  [...writing.inspector.names.facts.keys()].map((id) =>
    nameOffer(id, writing.inspector.typeOf(id) ?? 'dyn', 'fact', writing),
  );

function nameOffer(id: string, type: Type, role: string, writing: Writing): Offer {
  return {
    label: id,
    kind: role === 'fact' ? CompletionItemKind.Constant : CompletionItemKind.Struct,
    detail: role === 'fact' ? `fact, ${describeType(type)}` : role,
    ...saidOf(writing, id, type),
  };
}

function saidOf({ contents }: Writing, name: string, type?: Type): { says?: string } {
  if (contents === undefined) return {};
  const fields = Object.entries(type === undefined ? {} : fieldsOf(type)).map(
    ([field, one]) => `- \`${field}\`: ${describeType(one)}`,
  );
  const says = [wordsOfName(contents, { space: 'id', name }), fields.join('\n')].filter((part) => part !== '');
  return { says: says.join('\n\n') };
}

const fieldOffer = (label: string, type: Type): Offer => ({
  label,
  kind: CompletionItemKind.Field,
  detail: describeType(type),
});

function functionOffer(name: string): Offer {
  const words = FUNCTION_WORDS[name];
  // Up to the first bracket the call is its name, and of a method what it is called on.
  const inside = /\((.*)\)$/s.exec(words?.call ?? '')?.[1] ?? '';
  const takes = inside === '' ? '' : `\${1:${inside.replace(/[$}\\]/g, '\\$&')}}`;
  return {
    label: name,
    kind: CompletionItemKind.Function,
    detail: words?.call ?? '',
    says: functionMarkdown(name),
    snippet: `${name}(${takes})`,
    last: true,
  };
}
