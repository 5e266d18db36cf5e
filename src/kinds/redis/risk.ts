// What Redis commands do, by command and subcommand. Whatever is not listed changes something: a command added to Redis
// later must never pass for harmless. A test compares the table with the flags of a real server.

import type { Risk } from '../../model/risk.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Commands that only look, with every argument they take. */
const READ = words(`
  PING ECHO INFO TIME ROLE LASTSAVE DBSIZE LOLWUT MONITOR
  KEYS SCAN RANDOMKEY EXISTS TYPE TOUCH TTL PTTL EXPIRETIME PEXPIRETIME DUMP SORT_RO
  GET MGET GETRANGE SUBSTR STRLEN LCS GETBIT BITCOUNT BITPOS BITFIELD_RO
  HGET HMGET HGETALL HKEYS HVALS HLEN HEXISTS HSTRLEN HRANDFIELD HSCAN HTTL HPTTL HEXPIRETIME HPEXPIRETIME
  LINDEX LLEN LPOS LRANGE
  SCARD SISMEMBER SMISMEMBER SMEMBERS SRANDMEMBER SSCAN SDIFF SINTER SINTERCARD SUNION
  ZCARD ZCOUNT ZLEXCOUNT ZSCORE ZMSCORE ZRANK ZREVRANK ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX
  ZREVRANGEBYSCORE ZRANDMEMBER ZSCAN ZDIFF ZINTER ZINTERCARD ZUNION
  GEODIST GEOHASH GEOPOS GEOSEARCH GEORADIUS_RO GEORADIUSBYMEMBER_RO PFCOUNT
  XLEN XPENDING XRANGE XREVRANGE XREAD
  EVAL_RO EVALSHA_RO FCALL_RO
`);

/** Subcommands that only look. The other subcommands of the same command change something. */
const READ_SUBCOMMANDS: Readonly<Record<string, readonly string[]>> = {
  ACL: words('CAT DRYRUN GENPASS GETUSER HELP LIST USERS WHOAMI'),
  CLIENT: words('GETNAME GETREDIR HELP ID INFO LIST TRACKINGINFO'),
  CLUSTER:
    words(`COUNT-FAILURE-REPORTS COUNTKEYSINSLOT GETKEYSINSLOT HELP INFO KEYSLOT LINKS MYID MYSHARDID NODES REPLICAS
    SHARDS SLAVES SLOTS SLOT-STATS`),
  COMMAND: words('COUNT DOCS GETKEYS GETKEYSANDFLAGS HELP INFO LIST'),
  CONFIG: words('GET HELP'),
  FUNCTION: words('DUMP HELP LIST STATS'),
  LATENCY: words('DOCTOR GRAPH HELP HISTOGRAM HISTORY LATEST'),
  MEMORY: words('DOCTOR HELP MALLOC-STATS STATS USAGE'),
  MODULE: words('HELP LIST'),
  OBJECT: words('ENCODING FREQ HELP IDLETIME REFCOUNT'),
  PUBSUB: words('CHANNELS HELP NUMPAT NUMSUB SHARDCHANNELS SHARDNUMSUB'),
  SCRIPT: words('EXISTS HELP'),
  // A Sentinel has a table of its own; these are the ones that only look.
  SENTINEL: words(`CKQUORUM GET-MASTER-ADDR-BY-NAME HELP INFO-CACHE IS-MASTER-DOWN-BY-ADDR MASTER MASTERS MYID
    PENDING-SCRIPTS PRIMARIES PRIMARY GET-PRIMARY-ADDR-BY-NAME REPLICAS SENTINELS SLAVES`),
  SLOWLOG: words('GET HELP LEN'),
  XGROUP: words('HELP'),
  XINFO: words('CONSUMERS GROUPS HELP STREAM'),
};

/** Commands and subcommands that other clients notice at once. */
const DISRUPT = words('FAILOVER SAVE CLIENT|KILL CLIENT|PAUSE CLUSTER|FAILOVER SENTINEL|FAILOVER');

/** Commands and subcommands after which data is gone, or may be: what a script does is not known. */
const DESTROY = words(`
  DEL UNLINK FLUSHALL FLUSHDB SHUTDOWN DEBUG
  GETDEL HDEL HGETDEL LPOP RPOP LMPOP BLPOP BRPOP BLMPOP LREM LTRIM SPOP SREM
  ZPOPMIN ZPOPMAX ZMPOP BZPOPMIN BZPOPMAX BZMPOP ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE
  XDEL XDELEX XACKDEL XTRIM XGROUP|DESTROY XGROUP|DELCONSUMER
  REPLICAOF SLAVEOF CLUSTER|FLUSHSLOTS CLUSTER|REPLICATE CLUSTER|RESET FUNCTION|DELETE FUNCTION|FLUSH
  EVAL EVALSHA FCALL EXEC
`);

const TABLE: ReadonlyMap<string, Risk> = new Map<string, Risk>([
  ...READ.map((name) => [name, 'read'] as const),
  ...Object.entries(READ_SUBCOMMANDS).flatMap(([name, subs]) => subs.map((sub) => [`${name}|${sub}`, 'read'] as const)),
  // Without a subcommand it lists all commands.
  ['COMMAND', 'read'],
  ...DISRUPT.map((name) => [name, 'disrupt'] as const),
  ...DESTROY.map((name) => [name, 'destroy'] as const),
]);

/**
 * The risk of a Redis command. `null` stands for a word that is not known yet; what is not known, or not in the table,
 * counts as `change`.
 */
export function redisRisk(argv: readonly (string | null)[]): Risk {
  const [command, subcommand] = argv.map((word) => word?.toUpperCase());
  if (command === undefined) return 'change';
  const isLog = command === 'ACL' && subcommand === 'LOG';
  if (isLog) return argv[2]?.toUpperCase() === 'RESET' || argv[2] === null ? 'change' : 'read';
  if (isDetaching(argv)) return 'change';
  return TABLE.get(`${command}|${subcommand ?? ''}`) ?? TABLE.get(command) ?? 'change';
}

// REPLICAOF NO ONE keeps the data; REPLICAOF of another server replaces it.
function isDetaching(argv: readonly (string | null)[]): boolean {
  return /^(REPLICAOF|SLAVEOF) NO ONE$/i.test(argv.slice(0, 3).join(' '));
}

/** What a command that only looks may still cost; undefined when it costs nothing worth a word. */
export function redisCost(argv: readonly (string | null)[]): string | undefined {
  switch (argv[0]?.toUpperCase()) {
    case 'KEYS':
      return 'KEYS looks at every key while all other clients wait; `scan` does the same in small steps';
    case 'MONITOR':
      return 'MONITOR never ends and slows the server down by half; give the step a short `timeout`, or use SLOWLOG GET';
    default:
      return undefined;
  }
}
