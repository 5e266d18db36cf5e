// Run ids: they sort by time and are easy to say. `20260302-2117-redis-connectivity-loss-k3f7`.

/** Without letters and digits that are taken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const RUN_ID = /^\d{8}-\d{4}-[a-z0-9-]{1,64}-[a-z0-9]{4}$/;

/**
 * The id of a run that starts now. `at_ms` is the wall clock, `random` gives numbers from 0 up to 1.
 * Two runs may get the same id; making the folder decides which of them has to ask again.
 */
export function runId(at_ms: number, runbook: string, random: () => number): string {
  const [day, time] = new Date(at_ms).toISOString().split('T');
  const minute = `${day?.replaceAll('-', '')}-${time?.slice(0, 5).replace(':', '')}`;
  const name =
    runbook
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, '-')
      .slice(0, 64) || 'run';
  const tail = Array.from({ length: 4 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('');
  return `${minute}-${name}-${tail}`;
}

/** Whether a text has the form of a run id; anything else in the folder of runs is none of our business. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}
