// The masker: everything that is shown or written goes through it, so no declared secret and no password in a URL leaves
// the program in a form we know. It must not change a byte of anything else.

import type { Text } from '../model/expression.ts';
import type { Json } from '../model/json.ts';

/** A secret input and its whole value; of a URL only the userinfo is secret. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** Masks one stream of bytes; a secret that spans chunks is found. */
export interface MaskStream {
  /** Takes a chunk; returns what can be let go of. */
  push(chunk: Uint8Array): Uint8Array;
  /** The rest. */
  end(): Uint8Array;
}

/** Replaces secrets by `«secret:name»`, passwords in URLs by `«secret:password»`. */
export interface Masker {
  maskText(text: string): string;
  /** Strings and keys; a number that spells a secret becomes a string. */
  maskJson<T extends Json>(value: T): T;
  stream(): MaskStream;
}

/** A masker for the secrets of a run. */
export function createMasker(secrets: readonly Secret[]): Masker {
  throw new Error(`not written yet: ${secrets.length}`);
}

/** Why a secret cannot be masked without giving it away (too short, a common word); null when it can. */
export function tooWeak(value: string): string | null {
  throw new Error(`not written yet: ${value.length}`);
}

/** What may be shown of a secret input, and what its hole `{ $secret: name }` stands for. */
export interface SplitSecret {
  /** For `run.opened.secrets`: `redis://«redis_url»@host:6379` as text with a hole. */
  readonly text: Text;
  /** The value of the hole: the userinfo of a URL, else the whole value; null when nothing is secret. */
  readonly hole: string | null;
}

/** Splits the value of a secret input. */
export function splitSecret(secret: Secret): SplitSecret {
  throw new Error(`not written yet: ${secret.name}`);
}
