// The programs of one lab, by name. Whatever happens, they end together, the supervisor last: it removes the folder.

import { type LabProcess, startProcess } from './lab-process.ts';
import type { ProcessName } from './process-file.ts';

// The supervisor ends Redis first, which may hang.
const SUPERVISOR_MS = 15_000;

/** Owner of the lab's processes. */
export class Programs {
  readonly #folder: string;
  readonly #running = new Map<ProcessName, LabProcess>();
  #over = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts a program that does not run yet and waits until it is ready; throws when it does not get there. */
  async start(name: ProcessName, config: object): Promise<void> {
    if (this.#running.has(name)) throw new Error(`the lab's ${name} runs already`);
    const program = await startProcess(name, config, this.#folder);
    this.#running.set(name, program);
    if (this.#over) await this.end(name);
  }

  /** Ends a program; nothing happens when it does not run. After `patience_ms` it is killed. */
  async end(name: ProcessName, patience_ms?: number): Promise<void> {
    const program = this.#running.get(name);
    this.#running.delete(name);
    await program?.end(patience_ms);
  }

  /** Process id of one; undefined when it was not started. */
  pid(name: ProcessName): number | undefined {
    return this.#running.get(name)?.pid;
  }

  /** Ends all of them, for good. */
  async endAll(): Promise<void> {
    this.#over = true;
    const others = [...this.#running.keys()].filter((name) => name !== 'supervisor');
    await Promise.all(others.map((name) => this.end(name)));
    await this.end('supervisor', SUPERVISOR_MS);
  }

  /** Those that have ended although nobody wanted it, and how. */
  ended(): readonly string[] {
    return [...this.#running.values()].flatMap((program) => {
      const how = program.ended();
      return how === null ? [] : [`${program.name} has ended (${how})`];
    });
  }

  /** Process ids of those that run. */
  pids(): readonly number[] {
    return [...this.#running.values()].map(({ pid }) => pid);
  }
}
