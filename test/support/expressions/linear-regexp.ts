// Switches on V8's linear-time regular expressions, as the program does when it starts. Import it for its effect.

import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--enable-experimental-regexp-engine');
