// Another host for the sandbox, reached by the OpenSSH of this machine with keys of its own. Nothing listens: for each
// connection ssh starts a server that speaks with it over a pipe, and that ends with it.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { onPath } from '../on-path.ts';

/** A host, and the folder with the `ssh` that knows it. */
export interface LabHost {
  readonly name: string;
  readonly bin: string;
}

const NAME = 'redis-host';

const SERVERS = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'];

/** Makes it in a folder of the sandbox, with which it goes. Throws where this machine lacks a program for it. */
export function makeHost(lab: string): LabHost {
  const sshd = onPath('sshd') ?? SERVERS.find((file) => existsSync(file));
  const ssh = onPath('ssh');
  const keygen = onPath('ssh-keygen');
  if (sshd === undefined || ssh === undefined || keygen === undefined)
    throw new Error('there is no `ssh`, `ssh-keygen` and `sshd` here (Debian: openssh-client and openssh-server)');
  const folder = join(lab, 'host');
  const at = (name: string): string => join(folder, name);
  for (const name of ['', 'bin', 'home']) mkdirSync(at(name), { mode: 0o700 });
  for (const key of ['host-key', 'user-key'])
    execFileSync(keygen, ['-q', '-t', 'ed25519', '-N', '', '-C', 'sandbox', '-f', at(key)], { stdio: 'ignore' });
  // As root it wants a folder that its service would have made.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const server = [
    `HostKey ${at('host-key')}`,
    `AuthorizedKeysFile ${at('user-key.pub')}`,
    `SetEnv HOME=${at('home')} SHLVL=2`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin yes',
  ];
  const client = [
    `Host ${NAME}`,
    `  User ${userInfo().username}`,
    `  ProxyCommand ${sshd} -i -f ${at('sshd_config')}`,
    `  IdentityFile ${at('user-key')}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${at('known_hosts')}`,
    '  GlobalKnownHostsFile none',
  ];
  const write = (name: string, lines: readonly string[], mode = 0o600): void =>
    writeFileSync(at(name), `${lines.join('\n')}\n`, { mode });
  write('sshd_config', server);
  write('config', client);
  write('known_hosts', [`${NAME} ${readFileSync(at('host-key.pub'), 'utf8').trim()}`]);
  write('bin/ssh', ['#!/bin/sh', `exec ${ssh} -F ${at('config')} "$@"`], 0o700);
  return { name: NAME, bin: at('bin') };
}
