// The image of a machine that systemd runs: systemd, D-Bus, a journal and Redis, from programs of this host. Units are not in
// it; they are given to each machine.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type Docker from 'dockerode';
import type { ImageRecipe } from '../docker/image.ts';
import { onPath } from '../on-path.ts';
import { redisCommand } from '../redis-command.ts';

/** Where Debian has it; the first process of the machine. */
const SYSTEMD = '/lib/systemd/systemd';

const JOURNALD = '/lib/systemd/systemd-journald';
const BUS = ['/usr/share/dbus-1/system.conf', '/usr/share/dbus-1/system.d/org.freedesktop.systemd1.conf'];
const PROGRAMS = ['systemctl', 'journalctl', 'dbus-daemon', 'redis-cli', 'flock'];
const APPLETS =
  'sh cat chmod dd df echo env grep id kill ln ls mkdir mount mv printf rm sed sleep stat tail tee test timeout true umount wget'.split(
    ' ',
  );

/** What this machine lacks for the image, or null. */
export function lacksForMachine(): string | null {
  const missing = [...PROGRAMS, 'busybox', 'docker'].find((name) => onPath(name) === undefined);
  if (missing !== undefined) return `there is no ${missing} here`;
  for (const file of [SYSTEMD, JOURNALD, ...BUS])
    try {
      readFileSync(file);
    } catch {
      return `there is no ${file} here`;
    }
  return null;
}

/** The image; throws when this machine lacks a part of it. */
export function machineRecipe(): ImageRecipe {
  const lacks = lacksForMachine();
  if (lacks !== null) throw new Error(lacks);
  const server = redisCommand().command;
  const programs = Object.fromEntries(PROGRAMS.map((name) => [`/usr/bin/${name}`, onPath(name) ?? '']));
  const texts = {
    '/etc/passwd':
      'root:x:0:0::/:/bin/sh\nmessagebus:x:100:100::/:/bin/sh\nredis:x:102:102::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n',
    '/etc/group': 'root:x:0:\nmessagebus:x:100:\nsystemd-journal:x:101:\nredis:x:102:\nnogroup:x:65534:\n',
    '/etc/machine-id': 'uninitialized\n',
    '/etc/os-release': 'ID=firebreak-lab\n',
  };
  const hash = createHash('sha256');
  const parts = [
    process.version,
    process.execPath,
    readFileSync(server),
    readFileSync(SYSTEMD),
    JSON.stringify([texts, programs, APPLETS]),
  ];
  for (const part of parts) hash.update(part).update('\0');
  return {
    name: `firebreak-lab-systemd:${hash.digest('hex').slice(0, 12)}`,
    programs: {
      [SYSTEMD]: SYSTEMD,
      [JOURNALD]: JOURNALD,
      '/usr/bin/redis-server': server,
      // By the path that it has here: what is started in there is called as here.
      [process.execPath]: process.execPath,
      ...programs,
    },
    applets: APPLETS,
    files: Object.fromEntries(BUS.map((file) => [file, file])),
    texts,
    changes: ['ENV PATH=/usr/bin:/bin', `ENTRYPOINT ["${SYSTEMD}"]`],
  };
}

/** How a container has to be started that systemd can run. */
export const MACHINE_HOST_CONFIG: Pick<Docker.HostConfig, 'CapAdd' | 'SecurityOpt'> & {
  readonly CgroupnsMode: string;
} = {
  // It makes control groups of its own, below that of the container; and its root sees what others listen at, as root does.
  CapAdd: ['SYS_ADMIN', 'SYS_PTRACE'],
  SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
  CgroupnsMode: 'host',
};
