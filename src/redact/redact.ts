// The masker: everything that is shown or written goes through it, so that no declared secret and no password in a URL
// leaves the program in a form we know. It must not change a byte of anything else.

import type { Json } from '../model/json.ts';
import { MaskingStream, type Names } from './masking-stream.ts';
import { compile, type Pattern } from './pattern-search.ts';
import { formsOf } from './secret-forms.ts';
import { type Secret, splitSecret } from './secret-input.ts';

export { type Secret, splitSecret, tooWeak } from './secret-input.ts';

/** Masks one stream of bytes; a secret that spans chunks is found, wherever the cuts are. */
export interface MaskStream {
  /** Takes a chunk; returns what can be let go of. Neither is to be changed afterwards. */
  push(chunk: Uint8Array): Uint8Array;
  /** The rest. */
  end(): Uint8Array;
}

/** Replaces secrets by `«secret:name»`, and passwords in URLs that nobody declared by `«secret:password»`. */
export interface Masker {
  maskText(text: string): string;
  /**
   * Strings and keys; a number that spells a secret becomes a string, and what is nested too deeply a remark.
   * Returns the same value when nothing is changed.
   */
  maskJson<T extends Json>(value: T): T;
  stream(): MaskStream;
}

/** A masker for the secrets of a run. */
export function createMasker(secrets: readonly Secret[]): Masker {
  const labels = secrets.map(({ name }) => Buffer.from(`«secret:${name}»`));
  const patterns = secrets.flatMap((secret, label) =>
    splitSecret(secret).values.flatMap((value) => formsOf(value).map((bytes): Pattern => ({ bytes, label }))),
  );
  const names: Names = { automaton: compile(patterns), labels, password: Buffer.from('«secret:password»') };

  const stream = () => new MaskingStream(names);
  const maskText = (text: string): string => {
    const bytes = bytesOf(text);
    const masking = stream();
    const parts = [masking.push(bytes), masking.end()];
    return masking.hasMasked ? textOf(Buffer.concat(parts)) : text;
  };
  return { maskText, maskJson: (value) => maskTree(value, maskText) as typeof value, stream };
}

/**
 * UTF-8, and halves of pairs as the three bytes that they would be there: the masker looks through those as through all that
 * is no character.
 */
function bytesOf(text: string): Buffer {
  const parts = text.split(HALVES);
  if (parts.length === 1) return Buffer.from(text);
  const bytes = parts.flatMap((part, at) => (at % 2 ? [...part].map(bytesOfHalf) : [Buffer.from(part)]));
  return Buffer.concat(bytes);
}

function textOf(bytes: Buffer): string {
  const parts = bytes.toString('latin1').split(HALF_BYTES);
  return parts
    .map((part, at) => {
      const bytesOfPart = Buffer.from(part, 'latin1');
      return at % 2 ? String.fromCharCode(halfOf(bytesOfPart)) : bytesOfPart.toString('utf8');
    })
    .join('');
}

const HALVES = /(\p{Cs}+)/u;
/** No UTF-8 holds these. */
const HALF_BYTES = /(\xed[\xa0-\xbf][\x80-\xbf])/;

function bytesOfHalf(half: string): Buffer {
  const code = half.charCodeAt(0);
  return Buffer.from([0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]);
}

function halfOf(bytes: Buffer): number {
  return 0xd000 | (((bytes[1] as number) & 0x3f) << 6) | ((bytes[2] as number) & 0x3f);
}

/** Nothing that a person or a program means is nested deeper; what is would exhaust the stack of all who read it. */
const MOST_LEVELS = 500;
const TOO_DEEP = '(nested too deeply to be kept)';

type Mask = (text: string) => string;

function maskTree(value: Json, mask: Mask, level = 0): Json {
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'number') {
    const text = String(value);
    const masked = mask(text);
    return masked === text ? value : masked;
  }
  if (value === null || typeof value === 'boolean') return value;
  if (level === MOST_LEVELS) return TOO_DEEP;
  if (Array.isArray(value)) return maskList(value as readonly Json[], mask, level + 1);
  return maskObject(value as Readonly<Record<string, Json>>, mask, level + 1);
}

function maskList(list: readonly Json[], mask: Mask, level: number): Json {
  const masked = list.map((item) => maskTree(item, mask, level));
  if (masked.length > 1 && masked.every((item) => typeof item === 'string')) {
    // Lines of a text: a secret may go over several of them, as in a dump.
    const separator = masked.some((item) => item.includes('\n')) ? '\r' : '\n';
    const text = masked.join(separator);
    const whole = mask(text);
    if (whole !== text) return whole.split(separator);
  }
  return masked.some((item, at) => item !== list[at]) ? masked : list;
}

function maskObject(object: Readonly<Record<string, Json>>, mask: Mask, level: number): Json {
  let isChanged = false;
  const masked = new Map<string, Json>();
  for (const [key, value] of Object.entries(object)) {
    // Two keys that differ in a secret alone would become one.
    let name = mask(key);
    for (let again = 2; masked.has(name); again++) name = `${mask(key)} (${again})`;
    const item = maskTree(value, mask, level);
    masked.set(name, item);
    isChanged ||= name !== key || item !== value;
  }
  return isChanged ? Object.fromEntries(masked) : object;
}
