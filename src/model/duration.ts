// Durations as people write them: `500ms`, `30s`, `1h30m`, `90d`. The grammar is CEL's (Go's ParseDuration) with days added.

const UNIT_MS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  ns: 0.000_001,
};

/** What a duration looks like, for a check without reading it. */
export const DURATION_PATTERN = '^(?:0|(?:\\d{1,12}(?:\\.\\d{1,9})?(?:ms|us|ns|d|h|m|s))+)$';

/** What is said of a text that is no duration. */
export const NOT_A_DURATION = 'this is no duration; write it like 500ms, 30s or 1h30m';

const PART = /(\d{1,12}(?:\.\d{1,9})?)(ms|us|ns|d|h|m|s)/y;

/** Milliseconds of a duration; null when it is none. A number without a unit is none; `0` is. May be negative. */
export function parseDuration(text: string): number | null {
  const negative = text.startsWith('-');
  const rest = negative ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '') return null;
  let ms = 0;
  PART.lastIndex = 0;
  for (let at = 0; at < rest.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const part = PART.exec(rest);
    if (part === null) return null;
    ms += Number(part[1]) * (UNIT_MS[part[2] ?? ''] ?? 0);
  }
  if (!Number.isFinite(ms)) return null;
  return negative ? -ms : ms;
}

/** A duration in the same grammar, largest units first and none that are zero: `1h30m`, `1.5s`, `0s`. */
export function formatDuration(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  let rest = Math.abs(ms);
  if (rest === 0) return '0s';
  if (rest < 1000) return `${sign}${trim(rest)}ms`;
  let text = '';
  for (const unit of ['h', 'm'] as const) {
    const size = UNIT_MS[unit] ?? 1;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  if (rest > 0) text += `${trim(rest / 1000)}s`;
  return sign + text;
}

/** At most six decimals, none that are zero. */
const trim = (value: number): string => String(Number(value.toFixed(6)));
