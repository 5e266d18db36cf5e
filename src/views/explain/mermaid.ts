// An explanation as a Mermaid flowchart: which probes tell which cause, which steps repair it, and which goals end the run.

import { sanitizeLine } from '../../redact/sanitize.ts';
import { riskWords } from '../blocks/names.ts';
import type { ExplainedStep, Explanation } from './explanation.ts';

/** The chart. */
export function explainMermaid({ probes, causes, verify, escalations }: Explanation): string {
  const used = new Set(causes.flatMap((cause) => cause.probes));
  const lines = [
    'flowchart LR',
    ...group(
      'looks',
      'Looks',
      probes.filter(({ id }) => used.has(id)).map((step) => `p_${step.id}[${label(name(step))}]`),
    ),
    ...group(
      'causes',
      'Causes',
      causes.map(({ id, title }) => `c_${id}{{${label(title)}}}`),
    ),
    ...causes.flatMap(({ id, probes: told }) => told.map((probe) => `p_${probe} --> c_${id}`)),
    ...causes.flatMap(({ id, steps }) => chain(id, steps)),
    ...(verify.length === 0
      ? []
      : [
          `verified([${label(verify.map(({ title }) => title).join(' · '))}])`,
          ...causes.flatMap(({ id, steps }) => (steps.length === 0 ? [] : [`s_${id}_${steps.length} --> verified`])),
        ]),
    ...causes.flatMap(({ id, runbook }) => (runbook === undefined ? [] : [`c_${id} --> r_${id}[[${label(runbook)}]]`])),
    ...causes.flatMap(({ id, steps, runbook }) =>
      steps.length === 0 && runbook === undefined ? [`c_${id} --> people`] : [],
    ),
    ...(escalations.length === 0 && causes.every(({ steps, runbook }) => steps.length > 0 || runbook !== undefined)
      ? []
      : [`people[/${label(people(escalations.map(({ to }) => to)))}/]`]),
  ];
  return `${lines.map((line, n) => (n === 0 ? line : `  ${line}`)).join('\n')}\n`;
}

const people = (names: readonly string[]): string => {
  const known = [...new Set(names.filter((to) => to !== ''))];
  return known.length === 0 ? 'people are told' : known.join(', ');
};

const name = (step: ExplainedStep): string => (step.title === '' ? step.id : step.title);

function chain(cause: string, steps: readonly ExplainedStep[]): readonly string[] {
  return steps.map((step, n) => {
    const from = n === 0 ? `c_${cause}` : `s_${cause}_${n}`;
    return `${from} --> s_${cause}_${n + 1}[${label(`${name(step)} (${riskWords(step.risk).word})`)}]`;
  });
}

const group = (id: string, title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`subgraph ${id}[${label(title)}]`, ...lines.map((line) => `  ${line}`), 'end'];

// Mermaid reads entities inside quotes; everything else that could end the label is written as one.
const label = (text: string): string =>
  `"${sanitizeLine(text).replace(/[^\p{L}\p{N} .,:;/()'+*=_!?%«»·-]/gu, (char) => `#${char.codePointAt(0) ?? 63};`)}"`;
