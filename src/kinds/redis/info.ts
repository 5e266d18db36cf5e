// The fields of Redis INFO that conditions may name, with their types. They are named as INFO names them. A field that
// only some versions have is simply absent on the others, so the list holds those of Redis 6 to 8 and Valkey.

import type { FieldType } from '../../model/reading-type.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Fields that are numbers. Rates, ratios and times are numbers too; `…_human` and `…_perc` are text. */
const NUMBERS = words(`
  arch_bits process_id tcp_port server_time_usec uptime_in_seconds uptime_in_days hz configured_hz lru_clock io_threads_active
  connected_clients cluster_connections maxclients client_recent_max_input_buffer client_recent_max_output_buffer
  client_longest_output_list client_biggest_input_buf blocked_clients tracking_clients pubsub_clients watching_clients
  clients_in_timeout_table total_watched_keys total_blocking_keys total_blocking_keys_on_nokey paused_timeout_milliseconds
  used_memory used_memory_rss used_memory_peak used_memory_peak_time used_memory_overhead used_memory_startup
  used_memory_dataset allocator_allocated allocator_active allocator_resident allocator_muzzy total_system_memory
  used_memory_lua used_memory_vm_eval used_memory_scripts_eval number_of_cached_scripts number_of_functions
  number_of_libraries used_memory_vm_functions used_memory_vm_total used_memory_functions used_memory_scripts maxmemory
  allocator_frag_ratio allocator_frag_bytes allocator_rss_ratio allocator_rss_bytes rss_overhead_ratio rss_overhead_bytes
  mem_fragmentation_ratio mem_fragmentation_bytes mem_not_counted_for_evict mem_replication_backlog
  mem_total_replication_buffers mem_replica_full_sync_buffer mem_clients_slaves mem_clients_normal mem_cluster_links
  mem_aof_buffer mem_overhead_db_hashtable_rehashing active_defrag_running lazyfree_pending_objects lazyfreed_objects
  loading async_loading loading_start_time loading_total_bytes loading_rdb_used_mem loading_loaded_bytes loading_loaded_perc
  loading_eta_seconds current_cow_peak current_cow_size current_cow_size_age current_fork_perc current_save_keys_processed
  current_save_keys_total rdb_changes_since_last_save rdb_bgsave_in_progress rdb_last_save_time rdb_last_bgsave_time_sec
  rdb_current_bgsave_time_sec rdb_saves rdb_last_cow_size rdb_last_load_keys_expired rdb_last_load_keys_loaded
  aof_enabled aof_rewrite_in_progress aof_rewrite_scheduled aof_last_rewrite_time_sec aof_current_rewrite_time_sec
  aof_rewrites aof_rewrites_consecutive_failures aof_last_cow_size aof_current_size aof_base_size aof_pending_rewrite
  aof_buffer_length aof_rewrite_buffer_length aof_pending_bio_fsync aof_delayed_fsync module_fork_in_progress
  module_fork_last_cow_size
  total_connections_received total_commands_processed instantaneous_ops_per_sec total_net_input_bytes total_net_output_bytes
  total_net_repl_input_bytes total_net_repl_output_bytes instantaneous_input_kbps instantaneous_output_kbps
  instantaneous_input_repl_kbps instantaneous_output_repl_kbps rejected_connections sync_full sync_partial_ok
  sync_partial_err expired_subkeys expired_keys expired_stale_perc expired_time_cap_reached_count
  expire_cycle_cpu_milliseconds evicted_keys evicted_clients evicted_scripts total_eviction_exceeded_time
  current_eviction_exceeded_time keyspace_hits keyspace_misses pubsub_channels pubsub_patterns pubsubshard_channels
  latest_fork_usec total_forks migrate_cached_sockets slave_expires_tracked_keys active_defrag_hits active_defrag_misses
  active_defrag_key_hits active_defrag_key_misses total_active_defrag_time current_active_defrag_time tracking_total_keys
  tracking_total_items tracking_total_prefixes unexpected_error_replies total_error_replies dump_payload_sanitizations
  total_reads_processed total_writes_processed io_threaded_reads_processed io_threaded_writes_processed
  reply_buffer_shrinks reply_buffer_expands client_query_buffer_limit_disconnections
  client_output_buffer_limit_disconnections eventloop_cycles eventloop_duration_sum eventloop_duration_cmd_sum
  instantaneous_eventloop_cycles_per_sec instantaneous_eventloop_duration_usec acl_access_denied_auth acl_access_denied_cmd
  acl_access_denied_key acl_access_denied_channel
  master_port master_last_io_seconds_ago master_sync_in_progress master_sync_total_bytes master_sync_read_bytes
  master_sync_left_bytes master_sync_perc master_sync_last_io_seconds_ago master_link_down_since_seconds slave_read_repl_offset
  slave_repl_offset slave_priority slave_read_only replica_announced connected_slaves min_slaves_good_slaves
  master_repl_offset second_repl_offset repl_backlog_active repl_backlog_size repl_backlog_first_byte_offset
  repl_backlog_histlen used_cpu_sys used_cpu_user used_cpu_sys_children used_cpu_user_children used_cpu_sys_main_thread
  used_cpu_user_main_thread cluster_enabled
`);

