// The part of the table of verbs for programs of what holds data: stores, databases, queues.

import { all, always, any, first, option, type Rows } from './verb-rules.ts';

/** Programs of what holds data. */
export const STORES: Rows = [
  ...all(
    'ceph',
    first(
      'osd (?:purge|destroy|rm|lost|pool (?:delete|rm)|crush (?:remove|rm|unlink))|fs (?:rm|reset|subvolume rm)|auth (?:del|rm)|config-key (?:rm|del)|mon (?:rm|remove)|mds rmfailed|orch (?:rm|osd rm|host rm|device zap)',
      'destroy',
    ),
    first(
      'osd (?:out|down|in|set|unset|pause|unpause|reweight\\S*|primary-affinity|scrub|deep-scrub|repair|crush (?!(?:tree|dump|ls|show-tunables|get-\\S+|rule (?:ls|dump|ls-by-class)|class (?:ls|ls-osd)|weight-set (?:ls|dump))(?: |$))\\S+|pg-upmap\\S*|force-\\S+)|mds fail|mgr (?:fail|module (?:enable|disable))|pg (?:repair|scrub|deep-scrub|force-\\S+|cancel-\\S+)|fs (?:fail|set)|orch (?:restart|stop|start|redeploy|daemon|apply|upgrade (?!(?:status|check|ls)(?: |$))\\S+|host (?!ls(?: |$))\\S+)|balancer (?:on|off|execute|mode)',
      'disrupt',
    ),
    first(
      'osd (?:pool (?:set\\S*|create|rename|application|mksnap)|create|new|blocklist|blacklist)|config (?:set|rm|assimilate-conf|reset)|config-key set|auth (?:add|caps|get-or-create|import)|crash (?:archive|archive-all|rm|prune)|health (?:mute|unmute)|telemetry (?:on|off|send|enable|disable)|log(?! last(?: |$))|fs (?:new|add_data_pool)|mon add|injectargs',
      'change',
    ),
    first(
      '(?:tell|daemon) \\S+ (?:injectargs|config set|compact|bench|scrub|repair|flush\\S*|debug|drop|session evict|client evict)',
      'disrupt',
    ),
  ),
  ...all('ceph-volume', first('lvm zap', 'destroy'), first('lvm (?:create|prepare|activate|deactivate)', 'disrupt')),
  ...all(
    'rados rbd radosgw-admin',
    any('rm|rmpool|purge|remove|rollback|clearomap|rmsnap', 'destroy'),
    any(
      'put|create|resize|map|unmap|clone|flatten|bench|append|lock(?! (?:ls|list)(?: |$))|suspend|modify|link|unlink|cppool|setomapval|import|rename|move|mksnap',
      'change',
    ),
  ),
  ...all(
    'pg_ctl pg_ctlcluster',
    any('stop|restart|promote|kill', 'disrupt'),
    any('start|reload|init|initdb|logrotate', 'change'),
  ),
  ...all('pg_resetwal pg_resetxlog pg_rewind pg_archivecleanup pg_dropcluster dropdb dropuser', always('destroy')),
  ...all('vacuumdb', option('f|full', 'disrupt'), always('change')),
  ...all('reindexdb clusterdb createdb createuser initdb pg_createcluster pg_repack', always('change')),
  ...all('pgbench redis-benchmark mysqlslap', always('disrupt')),
  ...all('pg_restore', option('d|dbname', 'destroy')),
  ...all(
    'pgbackrest',
    any('restore|expire|stanza-delete', 'destroy'),
    any('stop|start', 'disrupt'),
    any('backup|stanza-create|stanza-upgrade|archive-push', 'change'),
  ),
  ...all(
    'patronictl',
    first('remove|reinit', 'destroy'),
    first('failover|switchover|restart|pause|demote-cluster|promote-cluster', 'disrupt'),
    first('reload|resume|edit-config|flush', 'change'),
  ),
  ...all(
    'repmgr',
    first('\\S+ (?:promote|switchover|follow|rejoin|unregister|cleanup|clone|register|failover)', 'disrupt'),
  ),
  ...all(
    'mysqladmin mariadb-admin',
    any('drop', 'destroy'),
    any('shutdown|kill|stop-\\S+', 'disrupt'),
    any('flush-\\S+|refresh|reload|create|start-\\S+|password', 'change'),
  ),
  ...all('pt-kill', option('kill\\S*', 'disrupt')),
  ...all('pt-archiver', option('purge', 'destroy')),
  ...all('pt-online-schema-change pt-table-sync gh-ost', option('execute', 'disrupt')),
  ...all(
    'mongosh mongo',
    {
      text: /\.(?:drop\w*|deleteMany|deleteOne|remove(?!Shard)|findOneAndDelete|compact)\(|\b(?:drop\w*|delete|compact)['"]?\s*:/,
      risk: 'destroy',
    },
    {
      text: /shutdownServer|\brs\.(?:stepDown|reconfig\w*|initiate|add\w*|remove|freeze|syncFrom)\(|\bkill(?:Op|Sessions|AllSessions)\b|\bfsync(?:Lock|Unlock)\b|replSet(?:StepDown|Reconfig|Freeze|Maintenance|SyncFrom|ResizeOplog)|\bshutdown['"]?\s*:/,
      risk: 'disrupt',
    },
    {
      text: /\.(?:insert|update|replace|create|bulk|rename|grant|revoke|findOneAnd|findAndModify|hide|unhide|reIndex|setProfilingLevel|setLogLevel|save|auth|changeUserPassword)\w*\(|\bsh\.(?!status|getBalancerState|isBalancerRunning|help)\w+\(|\$(?:out|merge)\b|\b(?:setParameter|setFeatureCompatibilityVersion|reIndex|collMod|create\w*|insert|update|findAndModify|renameCollection|logRotate)['"]?\s*:/,
      risk: 'change',
    },
    option('f|file', 'change', 'read'),
  ),
  ...all(
    'kafka-topics kafka-configs kafka-acls',
    option('delete', 'destroy'),
    option('create|alter|add|remove', 'change'),
  ),
  ...all('kafka-delete-records kafka-streams-application-reset', always('destroy')),
  ...all('kafka-consumer-groups', option('delete(?:-offsets)?', 'destroy'), option('execute', 'disrupt')),
  ...all('kafka-reassign-partitions', option('execute|cancel', 'disrupt')),
  ...all(
    'kafka-leader-election kafka-preferred-replica-election kafka-server-stop zookeeper-server-stop',
    always('disrupt'),
  ),
  ...all('kafka-server-start zookeeper-server-start kafka-console-producer', always('change')),
  ...all('kafka-storage', first('format', 'destroy')),
  ...all(
    'zookeeper-shell zkCli',
    any('delete|deleteall|rmr', 'destroy'),
    any('set|create|setAcl|setquota|delquota|reconfig', 'change'),
  ),
  ...all('kcat kafkacat', option('P', 'change')),
  ...all(
    'rabbitmqadmin',
    any('delete|purge', 'destroy'),
    any('close', 'disrupt'),
    any('declare|publish|import|get', 'change'),
  ),
  ...all(
    'rabbitmqctl rabbitmq-queues rabbitmq-streams rabbitmq-upgrade',
    first(
      'reset|force_reset|purge_queue|delete_\\S+|forget_cluster_node|remove_classic_queues_\\S+|force_\\S+reset',
      'destroy',
    ),
    first(
      'stop|stop_app|shutdown|close_\\S+|join_cluster|change_cluster_node_type|suspend_\\S+|cancel_sync_queue|sync_queue|force_boot|rebalance|shrink|grow|drain|transfer_leadership|restart_\\S+',
      'disrupt',
    ),
    first(
      'start_app|add_\\S+|set_\\S+|clear_\\S+|change_password|enable_\\S+|rotate_logs|trace_\\S+|resume_\\S+|rename_\\S+|eval|update_\\S+|import_definitions|revive|export_definitions',
      'change',
    ),
  ),
  ...all('rabbitmq-plugins', first('enable|disable|set', 'change')),
  ...all(
    'celery',
    first('purge|amqp queue\\.(?:purge|delete)', 'destroy'),
    first('control|multi (?:stop\\S*|restart|kill)', 'disrupt'),
    first('call|multi start|worker|beat', 'change'),
  ),
  ...all(
    'consul',
    first('kv delete|snapshot restore', 'destroy'),
    first('leave|force-leave|maint|operator raft (?:remove-peer|transfer-leader)|exec|lock', 'disrupt'),
    first(
      'kv (?:put|import)|reload|event|join|services (?:register|deregister)|config (?:write|delete)|acl .*(?:create|delete|update|bootstrap)|intention (?:create|delete)',
      'change',
    ),
  ),
  ...all(
    'vault',
    first(
      'delete|kv (?:delete|destroy|metadata delete)|(?:secrets|auth|audit) disable|(?:lease|token) revoke|policy delete|operator (?:raft (?:remove-peer|snapshot restore)|rotate)',
      'destroy',
    ),
    // How far they have come is only asked for with `-status`.
    { when: /^operator (?:init|rekey)(?= |$)/, text: /^(?!.*(?:^| )--?status(?: |$))/, risk: 'destroy' },
    first('operator (?:seal|step-down)', 'disrupt'),
    first(
      'write|patch|kv (?:put|patch|undelete|rollback|enable-versioning)|operator (?:unseal|raft join)|policy write|(?:secrets|auth|audit) (?:enable|tune|move)|(?:lease|token) renew|token create',
      'change',
    ),
  ),
  ...all(
    'etcdctl etcdutl',
    first('del|compact|compaction|lease revoke|snapshot restore|(?:user|role) delete', 'destroy'),
    first('defrag|member (?:remove|add|update|promote)|move-leader|downgrade', 'disrupt'),
    first(
      'put|txn|lease grant|alarm disarm|auth (?:enable|disable)|lock|elect|(?:user|role) (?:add|passwd|grant\\S*|revoke\\S*)|make-mirror|migrate',
      'change',
    ),
  ),
  ...all(
    'nomad',
    first('system gc|(?:namespace|volume) delete', 'destroy'),
    first(
      '(?:job |alloc )?(?:stop|restart|revert)|node (?:drain|eligibility|purge)|alloc signal|operator raft (?:remove-peer|transfer-leadership)|deployment (?:fail|promote)',
      'disrupt',
    ),
    first(
      '(?:job )?(?:run|start|dispatch|scale|promote|periodic force)|deployment (?:pause|resume|unblock)|var (?:put|purge)|server (?:join|force-leave)',
      'change',
    ),
  ),
  ...all(
    'nodetool',
    first('assassinate|removenode|decommission|clearsnapshot|truncatehints|garbagecollect|move', 'destroy'),
    first('drain|stop\\S*|disable\\S+|pause\\S+|repair|rebuild\\S*|scrub', 'disrupt'),
    first(
      'cleanup|flush|compact|upgradesstables|snapshot|enable\\S+|set\\S+|reload\\S*|refresh\\S*|invalidate\\S+|resume\\S+|reset\\S+',
      'change',
    ),
  ),
  ...all(
    'virsh',
    first('undefine|\\S+-delete|vol-wipe|snapshot-revert', 'destroy'),
    first(
      'destroy|shutdown|reboot|reset|suspend|managedsave|migrate|detach-\\S+|net-destroy|pool-destroy|net-update',
      'disrupt',
    ),
    first('start|resume|define|create|attach-\\S+|set\\S+|edit|autostart|\\S+-(?:create|start|define)', 'change'),
  ),
  ...all(
    'vagrant multipass lxc incus qm pct',
    first('destroy|delete|purge', 'destroy'),
    first('shutdown|reboot|reset|suspend|halt|reload|stop|restart|rollback|migrate', 'disrupt'),
    first('start|resume|up|launch|set|config (?:set|unset|edit)|restore|recover|snapshot|provision', 'change'),
  ),
];
