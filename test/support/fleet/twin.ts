// A run log and a queue in memory, with the promises of the ports and nothing else: for tests that want to see what becomes of a
// worker when the store stops, forgets or answers late. Its clock is the test's; what it does not check can be planted.

import {
  type Addition,
  type Entry,
  FleetError,
  type Hold,
  type Lease,
  type Leasing,
  type Order,
  type Refusal,
  type RunLog,
  type TargetState,
} from '../../../src/fleet/ports.ts';
import { NO_HEAD } from '../../../src/transcript/chain.ts';
import { decodeLine } from '../../../src/transcript/format.ts';
import { TwinShelves } from './twin-shelves.ts';

/** What a store may be made to leave out, so that a test can show that it would notice. */
export type Planted = 'no epoch check' | 'no lease check' | 'no sequence check';

interface Kept {
  order: Order;
  order_signature: string;
  standing: Entry['standing'];
  epoch: number;
  lines: string[];
  head: Entry['head'];
  signature: string;
  worker: string | null;
  until: number | null;
  mail: string[];
  change: number;
}

interface Target {
  run: string;
  token: number;
  until: number;
  under_way: readonly string[];
}

const MOST_MAIL = 1000;

/** A store that can be switched off and emptied. */
export class TwinLog extends TwinShelves implements RunLog {
  /** The next additions are done and their answer is lost. */
  answersLost = 0;
  readonly #planted: ReadonlySet<Planted>;
  #generation = 1;
  #token = 0;
  #changes = 0;
  #runs = new Map<string, Kept>();
  #targets = new Map<string, Target>();

  constructor(now: () => number, planted: readonly Planted[] = []) {
    super(now);
    this.#planted = new Set(planted);
  }

  /** As FLUSHALL does. */
  flush(): void {
    this.#generation += 1;
    this.#runs.clear();
    this.#targets.clear();
    this.emptyShelves();
  }