/** Fields that are text. */
const TEXTS = words(`
  redis_version valkey_version server_name server_mode valkey_release_stage redis_git_sha1 redis_git_dirty redis_build_id
  redis_mode os monotonic_clock multiplexing_api atomicvar_api gcc_version process_supervised run_id executable config_file
  availability_zone used_memory_human used_memory_rss_human used_memory_peak_human used_memory_peak_perc
  used_memory_dataset_perc total_system_memory_human used_memory_lua_human used_memory_vm_total_human
  used_memory_scripts_human maxmemory_human mem_allocator
  master_host master_failover_state master_replid master_replid2 paused_reason
  paused_actions slave0 slave1 slave2 slave3 slave4 slave5 slave6 slave7
`);

const STATUS: FieldType = { words: ['ok', 'err'] };

/** Fields that are one of a few words. */
const WORDS: Readonly<Record<string, FieldType>> = {
  role: { words: ['master', 'slave', 'sentinel'] },
  master_link_status: { words: ['up', 'down'] },
  rdb_last_bgsave_status: STATUS,
  aof_last_bgrewrite_status: STATUS,
  aof_last_write_status: STATUS,
  maxmemory_policy: {
    words: words(`noeviction allkeys-lru allkeys-lfu allkeys-lrm allkeys-random volatile-lru volatile-lfu volatile-lrm
      volatile-random volatile-ttl`),
  },
};

/** First words of error replies; INFO counts each as `errorstat_<word>`. */
const ERRORS = words(`
  ERR OOM MISCONF READONLY BUSY LOADING NOAUTH WRONGPASS NOPERM MASTERDOWN NOREPLICAS WRONGTYPE EXECABORT NOSCRIPT NOTBUSY
  UNKILLABLE DENIED NOPROTO UNBLOCKED IOERR INPROG NOGOODSLAVE BUSYKEY BUSYGROUP NOGROUP MOVED ASK TRYAGAIN CROSSSLOT
  CLUSTERDOWN
`);

const DATABASES = Array.from({ length: 16 }, (_, index) => `db${index}`);

const all = <T extends FieldType>(names: readonly string[], type: T): Readonly<Record<string, T>> =>
  Object.fromEntries(names.map((name) => [name, type]));

/** Counters of INFO, as `sample` gives their difference. */
export const INFO_NUMBERS: Readonly<Record<string, 'number'>> = {
  ...all(NUMBERS, 'number'),
  ...all(
    ERRORS.map((word) => `errorstat_${word}`),
    'number',
  ),
};

/**
 * Every field of `info`. `errorstat_OOM:count=3` is the number 3; `db0:keys=1,expires=0,avg_ttl=0` is a record of
 * numbers; of `slave0` the text is kept.
 */
export const INFO_FIELDS: Readonly<Record<string, FieldType>> = {
  ...INFO_NUMBERS,
  ...all(TEXTS, 'string'),
  ...WORDS,
  ...all(DATABASES, { record: { keys: 'number', expires: 'number', avg_ttl: 'number', subexpiry: 'number' } }),
};
