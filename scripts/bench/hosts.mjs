// What it costs to work on another host, by OpenSSH servers of our own on this machine. Without the program of the server
// these figures are not measured.

const PROGRAM = 'test/scripts/bench/hosts.process.ts';

/** Figures of other hosts. */
export const hostFigures = [
  {
    name: 'far-step',
    what: 'a changing shell step on another host, beside `ssh -S` of the same',
    limit: 3,
    unit: 'x',
    measure: (bench) => bench.ask(PROGRAM, ['step', bench.folder]),
  },
  {
    name: 'many-hosts',
    what: 'probes on 40 hosts, beyond the slowest of them',
    limit: 300,
    unit: ' ms',
    measure: (bench) => bench.ask(PROGRAM, ['many', bench.folder]),
  },
];
