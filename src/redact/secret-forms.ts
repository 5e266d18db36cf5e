// The forms in which a secret comes back to us: as it is, and as programs quote, escape, encode and dump it. Halves of it,
// other cases, compression and encryption are not among them; no masker finds those. Quotes and backslashes, which the
// masker looks through, are left out of a form that is long enough without them.

import { dumpedForms } from './dumped-forms.ts';
import { escapedForms } from './escaped-forms.ts';
import { seenOf } from './unseen.ts';

/** Derived forms shorter than this are not looked for: they would hit harmless text. Bytes. */
const SHORTEST_FORM = 6;
/** A secret itself is looked for from this length on. Bytes. */
const SHORTEST_SECRET = 4;
/** Of longer parts only the usual forms are looked for; their lines are parts of their own. Bytes. */
const LONGEST_DUMPED = 1024;

/** Every form of a secret that the masker looks for, without doubles. */
export function formsOf(secret: string): readonly Buffer[] {
  const found = new Map<string, Buffer>();
  const add = (bytes: Buffer, shortest: number) => {
    if (bytes.length >= shortest) found.set(bytes.toString('latin1'), bytes);
  };
  const addForm = (form: string) => {
    const seen = seenOf(form);
    add(seen.length >= SHORTEST_FORM ? seen : Buffer.from(form), SHORTEST_FORM);
  };
  for (const part of partsOf(secret)) {
    const raw = Buffer.from(part);
    add(raw, SHORTEST_SECRET);
    addForm(part);
    add(seenOf(part, false), SHORTEST_FORM);
    // Of characters that a program takes apart, only ASCII is left to see.
    add(seenOf(part.replace(/[^\x00-\x7f]/g, '')), SHORTEST_FORM);
    for (const keep of [/[^]/g, /\W/g])
      add(Buffer.from(raw.toString('latin1').replace(keep, '\\$&'), 'latin1'), SHORTEST_FORM);
    for (const form of escapedForms(part)) addForm(form);
    for (const form of [...base64Forms(raw), raw.toString('hex'), raw.toString('hex').toUpperCase()]) addForm(form);
    if (raw.length > LONGEST_DUMPED) continue;
    for (const form of dumpedForms(raw)) addForm(form);
  }
  return [...found.values()];
}

/** The secret, what it decodes to as part of a URL, and their lines, which logs print one at a time. */
function partsOf(secret: string): ReadonlySet<string> {
  const decoded = [secret, percentDecoded(secret)];
  // The same letters are written in two ways (Unicode, annex 15); file systems and clipboards change one into the other.
  const written = decoded.flatMap((text) => [text, text.normalize('NFC'), text.normalize('NFD')]);
  const wholes = [...new Set(written)].flatMap((text) => [text, text.trim()]);
  const lines = wholes.flatMap((text) => text.split(/\r\n|\r|\n/)).flatMap((line) => [line, line.trim()]);
  return new Set([...wholes.filter((text) => text !== ''), ...lines.filter((line) => line.length >= SHORTEST_FORM)]);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * base64 at the three places where a secret can begin inside a longer text, in both alphabets. Characters that also hold
 * bits of a neighbour are left out, once as if something followed and once as if nothing did.
 */
function base64Forms(raw: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const first = Math.ceil((shift * 8) / 6);
    const whole = Math.floor(((shift + raw.length) * 8) / 6);
    const bytes = Buffer.concat([Buffer.alloc(shift), raw]);
    return (['base64', 'base64url'] as const).flatMap((alphabet) => {
      const text = bytes.toString(alphabet).replace(/=+$/, '');
      return [text.slice(first, whole), text.slice(first)];
    });
  });
}
