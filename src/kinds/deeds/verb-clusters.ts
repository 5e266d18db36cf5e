// The part of the table of verbs for programs of containers, clusters, clouds and deployments.

import type { Risk } from '../../model/risk.ts';
import { all, always, first, type Rows, type Rule } from './verb-rules.ts';

const COMPOSE = (before: string) => [
  { when: new RegExp(`^${before}(?:down|rm)(?= |$)`), option: /^(?:v|volumes)$/, risk: 'destroy' as const },
  first(`${before}(?:down|stop|restart|kill|rm|pause)`, 'disrupt'),
  first(`${before}(?:up|start|unpause|create|pull|push|build|scale|run|watch)`, 'change'),
];

/** What a client of a cloud does by one of these verbs; behind a verb that only looks such a word is a name. */
const verb = (words: string, risk: Risk): Rule => ({
  when: new RegExp(
    `^(?:(?!(?:(?:describe|list|show|get)(?:-\\S+)?|read|tail|ls|info|status)(?: |$))\\S+ )*?(?:${words})(?:-\\S+)?(?= |$)`,
  ),
  risk,
});

const CLOUD = [
  verb('delete|terminate|remove|purge|destroy|rm|rb|rebuild', 'destroy'),
  verb(
    'stop|reboot|restart|reset|detach|disassociate|failover|resize|scale|poweroff|power-off|power-cycle|powercycle|shutdown|suspend|deallocate|drain|promote-replica|rollback|cancel',
    'disrupt',
  ),
  verb(
    'create|update|put|modify|start|attach|associate|run(?! (?:services|jobs|revisions|regions|domain-mappings)(?: |$))|set|add|enable|disable|import|deploy(?! (?:releases|rollouts|targets|delivery-pipelines)(?: |$))|patch|resume|invoke|call|publish|send|submit|ssh(?!-keys?(?: |$))|cp|mv|sync|rsync|restore|apply|upload|promote|power-on|poweron',
    'change',
  ),
] as const;

