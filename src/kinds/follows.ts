// What of a reading follows from other fields of it, as every run finds them together. A scenario then says what its author
// thinks of, and not what goes without saying. Null: there is no such field.

import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { readJson, readPrinted } from './printed.ts';

/** Of a program that ran: exit code, `ok` and error, and what its output is. */
export function ofProgram(fields: JsonObject): JsonObject {
  const { stdout } = fields;
  const output = typeof stdout === 'string' ? { json: null, number: null, ...readPrinted(stdout) } : {};
  return { ...output, ...ofExit(fields) };
}

/** The same without what is made of its output. */
export function ofExit({ ok, error, exit_code }: JsonObject): JsonObject {
  if (typeof exit_code === 'number') return exit_code === 0 ? { ok: true } : exited(exit_code);
  if (error !== undefined) return {};
  if (ok === true) return { exit_code: 0 };
  return ok === false ? { exit_code: 1, ...exited(1) } : {};
}

const exited = (code: number): JsonObject => ({
  ok: false,
  error: { kind: 'exit', code: String(code), message: `exit code ${code}` },
});

/** Of an answer over HTTP: status, `ok` and error, and its body as text and as JSON. */
export function ofAnswer(fields: JsonObject): JsonObject {
  const { text, json } = fields;
  const body =
    typeof text === 'string'
      ? { json: null, ...readJson(text) }
      : json === undefined || json === null
        ? {}
        : { text: JSON.stringify(json) };
  return { ...body, ...ofStatus(fields) };
}

function ofStatus({ ok, error, status }: JsonObject): JsonObject {
  if (typeof status === 'number') {
    if (status >= 200 && status < 300) return { ok: true };
    return { ok: false, error: { kind: 'http', code: String(status), message: String(status) } };
  }
  const { kind, code } = isObject(error) ? error : {};
  if (kind === 'http' && /^\d{3}$/.test(String(code))) return { status: Number(code) };
  return ok === true && error === undefined ? { status: 200 } : {};
}

/** Of a container that was looked at. It was seen, whatever is seen of it: `ok` is not how it fares. */
export function ofContainer({ exists, running, status, error }: JsonObject): JsonObject {
  if (hasFailed(error)) return {};
  if (exists === false) return { ok: true, running: false, status: '' };
  if (typeof status === 'string' && status !== '')
    return { ok: true, exists: true, running: ['running', 'paused', 'restarting'].includes(status) };
  if (typeof running === 'boolean') return { ok: true, exists: true, status: running ? 'running' : 'exited' };
  return exists === true ? { ok: true } : {};
}

/** Of a unit of systemd that was looked at. */
export function ofUnit({ exists, active, state, error }: JsonObject): JsonObject {
  if (hasFailed(error)) return {};
  if (exists === false) return { ok: true, active: false, state: 'inactive', load_state: 'not-found' };
  const there = { ok: true, exists: true };
  if (typeof state === 'string') return { ...there, active: ['active', 'reloading', 'refreshing'].includes(state) };
  if (typeof active === 'boolean') return { ...there, state: active ? 'active' : 'inactive' };
  return exists === true ? { ok: true } : {};
}

const hasFailed = (error: Json | undefined): boolean =>
  isObject(error) && typeof error['kind'] === 'string' && error['kind'] !== '';
