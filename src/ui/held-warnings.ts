// Warnings of Node go to stderr, which is the same terminal: they would stand in the middle of the screen. They are held
// while the screen is up, and printed when it is gone.

/** Holds warnings back; `release` prints them and lets later ones through. */
export function holdWarnings(): { release(): void } {
  const before = process.listeners('warning');
  const held: Error[] = [];
  const hold = (warning: Error): void => void held.push(warning);
  process.removeAllListeners('warning');
  process.on('warning', hold);
  return {
    release: () => {
      process.off('warning', hold);
      for (const listener of before) process.on('warning', listener);
      for (const { name, message } of held) process.stderr.write(`${name}: ${message}\n`);
    },
  };
}
