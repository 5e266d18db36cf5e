// Command-line client of the application's control socket: `appctl <socket> api|worker` restarts it. Prints one line; exits 0
// (restarted), 1 (not), 2 (wrong usage), 4 (nobody is there).

import { ask } from '../control.ts';

const [socket, part] = process.argv.slice(2);
if (socket === undefined || (part !== 'api' && part !== 'worker')) {
  console.error('usage: appctl <socket> api|worker');
  process.exitCode = 2;
} else {
  try {
    const reply = await ask(socket, { part });
    console.log(reply.text);
    process.exitCode = reply.code;
  } catch (error) {
    console.error(`the lab cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 4;
  }
}
