// What SQL does: whether a query only looks. It does where all that it calls is known to; a function that is not known may do
// anything, although it stands in a SELECT.

import { readStatements, type Statement } from './sql-text.ts';

const CHANGING =
  /\b(?:INSERT|UPDATE|DELETE|MERGE|UPSERT|REPLACE\s+INTO|DROP|TRUNCATE|ALTER|CREATE|GRANT|REVOKE|VACUUM|REINDEX|CLUSTER|COPY|CALL|DO|LOCK|SET|RESET|KILL|FLUSH|OPTIMIZE|REPAIR|ANALYZE|INTO|FOR\s+(?:NO\s+)?(?:KEY\s+)?(?:UPDATE|SHARE)|PURGE|STOP|START|CHANGE\s+(?:MASTER|REPLICATION)|LOAD|REFRESH|REASSIGN|CHECKPOINT|COMMENT\s+ON|PREPARE|EXECUTE|SHUTDOWN|BACKUP|RESTORE)\b/i;

// Words of the language that may stand before a parenthesis.
const WORDS = new Set(
  `and or not in as on by any all some exists between like ilike over filter using values from join where having union except intersect select distinct when
  then else case limit offset lateral within group order partition row rows range array cast extract interval with is null returning left right inner outer full
  cross end recursive materialized desc asc escape similar overlaps at zone view key index primary unique explain analyze buffers format verbose`.split(
    /\s+/,
  ),
);

// Types with a length: `varchar(20)`.
const TYPES = new Set(
  'varchar char character numeric decimal timestamp timestamptz time bit varbit float int bigint'.split(' '),
);

const PURE = new Set(
  `count sum avg min max coalesce nullif greatest least round floor ceil ceiling abs mod power sqrt trunc sign ln log exp random lower upper length char_length
  octet_length bit_length substr substring left right trim ltrim rtrim btrim lpad rpad replace concat concat_ws position strpos instr locate split_part initcap reverse repeat
  md5 to_char to_date to_timestamp to_number date_trunc date_part age now current_timestamp current_date clock_timestamp statement_timestamp
  transaction_timestamp localtimestamp timeofday make_interval justify_interval date time year month day hour minute second quarter week dayofweek date_format
  date_add date_sub datediff timestampdiff timestampadd unix_timestamp from_unixtime utc_timestamp curdate curtime sysdate sec_to_time time_to_sec str_to_date
  array_agg string_agg group_concat json_agg jsonb_agg json_build_object jsonb_build_object json_extract json_unquote jsonb_array_elements json_array_elements
  jsonb_array_length json_array_length jsonb_each jsonb_each_text jsonb_object_keys row_to_json to_json to_jsonb json_object json_value array_length array_to_string unnest
  cardinality generate_series row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value percentile_cont percentile_disc mode
  stddev stddev_pop stddev_samp variance var_pop var_samp corr bool_and bool_or every if ifnull isnull nvl decode iif format quote_ident quote_literal regexp_replace
  regexp_match regexp_matches regexp_like regexp_substr hex unhex conv ascii chr width_bucket
  version current_database current_schema current_schemas current_user session_user user database schema connection_id current_setting inet_server_addr inet_server_port
  inet_client_addr inet_client_port obj_description col_description shobj_description format_type format_bytes format_pico_time to_regclass to_regtype
  txid_current_if_assigned txid_current_snapshot txid_snapshot_xmin host network masklen
  has_table_privilege has_schema_privilege has_database_privilege has_function_privilege pg_size_pretty pg_size_bytes pg_database_size pg_table_size pg_relation_size
  pg_total_relation_size pg_indexes_size pg_tablespace_size pg_column_size pg_tablespace_location pg_blocking_pids pg_safe_snapshot_blocking_pids pg_is_in_recovery
  pg_is_wal_replay_paused pg_get_wal_replay_pause_state pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_last_xlog_receive_location
  pg_last_xlog_replay_location pg_current_wal_lsn pg_current_wal_insert_lsn pg_current_wal_flush_lsn pg_current_xlog_location pg_wal_lsn_diff pg_xlog_location_diff
  pg_walfile_name pg_walfile_name_offset pg_postmaster_start_time pg_conf_load_time pg_backend_pid pg_get_indexdef pg_get_viewdef pg_get_constraintdef
  pg_get_functiondef pg_get_triggerdef pg_get_expr pg_get_userbyid pg_get_partkeydef pg_get_keywords pg_encoding_to_char pg_table_is_visible pg_describe_object pg_identify_object
  pg_relation_filepath pg_relation_filenode pg_filenode_relation pg_typeof pg_lock_status pg_partition_tree pg_control_checkpoint pg_control_system pg_available_extensions`.split(
    /\s+/,
  ),
);

