// Signals while a run is led: which of them let the running step come to its end, and which end it.

import { afterEach, describe, expect, test } from 'vitest';
import { onSignals } from '../../src/cli/signals.ts';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

let off = () => {};
afterEach(() => off());

/** What is done on these signals, and the exit code after them. */
function after(...signals: readonly Signal[]): { readonly done: readonly string[]; readonly code: number | null } {
  const done: string[] = [];
  const watching = onSignals({
    stop: (how, by) => done.push(`${how} ${by}`),
    takeBack: () => done.push('take back'),
    letGo: () => done.push('let go'),
  });
  off = watching.off;
  for (const signal of signals) process.emit(signal);
  return { done, code: watching.code() };
}

// Rule: stop.lets-end
describe('signals', () => {
  test.each<[readonly Signal[], readonly string[], number | null]>([
    [[], [], null],
    [['SIGINT'], ['after_step SIGINT'], 130],
    [['SIGINT', 'SIGINT'], ['after_step SIGINT', 'abort SIGINT'], 130],
    [['SIGTERM'], ['take back', 'after_step SIGTERM'], 143],
    [['SIGTERM', 'SIGTERM'], ['take back', 'after_step SIGTERM', 'take back', 'abort SIGTERM'], 143],
    [['SIGINT', 'SIGTERM'], ['after_step SIGINT', 'take back'], 130],
    [['SIGTERM', 'SIGINT', 'SIGINT'], ['take back', 'after_step SIGTERM', 'abort SIGINT'], 143],
    [['SIGHUP'], ['let go', 'after_step SIGHUP'], 129],
    [['SIGHUP', 'SIGHUP', 'SIGHUP'], ['let go', 'after_step SIGHUP', 'let go', 'let go'], 129],
    [['SIGHUP', 'SIGTERM'], ['let go', 'after_step SIGHUP', 'take back'], 129],
    [['SIGTERM', 'SIGHUP'], ['take back', 'after_step SIGTERM', 'let go'], 143],
    [['SIGHUP', 'SIGTERM', 'SIGTERM'], ['let go', 'after_step SIGHUP', 'take back', 'take back', 'abort SIGTERM'], 129],
  ])('%j', (signals, done, code) => {
    expect(after(...signals)).toEqual({ done, code });
  });

  test('are not listened to any more when the run is left; a terminal that closes goes on sending, and is let', () => {
    const before = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => process.listenerCount(name));
    after('SIGINT');
    off();
    expect((['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => process.listenerCount(name))).toEqual(before);
    after('SIGHUP');
    const listening = process.listeners('SIGHUP');
    off();
    const left = process.listeners('SIGHUP').filter((one) => !listening.includes(one));
    expect(left).toHaveLength(1);
    for (const one of left) process.off('SIGHUP', one);
  });
});
