/** Runs tasks, at most `width` at a time, and rejects with the first failure after all that were begun have ended. */
export async function runAll<T>(
  items: Iterable<T> | AsyncIterable<T>,
  width: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const rest = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failed = false;
  let failure: unknown;
  async function runner(): Promise<void> {
    while (!failed) {
      try {
        const next = await rest.next();
        if (next.done === true || failed) return;
        await task(next.value);
      } catch (error) {
        if (!failed) failure = error;
        failed = true;
      }
    }
  }
  await Promise.all(Array.from({ length: width }, runner));
  if (failed) throw failure;
}
