// The child's side of a lab process: what it is to do comes over the channel to its parent, and it ends with that channel.
// In a container there is no such parent: there it is told by a variable of its environment, and ends when it is asked to.

/** The variable that holds the configuration of a program in a container, as JSON. */
export const CONFIGURATION_VARIABLE = 'FIREBREAK_LAB';

let cleanUp: () => Promise<void> = async () => {};

/** Waits for the configuration; from now on the process ends when its parent ends or lets go of it. */
export function configuration<Config>(): Promise<Config> {
  // A terminal's Ctrl-C is the parent's affair.
  process.on('SIGINT', () => {});
  const given = process.env[CONFIGURATION_VARIABLE];
  if (given !== undefined) {
    // The first process of a container ends at no signal that it does not listen to.
    process.once('SIGTERM', end);
    return Promise.resolve(JSON.parse(given) as Config);
  }
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
