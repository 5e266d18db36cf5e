// What statements of SQL are known to do, whichever client sends them. What only looks is told nothing of.

import type { Risk } from '../../model/risk.ts';
import { type Dialect, type Statement, statementsIn } from './statements.ts';

/** What a text of SQL is known to do. */
export interface SqlDeeds {
  readonly deeds: readonly { readonly risk: Risk; readonly verb: string }[];
  /** What it gives to a shell: `\! rm x`, `COPY … TO PROGRAM 'rm x'`. */
  readonly scripts: readonly string[];
}

type Row = readonly [RegExp, Risk];

const begins = (words: string, risk: Risk): Row => [new RegExp(`^(?:${words})(?= |$)`), risk];

/** How a statement begins; the first that fits. */
const BEGINNINGS: readonly Row[] = [
  begins('DROP|TRUNCATE|DELETE|PURGE|RESET (?:MASTER|BINARY)|RESTORE', 'destroy'),
  begins(
    'ALTER .* DROP(?! (?:CONSTRAINT|DEFAULT|NOT|EXPRESSION|IDENTITY|INDEX|KEY|PRIMARY|FOREIGN|CHECK)(?: |$))',
    'destroy',
  ),
  begins('ALTER .* (?:TRUNCATE|DISCARD)', 'destroy'),
  begins('KILL|SHUTDOWN|RESTART|STOP|LOCK|CANCEL|PAUSE|CHANGE|RESET (?:SLAVE|REPLICA)', 'disrupt'),
  begins('FLUSH .*(?:READ LOCK|FOR EXPORT)|VACUUM (?:\\( )?(?:.* )?FULL|CLUSTER|SYSTEM', 'disrupt'),
  begins('SET (?:GLOBAL|PERSIST) (?:SUPER_READ_ONLY|READ_ONLY|OFFLINE_MODE)', 'disrupt'),
  begins(
    'UPDATE|INSERT|REPLACE|MERGE|UPSERT|ALTER|CREATE|GRANT|REVOKE|VACUUM|REINDEX|ANALY[SZ]E|RENAME|OPTIMIZE|REPAIR|CALL|EXEC|EXECUTE|DO',
    'change',
  ),
  begins(
    'SET (?:@ @ )?(?:GLOBAL|PERSIST|PERSIST_ONLY|PASSWORD|DEFAULT ROLE)|START (?:SLAVE|REPLICA|GROUP_REPLICATION)',
    'change',
  ),
  begins(
    'FLUSH|COMMENT|SECURITY|REASSIGN|REFRESH|CHECKPOINT|NOTIFY|IMPORT|LOAD|INSTALL|UNINSTALL|ATTACH|BACKUP',
    'change',
  ),
  begins('(?:COMMIT|ROLLBACK) PREPARED|PREPARE TRANSACTION|RESUME|DETACH|EXCHANGE|UNLOCK|HANDLER|BINLOG', 'change'),
  begins("COPY (?!\\( ).* FROM|COPY .* TO (?:PROGRAM )?''", 'change'),
  begins('PRAGMA (?:\\S+ \\. )?(?:\\S+ =.*|WAL_CHECKPOINT|OPTIMIZE|INCREMENTAL_VACUUM|SHRINK_MEMORY)', 'change'),
];

