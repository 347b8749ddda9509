/** Runs tasks, at most `width` at a time, and rejects with the first failure after all that were begun have ended. */
export async function runAll<T>(
  items: readonly T[],
  width: number,
  task: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  let failure: unknown;
  async function runner(): Promise<void> {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        await task(items[index]!, index);
      } catch (error) {
        if (!failed) failure = error;
        failed = true;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, runner));
  if (failed) throw failure;
}
