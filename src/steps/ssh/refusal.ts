// Why there is no connection to a host, from what `ssh` says: three kinds, each with what helps.

import { Unable } from '../failure.ts';

/** The host cannot be used; `said` is what ssh printed. */
export function refusalOf(host: string, said: string): Unable {
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^ssh: /, '').trim())
    .filter((line) => line !== '');
  const words = lines.at(-1)?.replace(/\.$/, '').slice(0, 300) ?? '';
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED|host key .*has changed/i.test(said)) return changedKey(host, said);
  if (/revoked/i.test(said) && /host key/i.test(said)) {
    return new Unable('ssh_host_key', `the key of ${host} is marked as revoked here; nothing was sent to it`);
  }
  if (/Host key verification failed|No \S+ host key is known/i.test(said)) return unknownKey(host);
  if (/no matching host key type/i.test(said))
    return new Unable('ssh_host_key', `no key of ${host} can be used: ${words}`);
  if (/Permission denied|Too many authentication failures|UNPROTECTED PRIVATE KEY/i.test(said)) {
    const ways = /\(([\w,-]+)\)/.exec(said)?.[1];
    const message = `${host} let nobody in with the keys it was offered${ways === undefined ? '' : ` (it takes ${ways})`}; \`ssh -v ${host}\` shows which these are, and a key with a passphrase has to be in the agent (\`ssh-add\`)`;
    return new Unable('ssh_auth', message);
  }
  return new Unable('ssh_unreachable', `no connection to ${host}${words === '' ? '' : `: ${words}`}`);
}

// The first look at a key is a person's.
function unknownKey(host: string): Unable {
  const message = `the key of ${host} is not among the known hosts; ask whoever runs it for its fingerprint, then connect once by hand (\`ssh ${host}\`) and accept the key only if it is the same`;
  return new Unable('ssh_host_key', message);
}

function changedKey(host: string, said: string): Unable {
  const fingerprint = /SHA256:\S+?(?=\.?\s|$)/.exec(said)?.[0];
  const place = /Offending .* in (\S+:\d+)/.exec(said)?.[1];
  const shown = fingerprint === undefined ? '' : `: it shows ${fingerprint}`;
  const known = place === undefined ? '' : ` (${place})`;
  const message = `${host} has another key than the known one${known}${shown}; somebody may stand in between, so nothing was sent; compare it with \`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\` on the host itself, and if it is right remove the old one here with \`ssh-keygen -R\``;
  return new Unable('ssh_host_key', message);
}

/** The host was reached, and ran nothing for us; `said` is what came instead. */
export function noShell(host: string, said: string): Unable {
  const words = said.trim().split('\n').at(-1)?.trim().slice(0, 200) ?? '';
  const message = `${host} was reached, but runs no commands for this user${words === '' ? '' : `: ${words}`}`;
  return new Unable('ssh_auth', message);
}
