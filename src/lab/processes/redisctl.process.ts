// Command-line client of the supervisor: `redisctl <socket> status|start|restart|stop`. Prints one line; exits 0 (fine),
// 1 (not fine), 2 (wrong usage), 3 (stopped), 4 (no supervisor).

import { askSupervisor } from '../control.ts';

const [socket, verb] = process.argv.slice(2);
if (socket === undefined || (verb !== 'status' && verb !== 'start' && verb !== 'restart' && verb !== 'stop')) {
  console.error('usage: redisctl <socket> status|start|restart|stop');
  process.exitCode = 2;
} else {
  try {
    const reply = await askSupervisor(socket, { do: verb });
    console.log(reply.text);
    process.exitCode = reply.code;
  } catch (error) {
    console.error(`the supervisor cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 4;
  }
}
