// Where the HTTP API of a Prometheus is, from the address that people know: with a path or without, with what follows `?`.

/** The address of one call of the API. What stands behind `?` in the address goes with it. */
export function apiUrl(address: string, call: 'query' | 'query_range'): string {
  const [, base = '', rest = ''] = /^([^?#]*)([?][^#]*)?/.exec(address) ?? [];
  // People paste what their curl has.
  const root = base.replace(/\/+$/, '').replace(/\/api\/v1(?:\/query(?:_range)?)?$/, '');
  return `${root}/api/v1/${call}${rest}`;
}
