// Says something to a run, whoever leads it: its process, or nobody, in which case it is written into the record under its lock.

import { err, ok, type Result } from '../model/result.ts';
import type { RecordRead, Saying } from '../serve/ports.ts';
import type { Caller, Workbench } from './ports.ts';

/** How often a run that is just being taken up, or let go of, is tried. */
const TRIES = 20;
const AGAIN_MS = 250;

/** What a run is told, as it is then. */
type Say = (record: RecordRead) => Result<Saying, string>;

/** What came of it: whether a process leads the run that has taken it. */
export type Put = Result<{ readonly isLed: boolean; readonly said: Saying }, string>;

/** Says it; the error is why it was not taken, a sentence without a full stop. */
export async function sayTo(
  { desk, pause }: Pick<Workbench, 'desk' | 'pause'>,
  run: string,
  say: Say,
  { signal }: Pick<Caller, 'signal'>,
): Promise<Put> {
  let why = 'the run did not take it';
  for (let tries = 0; tries < TRIES && !signal.aborted; tries += 1) {
    let said: Saying | null = null;
    const appended = await desk.append(run, (record) => {
      if (record.run.standing.is === 'finished') return err('the run is over, and its record is sealed');
      const made = say(record);
      said = made.ok ? made.value : null;
      return made;
    });
    if (appended.is === 'written' && said !== null) return ok({ isLed: false, said });
    if (appended.is === 'refused' || appended.is === 'failed') return err(appended.why);
    const led = await sayToLed(desk, run, say);
    if (led.ok) return led;
    if (led.error !== null) return err(led.error);
    why = 'the run is busy, or was cut off and waits for a person to resume it';
    await pause(AGAIN_MS, signal);
  }
  return err(why);
}

// A run that is being let go of takes nothing more at its door: then its record is free in a moment.
async function sayToLed(
  desk: Workbench['desk'],
  run: string,
  say: Say,
): Promise<Result<{ isLed: boolean; said: Saying }, string | null>> {
  const record = desk.record(run);
  if (!record.ok) return err(record.error);
  if (record.value.run.standing.is === 'finished') return err('the run is over, and its record is sealed');
  const made = say(record.value);
  if (!made.ok) return made;
  const told = await desk.tell(run, made.value);
  if (told.taken) return ok({ isLed: true, said: made.value });
  return (await desk.isLed(run)) && told.why !== undefined && !PASSING.test(told.why) ? err(told.why) : err(null);
}

const PASSING = /^(no process leads|the run is over|the run is only beginning|the run did not answer)/;
