// What a section is for, by its heading: names seen on many pages first, then words that decide, in an order that keeps
// prevention, escalation and verification from passing for something to do.

import { bareHeading } from './plain.ts';
import { isWarningHeading } from './warnings.ts';

/** What a section is for. */
export type Purpose =
  | 'trigger'
  | 'severity'
  | 'symptoms'
  | 'impact'
  | 'summary'
  | 'causes'
  | 'diagnosis'
  | 'resolution'
  | 'verification'
  | 'rollback'
  | 'escalation'
  | 'prevention'
  | 'afterwards'
  | 'references'
  | 'history'
  | 'owner'
  | 'warnings';

/** What a heading says that its section is for; undefined where it says nothing of the kind. */
export function purposeOf(heading: string): Purpose | undefined {
  const bare = bareHeading(heading);
  if (isWarningHeading(heading) || /^un-?safe\b/.test(bare)) return 'warnings';
  return EXACT.get(bare) ?? RULES.find(([, pattern]) => pattern.test(bare))?.[0];
}

/** Whether a line that is bold, or ends in a colon, is known to be a heading. */
export function isKnownHeading(text: string): boolean {
  const bare = bareHeading(text);
  return EXACT.has(bare);
}

const named = (purpose: Purpose, names: string): readonly (readonly [string, Purpose])[] =>
  names.split('|').map((name) => [name.trim(), purpose] as const);

const EXACT: ReadonlyMap<string, Purpose> = new Map<string, Purpose>([
  ...named(
    'trigger',
    'trigger|triggers|alert|alerts|alert trigger|alert triggers|alert details|alert description|alert definition|alert rule|alert rules|alerting|trigger conditions|trigger condition|detection|when to use|when to use this runbook|how it is detected|conditions|firing condition|алерты|алерт|alerta|alertas|gatilho|gatilhos|disparador',
  ),
  ...named(
    'severity',
    'severity|priority|severity level|severity classification|критичность|severidade|severidad|심각도',
  ),
  ...named(
    'symptoms',
    'symptoms|symptom|signs|signals|signal|what you see|what users see|what happens|observations|indicators|симптомы|sintomas|síntomas|belirtiler|증상|symptome|symptômes',
  ),
  ...named(
    'impact',
    'impact|user impact|business impact|customer impact|blast radius|impact assessment|사용자 영향|влияние|impacto|auswirkung|auswirkungen',
  ),
  ...named(
    'summary',
    'summary|overview|meaning|description|purpose|scope|background|what is happening|introduction|context|about|about this alert|what it means|what this means|what does this alert mean|описание|resumo|resumen|descrição|descripción|개요|zusammenfassung',
  ),
  ...named(
    'causes',
    'causes|cause|root cause|root causes|common root causes|likely causes|possible causes|potential causes|probable causes|common causes|known causes|likely root causes|typical causes|failure modes|common issues|known issues|common problems|common failure modes|root cause analysis|scenarios|common scenarios|causas|causas prováveis|causas probables|possíveis causas|причины|возможные причины|원인|원인 분기표|ursachen|mögliche ursachen',
  ),
  ...named(
    'diagnosis',
    'diagnosis|diagnostics|diagnose|diagnosis steps|diagnostic steps|diagnostic commands|investigation|investigate|investigation steps|triage|triage steps|initial triage|troubleshooting|troubleshooting steps|troubleshoot|quick diagnosis|quick checks|quick check|immediate checks|initial checks|initial assessment|first checks|checks|check|evidence|monitoring queries|debugging|debug|debugging steps|how to diagnose|how to investigate|health checks|queries|useful queries|useful commands|useful metrics|metrics|logs|diagnóstico|диагностика|1차 확인 명령|진단|diagnostik|analysis|assess|assessment|verify the problem|confirm the problem|confirm|identify|inspect|detect',
  ),
  ...named(
    'resolution',
    'resolution|resolution steps|resolutions|resolve|remediation|remediation steps|remediate|recovery|recovery steps|recovery actions|recovery procedures|recovery procedure|fix|fixes|common fixes|how to fix|procedure|procedures|solution|solutions|mitigation|mitigations|mitigation steps|mitigate|immediate actions|immediate action|immediate response|immediate mitigation|immediate containment|containment|safe mitigation|first response|response|response steps|actions|action|action items|steps|steps to resolve|what to do|playbook|runbook|emergency procedures|emergency actions|restart procedure|workaround|workarounds|repair|restore|restoration|failover|first response checklist|решение|устранение|восстановление|немедленные действия|resolução|resolución|mitigação|mitigación|대응 절차|조치|behebung|maßnahmen|lösung|actions to take|steps to take|correction|corrective actions|temporary fix|permanent fix|hotfix',
  ),
  ...named(
    'verification',
    'verification|verify|verification steps|validation|validate|verify recovery|recovery verification|success criteria|verification after fix|post-fix verification|verify resolution|verify the fix|confirm recovery|confirm resolution|confirmation|exit criteria|after recovery|after resolution|recovery checks|all clear|done when|복구 확인 기준|verificação|verificación|проверка|überprüfung|definition of done',
  ),
  ...named(
    'rollback',
    'rollback|roll back|rollback procedure|rollback procedures|rollback steps|rollback plan|revert|backout|backout plan|откат',
  ),
  ...named(
    'escalation',
    'escalation|escalate|escalations|escalation path|escalation procedure|escalation procedures|escalation policy|escalation criteria|escalation matrix|escalation contacts|when to escalate|contact|contacts|who to contact|who to call|support|on-call|on-call contacts|эскалация|escalación|escalação|escalonamento|에스컬레이션|eskalation|ansprechpartner|kontakte',
  ),
  ...named(
    'prevention',
    'prevention|prevent|preventive measures|preventative measures|prevention measures|long-term fix|long-term fixes|long-term mitigation|long-term solutions|long-term solution|long term fix|long-term actions|hardening|recommendations|improvements|how to prevent|future improvements|best practices|재발 방지|prevenção|prevención|предотвращение|профилактика|vorbeugung',
  ),
  ...named(
    'afterwards',
    'post-incident|post incident|postmortem|post-mortem|postmortem checklist|post-incident actions|post-incident review|post-incident steps|post incident actions|after the incident|follow-up|follow up|followup|follow-up actions|follow-ups|aftermath|cleanup|lessons learned|사후 기록|retrospective',
  ),
  ...named(
    'references',
    'references|reference|related|related alerts|related runbooks|related documents|related documentation|see also|links|useful links|quick reference|further reading|resources|additional resources|documentation|dashboards|dashboard|monitoring|prerequisites|preconditions|requirements|before you start|access|tools|ссылки|referências|referencias|glossary|appendix|faq|communication|communication template|communications|status page|architecture|notes|note|additional notes|table of contents|contents|toc',
  ),
  ...named(
    'history',
    'example|examples|sample|sample output|sample log|sample logs|example output|example session|timeline|incident timeline|what happened|what we did|last time|history|revision history|changelog|change log|document history|version history|past incidents|incident history|previous incidents|previous occurrences',
  ),
  ...named('owner', 'owner|owners|ownership|maintainer|maintainers|team|service owner'),
]);

