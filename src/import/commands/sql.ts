// What SQL does: whether a query only looks, and how bad it is where it does not.

/** Functions of PostgreSQL and MySQL that act, though they stand in a SELECT. */
const ACTING =
  /\b(?:pg_terminate_backend|pg_cancel_backend|pg_reload_conf|pg_promote|pg_rotate_logfile|pg_switch_wal|pg_create_restore_point|pg_drop_replication_slot|pg_create_\w+|pg_replication_slot_advance|pg_logical_slot_get_\w+|pg_wal_replay_\w+|pg_stat_reset\w*|pg_stat_statements_reset|pg_advisory_lock\w*|setval|nextval|lo_\w+|dblink\w*|pg_sleep|sleep|get_lock|load_file|pg_read_file|pg_ls_dir|set_config)\s*\(/i;

const CHANGING =
  /\b(?:INSERT|UPDATE|DELETE|MERGE|UPSERT|REPLACE\s+INTO|DROP|TRUNCATE|ALTER|CREATE|GRANT|REVOKE|VACUUM|REINDEX|CLUSTER|COPY|CALL|DO|LOCK|SET|RESET|KILL|FLUSH|OPTIMIZE|REPAIR|ANALYZE|INTO\s+(?:OUTFILE|DUMPFILE)|FOR\s+(?:UPDATE|SHARE)|PURGE|STOP|START|CHANGE\s+(?:MASTER|REPLICATION)|LOAD|REFRESH|REASSIGN|CHECKPOINT|COMMENT\s+ON|PREPARE|EXECUTE|SHUTDOWN|BACKUP|RESTORE|SELECT\s+[\s\S]*?\bINTO\s+(?!@)\w+\s+FROM)\b/i;

/** Whether a text of SQL only looks. */
export function queryLooks(sql: string): boolean {
  if (sql.includes('\0') || sql.trim() === '') return false;
  const statements = statementsOf(sql);
  return statements.length > 0 && statements.every(statementLooks);
}

function statementLooks(statement: string): boolean {
  const bare = withoutQuotes(statement);
  if (/^\s*\\(?:d[\w+]*|l\+?|conninfo|x|timing|pset|encoding|echo)\b/.test(bare)) return true;
  if (!/^\s*\(?\s*(?:SELECT|SHOW|EXPLAIN|WITH|DESCRIBE|DESC|TABLE|VALUES)\b/i.test(bare)) return false;
  if (ACTING.test(bare)) return false;
  const isPlan = /^\s*EXPLAIN\b/i.test(bare) && !/^\s*EXPLAIN\s*\(?[^)]*\bANALYZE\b/i.test(bare);
  // SHOW has words of its own: SHOW CREATE TABLE, SHOW GRANTS.
  if (/^\s*SHOW\b/i.test(bare) || isPlan) return true;
  return !CHANGING.test(bare.replace(/^\s*EXPLAIN\s*(?:\([^)]*\)|ANALYZE|VERBOSE|\s)*/i, ''));
}

/** Statements of a text, comments left out. */
export function statementsOf(sql: string): readonly string[] {
  return sql
    .replace(/--[^\n]*/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split(/;(?=(?:[^']*'[^']*')*[^']*$)/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const withoutQuotes = (sql: string): string => sql.replace(/'(?:[^']|'')*'/g, "''").replace(/"[^"]*"/g, '""');

/** Whether a text is SQL by its look. */
export function isSql(text: string): boolean {
  const [statement = ''] = statementsOf(text);
  return (
    /^(?:SELECT|WITH|INSERT\s+INTO|UPDATE|DELETE\s+FROM|ALTER|CREATE|DROP|TRUNCATE|SHOW|EXPLAIN|VACUUM|ANALYZE|REINDEX|GRANT|REVOKE|KILL)\b/i.test(
      statement,
    ) &&
    (text.includes(';') || /\bFROM\b/i.test(text))
  );
}

/** The program that a text of SQL is for, as far as its words tell. */
export function clientOf(sql: string): 'psql' | 'mysql' {
  return /\bSHOW\s+(?:FULL\s+|GLOBAL\s+|ENGINE\s+|SLAVE\s+|REPLICA\s+|MASTER\s+|BINARY\s+)?(?:PROCESSLIST|STATUS|VARIABLES|INNODB|LOGS|DATABASES|TABLES)\b|performance_schema|information_schema\.(?:processlist|innodb)|^\s*KILL\b|`\w+`|\bmysql\./i.test(
    sql,
  )
    ? 'mysql'
    : 'psql';
}
