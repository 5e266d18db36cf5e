// The schema of causes, and of what they share with the whole file: goals that verify, and escalations.

import { Type } from 'typebox';
import { concern, condition, def, every, holds, id, list, notes, was, within } from './parts.schema.ts';
import { action } from './step.schema.ts';
import { mapping, plainDuration, text, textOr } from './values.schema.ts';

/** `verify` of a file or a cause. */
export const goals = list(
  def(
    'goal',
    mapping(
      {
        title: Type.Optional(
          text({
            description: 'What the responder reads. By default the goal itself.',
            examples: ['Redis answers again'],
          }),
        ),
        goal: condition({ description: 'What must be true, over probes and facts.' }),
        if: Type.Optional(concern),
        within: Type.Optional(within),
        every: Type.Optional(every),
        for: Type.Optional(holds),
      },
      {
        description: 'One thing that must be true when it is over.',
        examples: [{ goal: 'ping.ok', within: '30s', for: '15s' }],
      },
    ),
  ),
  {
    description: 'What must be true when it is over; only then the run is resolved.',
    examples: [[{ goal: 'ping.ok', for: '15s' }]],
  },
);

const escalating = mapping(
  {
    title: Type.Optional(text({ description: 'What the responder reads.', examples: ['Nobody here can mend it'] })),
    when: Type.Optional(condition({ description: 'Raised when this is true.', examples: ['cause == null && !works'] })),
    after: Type.Optional(
      plainDuration({ description: 'Raised once, this long after the run began.', examples: ['15m'] }),
    ),
    to: Type.Optional(
      text({ description: 'Whom to tell. By default the owner of the runbook.', examples: ['the database team'] }),
    ),
    say: Type.Optional(
      text({ description: 'What to say.', examples: ['Redis is down, and its disk is full: ${{ disk.stdout }}'] }),
    ),
    steps: Type.Optional(
      list(action, {
        description: 'Steps that tell them, usually `notify`.',
        examples: [[{ notify: { url: '${{ inputs.chat_url }}', text: 'Redis is down' } }]],
      }),
    ),
  },
  {
    description: 'Whom to tell, when, and what. Text alone is only shown.',
    examples: [{ after: '15m', to: 'the database team', say: 'Redis is still down' }, 'the database team, #db-oncall'],
  },
);

const escalation = def('escalation', textOr(escalating));

/** `escalate` of a file. */
export const escalations = list(escalation, {
  description: 'Whom to tell when it cannot be resolved here.',
  examples: [
    ['the database team, #db-oncall'],
    [{ after: '15m', to: 'the database team', say: 'Redis is still down' }],
  ],
});

// One form for each number of people to tell, in one schema: a mistake then gives one error.
const escalationsOfCause = def(
  'escalations_of_cause',
  Type.Unsafe<unknown>({
    ...escalating,
    type: ['string', 'object', 'array'],
    items: escalation,
    description:
      'Whom to tell when this cause cannot be resolved here: text that the owner of the runbook is told, one escalation, or several.',
    examples: ['The disk is full, and nobody here may clear it: ${{ disk.stdout }}'],
  }),
);

/** One of `triggers`. */
export const trigger = textOr(
  mapping(
    {
      title: Type.Optional(text({ description: 'What the responder reads.', examples: ['The alert RedisDown fires'] })),
      if: Type.Optional(concern),
      when: Type.Optional(condition({ description: 'A condition over probes, looked at when the run begins.' })),
      alert: Type.Optional(
        condition({
          description: 'A condition over the alert that started the run.',
          examples: ['alert.labels.alertname == "RedisDown"'],
        }),
      ),
    },
    { description: 'Why this runbook starts. Text alone is only shown.' },
  ),
);

/** A reference to a cause. */
export const cause = def(
  'cause',
  mapping(
    {
      id: Type.Optional(
        id({
          description: 'Name of the cause; `cause` holds it in expressions. Else made from the title.',
          examples: ['container_stopped'],
        }),
      ),
      title: text({ description: 'What is wrong, as one says it.', examples: ['The container was stopped'] }),
      when: Type.Optional(
        Type.Unsafe<string | readonly string[]>({
          type: ['string', 'array'],
          items: { type: 'string' },
          description: 'How one sees it. Every line must hold, and each is shown with its own truth value.',
          examples: [['!ping.ok', 'container.exists && !container.running']],
        }),
      ),
      because: Type.Optional(
        text({
          description: 'The evidence as a sentence, with values in it.',
          examples: ['The container ended with exit code ${{ container.exit_code }}.'],
        }),
      ),
      resolve: Type.Optional(
        list(action, {
          description: 'What to do about it, in order.',
          examples: [[{ id: 'start_container', docker: { start: 'redis' }, goal: 'ping.ok', within: '30s' }]],
        }),
      ),
      runbook: Type.Optional(
        text({ description: 'Instead of `resolve`: another runbook that takes over.', examples: ['disk-full'] }),
      ),
      verify: Type.Optional(goals),
      escalate: Type.Optional(escalationsOfCause),
      notes: Type.Optional(notes),
      was: Type.Optional(was),
    },
    {
      description: 'What may be wrong, how one sees it, and what to do about it.',
      defaultSnippets: [
        {
          label: 'cause',
          description: 'Evidence and steps',
          body: {
            id: '${1:id}',
            title: '${2:What is wrong}',
            when: ['${3:ping.ok == false}'],
            because: '$4',
            resolve: [{ id: '${5:fix}', title: '$6', shell: '$7', goal: '${8:ping.ok}' }],
          },
        },
        {
          label: 'cause for other people',
          description: 'Evidence, then escalate',
          body: { id: '${1:id}', title: '$2', when: ['$3'], escalate: { to: '$4', say: '$5' } },
        },
      ],
    },
  ),
);
