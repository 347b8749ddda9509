import type { StateTree } from '@graph/core';
import type { DriftDetector } from '../src/index.js';

/** A detector of your own: errors that have become twice as frequent as they were, by two fading means. */
export class TwiceAsWrong implements DriftDetector {
  rowsSinceChange = 0;
  short = 0;
  long = 0;

  update(error: number): boolean {
    if (!Number.isFinite(error)) throw new RangeError(`error is ${error}, wanted a finite number`);
    this.rowsSinceChange += 1;
    this.short += (error - this.short) / Math.min(this.rowsSinceChange, 30);
    this.long += (error - this.long) / Math.min(this.rowsSinceChange, 500);
    if (this.rowsSinceChange < 100 || this.short <= 2 * this.long) return false;
    Object.assign(this, { rowsSinceChange: 0, short: 0, long: 0 });
    return true;
  }

  state(): StateTree {
    return { rowsSinceChange: this.rowsSinceChange, short: this.short, long: this.long };
  }

  static from(state: StateTree): TwiceAsWrong {
    return Object.assign(new TwiceAsWrong(), state);
  }
}
