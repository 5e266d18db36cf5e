// Loaded into a process before its own code (`--import=<this>?<file>`): writes the most memory it ever held, in MiB.

import { writeFileSync } from 'node:fs';

const file = decodeURIComponent(new URL(import.meta.url).search.slice(1));

process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS / 1024)));
