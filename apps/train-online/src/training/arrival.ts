/** Waits for what may never come, so that something else can be attended to meanwhile. */
export class Arrival {
  #wake: (() => void) | undefined;

  /** Ends the current `wait`, if there is one. */
  readonly wake = (): void => this.#wake?.();

  /** Returns what `coming` gives; undefined if `wake` was called before. It may then be waited for again. */
  wait<T>(coming: Promise<T>): Promise<T | undefined> {
    return new Promise<T | undefined>((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      coming.then(resolve, reject);
    });
  }
}