/** Functions that act, though they stand in a SELECT. */
const FUNCTIONS: readonly Row[] = [
  [/\b(?:PG_DROP_REPLICATION_SLOT|LO_UNLINK|PG_REPLICATION_ORIGIN_DROP|PG_REPLICATION_SLOT_ADVANCE) \(/, 'destroy'],
  [/\b(?:PG_TERMINATE_BACKEND|PG_CANCEL_BACKEND|PG_PROMOTE) \(/, 'disrupt'],
  [
    /\b(?:PG_RELOAD_CONF|PG_(?:TRY_)?ADVISORY_(?:XACT_)?LOCK\w*|PG_SWITCH_(?:WAL|XLOG)|PG_ROTATE_LOGFILE|PG_WAL_REPLAY_(?:PAUSE|RESUME)|PG_STAT_(?:\w+_)?RESET\w*|PG_CREATE_\w+|PG_COPY_\w*SLOT|PG_LOGICAL_SLOT_GET_\w+|PG_LOGICAL_EMIT_MESSAGE|PG_(?:START_)?BACKUP(?:_START|_STOP)?|PG_STOP_BACKUP|PG_LOG_BACKEND_MEMORY_CONTEXTS|PG_FILE_\w+|SETVAL|NEXTVAL|LO_(?:IMPORT|EXPORT|CREATE|PUT|FROM_BYTEA)|DBLINK_EXEC|GET_LOCK|RELEASE_LOCK|RELEASE_ALL_LOCKS|LOAD_EXTENSION|WRITEFILE|CRON \. (?:UN)?SCHEDULE) \(/,
    'change',
  ],
  [/\bDROP_CHUNKS \(/, 'destroy'],
];

/** What a query does besides to look: a table or a file that it makes, rows that it locks. */
const QUERIES: readonly Row[] = [
  [/(?:^| )INTO (?!@)/, 'change'],
  [/(?:^| )FOR (?:NO KEY |KEY )?(?:UPDATE|SHARE)(?= |$)/, 'change'],
  [/(?:^| )LOCK IN SHARE MODE(?= |$)/, 'change'],
];

/** Statements inside of WITH, as they begin. */
const INNER = /(?<=[()] )(?:DELETE FROM|INSERT (?:OR \w+ )?INTO|REPLACE INTO|MERGE INTO|UPDATE)(?= )/g;

const NESTED = 3;

/** What a text of SQL is known to do, as a client of that dialect reads it. */
export function sqlDeeds(text: string, dialect: Dialect, level = 0): SqlDeeds {
  const all = statementsIn(text, dialect).map((statement) => ofStatement(statement, dialect, level));
  return { deeds: all.flatMap(({ deeds }) => deeds), scripts: all.flatMap(({ scripts }) => scripts) };
}

const NOTHING: SqlDeeds = { deeds: [], scripts: [] };

function ofStatement({ words, texts, line }: Statement, dialect: Dialect, level: number): SqlDeeds {
  if (line !== undefined) return ofLine(line, dialect);
  const said = carriedOut(words);
  if (said === null) return NOTHING;
  const isQuery = /^(?:\( )*(?:SELECT|WITH|TABLE|VALUES|FROM)\b/.test(said);
  const rows = [
    ...found(said.replace(/^(?:\( )+/, ''), BEGINNINGS),
    ...found(said, FUNCTIONS),
    ...(isQuery ? found(said, QUERIES) : []),
    ...(/^(?:\( )*WITH /.test(said) ? innerOf(said) : []),
  ];
  const scripts = /^COPY .* PROGRAM ''/.test(said) ? texts.slice(-1) : [];
  // The text of DO, EXECUTE and PREPARE is run as statements; in a body they stand behind BEGIN, THEN and their like.
  const isRun = level < NESTED && /^(?:DO|PREPARE|EXECUTE|EXEC)\b/.test(words);
  const inner = isRun ? texts.map((one) => sqlDeeds(bodyOf(one), dialect, level + 1)) : [];
  return {
    deeds: [...rows, ...inner.flatMap(({ deeds }) => deeds)],
    scripts: [...scripts, ...inner.flatMap((one) => one.scripts)],
  };
}

const found = (words: string, rows: readonly Row[]): SqlDeeds['deeds'] =>
  rows
    .flatMap(([pattern, risk]) => {
      const match = pattern.exec(words);
      return match === null ? [] : [{ risk, verb: verbOf(match[0]) }];
    })
    .slice(0, 1);

function verbOf(match: string): string {
  const said = match
    .replace(/[^\w ]/g, ' ')
    .trim()
    .split(/ +/)
    .slice(0, 2)
    .join(' ');
  return said.includes('_') ? said.toLowerCase() : said;
}

const innerOf = (words: string): SqlDeeds['deeds'] =>
  [...words.matchAll(INNER)].flatMap(([begin]) => found(begin, BEGINNINGS));

const bodyOf = (text: string): string => text.replace(/\b(?:BEGIN|THEN|ELSE|LOOP|PERFORM)\b/gi, ';');

// EXPLAIN only plans, unless it is told to ANALYZE; null where nothing is run.
function carriedOut(words: string): string | null {
  const plan =
    /^(?:EXPLAIN|DESCRIBE|DESC) ((?:\( [^()]*\) |ANALY[SZ]E |VERBOSE |EXTENDED |PARTITIONS |FORMAT = \S+ )*)(.*)$/.exec(
      words,
    );
  if (plan !== null) return /ANALY[SZ]E(?! (?:FALSE|OFF|0)\b)/.test(plan[1] ?? '') ? (plan[2] ?? '') : null;
  const [, counted] = /^ANALYZE (?:FORMAT = \S+ )?((?:SELECT|WITH|DELETE|UPDATE|INSERT|REPLACE) .*)$/.exec(words) ?? [];
  const [, prepared] = /^PREPARE \S+ (?:\( [^()]* \) )?AS (.*)$/.exec(words) ?? [];
  return counted ?? prepared ?? words;
}

const done = (risk: Risk, verb: string): SqlDeeds => ({ deeds: [{ risk, verb }], scripts: [] });

// `\! rm x` of psql and mysql, `.shell rm x` of sqlite3.
function ofLine(line: string, dialect: Dialect): SqlDeeds {
  const [, shell] = /^(?:!|shell\s|system\s)\s*(.*)$/s.exec(line) ?? [];
  if (shell !== undefined) return { deeds: [], scripts: [shell] };
  const program = /^copy\b.*\bprogram\s+'([^']*)'/is.exec(line)?.[1];
  const piped = /^(?:o|g|gx|w|write|out|output|once)\s*\|\s*(.*)$/s.exec(line)?.[1];
  const script = program ?? piped;
  const scripts = script === undefined ? [] : [script];
  if (/^copy\b.*\bfrom\b/is.test(line) || /^(?:import|lo_import|load|password)\b/.test(line))
    return { ...done('change', line.split(/\s/)[0] ?? ''), scripts };
  if (dialect === 'postgres' && /^gexec\b/.test(line)) return done('change', 'gexec');
  if (/^(?:restore|lo_unlink)\b/.test(line)) return done('destroy', line.split(/\s/)[0] ?? '');
  return { deeds: [], scripts };
}
