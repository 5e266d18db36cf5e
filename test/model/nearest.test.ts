// Did you mean …?

import { expect, test } from 'vitest';
import { nearest } from '../../src/model/nearest.ts';

test.each([
  ['reids', ['docker', 'redis', 'dns'], 'redis'],
  ['pnig', ['write', 'ping'], 'ping'],
  ['PING', ['write', 'ping'], 'ping'],
  ['wihtin', ['within', 'when'], 'within'],
  ['container_stoped', ['container_started', 'container_stopped'], 'container_stopped'],
  ['ok', ['of', 'ms'], 'of'],
  ['zzzz', ['ping', 'redis'], undefined],
  ['x', ['y'], undefined],
  ['a', ['ab', 'b'], undefined],
  ['same', ['same'], undefined],
  ['', ['a'], undefined],
])('given %s and %j, it is %s', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});

test('given several as near as each other, the first is meant', () => {
  expect(nearest('when', ['then', 'wien'])).toBe('then');
});
