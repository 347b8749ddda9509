/** After a longer pause, as when the tab was hidden, nothing is made up for. */
const LONGEST_FRAME = 100;

/** Says how many steps are due at each frame, so that a lesson takes as long on a fast screen as on a slow one. */
export class Pace {
  readonly #stepsPerMillisecond: number;
  #last: number | undefined;
  #owed = 0;

  constructor(stepsPerSecond: number) {
    this.#stepsPerMillisecond = stepsPerSecond / 1000;
  }

  /** Returns the steps to take at `now`, in milliseconds; a frame that was too slow owes nothing to the next. */
  due(now: number): number {
    const passed = this.#last === undefined ? 0 : Math.min(now - this.#last, LONGEST_FRAME);
    this.#last = now;
    this.#owed += passed * this.#stepsPerMillisecond;
    const due = Math.floor(this.#owed);
    this.#owed -= due;
    return due;
  }

  /** Forgets when the last frame was: the next one is the first after a pause. */
  rest(): void {
    this.#last = undefined;
  }
}
