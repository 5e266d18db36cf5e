// The timers that a run waits for. Which ones follows from its state; here they are set, kept and cancelled.

import type { Command } from '../model/command.ts';
import type { Clock } from './ports.ts';

/** Timers of the system cannot be longer than some weeks; a day is long enough to wake up. */
const LONGEST_MS = 86_400_000;

/** What a timer needs of the run it belongs to. */
export interface TimerOwner {
  /** Milliseconds since the run was opened. */
  runTime(): number;
  fired(timer: string, due_ms: number): void;
}

/** The timers of one run in this process. */
export class Timers {
  readonly #clock: Clock;
  readonly #owner: TimerOwner;
  readonly #set = new Map<string, { readonly due_ms: number; readonly cancel: () => void }>();

  constructor(clock: Clock, owner: TimerOwner) {
    this.#clock = clock;
    this.#owner = owner;
  }

  /** Sets the timers among these commands, and cancels those that are not there any more. */
  set(commands: readonly Command[]): void {
    const wanted = new Map(
      commands.flatMap((command) => (command.type === 'timer' ? [[command.timer, command.due_ms] as const] : [])),
    );
    for (const [timer, { due_ms, cancel }] of this.#set) {
      if (wanted.get(timer) === due_ms) continue;
      cancel();
      this.#set.delete(timer);
    }
    for (const [timer, due_ms] of wanted) if (!this.#set.has(timer)) this.#start(timer, due_ms);
  }

  /** Cancels all of them. */
  clear(): void {
    for (const { cancel } of this.#set.values()) cancel();
    this.#set.clear();
  }

  #start(timer: string, due_ms: number): void {
    const left = due_ms - this.#owner.runTime();
    const cancel = this.#clock.after(Math.max(0, Math.min(left, LONGEST_MS)), () => {
      this.#set.delete(timer);
      // Timers of the system may be a little early.
      if (this.#owner.runTime() < due_ms) return this.#start(timer, due_ms);
      this.#owner.fired(timer, due_ms);
    });
    this.#set.set(timer, { due_ms, cancel });
  }
}
