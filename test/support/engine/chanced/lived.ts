// A run of a runbook made by chance, led through its life with all its kills.

import type { Plan } from '../../../../src/engine/plan.ts';
import { RULES, type RunEvent } from '../../../../src/model/event.ts';
import { begin, planOfText } from '../simulated-run.ts';
import { bookOf, type WrittenBook } from './book.ts';
import { textOf } from './book-text.ts';
import { withItems } from './each.ts';
import { isOver, type Life, lifeOf } from './world.ts';

/** A run that was led to where nothing more happens. */
export interface Lived {
  readonly seed: number;
  readonly book: WrittenBook;
  readonly plan: Plan;
  readonly life: Life;
  readonly events: readonly RunEvent[];
}

/** How many lives a runbook is led through: to read it takes longer than to run it. */
const LIVES = 5;

/** The runbook of a seed, and its plan. */
export function bookedOf(seed: number): Pick<Lived, 'book' | 'plan'> {
  const book = bookOf(Math.floor(seed / LIVES));
  return { book, plan: planOfText(textOf(book)) };
}

/** The runs of some seeds, one after the other. */
export const livedAll = (from: number, count: number): Generator<Lived> =>
  livedOf(
    Array.from({ length: count }, (_, n) => from + n),
    RULES,
  );

/** The same with steps that are carried out for each of a list. */
export function* livedEach(from: number, count: number): Generator<Lived> {
  let booked: ReturnType<typeof bookedOf> | undefined;
  for (let seed = from; seed < from + count; seed += 1) {
    if (booked === undefined || seed % LIVES === 0) {
      const book = withItems(bookOf(Math.floor(seed / LIVES)), seed);
      booked = { book, plan: planOfText(textOf(book)) };
    }
    yield lived(seed, booked, RULES);
  }
}

/** The runs of these seeds in their order, led by these rules. */
export function* livedOf(seeds: readonly number[], rules: number): Generator<Lived> {
  let booked: ReturnType<typeof bookedOf> | undefined;
  for (const [n, seed] of seeds.entries()) {
    const isOfSame = booked !== undefined && Math.floor(seed / LIVES) === Math.floor((seeds[n - 1] ?? -1) / LIVES);
    booked = isOfSame && booked !== undefined ? booked : bookedOf(seed);
    yield lived(seed, booked, rules);
  }
}

/** The run of a seed. */
function lived(seed: number, { book, plan }: Pick<Lived, 'book' | 'plan'>, rules: number): Lived {
  const life = lifeOf(book, seed, { rules });
  let run = begin(plan, life.world);
  for (const happenings of life.manner.kills) {
    for (let n = 0; n < happenings && run.step(); n += 1);
    const { events } = run.done();
    if (isOver(events)) break;
    run = begin(plan, life.world, events);
  }
  while (run.step());
  return { seed, book, plan, life, events: run.done().events };
}
