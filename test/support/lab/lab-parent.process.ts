// A program of its own that starts a lab and does nothing with it: what a demo looks like to its lab.

import { startLab } from '../../../src/lab/lab.ts';

const lab = await startLab();
process.send?.({ folder: lab.folder, pids: await lab.pids() });
// Keeps it alive.
setInterval(() => {}, 60_000);
