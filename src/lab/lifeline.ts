// The child's side of a lab process: what it is to do comes over the channel to its parent, and it ends with that channel.

/** Waits for the configuration; from now on the process ends, after `cleanUp`, when its parent ends or lets go of it. */
export function configuration<Config>(cleanUp: () => Promise<void> = async () => {}): Promise<Config> {
  // A terminal's Ctrl-C is the parent's affair.
  process.on('SIGINT', () => {});
  process.once('disconnect', () => {
    cleanUp().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  return new Promise((resolve) => process.once('message', (config) => resolve(config as Config)));
}

/** Tells the parent that the process does its work now. */
export function ready(): void {
  process.send?.('ready');
}
