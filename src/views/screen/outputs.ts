// What every probe and step of this sitting has put out, one execution after another: what `o` shows, and the arrows
// leaf through. Of what printed nothing its reading is shown, as the expressions see it.

import type { Plan } from '../../engine/plan.ts';
import { executionIn, type Run, type State } from '../../engine/state.ts';
import type { Observations, RunEvent } from '../../model/event.ts';
import type { Outcome, Output } from '../../model/outcome.ts';
import { sanitize, sanitizeLine } from '../../redact/sanitize.ts';
import { titleOf } from '../blocks/names.ts';
import { grow, lastLines, NO_TAIL, type Tail } from '../text/tail.ts';
import { runningStep } from './working-panel.ts';

/** An execution that has ended, with what the record has of it. */
export type Ended = Observations['step.finished'] & { readonly step: string; readonly sensitive: boolean };

/** Where outputs are found. */
export interface Outputs {
  readonly state: Run;
  /** As they came while this process looked on, by execution. */
  readonly tails: Readonly<Record<string, Tail>>;
  readonly ended: readonly Ended[];
  /** A long output by its digest; null where it cannot be read. */
  readonly read: (sha256: string) => string | null;
}

/** One output that is shown. */
export interface ShownOutput {
  readonly title: string;
  readonly exec: string | null;
  readonly tail: Tail;
  /** Its place among all of them, from 1. */
  readonly number: number;
  readonly of: number;
}

/** So many executions can be leafed through; the record has all. */
const KEPT = 500;

/** The executions that have ended, with those of these events. */
export function withEnded(ended: readonly Ended[], events: readonly RunEvent[], state: State): readonly Ended[] {
  const now = events.flatMap((event): readonly Ended[] => {
    const started = event.type === 'step.finished' ? executionIn(state, event.data.exec)?.started : undefined;
    if (event.type !== 'step.finished' || started === undefined) return [];
    return [{ ...event.data, step: started.step, sensitive: started.sensitive }];
  });
  return now.length === 0 ? ended : [...ended, ...now].slice(-KEPT);
}

/** What the record of a run that is taken up still holds. */
export function endedBefore(state: State): readonly Ended[] {
  if (state.opened === null) return [];
  return state.executions.flatMap(({ exec, started, finished }) =>
    finished === undefined ? [] : [{ exec, ...finished, step: started.step, sensitive: started.sensitive }],
  );
}

/** The output that is `back` executions before the newest; of a step that runs as far as it has come. */
export function shownOutput(plan: Plan, outputs: Outputs, back: number): ShownOutput {
  const { exec, step, one, number, of } = chosen(outputs, back);
  if (exec === undefined) return { title: 'Output', exec: null, tail: NO_TAIL, number: 0, of: 0 };
  const { state, tails, read } = outputs;
  const tail = tails[exec] ?? (one === undefined ? NO_TAIL : grow(NO_TAIL, `${textOf(one, read)}\n`));
  // Probes go by their ids everywhere on the screen.
  const isProbe = plan.probes.has(step);
  return { title: isProbe ? step : titleOf(plan, state, step), exec, tail, number, of };
}

/** All of the same output, as far as the record has it, as lines that can be handed to another program. */
export function wholeOutput(plan: Plan, outputs: Outputs, back: number): string {
  const { one } = chosen(outputs, back);
  const { title, tail } = shownOutput(plan, outputs, back);
  const text = one === undefined ? lastLines(tail, Number.MAX_SAFE_INTEGER).join('\n') : textOf(one, outputs.read);
  return `${sanitizeLine(title)}\n\n${sanitize(text)}\n`;
}

function chosen({ state, ended }: Outputs, back: number) {
  const running = runningStep(state);
  const execs = [...ended.map(({ exec }) => exec), ...(running === undefined ? [] : [running.exec])];
  const number = Math.max(1, execs.length - Math.min(back, execs.length - 1));
  const exec = execs[number - 1];
  const one = ended.findLast((other) => other.exec === exec);
  return { exec, step: one?.step ?? running?.started.step ?? exec ?? '', one, number, of: execs.length };
}

/** Everything that an execution has put out, as text: its streams, else its reading. */
function textOf({ outcome, outputs, sensitive }: Ended, read: Outputs['read']): string {
  if (sensitive) return 'its output is neither shown nor recorded';
  const texts = outputs.map((output) => textOfOutput(output, read)).filter((text) => text !== '');
  return texts.length > 0 ? texts.join('\n') : readingText(outcome);
}

function textOfOutput({ text, sha256, head = '', tail = '' }: Output, read: Outputs['read']): string {
  const whole = text ?? (sha256 === undefined ? null : read(sha256)) ?? `${head}\n…\n${tail}`;
  return whole.replace(/\n+$/, '');
}

function readingText(outcome: Outcome): string {
  if (outcome.status === 'blind') return outcome.reason.message;
  return outcome.reading === undefined ? '' : JSON.stringify(outcome.reading, null, 2);
}
