// Replies of Redis as JSON and as text for people. Pure, but for knowing Node's buffers.

import type { Json } from '../../model/json.ts';

/** A reply as JSON. Errors inside an array (EXEC) become their text. */
export function replyJson(reply: unknown): Json {
  if (reply === null || typeof reply === 'boolean' || typeof reply === 'number' || typeof reply === 'string')
    return reply;
  if (Array.isArray(reply)) return reply.map(replyJson);
  if (Buffer.isBuffer(reply)) return reply.toString();
  if (reply instanceof Error) return reply.message;
  return typeof reply === 'bigint' ? String(reply) : null;
}

/** A reply as text: one line for each item of an array; "" for nothing. */
export function replyText(reply: Json): string {
  if (Array.isArray(reply)) return reply.map(replyText).join('\n');
  if (reply === null) return '';
  return typeof reply === 'string' ? reply : JSON.stringify(reply);
}

/**
 * The pairs of CONFIG GET; a plain decimal number is a number. Passwords among them are hidden: they belong to the server,
 * not into a record.
 */
export function configPairs(reply: Json): Readonly<Record<string, string | number>> {
  const items = Array.isArray(reply) ? reply.map(String) : [];
  const pairs: Record<string, string | number> = {};
  for (let at = 0; at + 1 < items.length; at += 2) {
    const name = items[at] ?? '';
    pairs[name] = configValue(name, items[at + 1] ?? '');
  }
  return pairs;
}

function configValue(name: string, value: string): string | number {
  if (/^(requirepass|masterauth|.*-pass)$/.test(name) && value !== '') return '«hidden»';
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}
