// What other tools call things: of an unknown key the one that is meant, or what to do instead. The first candidate counts
// that is a key where the word stands.

/** Keys, the likeliest first, and words that mean one of them. */
const WORDS: readonly (readonly [string, string])[] = [
  // The file.
  ['firebreak', 'version apiversion schema schema_version runbook_version'],
  ['inputs', 'variables vars params parameters arguments args settings config'],
  ['diagnose', 'probes diagnostics diagnosis diagnostic investigate investigation gather collect observe observations'],
  ['facts', 'definitions define computed let locals derived'],
  ['causes', 'hypotheses hypothesis problems issues root_causes root_cause faults reasons diagnoses'],
  ['verify', 'validation validate verification success success_criteria goals postchecks resolved_when acceptance'],
  ['escalate', 'escalation escalations escalation_path contacts'],
  ['prevent', 'prevention follow_up follow_ups followup followups action_items postmortem lessons'],
  ['triggers', 'trigger triggered_by alerts alert'],
  ['symptoms', 'symptom'],
  ['owner', 'owners author maintainer maintainers'],
  ['owner to', 'team'],
  ['reviewed', 'last_reviewed reviewed_at updated last_updated'],
  ['severity', 'priority sev'],
  ['summary', 'abstract overview'],
  ['summary note description', 'description desc'],
  ['title id', 'name label heading'],
  ['id', 'key slug ref'],
  ['diagnose when goal', 'checks'],
  ['triggers', 'on'],
  // Steps and their kinds.
  ['shell', 'run cmd exec execute bash sh script_block powershell program'],
  ['shell script', 'script'],
  ['shell command', 'command'],
  ['http', 'url uri request get curl web http_get healthcheck health_check endpoint'],
  ['prometheus', 'promql prom metric_query metrics_query promquery'],
  ['tcp', 'port socket netcat nc telnet'],
  ['dns', 'nslookup dig lookup'],
  ['wait', 'sleep'],
  ['ask', 'prompt question confirm'],
  ['ask manual', 'input'],
  ['manual', 'instruction instructions human by_hand'],
  ['compose', 'docker_compose docker-compose'],
  ['if when goal', 'condition only_if only_when run_if'],
  ['goal if', 'when'],
  ['if', 'conditions_met'],
  ['when', 'if conditions evidence match matches indicators detect'],
  ['when goal expect', 'expr expression query assert assertion'],
  ['goal', 'until wait_for wait_until expect success_condition desired desired_state done_when check'],
  ['within', 'max_wait deadline'],
  ['within after', 'timeout'],
  ['timeout', 'timeoutseconds timeout_seconds timeout-seconds timeout-minutes execution_timeout executiontimeout'],
  ['every', 'interval poll poll_interval frequency period'],
  ['retry', 'retries max_retries'],
  ['attempts', 'count times tries max_attempts retries limit max_tries'],
  ['undo', 'rollback revert on_rollback compensate undo_steps'],
  ['on_failure', 'on_error on_fail onfailure onerror'],
  ['repeatable', 'idempotent'],
  ['risk', 'danger risk_level impact'],
  ['secret sensitive', 'sensitive no_log hidden private masked'],
  ['note', 'notes_md comment comments doc docs documentation hint help info'],
  ['script command', 'cmd run exec execute bash sh line'],
  ['command', 'args argv'],
  // Causes and what follows them.
  [
    'resolve',
    'steps actions action fix fixes remediation remediate remediations solution solutions resolution mitigation mitigate tasks playbook_steps then do commands',
  ],
  ['because', 'why explanation explain reason message'],
  ['runbook', 'handover hand_over handoff hand_off playbook goto link'],
  ['to', 'host hostname address addr target server'],
  ['to', 'notify contact who page recipient recipients assignee channel email'],
  ['say', 'message text body msg'],
  ['steps', 'actions tasks notify_by'],
  // Inputs.
  ['default', 'value val default_value'],
  ['choices', 'options enum values allowed allowed_values one_of'],
  ['pattern', 'regex regexp format validate_regex'],
  ['env', 'env_var envvar environment_variable variable from_env'],
  ['secret', 'password is_secret'],
  ['type', 'kind datatype'],
  ['description', 'help doc'],
  // Values of kinds.
  ['method', 'verb http_method'],
  ['url', 'uri address endpoint href'],
  ['json', 'data payload'],
  ['unit', 'service name status show'],
  ['env', 'environment'],
  ['cwd', 'dir directory workdir working_directory workingdirectory chdir path'],
  ['queue', 'name'],
  // Scenarios.
  ['scenarios', 'tests cases test_cases examples'],
  ['test', 'runbook for'],
  ['readings', 'given base fixtures mocks mock defaults'],
  ['given', 'readings with mock mocks when fixtures setup'],
  ['expect', 'then assert asserts expected expectations should'],
  ['outcome', 'status result'],
  ['cause', 'confirmed root_cause'],
  ['never', 'not not_steps forbidden'],
  ['steps', 'resolve run ran executed'],
  ['skipped', 'skip skips left_out'],
  ['asked', 'ask asks prompts questions'],
  // Drills.
  ['sandboxes', 'environments labs targets'],
  ['drills', 'experiments games exercises'],
  ['drill', 'runbook for'],
  ['fault', 'scenario experiment chaos failure'],
  ['inject', 'break setup before attack action actions steps'],
  ['heal', 'restore teardown cleanup recover repair after rollback'],
  ['needs', 'requires require requirements only_if'],
  ['changes', 'steps executed ran'],
  ['resolved_within', 'resolved_in within timeout'],
  ['named_within', 'named_in detected_within'],
];

