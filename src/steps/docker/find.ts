// The container behind an address: the one that publishes its port on this host, that has it in a network of the engine, or
// that is called like its host. What cannot be told is blindness, never "removed": a name that nobody gave is no fact about
// the system.

import { hostname, networkInterfaces } from 'node:os';
import type Docker from 'dockerode';
import type { HostPort } from '../../kinds/redis/address.ts';
import { nearest } from '../../model/nearest.ts';
import { Unable } from '../failure.ts';
import type { Engine } from './engine.ts';

/** How a container was found. */
export type FoundBy = 'name' | 'port' | 'host';

/** A container, and the port inside it that the address leads to. */
export interface Found {
  readonly id: string;
  readonly by: FoundBy;
  readonly port: number;
}

const SERVICE = 'com.docker.compose.service';

/** Containers are asked for their ports one by one; of more than this many that have ended the newest are. */
const MOST_ENDED = 200;

/** Finds it. Throws `Unable` where there is none, or where several could be meant. */
export async function findBehind(address: HostPort, engine: Engine): Promise<Found> {
  const all = await engine.ask((abortSignal) => engine.client.listContainers({ all: true, abortSignal }));
  const here = await isHere(address.host, engine);
  const publishing = here ? await publishers(all, address, engine) : [];
  const [one, another] = publishing;
  if (one !== undefined && another === undefined) return one;
  if (another !== undefined) throw several(`publish port ${address.port}`, namesIn(all, publishing));
  const named = all.filter((one) => isOf(one, address.host));
  if (named.length === 0) named.push(...calledLike(all, address.host));
  if (named.length > 1) throw several(`could be "${address.host}"`, named.map(nameOf));
  if (named[0] !== undefined) return { id: named[0].Id, by: 'host', port: address.port };
  const where = here
    ? `no container publishes port ${address.port} of this host`
    : `"${address.host}" is not this host, and no container is called so or has that address`;
  throw new Unable('not_found', `${where}${all.length === 0 ? '; there are no containers at all' : ''}`);
}

/** The real name that is nearest to one that is not there; "" where none is near. */
export async function nearestName(name: string, engine: Engine): Promise<string> {
  const all = await engine.ask((abortSignal) => engine.client.listContainers({ all: true, abortSignal }));
  const names = all.map(nameOf);
  const words = wordsOf(name);
  const shared = (other: string): number => wordsOf(other).filter((word) => words.includes(word)).length;
  const [most] = names.filter((other) => shared(other) > 0).toSorted((a, b) => shared(b) - shared(a));
  return nearest(name, names) ?? most ?? '';
}

const wordsOf = (name: string): readonly string[] =>
  name
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2);

/** What a container is called; by the beginning of its id where it has no name. */
export const nameOf = ({ Names, Id }: Docker.ContainerInfo): string => Names[0]?.slice(1) ?? Id.slice(0, 12);

const namesIn = (all: readonly Docker.ContainerInfo[], found: readonly Found[]): readonly string[] =>
  found.map(({ id }) => nameOf(all.find(({ Id }) => Id === id) as Docker.ContainerInfo));

const several = (what: string, names: readonly string[]): Unable =>
  new Unable(
    'not_found',
    `${names.length} containers ${what}: ${names.slice(0, 5).join(', ')}; which one is meant has to be said`,
  );

// What runs has its port; what does not is only said to publish it.
async function publishers(
  all: readonly Docker.ContainerInfo[],
  address: HostPort,
  engine: Engine,
): Promise<readonly Found[]> {
  const running = all.flatMap(({ Id, Ports }) => {
    const port = Ports.find((one) => one.PublicPort === address.port && leadsTo(one.IP ?? '', address.host));
    return port === undefined ? [] : [{ id: Id, by: 'port', port: port.PrivatePort } as const];
  });
  if (running.length > 0) return running;
  const others = all.filter(({ Ports }) => Ports.every((one) => one.PublicPort === undefined)).slice(0, MOST_ENDED);
  const asked = await Promise.all(others.map(({ Id }) => published(Id, address, engine)));
  const found = asked.filter((one) => one !== null);
  const alive = found.filter(({ isAlive }) => isAlive);
  return alive.length > 0 ? alive : found;
}

async function published(
  id: string,
  address: HostPort,
  engine: Engine,
): Promise<(Found & { readonly isAlive: boolean }) | null> {
  const { client } = engine;
  // One that is gone meanwhile publishes nothing.
  const info = await engine.ask((abortSignal) =>
    client
      .getContainer(id)
      .inspect({ abortSignal })
      .catch(() => null),
  );
  if (info === null) return null;
  const port = publishedPort(info, address);
  return port === null ? null : { id, by: 'port', port, isAlive: info.State.Running || info.State.Restarting };
}

/** The port in a container that an address leads to: the one published there, else its only one, else that of the address. */
export function portBehind(info: Docker.ContainerInspectInfo, address: HostPort): number {
  const exposed = Object.keys(info.Config.ExposedPorts ?? {}).map((one) => Number.parseInt(one, 10));
  return publishedPort(info, address) ?? (exposed.length === 1 ? exposed[0] : undefined) ?? address.port;
}

type Bindings = Readonly<Record<string, readonly { readonly HostIp?: string; readonly HostPort?: string }[] | null>>;

// On the network of the host what it exposes is published as it is.
function publishedPort(
  { HostConfig: made, Config: config }: Docker.ContainerInspectInfo,
  { host, port }: HostPort,
): number | null {
  if (made.NetworkMode === 'host') {
    return Object.keys(config.ExposedPorts ?? {}).some((one) => Number.parseInt(one, 10) === port) ? port : null;
  }
  const leads = ([, to]: [string, Bindings[string]]): boolean =>
    (to ?? []).some(({ HostIp = '', HostPort }) => Number(HostPort) === port && leadsTo(HostIp, host));
  const bound = Object.entries((made.PortBindings ?? {}) as Bindings).find(leads);
  return bound === undefined ? null : Number.parseInt(bound[0], 10);
}

/** Whether a port that is published on `ip` is one of `host`: on any address, on the same, or both on this host alone. */
const leadsTo = (ip: string, host: string): boolean =>
  ip === '' || ip === '0.0.0.0' || ip === '::' || ip === host || (isLoopback(ip) && isLoopback(host));

function calledLike(all: readonly Docker.ContainerInfo[], host: string): readonly Docker.ContainerInfo[] {
  const exact = all.filter((one) => nameOf(one) === host);
  if (exact.length > 0) return exact;
  const services = all.filter(({ Labels }) => Labels?.[SERVICE] === host);
  const running = services.filter(({ State }) => State === 'running');
  return running.length > 0 ? running : services;
}

/** Whether an address is one that the engine gave to a container. */
const isOf = ({ NetworkSettings: given }: Docker.ContainerInfo, host: string): boolean =>
  Object.values(given?.Networks ?? {}).some((one) => [one.IPAddress, one.GlobalIPv6Address].includes(host));

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.') || host === 'ip6-localhost';

/** Whether a host is the one that publishes the ports of the engine's containers. */
async function isHere(host: string, { remote, leadsThere }: Engine): Promise<boolean> {
  if (leadsThere !== undefined) return leadsThere(host);
  if (remote !== '') return host === remote;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return isLoopback(host) || host === '0.0.0.0' || host === hostname() || own.some(({ address }) => address === host);
}
