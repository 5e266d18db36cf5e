// The child's side of a lab process: what it is to do comes over the channel to its parent, and it ends with that channel.

let cleanUp: () => Promise<void> = async () => {};

/** Waits for the configuration; from now on the process ends when its parent ends or lets go of it. */
export function configuration<Config>(): Promise<Config> {
  // A terminal's Ctrl-C is the parent's affair.
  process.on('SIGINT', () => {});
  process.once('disconnect', end);
  // The parent may be gone already; what it still sent is delivered before this.
  if (!process.connected) setImmediate(end);
  return new Promise((resolve) => process.once('message', (config) => resolve(config as Config)));
}

/** What is to be done before this process ends. */
export function atEnd(work: () => Promise<void>): void {
  cleanUp = work;
}

/** Tells the parent that the process does its work now. */
export function ready(): void {
  process.send?.('ready');
}

function end(): void {
  cleanUp().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}
