// Spans of a stream that are to be masked: disjoint, in order of place, each under one name. Overlapping finds are one
// span: of two secrets that share letters, neither may leave its rest behind.

/** From `start` up to `end`, absolute places in the stream; `label` says what stands there. */
export interface Span {
  readonly start: number;
  end: number;
  readonly label: number;
}

/** Spans found and not yet written; finds come in order of their ends. */
export class Spans {
  private readonly found: Span[] = [];
  private first = 0;

  /** Takes a find. The one that begins first gives the name; of those that begin together the longer. */
  add(start: number, end: number, label: number): void {
    let last = this.last();
    while (last !== undefined && last.start >= start) {
      this.found.pop();
      last = this.last();
    }
    if (last !== undefined && last.end > start) last.end = Math.max(last.end, end);
    else this.found.push({ start, end, label });
  }

  /** The first span, if it begins before `place`. */
  peek(place: number): Span | undefined {
    const span = this.found[this.first];
    return span !== undefined && span.start < place ? span : undefined;
  }

  /** Takes the first span away. */
  take(): void {
    this.first++;
    // Now and then, so that the list stays short without being moved for every span.
    if (this.first < this.found.length && this.first < 1000) return;
    this.found.splice(0, this.first);
    this.first = 0;
  }

  private last(): Span | undefined {
    return this.found.length > this.first ? this.found[this.found.length - 1] : undefined;
  }
}
