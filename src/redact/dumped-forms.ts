// How programs that show bytes write them (od, hexdump, xxd): without the blanks between, which the masker looks through.
// Of words of several bytes only those that lie within the secret are known; at its edges a few bytes stay.

/** The bytes of a secret as dumps show them. Plain hex is not among them. */
export function dumpedForms(raw: Buffer): readonly string[] {
  const bytes = [...raw];
  return [
    bytes.map((byte) => byte.toString(8).padStart(3, '0')).join(''),
    bytes.map((byte) => byte.toString(10)).join(''),
    bytes.map((byte) => byte.toString(2).padStart(8, '0')).join(''),
    bytes.map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(','),
    bytes.map(character).join(''),
    bytes.map(name).join(''),
    ...words(raw, 2, ([low = 0, high = 0]) => hexOf([high, low])),
    ...words(raw, 2, ([low = 0, high = 0]) => (high * 256 + low).toString(8).padStart(6, '0')),
    ...words(raw, 2, ([low = 0, high = 0]) => (high * 256 + low).toString(10)),
    ...words(raw, 2, ([low = 0, high = 0]) => (high * 256 + low).toString(10).padStart(5, '0')),
    ...words(raw, 4, (word) => hexOf(word.toReversed())),
    ...words(raw, 4, (word) => Number.parseInt(hexOf(word.toReversed()), 16).toString(8).padStart(11, '0')),
    ...words(raw, 4, (word) => Number.parseInt(hexOf(word.toReversed()), 16).toString(10)),
    ...words(raw, 8, (word) => hexOf(word.toReversed())),
  ];
}

const hexOf = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Fewer bytes of a secret are not looked for as words: one word alone could be any number. */
const FEWEST = 6;

/** Words with the lowest byte first, one form for each place in a word where the secret may begin. */
function words(raw: Buffer, size: number, write: (word: readonly number[]) => string): readonly string[] {
  const forms: string[] = [];
  for (let first = 0; first < size; first++) {
    const whole = Math.floor((raw.length - first) / size) * size;
    const end = whole < FEWEST ? first : first + whole;
    let form = '';
    for (let at = first; at < end; at += size) form += write([...raw.subarray(at, at + size)]);
    forms.push(form);
  }
  return forms;
}

/** `od -c`. */
function character(byte: number): string {
  const letter = { 0: '0', 7: 'a', 8: 'b', 9: 't', 10: 'n', 11: 'v', 12: 'f', 13: 'r' }[byte];
  if (letter !== undefined) return letter;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0');
}

const NAMES =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(
    ' ',
  );

/** `od -a`, which does not look at the highest bit. */
function name(byte: number): string {
  const low = byte & 0x7f;
  return low === 0x7f ? 'del' : (NAMES[low] ?? String.fromCharCode(low));
}
