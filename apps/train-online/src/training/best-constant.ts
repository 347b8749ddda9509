import type { StateTree } from './shapes.js';

/** The mean and spread of all targets so far: what the best constant prediction of them would cost. */
export class BestConstant {
  #count = 0;
  #mean: Float64Array;
  #squares: Float64Array;

  constructor(width: number) {
    this.#mean = new Float64Array(width);
    this.#squares = new Float64Array(width);
  }

  /** Takes in `rows` rows of targets `[rows, width]`, after Welford (1962). */
  add(targets: Float32Array, rows: number): void {
    const width = this.#mean.length;
    for (let row = 0; row < rows; row += 1) {
      this.#count += 1;
      for (let column = 0; column < width; column += 1) {
        const target = targets[row * width + column]!;
        const delta = target - this.#mean[column]!;
        this.#mean[column]! += delta / this.#count;
        this.#squares[column]! += delta * (target - this.#mean[column]!);
      }
    }
  }

  /** Squared error of the best constant, averaged over the columns; null before the first row. */
  get meanSquaredError(): number | null {
    if (this.#count === 0) return null;
    let sum = 0;
    for (const squares of this.#squares) sum += squares / this.#count;
    return sum / this.#squares.length;
  }

  state(): StateTree {
    return { count: this.#count, mean: this.#mean.slice(), squares: this.#squares.slice() };
  }

  static from(state: StateTree): BestConstant {
    const constant = new BestConstant((state['mean'] as Float64Array).length);
    constant.#count = state['count'] as number;
    constant.#mean = (state['mean'] as Float64Array).slice();
    constant.#squares = (state['squares'] as Float64Array).slice();
    return constant;
  }
}
