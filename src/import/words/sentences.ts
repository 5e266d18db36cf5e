// Sentences of a page: which ask for something to be done, which say when it is to be done, and which only tell.

import { bareHeading, plainWords, withoutNumber } from './plain.ts';

/** A condition, and what is to be done where it holds. */
export interface Branch {
  readonly condition: string;
  /** What stands behind it; "" where the lines below say it. */
  readonly rest: string;
}

const IF =
  /^(?:else,?\s+|otherwise,?\s+|or,?\s+|and\s+)?(?:if|when|in\s+case(?:\s+of)?|should|in\s+the\s+(?:case|event)\s+(?:of|that)|for|si|se|caso|wenn|falls|если|при)\s+/iu;

/** The condition that a text begins with; null where it begins with none. */
export function branchOf(markdown: string): Branch | null {
  // Code stays code: what is behind the condition may be a command.
  const text = withoutNumber(
    markdown
      .replace(/\*\*|__/g, '')
      .replace(/\s*\n\s*/g, ' ')
      .trim(),
  );
  const lead = IF.exec(text);
  if (lead === null || /^when\s+(?:this|that|it|to|not\s+to|you|does|do|should|is\s+this)\b/i.test(text)) return null;
  const isFor = /^for\s/i.test(text);
  const body = text.slice(lead[0].length);
  const colon = /^([^:→⇒]{2,140}?)\s*(?::(?=\s|$)|→|⇒|=>|->)\s*([\s\S]*)$/.exec(body);
  if (colon !== null && !/https?$/i.test(colon[1] ?? '')) {
    // "If it is down, restart it:" is a condition, and the label of what stands below.
    const [, condition, order] = /^(.{3,100}?),\s*(?:then\s+)?(\S.*)$/.exec(colon[1] ?? '') ?? [];
    if (condition !== undefined && order !== undefined && isOrder(order))
      return branch(condition, `${order}: ${colon[2] ?? ''}`);
    return branch(colon[1] ?? '', colon[2] ?? '');
  }
  if (/^(?:for|when)\s/i.test(text) && isFor) return null;
  const comma = /^([^,]{3,120}(?:,\s+(?:and|or)\s+[^,]{2,60})?),\s*(?:then\s+)?(\S[\s\S]*)$/i.exec(body);
  if (comma !== null) return branch(comma[1] ?? '', comma[2] ?? '');
  const dash = /^(.{3,100}?)\s+[–—-]\s+(\S[\s\S]*)$/.exec(
    body.replace(/`[^`]*`/g, (code) => code.replaceAll('-', '\u0001')),
  );
  if (dash !== null)
    return branch((dash[1] ?? '').replaceAll('\u0001', '-'), (dash[2] ?? '').replaceAll('\u0001', '-'));
  const then = /^(.{3,100}?)\s+then\s+(\S[\s\S]*)$/i.exec(body);
  if (then !== null) return branch(then[1] ?? '', then[2] ?? '');
  return /[.!?]$/.test(text) && body.split(/\s+/).length > 14 ? null : branch(body.replace(/[.:]\s*$/, ''), '');
}

const branch = (condition: string, rest: string): Branch => ({
  condition: plainWords(condition)
    .replace(/^the\s+/i, '')
    .replace(/[?:]\s*$/, '')
    .trim()
    .replace(/^\p{Ll}(?=[\p{Ll}\s])/u, (letter) => letter.toUpperCase()),
  rest: rest.trim(),
});

const ORDER = new Set(
  `add adjust alert allow announce apply archive ask assess attach back backup block bounce bring buy call cancel capture change check clean clear close
  collect compare compress configure confirm connect consider consult contact contain copy correct correlate create cross-check cut decide decrease decommission
  delete deploy describe detach determine disable disconnect document double-check download drain drop dump eliminate enable engage ensure escalate evaluate evict
  examine execute expand export extend fail failover fetch file find fix flush follow force free gather generate get go grant grep halt identify import increase
  inform initiate inspect install investigate invoke isolate issue join keep kill launch list locate log login look lookup lower make manually map mark migrate
  mitigate modify monitor mount move note notify observe obtain open optimize optimise page patch pause perform pin ping point post power prepare prevent
  promote prune pull purge push put query raise re-run reach read reassign rebalance reboot rebuild recalculate reclaim reconcile reconfigure record
  recover recreate recycle redeploy redirect reduce refer refresh reinstall reject release reload remove renew reopen repair replace replay report reprovision
  request requeue reroute reschedule rescale reset resize resolve restart restore resume resync retrieve retry return reverse revert review revoke rewrite roll
  rollback rotate route run save scale schedule search see select send set shed shift show shut shutdown sign skip snapshot spin split ssh start stop submit
  suspend swap switch sync take tail temporarily terminate test throttle toggle trace track trigger truncate try tune turn uncordon unblock undo unlock
  unmount unpause update upgrade upload upscale use vacuum validate verify view visit wait warm watch whitelist withdraw write cordon
  execute проверьте проверить перезапустите перезапустить увеличьте отключите откройте запустите убедитесь посмотрите verificar verifique revisar revise reiniciar reinicie
  comprobar compruebe aumentar confirmar checar confira prüfen prüfe starten neustarten vérifier vérifiez redémarrer`.split(
    /\s+/,
  ),
);

const LOOKING = new Set(
  `assess check compare confirm consult correlate cross-check describe determine double-check ensure evaluate examine find gather identify inspect investigate list locate look lookup
  monitor note observe open query read refer review search see show test trace validate verify view visit watch grep ping tail проверьте проверить
  посмотрите убедитесь verificar verifique revisar revise comprobar compruebe confirmar checar confira prüfen prüfe vérifier vérifiez`.split(
    /\s+/,
  ),
);

const firstWord = (markdown: string): string => {
  const text = withoutNumber(plainWords(markdown)).replace(
    /^(?:please|also|then|next|finally|first|second|now|and|carefully|immediately|quickly|optionally|manually|temporarily)[,:]?\s+/i,
    '',
  );
  return /^[\p{L}-]+/u.exec(text)?.[0].toLowerCase() ?? '';
};

/** Whether a text asks for something to be done. */
export const isOrder = (markdown: string): boolean => ORDER.has(firstWord(markdown));

/** Whether a text asks to look at something. */
export const isLook = (markdown: string): boolean =>
  LOOKING.has(firstWord(markdown)) || /\?\s*$/.test(plainWords(markdown));

/** A pause that is waited out before something is looked at, in seconds; null where there is none. */
export function waitIn(markdown: string): number | null {
  const found =
    /\b(?:wait|allow|give it|pause|after|for|within|up to)\s+(?:for\s+)?(?:about\s+|around\s+|approximately\s+|at least\s+|up to\s+|another\s+|~\s*)?(\d+)(?:\s*(?:-|–|to)\s*(\d+))?\s*(seconds?|secs?|s|minutes?|mins?|m|hours?|h)\b/i.exec(
      plainWords(markdown),
    );
  if (found === null || !/\b(?:wait|allow|give it|pause)\b/i.test(plainWords(markdown))) return null;
  const number = Number(found[2] ?? found[1]);
  return number * (/^h/i.test(found[3] ?? '') ? 3600 : /^m/i.test(found[3] ?? '') ? 60 : 1);
}

/** What the lines below a label are for. */
export type Role = 'look' | 'act' | 'check' | 'tell' | Back;
/** What takes something back: the step before it, or all that a section does. */
export type Back = 'undo' | 'revert';

const ROLES: readonly (readonly [Role, RegExp])[] = [
  [
    'check',
    /^(?:verif(?:y|ication)|validat(?:e|ion)|confirm(?:ation)? (?:fix|recovery)|success(?: criteria)?|expected outcome|after (?:recovery|restart|resolution|the fix).*|post.?(?:check|fix|recovery).*|проверка)$/,
  ],
  ['undo', /^(?:rollback|roll back|undo|revert|откат)(?: (?:steps|procedure|plan))?$/],
  [
    'tell',
    /^(?:symptoms?|signs?|impact|cause|root cause|description|background|context|why|when to use|when|note|notes|explanation|risk|risks|likelihood|evidence|indicators?|how (?:it|this) happens|prevention|symptome|симптомы|details|owner|escalat(?:e|ion)|references?)$/,
  ],
  [
    'look',
    /^(?:check|checks|diagnos(?:e|is|tics)|investigat(?:e|ion)|how to (?:check|confirm|diagnose|identify|verify)|detect(?:ion)?|confirm|identify|verify if|look for|test|inspect|debug|commands? to check|triage|проверить)$/,
  ],
  [
    'act',
    /^(?:fix(?:es)?|solution|solutions|resolution|resolve|remediation|remediate|action|actions|mitigation|mitigate|recovery|what to do|steps?|repair|response|workaround|how to (?:fix|resolve|mitigate)|command|commands|resolution steps|immediate actions?|immediate fix|short.?term fix|quick fix|procedure|решение|solução|solución|lösung)$/,
  ],
];

/** What the lines below a label are for; undefined where it does not say. */
export function roleOf(label: string): Role | undefined {
  const bare = bareHeading(label);
  return ROLES.find(([, pattern]) => pattern.test(bare))?.[0];
}

/** A label in bold at the beginning of a text, and what stands behind it. */
export function boldLead(markdown: string): { readonly lead: string; readonly rest: string } | null {
  const found = /^\s*(?:\[[ xX]\]\s*)?(?:\*\*|__)(.+?)(?:\*\*|__)\s*(?:[:–—→-]|->)?\s*([\s\S]*)$/.exec(markdown);
  if (found === null) return null;
  return { lead: (found[1] ?? '').replace(/\s*[:.]\s*$/, '').trim(), rest: (found[2] ?? '').trim() };
}
