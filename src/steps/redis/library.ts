// The client library of Redis, as what is imported when it is first needed. It is CommonJS: bundled, a dynamic import of the
// package itself has no names.

export { AbstractConnector, Redis } from 'ioredis';
