// The beginning and the end of a stream of bytes, kept while the rest goes by.

/** Bytes kept of the beginning, and again of the end. */
const EXCERPT_BYTES = 2048;

/** First and last bytes of a stream. */
export class Excerpt {
  private readonly first: Buffer[] = [];
  private firstBytes = 0;
  private last: Buffer = Buffer.alloc(0);

  /** Takes the next bytes. */
  add(chunk: Buffer): void {
    const missing = EXCERPT_BYTES - this.firstBytes;
    if (missing > 0 && chunk.length > 0) {
      // A copy, so that two kilobytes do not keep a large chunk alive.
      const start = Buffer.from(chunk.subarray(0, missing));
      this.first.push(start);
      this.firstBytes += start.length;
    }
    const rest = chunk.subarray(Math.max(0, missing));
    if (rest.length === 0) return;
    const joined = rest.length >= EXCERPT_BYTES ? rest : Buffer.concat([this.last, rest]);
    this.last = Buffer.from(joined.subarray(Math.max(0, joined.length - EXCERPT_BYTES)));
  }

  /** The beginning as text, ended where a character ends. */
  head(): string {
    const bytes = Buffer.concat(this.first);
    let end = bytes.length;
    if (end === EXCERPT_BYTES) while (end > 0 && end > bytes.length - 4 && !endsCharacter(bytes, end)) end--;
    return bytes.subarray(0, end).toString('utf8');
  }

  /** The end as text, begun where a character begins. Shares nothing with the beginning. */
  tail(): string {
    let start = 0;
    if (this.last.length === EXCERPT_BYTES) while (start < 3 && isContinuation(this.last[start])) start++;
    return this.last.subarray(start).toString('utf8');
  }
}

/** Whether a character ends right before `end`. */
function endsCharacter(bytes: Buffer, end: number): boolean {
  let start = end - 1;
  while (start > 0 && start > end - 4 && isContinuation(bytes[start])) start--;
  const lead = bytes[start] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return end - start >= length;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
