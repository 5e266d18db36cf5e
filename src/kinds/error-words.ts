// Words that `error.kind` of a reading can be, where several kinds share them. A word too many costs an author a comparison that
// is never true; one too few refuses a good file.

/** Of what reaches a system over the network. */
export const NETWORK_ERRORS = [
  'refused',
  'unreachable',
  'timeout',
  'reset',
  'closed',
  'dns',
  'tls',
  'certificate',
  'client_certificate',
  'other',
] as const;

/** One of these. */
export type NetworkError = (typeof NETWORK_ERRORS)[number];

/** Of an HTTP request. */
export const HTTP_ERRORS = [...NETWORK_ERRORS, 'http', 'not_http', 'proxy'] as const;

/** Of a program that ran. */
export const PROGRAM_ERRORS = ['exit', 'signal', 'timeout'] as const;
