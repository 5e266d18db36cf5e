// A process that keeps a record, to be limited, raced and killed by tests. Says on stdout what it has acknowledged.

import { writeSync } from 'node:fs';
import { createMasker } from '../../../src/redact/redact.ts';
import { takeLock } from '../../../src/transcript/disk/lock.ts';
import { openOutputSink } from '../../../src/transcript/outputs.ts';
import { recover } from '../../../src/transcript/recover.ts';
import { openStore, runFolder } from '../../../src/transcript/store.ts';
import { messageOf } from '../../../src/transcript/transcript-error.ts';
import { TranscriptWriter } from '../../../src/transcript/writer.ts';
import { BATCHES, note, STAMP } from './recorded-run.ts';

const [what = '', place = '', count = '0', size = '1000'] = process.argv.slice(2);
const HOLDER = { pid: process.pid, user: 'test', host: 'here', since: '' };
const say = (line: string) => writeSync(1, `${line}\n`);

/** A whole run in the home folder `place`, with an output too large for an event. */
function whole(): void {
  const run = openStore(place).createRun('20260302-2114-queue-stuck-k3f7');
  const lock = takeLock(run.lock, HOLDER);
  const writer = TranscriptWriter.create(run);
  for (const batch of BATCHES) writer.append(batch);
  const sink = openOutputSink(run, createMasker([]), { sensitive: false });
  sink.write('stdout', Buffer.alloc(100_000, 'x'));
  sink.finish();
  writer.seal(STAMP);
  writer.close();
  lock.release();
  say(run.path);
}

/**
 * Notes in the run at `place`, begun or gone on with, until killed or until `count` are written;
 * each with one of `size` characters.
 */
function notes(): void {
  const run = runFolder(place);
  takeLock(run.lock, HOLDER);
  const { head, torn } = recover(run);
  const writer = TranscriptWriter.continue(run, head);
  if (torn !== null) writer.append([{ ...note(''), body: { type: 'run.recovered', data: torn } }]);
  try {
    for (let number = 0; number < Number(count); number++) {
      writer.append([note(`note ${number}`), note('x'.repeat(Number(size)))]);
      writer.sync();
      say(`${writer.head().seq} ${writer.last_words === null ? 'ok' : 'full'}`);
    }
    writer.close();
    say('end');
  } catch (error) {
    say(`failed: ${messageOf(error)}; poisoned: ${writer.poisoned !== null}`);
  }
}

/** Takes the lock on the file `place` again and again; holds it until killed once it has it. */
function contend(): void {
  for (;;) {
    try {
      takeLock(place, HOLDER);
      say('held');
      setInterval(() => {}, 60_000);
      return;
    } catch {
      say('refused');
    }
  }
}

/** `count` mebibytes of output in a new run in `place`; says what became of them, and the most memory it took. */
function flood(): void {
  const run = openStore(place).createRun('20260302-2114-queue-stuck-k3f7');
  const sink = openOutputSink(run, createMasker([{ name: 'pw', value: 'hunter22' }]), { sensitive: false });
  const chunk = Buffer.alloc(1 << 20, 'a flood of words, hunter22 among them\n');
  for (let round = 0; round < Number(count); round++) sink.write('stdout', chunk);
  say(JSON.stringify({ output: sink.finish().outputs[0], rss: process.resourceUsage().maxRSS * 1024 }));
}

if (what === 'whole') whole();
if (what === 'flood') flood();
if (what === 'notes') notes();
if (what === 'contend') contend();
