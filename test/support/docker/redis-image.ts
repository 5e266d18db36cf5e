// An image with a Redis server, made from programs of this host: nothing is fetched from anywhere.

import { ensureImage } from '../../../src/lab/docker/image.ts';
import { redisRecipe } from '../../../src/lab/docker/images.ts';
import { type DockerEngine, dockerEngine, skip } from './docker.ts';

/** Name of the image. */
export const REDIS_IMAGE = 'firebreak-test-redis:2';

/** An engine that has the image, or null, and that is said. */
export async function engineWithRedis(): Promise<DockerEngine | null> {
  const engine = await dockerEngine();
  if (engine === null) return null;
  try {
    await ensureImage(engine.client, { ...redisRecipe(), name: REDIS_IMAGE });
    return engine;
  } catch (error) {
    engine.close();
    return skip(`no image with Redis can be made here: ${String(error)}`);
  }
}
