// The guided screen as the front of a run. Should it ever be impossible to draw, or the window too small for it, the run goes
// on in plain lines.

import { questionOf, type State } from '../../engine/state.ts';
import type { RunEvent } from '../../model/event.ts';
import type { OperatorAct } from '../../session/ports.ts';
import { readOutput } from '../../transcript/outputs.ts';
import type { RunFolder } from '../../transcript/store.ts';
import { mountGuidedRun } from '../../ui/mount.tsx';
import { type Front, type FrontOptions, lastWords, shownRun } from './front.ts';

/** Where a front reads and writes. */
type Streams = Pick<NodeJS.Process, 'stdin' | 'stdout'>;

/** Mounts the screen. */
export function openGuidedFront(options: FrontOptions, streams: Streams = process): Front {
  let act: (act: OperatorAct) => void = () => {};
  let state: State = options.state;
  let asked: { readonly before: State; readonly events: readonly RunEvent[] } | null = null;
  /** What happens while one front has gone and the other is not there yet; null: one is there. */
  let between: { readonly next: State; readonly events: readonly RunEvent[] }[] | null = null;
  const goPlain = async (why: string): Promise<void> => {
    const [before, question] = [state, asked];
    between = [];
    try {
      await front.leave();
    } catch {
      // It could not be drawn; that it cannot be taken away in order either is no news.
    }
    process.stderr.write(`${why}; the run goes on in plain lines\n`);
    const { openPlainFront } = await import('./plain.ts');
    const plain = openPlainFront({ ...options, state: question?.before ?? before }, streams);
    front = { ...plain, leave: async () => {} };
    plain.connect(act);
    // What was asked on the screen is asked again in words.
    if (question !== null) plain.observer.events(before, question.events);
    for (const { next, events } of between) plain.observer.events(next, events);
    between = null;
    const open = questionOf(state);
    if (open !== null) plain.operator.ask(open);
  };

  let leaving: Promise<void> | null = null;
  const leave = (why: string): void => {
    leaving ??= goPlain(why);
  };
  let front = screenFront(options, streams, {
    failed: (thrown) => leave(`internal: the screen cannot be drawn (${messageOf(thrown)})`),
    plain: () => leave('The screen is left'),
  });

  return {
    operator: {
      actor: options.actor,
      ask: (question) => front.operator.ask(question),
    },
    observer: {
      events: (next, events) => {
        if (events.some(({ type }) => type === 'question.asked')) asked = { before: state, events };
        if (questionOf(next) === null) asked = null;
        state = next;
        if (between !== null) between.push({ next, events });
        else front.observer.events(next, events);
      },
      output: (exec, text) => front.observer.output?.(exec, text),
      broken: (why) => front.observer.broken?.(why),
    },
    connect: (tell) => {
      act = tell;
      front.connect(tell);
    },
    refused: (what, why) => front.refused(what, why),
    takeBack: () => front.takeBack(),
    letGo: () => front.letGo(),
    close: async (end) => {
      await leaving;
      await front.close(end);
    },
  };
}

/** A front that can be left for another one. */
type ScreenFront = Front & { leave(): Promise<void> };

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

function screenFront(
  options: FrontOptions,
  { stdin, stdout }: Streams,
  leaving: { readonly failed: (thrown: unknown) => void; readonly plain: () => void },
): ScreenFront {
  const guided = mountGuidedRun({
    ...shownRun(options),
    env: process.env,
    stdin,
    stdout,
    readOutput: (sha256) => readText(options.folder, sha256),
    // One way for both: the signal may come before this, after it, or never.
    gone: () => void process.kill(process.pid, 'SIGHUP'),
    ...leaving,
  });
  return {
    operator: guided.operator,
    observer: guided.observer,
    connect: (act) => guided.connect(act),
    refused: (what, why) => guided.refused(what, why),
    takeBack: () => guided.takeBack(),
    letGo: () => guided.letGo(),
    leave: () => guided.close(),
    close: async (end) => {
      await guided.close({ head: end.head.hash });
      for (const line of lastWords(options, end)) process.stderr.write(`${line}\n`);
    },
  };
}

/** The end of a long output, in bytes: more than anybody reads on a screen. */
const READ_BYTES = 4 * 1024 * 1024;

// What was removed meanwhile, or is not there yet, is no reason to end anything.
function readText(folder: RunFolder, sha256: string): string | null {
  try {
    return new TextDecoder().decode(readOutput(folder, sha256).subarray(-READ_BYTES));
  } catch {
    return null;
  }
}
