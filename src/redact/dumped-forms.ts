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
    ...[2, 4, 8].flatMap((size) => WORDS.flatMap((write) => words(raw, size, write))),
  ];
}

/** Fewer bytes of a secret are not looked for as words. */
const FEWEST = 6;

type Write = (word: bigint, size: number) => string;

const WORDS: readonly Write[] = [
  (word, size) => word.toString(16).padStart(size * 2, '0'),
  (word, size) => word.toString(8).padStart(Math.ceil((size * 8) / 3), '0'),
  (word) => word.toString(10),
];

/** Words with the lowest byte first, one form for each place in a word where the secret may begin. */
function words(raw: Buffer, size: number, write: Write): readonly string[] {
  return Array.from({ length: size }, (_, first) => {
    const whole = Math.max(0, Math.floor((raw.length - first) / size));
    // One word alone could be any number.
    const count = whole * size < FEWEST ? 0 : whole;
    const values = Array.from({ length: count }, (_unused, at) => {
      const start = first + at * size;
      return BigInt(
        `0x${Buffer.from(raw.subarray(start, start + size))
          .reverse()
          .toString('hex')}`,
      );
    });
    return values.map((value) => write(value, size)).join('');
  });
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