  async generation(): Promise<string> {
    await this.reach();
    return String(this.#generation);
  }

  async create(run: string, order: Order, signature: string): Promise<'created' | 'known'> {
    await this.reach();
    if (this.#runs.has(run)) return 'known';
    const kept = { order, order_signature: signature, standing: 'queued', epoch: 0, worker: null } as const;
    this.#runs.set(run, { ...kept, ...EMPTY_RECORD(), until: null, mail: [], change: this.#change() });
    return 'created';
  }

  async take(
    run: string,
    worker: string,
    hold_ms: number,
  ): Promise<{ readonly hold: Hold; readonly entry: Entry } | { readonly held_by: string } | null> {
    await this.reach();
    const kept = this.#runs.get(run);
    if (kept === undefined || kept.standing === 'finished') return null;
    const isHeld = kept.until !== null && kept.until > this.now();
    if (isHeld && kept.worker !== null && kept.worker !== worker) return { held_by: kept.worker };
    kept.epoch += 1;
    kept.worker = worker;
    kept.until = this.now() + hold_ms;
    kept.standing = 'led';
    kept.change = this.#change();
    const hold = { run, epoch: kept.epoch, generation: String(this.#generation), worker };
    return { hold, entry: this.#entryOf(run, kept) };
  }

  async renew(hold: Hold, hold_ms: number): Promise<Refusal | null> {
    await this.reach();
    const kept = this.#held(hold);
    if ('is' in kept) return kept;
    kept.until = this.now() + hold_ms;
    return null;
  }

  async release(hold: Hold): Promise<void> {
    await this.reach();
    const kept = this.#held(hold);
    if ('is' in kept) return;
    kept.until = null;
    if (kept.standing === 'led') kept.standing = 'queued';
    kept.change = this.#change();
  }

  async add(hold: Hold, addition: Addition): Promise<Refusal | null> {
    await this.reach();
    const refusal = this.#add(hold, addition);
    if (this.answersLost > 0) {
      this.answersLost -= 1;
      throw new FleetError('unreachable', 'the answer was lost');
    }
    return refusal;
  }

  #add(hold: Hold, { lines, head, signature, standing, lease, under_way }: Addition): Refusal | null {
    const kept = this.#held(hold);
    if ('is' in kept) return kept;
    if (kept.standing === 'finished') return { is: 'finished' };
    if (!this.#planted.has('no sequence check') && !goesOn(kept, lines, head)) return { is: 'gap', head: kept.head };
    if (lease !== undefined && !this.#isLeased(lease)) return { is: 'unleased' };
    kept.lines.push(...lines);
    Object.assign(kept, { head, signature, standing, change: this.#change() });
    if (under_way !== undefined)
      for (const target of this.#targets.values()) if (target.run === hold.run) target.under_way = under_way;
    return null;
  }

  async lines(run: string, from: number, bytes: number): Promise<readonly string[]> {
    await this.reach();
    const all = this.#runs.get(run)?.lines.slice(from - 1) ?? [];
    let sum = 0;
    return all.filter((line, index) => {
      sum += Buffer.byteLength(line);
      return index === 0 || sum <= bytes;
    });
  }

  async entry(run: string): Promise<Entry | null> {
    await this.reach();
    const kept = this.#runs.get(run);
    return kept === undefined ? null : this.#entryOf(run, kept);
  }

  async *entries(): AsyncIterable<Entry> {
    await this.reach();
    for (const [run, kept] of this.#runs) yield this.#entryOf(run, kept);
  }

  async changed(since: string): Promise<{ readonly runs: readonly string[]; readonly mark: string }> {
    await this.reach();
    const after = since === '' ? 0 : Number(since);
    const runs = [...this.#runs].filter(([, kept]) => kept.change > after).map(([run]) => run);
    return { runs, mark: String(this.#changes) };
  }

  async restore(
    { run, order, order_signature, standing, head, signature, worker }: Omit<Entry, 'epoch' | 'hold_ms'>,
    lines: readonly string[],
  ): Promise<Refusal | null> {
    await this.reach();
    const known = this.#runs.get(run);
    if (known !== undefined && known.epoch > 0) return { is: 'fenced', epoch: known.epoch };
    if (known !== undefined && known.lines.some((line, index) => lines[index] !== line))
      return { is: 'gap', head: known.head };
    const kept = { order, order_signature, standing, epoch: 0, lines: [...lines], head, signature, worker };
    this.#runs.set(run, { ...kept, until: null, mail: known?.mail ?? [], change: this.#change() });
    return null;
  }

  async forget(run: string): Promise<void> {
    await this.reach();
    if (this.#runs.get(run)?.standing === 'finished') this.#runs.delete(run);
  }

  async lease(hold: Hold, target: string, lease_ms: number): Promise<Leasing> {
    await this.reach();
    if ('is' in this.#held(hold)) return { is: 'fenced' };
    const now = this.now();
    const had = this.#targets.get(target);
    if (had !== undefined && had.run !== hold.run) {
      if (had.until > now) return { is: 'busy', run: had.run, worker: this.#runs.get(had.run)?.worker ?? '' };
      if (had.under_way.length > 0) return { is: 'quarantined', run: had.run, under_way: had.under_way };
    }
    this.#token += 1;
    const under_way = had?.run === hold.run ? had.under_way : [];
    this.#targets.set(target, { run: hold.run, token: this.#token, until: now + lease_ms, under_way });
    return { is: 'had', lease: { target, run: hold.run, token: this.#token, generation: hold.generation } };
  }

  async renewLease(lease: Lease, lease_ms: number): Promise<boolean> {
    await this.reach();
    const target = this.#targets.get(lease.target);
    if (target === undefined || !this.#isLeased(lease)) return false;
    target.until = this.now() + lease_ms;
    return true;
  }

  async endLease(lease: Lease): Promise<void> {
    await this.reach();
    const target = this.#targets.get(lease.target);
    if (target?.token === lease.token && target.under_way.length === 0) this.#targets.delete(lease.target);
  }

  async targets(): Promise<readonly TargetState[]> {
    await this.reach();
    return [...this.#targets].map(([target, { until, ...rest }]) => ({
      target,
      ...rest,
      left_ms: until - this.now(),
    }));
  }

  async post(run: string, message: string): Promise<boolean> {
    await this.reach();
    const kept = this.#runs.get(run);
    if (kept === undefined || kept.mail.length >= MOST_MAIL) return false;
    kept.mail.push(message);
    return true;
  }

  async collect(hold: Hold): Promise<readonly string[]> {
    await this.reach();
    const kept = this.#held(hold);
    return 'is' in kept ? [] : kept.mail.splice(0);
  }

  async close(): Promise<void> {}

  #change(): number {
    this.#changes += 1;
    return this.#changes;
  }

  #held(hold: Hold): Kept | Refusal {
    const kept = this.#runs.get(hold.run);
    if (kept === undefined || hold.generation !== String(this.#generation)) return { is: 'forgotten' };
    if (kept.epoch !== hold.epoch && !this.#planted.has('no epoch check')) return { is: 'fenced', epoch: kept.epoch };
    return kept;
  }

  #isLeased({ target, run, token, generation }: Lease): boolean {
    if (this.#planted.has('no lease check')) return true;
    const had = this.#targets.get(target);
    return (
      had !== undefined &&
      had.run === run &&
      had.token === token &&
      generation === String(this.#generation) &&
      had.until > this.now()
    );
  }

  #entryOf(run: string, kept: Kept): Entry {
    const { order, order_signature, standing, epoch, head, signature, worker, until } = kept;
    const hold_ms = until === null ? null : until - this.now();
    return { run, order, order_signature, standing, epoch, head, signature, worker, hold_ms };
  }
}

const EMPTY_RECORD = (): Pick<Kept, 'lines' | 'head' | 'signature'> => ({ lines: [], head: NO_HEAD, signature: '' });

function goesOn({ head: at }: Kept, lines: readonly string[], head: Entry['head']): boolean {
  const [first] = lines;
  if (first === undefined) return head.seq === at.seq && head.hash === at.hash;
  const event = decodeLine(first);
  return typeof event !== 'string' && event.prev === at.hash && event.seq === at.seq + 1;
}