/** Programs of what runs on many hosts. */
export const CLUSTERS: Rows = [
  ...all(
    'docker podman nerdctl',
    first(
      '(?:system|volume|image|network|container|builder|buildx|secret|config|context|plugin|pod|node) (?:rm|prune|remove)|rm|rmi',
      'destroy',
    ),
    ...COMPOSE('compose '),
    first(
      '(?:container |pod )?(?:stop|restart|kill|pause)|service (?:rm|scale|update|rollback)|stack (?:rm|deploy)|swarm (?:leave|init|join|update)|node (?:update|demote)',
      'disrupt',
    ),
    first('(?:container )?cp', 'change', 'read'),
    first(
      '(?:container |pod |image )?(?:start|unpause|run|create|update|rename|commit|load|import|tag|push|pull|build)|network (?:connect|disconnect|create)|volume create|(?:secret|config|service|context) (?:create|use)|login|logout',
      'change',
    ),
  ),
  ...all('docker-compose', ...COMPOSE('')),
  ...all(
    'crictl',
    first('rm|rmp|rmi', 'destroy'),
    first('stop|stopp', 'disrupt'),
    first('run|runp|create|start|pull|update', 'change'),
  ),
  ...all(
    'ctr',
    first('\\S+ (?:rm|remove|delete|del|prune)', 'destroy'),
    first('\\S+ (?:kill|pause)', 'disrupt'),
    first('run|\\S+ (?:start|resume|pull|import|create|tag)', 'change'),
  ),
  ...all(
    'kubectl oc',
    first('delete', 'destroy'),
    { when: /^replace(?= |$)/, option: /^force$/, risk: 'destroy' },
    first(
      '(?:adm )?(?:drain|cordon|taint|evict)|scale|rollout (?:restart|undo|latest|cancel)|argo rollouts (?:promote|abort|retry|undo|restart|set|pause)',
      'disrupt',
    ),
    first(
      'apply|patch|replace|edit|create|set(?! env(?: |$))|(?:adm )?uncordon|expose|autoscale|run|cp|debug|certificate|rollout (?:pause|resume)|start-build|tag|new-app|(?:adm )?policy(?! (?:who-can|can-i|scc-review|scc-subject-review)(?: |$))|config (?:set|unset|use|delete|rename)\\S*',
      'change',
    ),
  ),
  // With `--list` they show, unless they are given something to set or to take away.
  ...all(
    'kubectl oc',
    { when: /^(?:label|annotate|set env)(?= |$)/, unless: /^list$/, risk: 'change' },
    { when: /^(?:label|annotate|set env) (?:.* )?(?:\S*=\S*|\S+-)(?= |$)/, risk: 'change' },
    { when: /^set env(?= |$)/, option: /^(?:e|env|from|prefix)(?:=|$)/, risk: 'change' },
  ),
  ...all(
    'helm',
    first('uninstall|delete|del|un', 'destroy'),
    first('rollback|upgrade|install', 'disrupt'),
    first('repo (?:add|remove|update)|push|pull|plugin (?:install|uninstall)', 'change'),
  ),
  ...all(
    'kubeadm',
    first('reset', 'destroy'),
    first('init|join|upgrade apply|upgrade node|certs renew|token (?:create|delete)', 'disrupt'),
  ),
  ...all(
    'argocd',
    first('\\S+ (?:delete|rm|remove)', 'destroy'),
    first('app (?:sync|rollback|terminate-op|actions|unset)', 'disrupt'),
    first('\\S+ (?:set|create|add|patch|edit|update)', 'change'),
  ),
  ...all(
    'flux',
    first('delete|uninstall', 'destroy'),
    first('suspend|reconcile', 'disrupt'),
    first('resume|create|bootstrap|install', 'change'),
  ),
  ...all(
    'velero',
    first('\\S+ delete|delete', 'destroy'),
    first('restore create|create restore', 'disrupt'),
    first('\\S+ (?:create|pause|unpause|set)|create', 'change'),
  ),
  ...all('istioctl', first('uninstall', 'destroy'), first('install|upgrade', 'disrupt')),
  ...all(
    'terraform tofu pulumi',
    first('destroy', 'destroy'),
    { when: /^apply(?= |$)/, option: /^destroy$/, risk: 'destroy' },
    first(
      'apply|up|import|taint|untaint|refresh|cancel|force-unlock|state (?:rm|mv|push|replace-provider)|workspace (?:new|delete|select)|stack rm',
      'disrupt',
    ),
  ),
  ...all('ansible', {
    option: /^(?:m|module-name)=(?!ping$|setup$|debug$|stat$|shell$|command$|raw$)/,
    risk: 'change',
  }),
  ...all('ansible-playbook', always('disrupt')),
  ...all(
    'aws',
    { when: /^s3 sync(?= |$)/, option: /^delete$/, risk: 'destroy' },
    first(
      '\\S+ (?:delete|terminate|remove|purge|rm|rb|deregister|destroy|release|revoke|schedule-key-deletion)(?:-\\S+)?',
      'destroy',
    ),
    first(
      '\\S+ (?:stop|reboot|restart|detach|disassociate|failover|cancel|disable|suspend|reset|switchover|promote|send-command|redrive|rollback|force)(?:-\\S+)?',
      'disrupt',
    ),
    { when: /^s3 (?:cp|sync)(?= |$)/, risk: 'change', floor: 'read' },
    {
      when: /^(?!configure|help|logs (?:tail|start-query)|sts |sso |dynamodb (?:query|scan)|kms (?:decrypt|verify)|ecr get|eks update-kubeconfig|history)\S+ (?!describe-|list|get|batch-get|lookup-|search|query|scan|head-|filter-|wait|ls|simulate-|validate-|view-|select-|test-|check-|preview-|presign|estimate-|tail|help)[a-z]/,
      risk: 'change',
      floor: 'read',
    },
  ),
  ...all(
    'heroku',
    first('(?:\\S+:)?(?:destroy|reset|delete)|pg:copy|pg:backups:restore', 'destroy'),
    first(
      '(?:ps|dyno):(?:restart|stop|kill|scale|resize|type)|pg:(?:kill|killall|promote|upgrade|unfollow)|maintenance:o\\S+|releases:rollback|addons:(?:detach|downgrade|upgrade)',
      'disrupt',
    ),
    first('\\S+:(?:set|unset|add|remove|clear|create|enable|disable|attach|promote|transfer|update|run)', 'change'),
  ),
  ...all('gcloud az doctl hcloud linode-cli fly flyctl heroku oci ibmcloud eksctl kops gsutil bq s3cmd mc', ...CLOUD),
  ...all('s3cmd', first('del|rb|expire', 'destroy')),
  ...all(
    'rclone',
    first('delete|deletefile|purge|sync|cleanup|rmdirs?|move|moveto', 'destroy', 'change'),
    first('copy|copyto|mkdir|touch|bisync', 'change'),
  ),
  ...all(
    'restic borg',
    { when: /^check(?= |$)/, option: /^repair$/, risk: 'destroy' },
    first('forget|prune|delete|compact|recreate', 'destroy'),
    first('backup|restore|unlock|create|break-lock|init|extract|mount|migrate|rebuild-index|repair', 'change'),
  ),
  ...all(
    'gh',
    first('\\S+ delete', 'destroy'),
    { when: /^api(?= |$)/, option: /^(?:X|method)=DELETE$/i, risk: 'destroy' },
    { when: /^api(?= |$)/, option: /^(?:X|method)=(?:POST|PUT|PATCH)$/i, risk: 'change' },
    // With fields it sends a POST, unless it is told otherwise; a query of GraphQL always is one.
    {
      when: /^api (?!graphql(?: |$))/,
      option: /^(?:f|F|field|raw-field|input)(?:=|$)/,
      unless: /^(?:X|method)$/,
      risk: 'change',
    },
    { when: /^api graphql(?= |$)/, text: /\bmutation\b/, risk: 'change' },
    first(
      'run (?:rerun|cancel|delete)|workflow (?:run|enable|disable)|pr (?:merge|close|create|edit|review|comment|reopen)|issue (?:create|close|comment|edit|reopen)|release (?:create|edit|upload)|(?:secret|variable) set|cache delete',
      'change',
    ),
  ),
  ...all('amtool', first('silence (?:add|expire|import|update)|alert add', 'change')),
  ...all(
    'git',
    { when: /^reset(?= |$)/, option: /^hard$/, risk: 'destroy', floor: 'change' },
    { when: /^clean(?= |$)/, option: /^(?:f|force)$/, risk: 'destroy', floor: 'change' },
    { when: /^push(?= |$)/, option: /^(?:f|force\S*|d|delete|mirror|prune)$/, risk: 'destroy', floor: 'change' },
    { when: /^branch(?= |$)/, option: /^(?:d|D|m|M|f|delete|move|force)$/, risk: 'change' },
    { when: /^tag(?= |$)/, option: /^(?:d|delete|a|s|f|m=.*)$/, risk: 'change' },
    { when: /^stash(?! list| show)/, risk: 'change' },
    first(
      'pull|push|checkout|switch|reset|merge|rebase|commit|restore|clone|cherry-pick|revert|am|apply|rm|mv|gc|init|add|submodule (?:update|add)|remote (?:add|remove|set-url)|worktree (?:add|remove|prune)|update-ref|filter-branch',
      'change',
    ),
  ),
];
