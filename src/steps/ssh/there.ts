// A program for another host, as steps ask for it and as it is sent.

import type { ThereProgram } from './scripts.ts';

/** A program, and the host that it runs on. */
export interface There {
  /** As `ssh` is given it. */
  readonly host: string;
  readonly program: FarProgram;
}

/** A program on another host: its name is looked up there. */
export interface FarProgram {
  readonly file: string;
  readonly args: readonly string[];
  /** A folder there; relative ones begin where a login does, and "" is that one. */
  readonly cwd: string;
  /** What it gets besides the short list. */
  readonly env: Readonly<Record<string, string>>;
  /** It gets the whole environment of a login there, as one who types it. */
  readonly whole?: true;
  readonly stdin?: string;
}

/** The same, ready to be sent, and what its standard input is. */
export function thereProgram({ file, args, cwd, env, whole, stdin = '' }: FarProgram): {
  readonly program: ThereProgram;
  readonly stdin: Buffer;
} {
  const bytes = Buffer.from(stdin);
  return { program: { file, args, cwd, env, whole: whole === true, stdin_bytes: bytes.length }, stdin: bytes };
}
