// How secrets are written on pages: options of programs, assignments, headers, sentences, addresses, and tokens that have a form
// of their own. A pattern ends where the secret begins, or names it; what it goes over has an end, since pages are long.

/** One way to write a secret. */
export interface Rule {
  readonly pattern: RegExp;
  /** What it is called; without one, its first group says. */
  readonly base?: string;
  /** A sentence can begin in the same way. */
  readonly tells?: boolean;
}

/** What may stand between a program and its option: the rest of the command, over continued lines. */
const COMMAND = String.raw`(?:"[^"\n]*"|'[^'\n]*'|\\\n|[^|;&\n"'${'`'}]){0,400}?`;

const option = (base: string, programs: string, options: string): Rule => ({
  base,
  pattern: new RegExp(String.raw`(?<![\w-])(?:${programs})(?=\s)${COMMAND}\s(?:${options})`, 'g'),
});

const WORD =
  'pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|(?:access|secret|private|auth|account|shared|encryption|signing|master)[_-]?key|secret[_-]key[_-]base';

/** Options of programs, and assignments. */
export const OPTIONS: readonly Rule[] = [
  option('redis_password', '(?:redis|valkey)-(?:cli|benchmark)', String.raw`(?:-a|--pass)(?:[ \t]+|=)`),
  option(
    'redis_password',
    '(?:redis|valkey)-cli',
    String.raw`(?:AUTH|auth)[ \t]+(?:[^\s|;&"'${'`'}]+[ \t]+(?=[^\s|;&#]))?`,
  ),
  option('mysql_password', String.raw`(?:mysql|mariadb)(?:-?\w+)?`, String.raw`-p(?=[^\s-])`),
  option('mongo_password', String.raw`mongo(?:sh|\w+)?`, String.raw`-p[ \t]*(?=[^\s-])`),
  option('http_password', 'curl', String.raw`(?:-[A-Za-z]*[uU]|--(?:proxy-)?user)[ \t=]*["']?[^\s"':]*:`),
  option('http_password', 'https?', String.raw`(?:-a|--auth)[ \t=]*["']?[^\s"':]*:`),
  option('ssh_password', 'sshpass', String.raw`-p[ \t]*(?=[^\s-])`),
  option(
    'registry_password',
    '(?:docker|podman|nerdctl|helm|oc|az|crane|skopeo)',
    String.raw`login\s${COMMAND}-p[ \t]*(?=[^\s-])`,
  ),
  option('rabbitmq_password', 'rabbitmqctl', String.raw`(?:add_user|change_password|authenticate_user)[ \t]+\S+[ \t]+`),
  option('rabbitmq_password', 'rabbitmqadmin', String.raw`-p[ \t]*(?=[^\s-])`),
  option('ldap_password', String.raw`ldap\w+`, String.raw`-w[ \t]*(?=[^\s-])`),
  option('smb_password', '(?:smbclient|rpcclient)', String.raw`-U[ \t]*["']?[^\s%]+%`),
  option('sql_password', 'sqlcmd|bcp', String.raw`-P[ \t]*(?=[^\s-])`),
  option('cassandra_password', 'cqlsh|nodetool', String.raw`-(?:p|pw)[ \t]+`),
  option('ipmi_password', 'ipmitool', String.raw`-P[ \t]*(?=[^\s-])`),
  option('etcd_password', 'etcdctl', String.raw`--user[ \t=]+["']?[^\s"':]+:`),
  { base: 'keystore_password', pattern: /(?<=\s)-(?:src|dest)?(?:store|key)pass[ \t]+/g },
  option('keystore_password', 'keytool', String.raw`-new[ \t]+`),
  {
    base: 'redis_password',
    pattern: /(?<=\bACL[ \t]+SETUSER\b[^\n|;&]{0,300}[ \t"'\\])>(?=\S)/gi,
  },
  option('vault_token', 'vault', String.raw`login[ \t]+(?:-[\w-]+(?:=\S+)?[ \t]+)*(?!\w+=)`),
  option('vault_secret', 'vault', String.raw`(?:kv[ \t]+put|write)[ \t]+\S+[ \t]+(?:[\w-]+=\S+[ \t]+)*[\w-]+=`),
  option(
    'parameter_secret',
    'aws',
    String.raw`put-(?:parameter|secret-value)${COMMAND}\s--(?:value|secret-string)[ \t=]+`,
  ),
  option('aws_credential', 'aws', String.raw`configure[ \t]+set[ \t]+\S*(?:key|token)[ \t]+`),
  option('web_password', 'htpasswd', String.raw`-\w*b\w*[ \t]+(?:\S+[ \t]+){1,2}`),
  { base: 'password', pattern: /(?<=\s)pass:(?=\S)/g },
  { pattern: /--from-literal[= \t]+["']?([\w.-]+)=/g },
  {
    pattern: new RegExp(
      String.raw`(?<![\w-])--?((?:[\w-]*-)?(?:${WORD}|pass|secret-string|requirepass|masterauth|secret-?id))(?:=|[ \t]+(?!(?:to|and|or|is|if|in|on|for|as|with|option|flag)\b))`,
      'gi',
    ),
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\w.$-])((?:[\w.-]*?)(?:${WORD}|[_-]pass|cli_auth|credentials?|signature))\\?["']?[ \t]*:?=[ \t]*`,
      'gi',
    ),
  },
  { pattern: /\bIDENTIFIED\s+(?:WITH\s+\S+\s+)?BY\s+(?:PASSWORD\s+)?/gi, base: 'sql_password' },
  { pattern: /\bPASSWORD\s*\(?(?=')/gi, base: 'sql_password' },
  { pattern: /\bSET\s+PASSWORD\s+FOR\s+[^\n=;]{1,120}=\s*(?:PASSWORD\s*\(\s*)?/gi, base: 'sql_password' },
  { pattern: /[?&]sig=/g, base: 'signature_token' },
  // Of RabbitMQ it is a name, of PagerDuty a secret of many letters and digits.
  {
    pattern:
      /(?<![\w.$-])(?:routing|integration|service)[_-]?key\\?["']?[ \t]*[:=][ \t]*(?=\\?["']?[^\s"'`]{0,400}\d)(?=\\?["']?[^\s"'`.]{16})/gi,
    base: 'routing_key_token',
  },
];

/** Headers, settings and sentences. */
export const TELLING: readonly Rule[] = [
  {
    pattern:
      /\b(?:Proxy-)?Authorization\\?["']?\s*[:=]\s*(?:\\?["'])?(?:Bearer|Basic|Token|ApiKey|GenieKey|Digest)[ \t]+/gi,
    base: 'authorization_token',
  },
  {
    pattern:
      /\b(?:Proxy-)?Authorization\\?["']?\s*[:=]\s*(?!\\?["']?(?:Bearer|Basic|Token|ApiKey|GenieKey|Digest)\b)/gi,
    base: 'authorization_token',
    tells: true,
  },
  { pattern: /\bBearer[ \t]+(?=[\w.~+/=-]*\d)/g, base: 'authorization_token' },
  {
    pattern: new RegExp(
      String.raw`(?<![\w.$-])((?:[\w.-]*?)(?:${WORD}|(?:api|access|secret|private)[ ]key))\\?["']?(?:\*\*|__)?(?:[ \t]*\([^()\n]{1,40}\))?[ \t]*:(?!\/\/|\$\{?\w+\}?@)(?:\*\*|__)?[ \t]*`,
      'gi',
    ),
    tells: true,
  },
  { pattern: /\b(?:requirepass|masterauth|auth-pass[ \t]+\S+)[ \t]+/g, base: 'redis_password', tells: true },
  {
    pattern: /\b(?:pass(?:word|phrase|wd)|token|api[ -]key)[ \t]+(?:is|was|to|of)[ \t]+(?=[`"']|[^\s`"']*\d)/gi,
    base: 'password',
    tells: true,
  },
  { pattern: /\bpass(?:word|phrase|wd)[ \t]+(?=[`"']?[^\s`"']*\d[^\s`"']*)/gi, base: 'password', tells: true },
  // `Password for admin: …`, `Root password - …`.
  {
    pattern:
      /\b(?:pass(?:word|phrase|wd)|token|api[ _-]?key)(?:[ \t]+for|[ \t]+of)(?:[ \t]+[^\s:]{1,40}){1,4}?(?:\*\*|__)?:(?:\*\*|__)?[ \t]+/gi,
    base: 'password',
    tells: true,
  },
  {
    pattern:
      /\b(?:pass(?:word|phrase|wd)|token|api[ _-]?key)(?:\*\*|__)?[ \t]+[-–—][ \t]+(?=[`"']?[^\s`"']*\d)(?=[`"']?[^\s`"']*[A-Za-z])/gi,
    base: 'password',
    tells: true,
  },
  // `AUTH …` alone, as it is typed into a client of Redis; at the beginning of a line a sentence may begin so.
  {
    pattern: new RegExp(
      String.raw`(?<=(?:^|\n)[ \t]*(?:[\w.:[\]-]{0,80}> ?)?|[${'`'}"']|[${'`'}"'][\w.:[\]-]{0,80}> ?)AUTH[ \t]+(?!(?:PLAIN|LOGIN|CRAM|XOAUTH|GSSAPI|TLS|SSL)\b)(?:[\w.-]{1,40}[ \t]+(?=[^\s|;&#${'`'}"']+[ \t]*(?:[${'`'}"'|\n]|$)))?(?=\S*[^a-z\s.,:;${'`'}"'])`,
      'g',
    ),
    base: 'redis_password',
    tells: true,
  },
];

/** Secrets inside of something else. */
export const WITHIN: readonly Rule[] = [
  // The last `@` before the path ends the userinfo; a password with a bare `/` in it is common all the same. There is one way to
  // read each sign, and none may go on for ever.
  {
    pattern:
      /(?<![a-z0-9])(?<of>[a-z][a-z0-9]{0,30})(?:\+[a-z0-9]{1,30}){0,4}:\/\/[^\s/?#"'`<>@:]*:(?!\d{1,5}[/?#])(?<secret>(?:\$?\{[^\s}]{0,200}\}|<[^<>\n]{0,200}>|\$?\{(?![^\s}]{0,200}\})|(?!\$\{)[^\s"'`<>/?#{])+|[^\s"'`<>]{1,300}?)@(?=[\w.[$<{-])/dgi,
  },
  {
    pattern:
      /\b(?:echo|printf)[ \t]+(?:-\w+[ \t]+)*(["']?)(?<secret>[^\s"'|]+)\1[ \t]*\|[^\n|]*(?:-stdin\b|\bsudo[ \t]+-S|\bchpasswd|\bpasswd\b)/dg,
    base: 'password',
  },
  { pattern: /\bCookie:[ \t]*(?<secret>[^\s"'`=;]+=[^"'`\n]+)/dgi, base: 'cookie_secret' },
  {
    pattern: /\bcurl\b[^\n|;]{0,300}?\s(?:-b|--cookie)[ \t=]*(["']?)(?<secret>[^\s"'=;]+=[^"'\s]+)\1/dg,
    base: 'cookie_secret',
  },
  { pattern: /\bsqlplus[ \t]+(?:-\w+[ \t]+)*["']?\w+\/(?<secret>[^\s"'@/]+)(?=[@"'\s]|$)/dgm, base: 'oracle_password' },
  {
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>\w+(?:\/\w+)+)/dg,
    base: 'slack_webhook_token',
  },
  {
    pattern: /discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/\d+\/(?<secret>[\w-]{8,})/dg,
    base: 'discord_webhook_token',
  },
  { pattern: /\.office\.com\/webhookb2\/(?<secret>[^\s"'`<>)]{8,})/dg, base: 'teams_webhook_token' },
  { pattern: /api\.telegram\.org\/(?:file\/)?bot\d+:(?<secret>[\w-]{8,})/dg, base: 'telegram_token' },
  // A token in the place of a name: many letters and digits, which no name has.
  {
    pattern:
      /(?<![a-z0-9])https?:\/\/(?=[^\s/@:]*\d)(?=[^\s/@:]*[A-Za-z])(?<secret>[\w.~%+-]{16,})(?::(?:x-oauth-basic)?)?@(?=[\w.[-])/dgi,
    base: 'url_token',
  },
  {
    pattern: new RegExp(String.raw`<(?<of>[\w.:-]{0,40}?(?:${WORD}))>(?<secret>[^<>\n]{1,500})<\/`, 'dgi'),
  },
  {
    pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?<secret>[^-]+)(?:-----END|$)/dg,
    base: 'private_key',
  },
];

/** Tokens that are known by their form. */
export const KNOWN: readonly Rule[] = [
  { pattern: /\b(?<secret>gh[pousr]_\w{16,}|github_pat_\w{20,})/dg, base: 'github_token' },
  { pattern: /\b(?<secret>gl(?:pat|rt|dt|cbt|ptt|soat)-[\w-]{16,})/dg, base: 'gitlab_token' },
  { pattern: /\b(?<secret>(?:xox[a-z]|xapp)-[\w-]{8,})/dg, base: 'slack_token' },
  { pattern: /\b(?<secret>(?:AKIA|ASIA)[A-Z0-9]{12,})\b/dg, base: 'aws_credential' },
  { pattern: /\b(?<secret>AIza[\w-]{30,})/dg, base: 'google_api_key' },
  { pattern: /\b(?<secret>ya29\.[\w-]{16,})/dg, base: 'google_token' },
  { pattern: /\b(?<secret>[sr]k_(?:live|test)_\w{12,})/dg, base: 'stripe_api_key' },
  { pattern: /\b(?<secret>sk-[\w-]{20,})/dg, base: 'api_key' },
  { pattern: /\b(?<secret>npm_\w{30,}|pypi-[\w-]{40,})/dg, base: 'package_token' },
  { pattern: /\b(?<secret>(?:hv[sb]|s)\.[A-Za-z0-9_-]{20,})/dg, base: 'vault_token' },
  { pattern: /\b(?<secret>SG\.[\w-]{16,}\.[\w-]{16,})/dg, base: 'sendgrid_api_key' },
  { pattern: /\b(?<secret>glsa_\w{20,}|dapi[a-f0-9]{32}|dop_v1_[a-f0-9]{32,}|shp\w\w_\w{20,})/dg, base: 'api_token' },
  { pattern: /\b(?<secret>eyJ[\w-]{8,4000}\.[\w-]{8,}(?:\.[\w-]*)?)/dg, base: 'token' },
];
