// Docker Compose on a page: a step of the kind only where that does the same, no more and no less.

import { expect, test } from 'vitest';
import { toCompose } from '../../src/import/commands/to-docker.ts';

test.each([
  ['docker compose up -d', null],
  ['docker compose up -d redis', null],
  ['docker-compose up -d --no-deps redis', null],
  ['docker compose up -d --no-recreate redis', null],
  ['docker compose up -d --no-deps --no-recreate redis', { up: ['redis'] }],
  ['docker compose -f ops.yml restart redis', { restart: ['redis'], file: 'ops.yml' }],
])('%s', (line, value) => {
  expect(toCompose(line.split(' '))?.value ?? null).toEqual(value);
});
