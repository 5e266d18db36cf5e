// Schemas of what events are made of: evidence, readings, outcomes, outputs, questions. The types in model are the truth;
// a test does not compile when these differ from them. Read by the build and by tests alone.

import { type Static, type TNull, Type } from 'typebox';
import { KINDS } from '../kinds/index.ts';
import { ALERT_SOURCES } from '../model/alert.ts';
import type { BlindReason, FailureReason } from '../model/outcome.ts';
import type { WhyUnknown } from '../model/reasons/unknown.ts';
import type { SkipReason, WhySettled } from '../model/reasons/why.ts';
import { RISKS } from '../model/risk.ts';
import { INPUT_TYPES } from '../model/step.ts';
import { blindness, REASONS, readingError, said, seenGoal, whyAgain, whyAsked } from './why.schema.ts';
import { about, closed, count, digest, json, list, ms, oneOf, record, ref, string } from './words.schema.ts';

/** A risk. */
export const risk = Type.Enum([...RISKS], about('What a step may do to the people who depend on the system.'));
/** A kind of step. */
export const kind = Type.Enum([...KINDS], about('The kind of a step.'));
const truth = Type.Enum(['true', 'false', 'unknown'], about('Truth of an expression; unknown is neither.'));

const hole = closed({ $secret: string('Name of the secret input that stands here.') });
const text = oneOf(
  string('Plain text.'),
  closed({ $text: list(oneOf(string('Plain text.'), hole), 'Text with holes where secrets stand.') }),
);

const seen = oneOf(
  closed({ name: string('What was looked at.'), value: json('Its value.') }),
  closed({
    name: string('What was looked at.'),
    unknown: ref<WhyUnknown>('unknown'),
  }),
);
const evidence = closed({
  source: string('The expression.'),
  truth,
  saw: list(ref<Static<typeof seen>>('seen'), 'What it looked at.'),
});

const reading = Type.Object(
  {
    ok: Type.Optional(Type.Boolean(about('Absent where some items of a list could not be looked at.'))),
    ms: ms('How long it took.'),
    error: readingError,
  },
  about('What a finished step has learned; further fields by kind of step.'),
);
const maybeReading = Type.Optional(ref<Static<typeof reading>>('reading'));

const outcome = oneOf(
  closed({ status: Type.Literal('succeeded'), reading: ref<Static<typeof reading>>('reading') }),
  closed({ status: Type.Literal('failed'), reason: ref<FailureReason>('failure'), reading: maybeReading }),
  closed({ status: Type.Literal('blind'), reason: ref<BlindReason>('blind') }),
);

const output = closed({
  stream: Type.Enum(['stdout', 'stderr']),
  bytes: count('All bytes that came.'),
  stored_bytes: count('Bytes that are stored, after masking.'),
  sha256: Type.Optional(digest('Of what is stored; absent for a sensitive step, and where nothing is stored.')),
  cut: Type.Boolean(about('Whether less is stored than came.')),
  not_stored: Type.Optional(string('What the disk said, where it failed and nothing is stored.')),
  text: Type.Optional(string('The whole text of a short one.')),
  head: Type.Optional(string('The beginning of a longer one, which is in outputs/<sha256>.')),
  tail: Type.Optional(string('Its end.')),
});

const alert = closed({
  source: Type.Enum([...ALERT_SOURCES]),
  status: Type.Enum(['firing', 'resolved']),
  title: string('What it says.'),
  labels: record(Type.String(), 'Labels.'),
  annotations: record(Type.String(), 'Annotations.'),
  starts_at: string('RFC 3339, or "".'),
  fingerprint: string('Identity of the alert.'),
  url: string('Where it came from, or "".'),
});

const ranked = closed({
  id: string('Id of the cause.'),
  verdict: Type.Enum(['confirmed', 'possible', 'ruled_out']),
  lines: list(ref<Static<typeof evidence>>('evidence'), 'Its evidence.'),
  because: Type.Optional(string('The evidence as a sentence; an unknown value reads `?`.')),
  group: Type.Optional(count('Number of the group that it cannot be told apart from.')),
  tried: Type.Boolean(about('Whether its steps were carried out already.')),
});

/** An answer to a question. */
export const choice = Type.Enum(
  [
    'run',
    'first',
    'skip',
    'edit',
    'done',
    'not_done',
    'cause',
    'diagnose',
    'escalate',
    'stop',
    'answer',
    'go_on',
    'verify',
    'original',
    'undo',
    'resolved',
    'close',
  ],
  about('What a responder may answer.'),
);

