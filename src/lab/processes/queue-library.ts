// The libraries of BullMQ and Redis, as what is imported when it is first needed. They are CommonJS: bundled, a dynamic
// import of such a package itself has no names.

export { Queue, Worker } from 'bullmq';
export { Redis } from 'ioredis';
