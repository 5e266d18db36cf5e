// Firebreak itself, in a process that dies where a test says: at a write or a sync of its transcript, with SIGKILL.
// Arguments: where (`write:7`, `sync:7`, `never`), a file for the bytes that were acknowledged, then those of firebreak.

import { writeFileSync } from 'node:fs';
import { type Disk, nodeDisk } from '../../../src/transcript/disk/disk.ts';

const [where = 'never', acknowledged = '', ...argv] = process.argv.slice(2);
const [call, count] = where.split(':');
process.argv.splice(2, process.argv.length, ...argv);

const { open, write, dataSync, facts } = nodeDisk;
let transcript = -1;
let left = Number(count);

/** Dies when its turn has come. No handler runs, nothing is flushed. */
function dieAt(name: 'write' | 'sync', fd: number): void {
  if (fd !== transcript || name !== call) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

const watched: Pick<Disk, 'open' | 'write' | 'dataSync'> = {
  open: (path, how) => {
    const fd = open(path, how);
    if (path.endsWith('transcript.jsonl') && (how === 'create' || how === 'append')) transcript = fd;
    return fd;
  },
  write: (fd, bytes) => {
    const taken = write(fd, bytes);
    dieAt('write', fd);
    return taken;
  },
  dataSync: (fd) => {
    dataSync(fd);
    if (fd === transcript) writeFileSync(acknowledged, String(facts(fd).size));
    dieAt('sync', fd);
  },
};

Object.assign(nodeDisk, watched);
await import('../../../src/cli/main.ts');