const seenIn = { source: string('The expression.'), saw: list(ref<Static<typeof seen>>('seen'), 'What it looked at.') };
/** Of a step that destroys. */
export const stakes = {
  destroys: Type.Optional(
    oneOf(
      closed({ code: Type.Literal('known'), deed: string('The words of the command that destroy.') }),
      closed({ code: Type.Literal('declared') }, 'Its author says so.'),
      closed({ code: Type.Literal('seen'), ...seenIn }, 'Its author says so because of what was seen.'),
      closed({ code: Type.Literal('not_known'), ...seenIn }, 'What its risk depends on is not known.'),
    ),
  ),
  loses: Type.Optional(string('What would be lost.')),
};

const title = closed({ title: string('Title of the preview.') });
const preview = oneOf(
  closed({ shown: title, reading: ref<Static<typeof reading>>('reading') }),
  closed({ shown: title, blind: blindness }),
);
const undo = oneOf(
  closed({
    step: string('Key of the step that takes it back.'),
    shown: closed({ command: string('Its command, secrets masked.') }),
  }),
  closed({ step: string('Key of the step that takes it back.'), why: ref<SkipReason>('skip') }),
  said,
);
const item = oneOf(
  closed({
    step: string('Key of the step for this item.'),
    item: json('The item.'),
    rendered: json('What an approval is bound to, secrets still holes.'),
    risk,
    shown: closed({
      title: string('Its title.'),
      command: string('The command as people write it, secrets masked.'),
      target: string('What it acts on; "" where that is not known.'),
    }),
  }),
  closed({ step: string('Key of the step for this item.'), item: json('The item.'), why: ref<SkipReason>('skip') }),
);

const proposal = closed({
  step: string('Key of the step.'),
  kind,
  rendered: json('What an approval is bound to, secrets still holes.'),
  risk,
  declared: Type.Optional(Type.Literal(true, about('Set when the author declared a lower risk.'))),
  retry: Type.Optional(closed({ attempts: count('Tries in all.'), every_ms: ms('Pause between two.') })),
  why: oneOf(ref<Static<typeof ranked>>('ranked'), { type: 'null' } as unknown as TNull, said),
  undo: list(undo, 'How to take it back.'),
  preview: Type.Optional(preview),
  items: Type.Optional(list(item, 'Commands that are approved together.')),
  number: count('Position in the list of its cause, from 1.'),
  of: count('Length of that list.'),
  shown: closed({
    title: string('Its title.'),
    command: string('The command as people write it, secrets masked.'),
    target: string('What it acts on; "" where that is not known.'),
    folder: Type.Optional(string('Folder that it is carried out in, where that matters.')),
    template: Type.Optional(string('What an edit starts from.')),
    note: Type.Optional(string('A remark of the author.')),
    host: Type.Optional(string('Name of the host, where it acts on the host itself.')),
    ...stakes,
  }),
});
const proposed = ref<Static<typeof proposal>>('proposal');

const asked = { id: string('Id of the question.'), choices: list(choice, 'The answers that are open.') };
const lines = <T>(name: string) => oneOf(Type.Unsafe<readonly T[]>({ type: 'array', items: ref<T>(name) }), said);
const question = oneOf(
  closed({ ...asked, kind: Type.Literal('cause'), best: Type.Union([Type.String(), Type.Null()]) }),
  closed({ ...asked, kind: Type.Literal('approve'), proposal: proposed, again: Type.Optional(whyAgain) }),
  closed({
    ...asked,
    kind: Type.Literal('unknown_if'),
    proposal: proposed,
    source: string('The `if`.'),
    saw: lines<Static<typeof seen>>('seen'),
  }),
  closed({
    ...asked,
    kind: Type.Literal('cause_changed'),
    cause: string('Id of the cause.'),
    lines: lines<Static<typeof evidence>>('evidence'),
  }),
  closed({ ...asked, kind: Type.Literal('failed'), proposal: proposed, why: ref<WhySettled>('settled') }),
  closed({ ...asked, kind: Type.Literal('in_doubt'), proposal: proposed, why: whyAsked }),
  closed({ ...asked, kind: Type.Literal('waiting'), for: Type.Enum(['step', 'doubt', 'verify', 'pause']) }),
  closed({ ...asked, kind: Type.Literal('not_verified'), goals: list(seenGoal, 'What was not met.') }),
  closed({
    ...asked,
    kind: Type.Literal('by_hand'),
    cause: string('Id of the cause.'),
    runbook: Type.Optional(string('The runbook that handles it.')),
  }),
  closed({
    ...asked,
    kind: Type.Literal('ask'),
    step: string('Id of the step.'),
    exec: string('Its execution.'),
    options: Type.Optional(list(Type.String(), 'Answers to choose from.')),
    type: Type.Optional(Type.Enum([...INPUT_TYPES])),
    default: Type.Optional(json('The answer that is proposed.')),
    shown: closed({
      title: Type.Optional(string('Its title, where it has one.')),
      text: string('The question, or the instructions.'),
    }),
  }),
);

/** Parts that stand in several events, by the name under `$defs`. */
export const PARTS = { text, seen, evidence, reading, outcome, output, alert, ranked, proposal, question, ...REASONS };