/** Whether a text of SQL only looks. */
export function queryLooks(sql: string): boolean {
  if (sql.includes('\0') || sql.trim() === '') return false;
  const statements = readStatements(sql);
  return statements !== null && statements.length > 0 && statements.every(statementLooks);
}

const META = /^\\(?:d\w*[S+]*|l\+?|z|conninfo|x|timing|pset|encoding|q|c|connect)(?:\s+[\w.*"?+=-]+){0,3}\s*;?$/;

function statementLooks({ bare, isMeta }: Statement): boolean {
  if (isMeta) return META.test(bare) && !/^\\d\w*[^\w\s+S]/.test(bare);
  const asked = bare.replace(/\\[Gg]x?$/, '');
  if (asked.includes('\\') || /["`]x["`]\s*\(/.test(asked)) return false;
  if (!/^\(?\s*(?:SELECT|SHOW|EXPLAIN|WITH|DESCRIBE|DESC|TABLE|VALUES)\b/i.test(asked)) return false;
  const isPlan = /^EXPLAIN\b/i.test(asked) && !/^EXPLAIN\s*\(?[^)]*\bANALYZE\b/i.test(asked);
  // SHOW has words of its own: SHOW CREATE TABLE, SHOW GRANTS.
  if (/^SHOW\b/i.test(asked)) return !asked.includes('(') || callsArePure(asked);
  if (isPlan) return true;
  return !CHANGING.test(asked.replace(/^EXPLAIN\s*(?:\([^)]*\)|ANALYZE|VERBOSE|\s)*/i, '')) && callsArePure(asked);
}

function callsArePure(bare: string): boolean {
  // Columns that the query names itself: `WITH slow (a, b) AS (`, `) AS t(a, b)`.
  const calling = bare
    .replace(/(\bWITH(?:\s+RECURSIVE)?|\)\s*,)\s*[A-Za-z_]\w*\s*\([\w\s,]*\)(?=\s+AS\s*\()/gi, '$1 x')
    .replace(/\bAS\s+[A-Za-z_]\w*\s*\([\w\s,]*\)/gi, 'AS x');
  return [...calling.matchAll(/(?:([A-Za-z_]\w*)\s*\.\s*)?([A-Za-z_][\w$]*)\s*\(/g)].every(([, schema, name = '']) => {
    const called = name.toLowerCase();
    if (schema !== undefined) return schema.toLowerCase() === 'pg_catalog' && isPure(called);
    return WORDS.has(called) || TYPES.has(called) || isPure(called);
  });
}

const isPure = (name: string): boolean => PURE.has(name) || /^pg_stat_get_\w+$/.test(name);

/** Statements of a text, comments left out; all of it as one where it cannot be taken apart. */
export const statementsOf = (sql: string): readonly string[] =>
  readStatements(sql)?.map(({ text }) => text) ?? [sql.trim()];

/** Lines of a text that are for psql itself. */
export const hasMeta = (sql: string): boolean => readStatements(sql)?.some(({ isMeta }) => isMeta) === true;

/** Whether a text is SQL by its look. */
export function isSql(text: string): boolean {
  const all = readStatements(text)?.filter(({ isMeta }) => !isMeta) ?? [{ text: text.trim() }];
  const statement = all[0]?.text ?? '';
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
