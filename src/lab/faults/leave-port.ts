// Redis leaves its port to another program and can be reached through its unix socket alone. Connections that stood are
// cut. What the world does to packets is played by that program, so that no fault needs root.

import type { Helper, Sandbox } from '../fault.ts';

/** Hands the port over to `helper`, which is told the port beside `config`. */
export async function leavePort(sandbox: Sandbox, helper: Helper, config: object = {}): Promise<void> {
  // Restarting Redis must not bring it back to its port.
  await sandbox.configure({ port: '0' });
  await sandbox.command('CONFIG', 'SET', 'port', '0');
  await sandbox.startHelper(helper, { ...config, port: sandbox.redis_port });
  for (const type of ['normal', 'pubsub']) await sandbox.command('CLIENT', 'KILL', 'TYPE', type);
}

/** Brings Redis back to its port. */
export async function returnToPort(sandbox: Sandbox, helper: Helper): Promise<void> {
  await sandbox.endHelper(helper);
  await sandbox.configure({ port: null });
  await sandbox.up();
  await sandbox.command('CONFIG', 'SET', 'port', String(sandbox.redis_port));
}
