// Telling people: every question, escalation and end goes as JSON to the addresses of the configuration, with a link. What
// cannot be told is counted and holds nothing up.

import type { Told } from './log.ts';
import type { Standing } from './runs/standing.ts';

/** What is told. */
export interface Telling {
  readonly about: 'question' | 'reminder' | 'escalation' | 'end';
  readonly standing: Standing;
  /** Who is named besides; null: nobody. */
  readonly to: string | null;
}

/** What is said besides. */
export interface Saying {
  readonly about: 'queue' | 'workers';
  readonly text: string;
  /** The run that it is about; absent: none. */
  readonly run?: string;
}

/** Tells people. */
export interface Teller {
  tell(telling: Telling): void;
  /** Says something that is not about how a run stands. */
  say(saying: Saying): void;
  /** Waits for what is on its way. */
  close(): Promise<void>;
}

/** What a teller works with. */
export interface TellerOptions {
  readonly to: readonly { readonly name: string; readonly url: string }[];
  /** Address that people open. */
  address(): string;
  add(name: string, told: Told, labels: Readonly<Record<string, string>>): void;
}

const PATIENCE_MS = 5000;

/** Opens a teller. */
export function openTeller({ to, address, add }: TellerOptions): Teller {
  const under = new Set<Promise<void>>();
  const post = async (name: string, url: string, body: string): Promise<void> => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
      add('told', { to: name }, { result: 'sent' });
    } catch (error) {
      // The address may hold a secret: only what went wrong is said.
      const why =
        error instanceof Error && /^it answered \d+$/.test(error.message) ? error.message : 'it cannot be reached';
      add('told', { to: name, why }, { result: 'failed' });
    }
  };
  const send = (message: object): void => {
    const body = JSON.stringify(message);
    for (const { name, url } of to) {
      const sending = post(name, url, body).finally(() => under.delete(sending));
      under.add(sending);
    }
  };
  return {
    tell: (telling) => send(messageOf(telling, address())),
    say: ({ about, text, run }) => {
      const link = run === undefined ? address() : `${address()}/runs/${run}`;
      send({ text: `${text} ${link}`, about, run: run ?? null, link });
    },
    close: async () => void (await Promise.all(under)),
  };
}

/** What is posted: `text` is what chats show. */
function messageOf({ about, standing, to }: Telling, address: string) {
  const { run, title, question, outcome, cause } = standing;
  const link = `${address}/runs/${run}`;
  const named = to === null ? '' : ` (${to})`;
  const text = {
    question: `${title}: a person is needed${named}. ${question?.title ?? ''}`,
    reminder: `${title}: still nobody has answered${named}. ${question?.title ?? ''}`,
    escalation: `${title}: handed over to people${named}.`,
    end: `${title}: ${outcome.replaceAll('_', ' ')}${cause === null ? '' : ` (${cause})`}.`,
  }[about];
  return {
    text: `${text.trim()} ${link}`,
    about,
    run,
    runbook: standing.runbook,
    outcome,
    question: question?.title ?? null,
    link,
  };
}
