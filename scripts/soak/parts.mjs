// What `npm run soak` runs, in which environment, and what is made of it.

/** What is run, and what it has to come to. */
export const PARTS = [
  { name: 'kills', file: 'test/reliability/kills.int.test.ts', figure: 'kills', wanted: 1_000 },
  { name: 'shim', file: 'test/steps/process/shim.int.test.ts', figure: 'engines killed in a change', wanted: 300 },
  { name: 'hosts', file: 'test/steps/ssh/kills.int.test.ts', figure: 'connections killed in a change', wanted: 500 },
  { name: 'many', file: 'test/reliability/many-hosts.int.test.ts', figure: 'hosts at once', wanted: 200 },
  { name: 'crashes', file: 'test/transcript/crash.test.ts', figure: 'crash states', wanted: 250_000 },
  { name: 'model', file: 'test/engine/model.test.ts', figure: 'model runs', wanted: 100_000 },
  { name: 'oracle', file: 'test/engine/oracle.test.ts', figure: 'runs beside the oracle', wanted: 60_000 },
  { name: 'session', file: 'test/session/as-simulated.test.ts', figure: 'runs led by the session', wanted: 5_000 },
  { name: 'yaml', file: 'test/parse/hostile.test.ts', figure: 'mutated YAML files', wanted: 200_000 },
  { name: 'strings', file: 'test/redact/sanitize.test.ts', figure: 'hostile strings', wanted: 200_000 },
  { name: 'intents', file: 'test/session/intent-first.test.ts' },
  { name: 'record', file: 'test/transcript/record.int.test.ts' },
  { name: 'reader', file: 'test/transcript/reader.test.ts' },
  { name: 'bytes', file: 'test/redact/seen-through.test.ts' },
  { name: 'masker', file: 'test/redact/redact.test.ts' },
  { name: 'expressions', file: 'test/expr/properties.test.ts' },
  { name: 'budget', file: 'test/expr/budget.test.ts' },
  { name: 'totality', file: 'test/expr/totality.test.ts' },
  { name: 'edits', file: 'test/lsp/random-edits.test.ts' },
  { name: 'disks', file: 'test/session/failing-disk.test.ts' },
  { name: 'commands', file: 'test/cli/hostile-commands.test.ts' },
  { name: 'records', file: 'test/cli/hostile-records.test.ts' },
  { name: 'injection', file: 'test/kinds/shell/injection.int.test.ts' },
  { name: 'pages', file: 'test/import/time.test.ts' },
  { name: 'serve', file: 'test/serve/figures.int.test.ts' },
  { name: 'browser', file: 'test/serve/page.int.test.ts' },
  { name: 'attended', file: 'test/serve/attended.int.test.ts' },
  { name: 'night', file: 'test/serve/monitored.int.test.ts' },
  { name: 'copies', file: 'test/fleet/local-copy.test.ts' },
  { name: 'fleet', file: 'test/fleet/serve-and-workers.int.test.ts' },
  // What is planted, and how much of it has to be found; `npm run soak -- mutants` takes hours.
  ...[
    ['engine', 95],
    ['session', 95],
    ['redact', 95],
    ['transcript', 95],
    ['expr', 85],
    ['parse', 85],
    ['kinds', 85],
    ['views', 85],
  ].map(([folder, wanted]) => ({
    name: `mutants of ${folder}`,
    argv: ['scripts/mutants/mutants.mjs', `src/${folder}`, `test/${folder}`],
    figure: '% of the faults planted found',
    wanted,
  })),
  { name: 'lab', file: 'test/lab/faults.int.test.ts' },
  { name: 'faults', file: 'test/runbooks/faults.int.test.ts' },
  { name: 'containers', file: 'test/runbooks/docker.int.test.ts' },
];

/** The environment of a part. Faults are planted beside the tests as `npm test` runs them, which are to find them. */
export function environmentOf({ argv }, env) {
  const { FIREBREAK_SOAK: _, ...short } = env;
  return argv === undefined ? { ...short, FIREBREAK_SOAK: '1' } : short;
}

/** What is said of a part: its tests have to pass, and as much has to be done as is asked for. */
export function verdictOf({ wanted = 0 }, { passed, done }) {
  if (!passed) return 'FAILED';
  return done >= wanted ? 'ok' : 'TOO FEW';
}
