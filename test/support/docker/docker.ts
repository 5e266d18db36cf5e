// A Docker engine for tests. One that answers is used; else one is started where that is possible (scripts/docker.mjs),
// shared by all test files and ended after the last. Without one the tests that need it are skipped, and that is said.

import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';

const SCRIPT = fileURLToPath(new URL('../../../scripts/docker.mjs', import.meta.url));

/** An engine that answers. */
export interface DockerEngine {
  /** What `DOCKER_HOST` is set to for this process while the engine is held. */
  readonly host: string;
  readonly client: Docker;
  /** Lets go of the engine. */
  close(): void;
}

/**
 * An engine, or null. `FIREBREAK_DOCKER=required` makes "null" an error: for a CI that must not skip in silence,
 * `FIREBREAK_DOCKER=no` leaves engines alone.
 */
export async function dockerEngine(): Promise<DockerEngine | null> {
  const found = process.env['FIREBREAK_DOCKER'] === 'no' ? 'FIREBREAK_DOCKER=no' : await hold();
  if (typeof found === 'string') return skip(found);
  process.env['DOCKER_HOST'] = found.host;
  return { host: found.host, client: new Docker(), close: () => found.line.destroy() };
}

/** Says aloud why tests are skipped, or throws where they must not be. */
export function skip(why: string): null {
  if (process.env['FIREBREAK_DOCKER'] === 'required') throw new Error(`FIREBREAK_DOCKER=required, but ${why}`);
  process.stderr.write(`\nSKIPPED, Docker tests: ${why}\n\n`);
  return null;
}

interface Held {
  readonly host: string;
  readonly line: Socket;
}

/** A holder that is just ending lets its clients down; the next one does not. */
async function hold(): Promise<Held | string> {
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      return await connectToHolder();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
  return 'the holder of the Docker engine does not answer';
}

/** Connects to the holder, started if need be. A string says why there is no engine. */
async function connectToHolder(): Promise<Held | string> {
  const holder = spawn(process.execPath, [SCRIPT, 'hold'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  holder.unref();
  const socketPath = await firstLine(holder.stdout);
  holder.stdout.destroy();
  const line = connect(socketPath);
  const answer = JSON.parse(await firstLine(line)) as { readonly host?: string; readonly error?: string };
  // Tests that forget to close must not keep their process.
  line.unref();
  line.on('error', () => {});
  if (answer.host !== undefined) return { host: answer.host, line };
  line.destroy();
  return answer.error ?? 'no Docker engine answers';
}

function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    stream.once('error', reject);
    stream.once('end', () => reject(new Error('the holder of the Docker engine has gone')));
  });
}
