// Ways to a Redis that works: names with several addresses, IPv6 alone, and a network that loses packets.

import { afterEach, beforeEach, expect } from 'vitest';
import { skip } from '../support/docker/docker.ts';
import { environment } from '../support/environments.ts';
import { type OwnNetwork, ownNetwork, whatNetworksNeed } from '../support/redis/own-network.ts';
import { HEALTHY } from '../support/redis/small-application.ts';

const missing = whatNetworksNeed();
if (missing !== undefined) skip(`a network of one's own needs ${missing}`);
const needs = { skip: missing !== undefined };

let network: OwnNetwork;
beforeEach(async () => {
  if (missing === undefined) network = await ownNetwork();
});
afterEach(async () => {
  if (missing === undefined) await network.stop();
});

const DROPPED = { code: 11, outcome: 'escalated', changes: [] };

environment(
  'Networks',
  'a name with two addresses, one of which refuses',
  'ends healthy, with no change',
  async () => {
    await network.redis('127.0.0.1');
    network.names('127.0.0.2 redis.test', '127.0.0.1 redis.test');
    expect(await network.run('redis://redis.test')).toMatchObject(HEALTHY);
  },
  needs,
);

environment(
  'Networks',
  'a name with two addresses, the first of which is silent',
  'one_address_silent, and not a cut network',
  async () => {
    await network.redis('127.0.0.1');
    network.names('127.0.0.2 redis.test', '127.0.0.1 redis.test');
    network.sh('iptables -A INPUT -d 127.0.0.2 -j DROP');
    expect(await network.run('redis://redis.test')).toMatchObject({ ...DROPPED, confirmed: ['one_address_silent'] });
  },
  needs,
);

environment(
  'Networks',
  'IPv6 alone',
  'ends healthy; by an IPv4 address it is said where Redis listens',
  async () => {
    await network.redis('::1');
    network.names('::1 redis.test');
    expect(await network.run('redis://[::1]')).toMatchObject(HEALTHY);
    expect(await network.run('redis://redis.test')).toMatchObject(HEALTHY);
    const elsewhere = await network.run('redis://127.0.0.1');
    expect(elsewhere).toMatchObject({ ...DROPPED, confirmed: ['listens_elsewhere'] });
    expect(elsewhere.printed).toContain('it listens at ::1');
  },
  needs,
);

// The first packet of every connection is lost; the system sends it again after a second.
environment(
  'Networks',
  'a network that loses packets',
  'slow_network: connecting alone is slow, which is none of the work of Redis',
  async () => {
    await network.redis('127.0.0.1');
    const limit = '--hashlimit-name one --hashlimit-upto 1/hour --hashlimit-burst 1 --hashlimit-mode srcip,srcport';
    network.sh(`iptables -A INPUT -p tcp --syn -m hashlimit ${limit} -j DROP`);
    expect(await network.run('redis://127.0.0.1')).toMatchObject({ ...DROPPED, confirmed: ['slow_network'] });
  },
  needs,
);
