import type { OnlineModel } from '@graph/online';

/** Rows after which the mean is looked at anew: a report takes its time. */
const EVERY = 64;

/** The mean distance between predicted numbers and what came, nearly as it is now. */
export class MeanError {
  #version = Number.NaN;
  #value: number | null = null;

  of(model: OnlineModel): number | null {
    const { examples } = model;
    if (!(examples >= this.#version && examples < this.#version + EVERY)) {
      const { mae } = model.report();
      this.#version = examples;
      this.#value = typeof mae === 'number' ? mae : null;
    }
    return this.#value;
  }
}