/** Keys that are meant by a word, the likeliest first. */
export const MEANT: ReadonlyMap<string, readonly string[]> = gathered();

function gathered(): Map<string, readonly string[]> {
  const meant = new Map<string, readonly string[]>();
  for (const [keys, words] of WORDS)
    for (const word of words.split(' ')) meant.set(word, [...(meant.get(word) ?? []), ...keys.split(' ')]);
  return meant;
}

/** What to do instead of words for which there is no key. */
const ADVICE: readonly (readonly [string, string])[] = [
  [
    'depends_on needs requires after dependson',
    'delete it: a probe waits for those that its `if` and its templates name; steps of `resolve` run one after another',
  ],
  [
    'register output outputs save_as store capture result',
    'delete it: what a step saw is known by its `id`, for example id.stdout',
  ],
  [
    'ignore_errors continue_on_error continue-on-error allow_failure failfast',
    'write `on_failure: continue`; a probe that fails stops nothing',
  ],
  [
    'loop with_items foreach matrix strategy',
    'write `for_each` with the list; in the step `item` is the one it is carried out for',
  ],
  [
    'parallel async background concurrency',
    'delete it: all probes run at the same time, steps of `resolve` one after another',
  ],
  ['else unless elif switch case otherwise', 'write `if` with the condition the other way round: "!(…)"'],
  ['delay retry_delay backoff', 'write `retry: { attempts: 3, every: 5s }`, or a step `wait: 5s`'],
  [
    'status expect expected expect_status expected_status status_code expect_exit_code success_codes assert contains',
    'what must be seen is a condition: a line of `when`, or a `goal`, such as id.status == 200',
  ],
  ['port', 'write host and port together: localhost:8080'],
  ['uses with', 'there are no actions to take from elsewhere: run a program, `shell: …`'],
  ['block rescue always', 'there are no blocks: steps run one after another, and `undo` of a step takes it back'],
  ['debug echo print log msg', 'what is seen is shown anyway; for a person write `note`, or a step `manual: …`'],
  ['fail throw abort exit', 'a run ends where no cause is confirmed; tell people with `escalate`'],
  [
    'include_tasks import_tasks include import import_playbook vars_files extends',
    'a file stands alone: share a step by &anchor and *alias, and hand over to another runbook with `runbook: <id>`',
  ],
  ['handlers', 'delete it: write the step into `resolve`; its `goal` says when there is nothing to do'],
  [
    'changed_when failed_when creates',
    'write `goal`: the state that the step is to reach; where it is true already, nothing is done',
  ],
  ['delegate_to local_action', 'write it into the command: `shell: [ssh, host, command]`'],
  [
    'livenessprobe readinessprobe startupprobe tcpsocket httpget exec_probe',
    'write the look itself: `http: GET http://localhost:8080/healthz`, `tcp: localhost:8080`, or `shell: …`',
  ],
  [
    'initialdelayseconds initial_delay start_period',
    'write `within` beside a `goal`: it is looked at until it is true',
  ],
  ['periodseconds', 'write `every` beside a `goal`, or `firebreak watch --every 10s`'],
  [
    'failurethreshold successthreshold',
    'write `retry: 3` for three tries in all, or `for: 30s` for how long a goal must hold',
  ],
  ['nextstep isend iscritical', 'delete it: steps of `resolve` run one after another, and `if` leaves one out'],
  [
    'mainsteps templates entrypoint stages',
    'looks stand in `diagnose`, and what is done about a cause in its `resolve`: `causes: [{ id, when, resolve }]`',
  ],
  ['schedule cron', 'delete it: `firebreak watch` looks all the time, and `firebreak check` is for a timer'],
  ['wait_for', 'write `goal: …` in the step that is waited for; to look at a port, a probe `tcp: localhost:8080`'],
  ['auth basic_auth authorization', 'write `headers: { Authorization: "${{ inputs.token }}" }`, with a secret input'],
  ['params query querystring', 'write them into the URL, behind a "?"'],
  [
    'expectedstatus expected_codes',
    'what must be seen is a condition: a line of `when`, or a `goal`, such as id.status == 200',
  ],
  [
    'probability confidence weight likelihood',
    'delete it: causes are looked at in the order of the file, likeliest first',
  ],
  ['enable enabled disable', 'run its program: `shell: [systemctl, enable, name]`'],
  ['required', 'delete it: an input without a `default` is asked for'],
  [
    'tags labels metadata annotations category',
    'delete it, or write it as a comment; what readers should see goes into `notes`',
  ],
  [
    'host hosts remote ssh become sudo user',
    'write it into the command: `shell: [ssh, host, command]`, or `sudo -n` before it',
  ],
  [
    'env environment cwd dir working_directory stdin',
    "it belongs into the value of the step's kind: `shell: { script: …, env: { NAME: value }, cwd: /srv }`",
  ],
  ['service unit systemd_unit daemon', 'write `systemd: { unit: name }` to look, `systemd: { restart: name }` to act'],
  ['container image docker_container', 'write `docker: { inspect: name }` to look, `docker: { restart: name }` to act'],
  [
    'slack webhook pagerduty email mail teams message',
    'write `notify: { url: "https://…", text: … }`, or `to` and `say` of an escalation',
  ],
  [
    'pause approval approve',
    'every change is asked about anyway; to wait for a person write `manual: …`, for a time `wait: 30s`',
  ],
  ['disk memory cpu load', 'write `system: { disk: / }`'],
  ['any any_of or', 'write one line with ||: `a.ok || b.ok`'],
  ['all all_of and', 'write `when` with a list: every line must hold'],
  [
    'steps actions tasks jobs commands remediation resolution fix procedure',
    'looks stand in `diagnose`, and what is done about a cause in its `resolve`: `causes: [{ id, when, resolve }]`',
  ],
  [
    'kubectl kubernetes k8s helm psql postgres postgresql mysql mongo mongodb sql aws gcloud az python node ruby ansible systemctl journalctl kafka rabbitmq elasticsearch nginx ping openssl git terraform',
    'there is no kind for it: run its program, `shell: …`',
  ],
];

