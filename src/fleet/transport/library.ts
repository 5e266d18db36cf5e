// The library of BullMQ, as what is imported when it is first needed. It is CommonJS: bundled, a dynamic import of the package
// itself has no names.

export { Queue, Worker } from 'bullmq';
