// Parts of the schema of a runbook that stand in several places.

import { type Static, type TSchema, Type } from 'typebox';
import type { Shown } from '../../kinds/keys.ts';
import { formatDuration } from '../../model/duration.ts';
import { GOAL } from '../unwritten.ts';
import { duration, mapping, plainDuration, text, textOr } from './values.schema.ts';

/** Parts that are used in several places, kept once under `$defs`. */
export const defs: Record<string, TSchema> = {};

/** Puts a part under `$defs` and gives a reference to it. */
export function def<S extends TSchema>(name: string, schema: S) {
  defs[name] = schema;
  return Type.Unsafe<Static<S>>({ $ref: `#/$defs/${name}` });
}

const NAME = '^[a-z][a-z0-9_]*$';

/** A list of items of one schema. */
export const list = (items: TSchema, shown: Shown) =>
  Type.Unsafe<readonly unknown[]>({ type: 'array', items, ...shown });

/** An id of a probe, cause or step. */
export const id = (shown: Shown) =>
  Type.Unsafe<string>({
    type: 'string',
    pattern: NAME,
    patternErrorMessage: 'an id is a small letter, then small letters, digits and _',
    ...shown,
  });

/** A condition in CEL. */
export const condition = (shown: Shown) => text({ examples: ['ping.ok', '!ping.ok && container.running'], ...shown });

/** `notes` of anything. */
export const notes = list(
  textOr(
    mapping(
      {
        title: Type.Optional(text({ description: 'Heading of the note.', examples: ['Before you restart'] })),
        text: text({
          description: 'The note, in Markdown.',
          examples: ['Sessions live in Redis: whoever is logged in is logged out by a restart.'],
        }),
        lines: Type.Optional(
          Type.Unsafe<string | number>({
            type: ['string', 'integer'],
            description: 'Where it stood in the page it was imported from.',
            examples: ['12-18'],
          }),
        ),
      },
      { description: 'A note that is shown beside its place, in Markdown.' },
    ),
  ),
  {
    description: 'Notes that are shown beside this place.',
    examples: [['Sessions live in Redis: whoever is logged in is logged out by a restart.']],
  },
);

/** `was` of anything. */
export const was = id({
  description: 'What it was called before, so that older records are still understood.',
  examples: ['redis_ping'],
});

/** `within` of a goal. */
export const within = plainDuration({
  description: 'How long the goal is waited for.',
  default: formatDuration(GOAL.within_ms),
});
/** `for` of a goal. A duration, or one hole with an input of that type. */
export const holds = duration({
  description: 'How long every look has to find it true, on top of `within`. By default once is enough.',
  examples: ['15s'],
});
/** `if` of what may not concern every system. */
export const concern = condition({
  description: 'Over inputs alone. Where it is false, this does not concern the system.',
  examples: ['inputs.queue != ""'],
});
/** `every` of a goal. */
export const every = plainDuration({
  description: 'How often the goal is looked at.',
  default: formatDuration(GOAL.every_ms),
});
