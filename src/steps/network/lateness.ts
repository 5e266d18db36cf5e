// How late this program was while it waited for something: on a machine that has much to do, the time that passes until an
// answer is looked at is not the time that it took to come.

const TICK_MS = 5;
/** What a timer may be late for no reason. */
const USUAL_MS = 10;

/** Watches until it is asked for the milliseconds in which this program did not run. */
export function watchLateness(): () => number {
  let late_ms = 0;
  let due = performance.now() + TICK_MS;
  const look = (): void => {
    const now = performance.now();
    if (now - due > USUAL_MS) late_ms += now - due;
    due = now + TICK_MS;
  };
  const timer = setInterval(look, TICK_MS);
  return () => {
    clearInterval(timer);
    look();
    return late_ms;
  };
}
