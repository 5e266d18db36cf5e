// What `compose:` may be, for editors and for the check of a file.

import { Type } from 'typebox';
import { mapping, type Shown, text } from '../values.schema.ts';

const services = (shown: Shown) =>
  Type.Unsafe<string | readonly string[]>({ type: ['array', 'string'], items: { type: 'string' }, ...shown });

const project = {
  file: Type.Optional(
    services({
      description: 'The compose file, or a list of them. By default, and if empty, what Docker Compose finds.',
    }),
  ),
  project: Type.Optional(text({ description: 'Name of the project.' })),
  cwd: Type.Optional(
    text({ description: 'Folder that it is run in: where `.env` and relative paths are looked for.' }),
  ),
};

/** The value of `compose`. */
export const composeSchema = mapping(
  {
    up: Type.Optional(
      services({
        description: 'Services to start. Running ones are not recreated, and those they depend on are left alone.',
      }),
    ),
    restart: Type.Optional(services({ description: 'Services to restart.' })),
    stop: Type.Optional(services({ description: 'Services to stop.' })),
    ps: Type.Optional(services({ description: 'Services to list. Changes nothing.' })),
    ...project,
  },
  {
    description: 'One subcommand of Docker Compose: up, restart, stop or ps.',
    markdownDescription:
      '- `compose: { up: [redis], file: docker-compose.yml }`\n- `compose: { restart: [api, worker] }`\n- `compose: { ps: [] }`',
    defaultSnippets: [{ label: 'up', description: 'Start a service', body: { up: ['${1:service}'] } }],
  },
);

/** What `defaults` may give to every compose step. */
export const composeDefaults = mapping(project, { description: 'For every compose step that does not say otherwise.' });