const RULES: readonly (readonly [Purpose, RegExp])[] = [
  ['warnings', /\bnot to do\b|\bdo not\b|\bdon['’]ts?\b/],
  ['afterwards', /post.?(?:incident|mortem)|after the incident|follow.?ups?\b|lessons/],
  ['prevention', /prevent|long.?term|hardening|future|recommendation|предотвра|prevenç|재발/],
  ['escalation', /escalat|contacts?\b|who to (?:call|page|ask)|эскалац|eskalat/],
  [
    'verification',
    /\bverif|validat|success criteria|confirm (?:the )?(?:fix|recovery|resolution)|\b(?:after|post)[ -](?:recovery|resolution|fix|restart|failover)|복구 확인/,
  ],
  ['rollback', /\broll.?back|\brevert|откат/],
  [
    'history',
    /^(?:an? )?(?:example|sample)s?\b|\btimeline\b|\bwhat (?:happened|we (?:did|ran|tried))\b|\b(?:last|previous) (?:time|incident|outage)\b|(?:revision|version|change|document|incident) history|changelog|past incident|previous incident/,
  ],
  [
    'references',
    /\breferences?\b|related|see also|prerequisite|communicat|dashboards?$|links$|glossary|appendix|stakeholder/,
  ],
  [
    'causes',
    /\bcauses?\b|failure modes?|причин|causas|원인|(?:common|known|typical) (?:issues|problems|errors|scenarios|failures)/,
  ],
  ['severity', /^severity\b|^priority\b/],
  [
    'symptoms',
    /\bsymptoms?\b|\bsigns of\b|what (?:you|users|customers)(?: will| may| might)? (?:see|notice)|симптом|sintoma|síntoma/,
  ],
  [
    'diagnosis',
    /immediate checks|\bdiagnos|investigat|triage|troubleshoot|\bchecks?\b(?!list)|\binspect|\bassess|identify|\bdebug|gather|collect|confirm|диагност|look (?:at|for|into)|find (?:the|out|what|which)|determine|examin|analy[sz]|evidence|정검|確認|monitoring quer|진단|확인/,
  ],
  [
    'resolution',
    /immediate actions?|remediat|resol(?:ution|ve|v)|mitigat|recover|\bfix|repair|restor|containment|workaround|\bprocedure|response|emergency|restart|\bactions?\b|failover|устран|решен|восстанов|대응|조치|scale (?:up|out|down)|increase|clear |free up|clean ?up|rebuild|replace|re-?deploy/,
  ],
  ['trigger', /^when (?:this|does|to use|it happens)\b|\btrigger|\balert(?:s|ing)?\b|detection|алерт|firing/],
  ['impact', /\bimpact\b|영향|влияние/],
  ['summary', /\bsummary|overview|what (?:is|does|it means)|meaning|purpose|background|introduction|описание|개요/],
  ['owner', /\bowners?(?:hip)?\b|maintain/],
];