/** What to do instead of an unknown key, where nothing like it is a key. */
export const INSTEAD: ReadonlyMap<string, string> = new Map(
  ADVICE.flatMap(([words, advice]) => words.split(' ').map((word) => [word, advice] as const)),
);

/** Where a key of a runbook stands that is written in the wrong place. */
export const PLACES: ReadonlyMap<string, string> = new Map([
  ...['resolve', 'because', 'runbook'].map((key) => [key, 'a cause'] as const),
  ...['goal', 'within'].map((key) => [key, 'a step of `resolve`, or `verify`'] as const),
  ...['undo', 'preview', 'on_failure', 'repeatable'].map((key) => [key, 'a step of `resolve`'] as const),
  ...['say', 'to', 'after'].map((key) => [key, 'an item of `escalate`'] as const),
  ...['retry', 'timeout', 'risk', 'sensitive'].map((key) => [key, 'a step'] as const),
  ['when', 'a cause, a trigger or an escalation'],
  ...['env', 'secret', 'choices', 'pattern', 'from'].map((key) => [key, 'an input'] as const),
  ...['inputs', 'diagnose', 'facts', 'causes', 'triggers', 'symptoms', 'prevent', 'defaults', 'severity'].map(
    (key) => [key, 'the file itself, at the very left'] as const,
  ),
]);

const BESIDE: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  scenarios: new Map([
    ...['given', 'expect', 'after', 'like', 'answers', 'approve'].map(
      (key) => [key, 'an item of `scenarios`'] as const,
    ),
    ...['verdicts', 'steps', 'skipped', 'asked', 'never', 'outcome'].map((key) => [key, '`expect`'] as const),
    ...['readings', 'test', 'firebreak'].map((key) => [key, 'the file itself, at the very left'] as const),
  ]),
  drills: new Map([
    ...['inject', 'heal', 'shows', 'expect', 'needs', 'meanwhile'].map((key) => [key, 'an item of `drills`'] as const),
    ...['cause', 'outcome', 'changes', 'never', 'group'].map((key) => [key, '`expect`'] as const),
    ...['ports', 'ready', 'count', 'lab'].map((key) => [key, 'a sandbox'] as const),
    ...['sandboxes', 'drill', 'firebreak'].map((key) => [key, 'the file itself, at the very left'] as const),
  ]),
};

/** The same of a file that stands beside a runbook. */
export const placeBeside = (key: string, form: string): string | undefined => BESIDE[form]?.get(key);
