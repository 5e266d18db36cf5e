// Who holds the connections of a Redis: CLIENT LIST, grouped by name and host. Pure.

/** Connections with the same name from the same host. */
export type ClientGroup = {
  /** As CLIENT SETNAME gave it; "" for none. */
  readonly name: string;
  /** Host without port; the path of a unix socket. */
  readonly addr: string;
  readonly count: number;
  /** Seconds since the one that waits longest said anything. */
  readonly oldest_idle_s: number;
};

/** Groups the text of CLIENT LIST, biggest group first. */
export function clientGroups(text: string): readonly ClientGroup[] {
  const groups = new Map<string, ClientGroup>();
  for (const line of text.split(/\r?\n/)) {
    if (!line.includes('addr=')) continue;
    const fields = fieldsOf(line);
    const name = fields.get('name') ?? '';
    const addr = hostPart(fields.get('addr') ?? '');
    const idle = Number(fields.get('idle') ?? 0);
    const key = JSON.stringify([name, addr]);
    const group = groups.get(key) ?? { name, addr, count: 0, oldest_idle_s: 0 };
    groups.set(key, { ...group, count: group.count + 1, oldest_idle_s: Math.max(group.oldest_idle_s, idle) });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || b.oldest_idle_s - a.oldest_idle_s);
}

/** A connection by its name, "" for none, and the number of its database. */
export interface NamedClient {
  readonly name: string;
  readonly db: number;
}

/** Every connection in the text of CLIENT LIST. */
export function clientsIn(text: string): readonly NamedClient[] {
  return text.split(/\r?\n/).flatMap((line) => {
    if (!line.includes('addr=')) return [];
    const fields = fieldsOf(line);
    return [{ name: fields.get('name') ?? '', db: Number(fields.get('db') ?? 0) }];
  });
}

// Values hold no blanks: Redis refuses them in names.
function fieldsOf(line: string): ReadonlyMap<string, string> {
  return new Map(
    line.split(' ').map((field) => {
      const equals = field.indexOf('=');
      return [field.slice(0, equals), field.slice(equals + 1)] as const;
    }),
  );
}

const hostPart = (addr: string): string => addr.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
