// What decides, for a person who is called at night: what is wrong, in the words of titles and with what was seen, what
// is asked, done and verified. What is ruled out, not needed or in order is counted; `--verbose` tells everything.

import { unreachable } from '../../model/result.ts';
import type { Block, Fact, Finish, Opening, ProbeLine, ProbeList, Ranking, ToldCause } from '../blocks/block.ts';
import { verdictWord } from '../blocks/evidence-lines.ts';
import { riskText } from '../blocks/names.ts';
import { count } from '../text/text.ts';
import { factSaid, linesSaid, questionSaid } from './full.ts';
import { listed, type Said } from './line.ts';

/** Titles that stand in one line; the rest is counted. */
const MOST_TITLES = 3;

/** What a block says where only what decides is told. */
export function briefIn(block: Block): readonly Said[] {
  if (block.detail === true) return [];
  switch (block.type) {
    case 'opening':
      return openingSaid(block);
    case 'probes':
      return probesSaid(block);
    case 'ranking':
      return rankingSaid(block);
    case 'fact':
      return factSaid(withRiskInTitle({ ...block, ...block.brief }));
    case 'asked': {
      const { question, brief_why, step } = block;
      return questionSaid({ ...block, question, why: brief_why, step: step && { ...step, why: step.brief_why } });
    }
    case 'finish':
      return finishSaid(block);
    default:
      return unreachable(block);
  }
}

function withRiskInTitle({ risk, ...said }: Fact): Fact {
  if (risk === undefined) return said;
  // What a person answered was asked with its risk.
  if (said.tag === 'answer') return said;
  return { ...said, title: `${said.title} (${riskText(risk)})` };
}

function openingSaid({ run, title, severity, marks, alert, inputs }: Opening): readonly Said[] {
  // The first one is what the run is about.
  const rest = inputs.length <= MOST_TITLES ? [] : inputs.slice(1).map(({ name }) => name);
  return [
    ['run', `${title} (${severity}): ${run}`],
    ...listed('mode', marks),
    ...(alert === null ? [] : listed('alert', [`${alert.title}; ${alert.about}`])),
    ...inputs.slice(0, inputs.length - rest.length).map(({ name, value }): Said => ['input', `${name}: ${value}`]),
    ...(rest.length === 0 ? [] : listed('input', [`also given: ${rest.join(', ')}`])),
  ];
}

function probesSaid({ probes, out }: ProbeList): readonly Said[] {
  const bad = probes.filter(({ how }) => how === 'bad' || how === 'ended');
  const left = (why: ProbeLine['left_out']): number => probes.filter(({ left_out }) => left_out === why).length;
  const blind = probes.filter(({ how, left_out }) => how === 'blind' && left_out === undefined);
  const [unneeded, unreached] = [left('not_needed'), left('not_reached')];
  const good = probes.length - bad.length - blind.length - unneeded - unreached;
  const counts = [
    [good, 'ok'],
    [bad.length, 'not ok'],
    [blind.length, 'could not look'],
    [unneeded, 'not needed'],
    [unreached, 'not reached, as what they depend on was not seen'],
    [out, 'still running'],
  ] as const;
  const told = counts.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]));
  const seen: Said = ['seen', told.join(', ')];
  return [seen, ...together(bad).map((text): Said => ['fails', text]), ...listed('unseen', blindSaid(blind))];
}

// What has the same to say is said once.
function together(probes: readonly ProbeLine[]): readonly string[] {
  const texts = new Map<string, string[]>();
  for (const { text, title } of probes) texts.set(text, [...(texts.get(text) ?? []), title]);
  return [...texts].map(([text, titles]) => `${few(titles)}: ${text}`);
}

// Why nothing was seen matters once for each reason.
const blindSaid = (probes: readonly ProbeLine[]): readonly string[] =>
  probes.length === 0 ? [] : [together(probes).join('; ')];

function few(titles: readonly string[]): string {
  if (titles.length <= 2) return titles.join('; ');
  return `${titles[0]}; and ${titles.length - 1} more`;
}

function rankingSaid({ triggers, causes, apart }: Ranking): readonly Said[] {
  const alone = causes.filter(({ verdict, group }) => verdict !== 'ruled_out' && group === undefined);
  const confirmed = alone.filter(({ verdict }) => verdict === 'confirmed');
  const possible = alone.filter(({ verdict }) => verdict !== 'confirmed');
  const out = causes.filter(({ verdict }) => verdict === 'ruled_out').length;
  const rest = possible.slice(MOST_TITLES);
  return [
    ...triggersSaid(triggers),
    ...confirmed.flatMap(causeSaid),
    ...possible.slice(0, MOST_TITLES).flatMap(causeSaid),
    ...(rest.length === 0 ? [] : listed('cause', [`possible as well: ${namesOf(rest.map(({ title }) => title))}`])),
    ...apart.flatMap(apartSaid),
    ...(out === 0 ? [] : listed('cause', [`ruled out: ${out === causes.length ? `all ${out}` : `the other ${out}`}`])),
  ];
}

function triggersSaid(triggers: Ranking['triggers']): readonly Said[] {
  const hold = triggers.filter(({ truth }) => truth === 'true');
  const unknown = triggers.filter(({ truth }) => truth === 'unknown').length;
  if (hold.length > 0) return listed('symptom', [`confirmed: ${few(hold.map(({ title }) => title))}`]);
  if (unknown === 0) return listed('symptom', triggers.length === 0 ? [] : ['none was found']);
  return listed('symptom', [`none was seen; ${unknown} of ${triggers.length} could not be checked`]);
}

function causeSaid({ verdict, tried, title, because, holds, unseen }: ToldCause): readonly Said[] {
  const word = `${verdictWord(verdict)}${tried ? ', tried before' : ''}`;
  // What is only possible says what is not known, too.
  const open = verdict === 'confirmed' ? [] : listed('unknown', unseen);
  const told = because === undefined ? listed('evidence', holds) : listed('because', [because]);
  return [['cause', `${word}: ${title}`], ...told, ...open];
}

function apartSaid({ titles, tellers }: Ranking['apart'][number]): readonly Said[] {
  const none = 'nothing that this runbook looks at; hand over to somebody who can see the system itself';
  return [
    ['cause', `possible, and not told apart from here: ${namesOf(titles)}`],
    ...listed('tells', tellers.length === 0 ? [none] : tellers),
  ];
}

function namesOf(titles: readonly string[]): string {
  const more = titles.length > MOST_TITLES + 1 ? titles.length - MOST_TITLES : 0;
  return [...titles.slice(0, titles.length - more), ...(more === 0 ? [] : [`and ${more} more`])].join('; ');
}

function finishSaid({ title, why, cause, changed, undo, prevent, runbook, run, transcript }: Finish): readonly Said[] {
  return [
    ['result', `${title}${why === '' ? '' : `: ${why}`}`],
    ...(cause === null ? [] : listed('cause', [cause])),
    ...listed('changed', changed.length === 0 ? ['nothing'] : changed),
    ...linesSaid('undo', undo),
    ...(prevent.length === 0
      ? []
      : listed('followup', [`${count(prevent.length, 'follow-up')}: firebreak report ${run}`])),
    ...(runbook === null ? [] : listed('next', [`firebreak run ${runbook}`])),
    ...listed('record', transcript === '' ? [] : [transcript]),
  ];
}
