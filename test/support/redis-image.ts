// An image with a Redis server, made from programs of this host: nothing is fetched from anywhere.

import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type DockerEngine, dockerEngine, skip } from './docker.ts';

/** Name of the image. */
export const REDIS_IMAGE = 'firebreak-test-redis:1';

/** Where each program may be on this host; Debian's redis-tools has the server under another name. */
const PROGRAMS = {
  '/usr/bin/redis-server': ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/usr/bin/redis-check-rdb'],
  '/usr/bin/redis-cli': ['/usr/bin/redis-cli', '/usr/local/bin/redis-cli'],
};
const BUSYBOX = '/bin/busybox';

/** What the image has of busybox: enough for a health check and a probe. */
const APPLETS = ['sh', 'cat', 'echo', 'sleep', 'timeout', 'wget', 'kill', 'true', 'env', 'yes', 'head'];

/** An engine that has the image, or null, and that is said. */
export async function engineWithRedis(): Promise<DockerEngine | null> {
  const engine = await dockerEngine();
  if (engine === null) return null;
  try {
    await ensureRedisImage(engine);
    return engine;
  } catch (error) {
    engine.close();
    return skip(`no image with Redis can be made here: ${String(error)}`);
  }
}

/** Makes the image unless the engine has it. Throws when this host lacks a program for it. */
async function ensureRedisImage({ client }: DockerEngine): Promise<string> {
  const images = await client.listImages({ filters: { reference: [REDIS_IMAGE] } });
  if (images.length > 0) return REDIS_IMAGE;
  const root = mkdtempSync(join(tmpdir(), 'firebreak-image-'));
  try {
    for (const [target, sources] of Object.entries(PROGRAMS)) addProgram(root, target, sources);
    mkdirSync(join(root, 'bin'), { recursive: true });
    copyFileSync(realpathSync(BUSYBOX), join(root, 'bin/busybox'));
    for (const applet of APPLETS) symlinkSync('busybox', join(root, 'bin', applet));
    for (const folder of ['data', 'tmp', 'etc', 'proc', 'sys']) mkdirSync(join(root, folder));
    await importFolder(client, root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return REDIS_IMAGE;
}

async function importFolder(client: DockerEngine['client'], root: string): Promise<void> {
  const tar = spawn('tar', ['-c', '-C', root, '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [repo, tag] = REDIS_IMAGE.split(':');
  const changes = [
    'ENTRYPOINT ["/usr/bin/redis-server","--protected-mode","no"]',
    'EXPOSE 6379',
    'ENV PATH=/usr/bin:/bin',
  ];
  const progress = await client.importImage(tar.stdout, { repo, tag, changes });
  await new Promise<void>((resolve, reject) => {
    client.modem.followProgress(progress, (error) => (error === null ? resolve() : reject(error)));
  });
}

/** A program and every library it names, at the places where it looks for them. */
function addProgram(root: string, target: string, sources: readonly string[]): void {
  const program = sources.find((file) => existsSync(file));
  if (program === undefined) throw new Error(`the image needs one of ${sources.join(', ')}`);
  const linked = execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g);
  const libraries = [...linked].map((match) => match[1] ?? '');
  for (const [from, to] of [[program, target] as const, ...libraries.map((file) => [file, file] as const)]) {
    const copy = join(root, to);
    mkdirSync(dirname(copy), { recursive: true });
    // Files, not links: what they lead to is not in the image.
    if (!existsSync(copy)) copyFileSync(realpathSync(from), copy);
  }
}
