// Following a transcript that another process writes. Only whole lines are passed on.

import { ChainReader, type OnEvent, type Scan } from './chain-reader.ts';
import { type Disk, nodeDisk } from './disk/disk.ts';

/** A transcript that is followed. */
export interface Follower {
  /** Passes on what was added since the last call, and says what the record is worth so far; torn means still growing. */
  poll(): Scan;
  close(): void;
}

/** Follows a transcript from its beginning. */
export function followTranscript(path: string, onEvent: OnEvent, disk: Disk = nodeDisk): Follower {
  const fd = disk.open(path, 'read');
  const chunk = Buffer.alloc(64 * 1024);
  const reader = new ChainReader(onEvent);
  let position = 0;
  return {
    poll: () => {
      // Shorter than what was read: whoever took the run up again has set a torn line aside.
      if (disk.facts(fd).size < position) position = reader.rewind();
      for (let count = disk.read(fd, chunk, position); count > 0; count = disk.read(fd, chunk, position)) {
        reader.push(chunk.subarray(0, count));
        position += count;
      }
      return reader.end();
    },
    close: () => disk.close(fd),
  };
}
