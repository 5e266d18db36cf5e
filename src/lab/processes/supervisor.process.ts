// The supervisor: what manages Redis in the lab, as systemd or Docker would elsewhere. It answers on a control socket,
// and when the lab ends it ends Redis and removes the lab's folder, also when nobody else is left to do it.

import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { unreachable } from '../../model/result.ts';
import type { ControlReply, ControlRequest } from '../control.ts';
import { atEnd, configuration, ready } from '../lifeline.ts';
import type { RedisSettings } from '../redis-config.ts';
import { LabRedis } from '../redis-server.ts';

/** What the supervisor is told at its start. */
export type SupervisorConfig = RedisSettings & { readonly control: string };

const config = await configuration<SupervisorConfig>();
const redis = new LabRedis(config);
atEnd(async () => {
  await redis.kill();
  await rm(config.folder, { recursive: true, force: true, maxRetries: 5 });
});

let last: Promise<unknown> = Promise.resolve();

// Starts and stops come one after another; looking does not wait for them.
function inTurn(work: () => Promise<ControlReply>): Promise<ControlReply> {
  const turn = last.then(work);
  last = turn.catch(() => {});
  return turn;
}

function answer(request: ControlRequest): Promise<ControlReply> {
  switch (request.do) {
    case 'status':
      return redis.status();
    case 'start':
      return inTurn(() => redis.start());
    case 'restart':
      return inTurn(() => redis.restart());
    case 'stop':
      return inTurn(() => redis.stop());
    case 'command':
      return redis.command(request.argv);
    case 'configure':
      return redis.configure(request.settings);
    default:
      return unreachable(request);
  }
}

async function reply(line: string): Promise<ControlReply> {
  try {
    return await answer(JSON.parse(line) as ControlRequest);
  } catch (error) {
    return { code: 1, text: String(error) };
  }
}

const control = createServer((socket) => {
  socket.on('error', () => {});
  createInterface({ input: socket }).once('line', (line) => {
    void reply(line).then((answered) => socket.end(`${JSON.stringify(answered)}\n`));
  });
});

const started = await redis.start();
if (started.code === 0) {
  control.listen(config.control, ready);
} else {
  // Goes into the log, whose end the parent shows.
  process.stderr.write(`${started.text}\n`);
  process.exit(1);
}
