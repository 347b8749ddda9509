import type { NdArray } from 'ndarray';
import type { LastHidden } from './last-hidden.js';
import type { RowGroup } from './row-group.js';

/** The mean of each class's rows, scaled to length 1 again. */
export class MeansByClass {
  /** `[classes, width]` */
  readonly #means: Float64Array;
  /** `[classes]`, rows of each. */
  readonly #rows: Uint32Array;
  readonly #width: number;

  constructor(rows: RowGroup, hidden: LastHidden) {
    const { width } = hidden;
    const classes = rows.classes.length;
    const features = hidden.of(rows.inputs, rows.size);
    this.#width = width;
    this.#means = new Float64Array(classes * width);
    this.#rows = new Uint32Array(classes);
    for (let row = 0; row < rows.size; row += 1) {
      const label = rows.columns.labels[row]!;
      this.#rows[label] = this.#rows[label]! + 1;
      for (let at = 0; at < width; at += 1)
        this.#means[label * width + at] = this.#means[label * width + at]! + features[row * width + at]!;
    }
    for (let label = 0; label < classes; label += 1) {
      const mean = this.#means.subarray(label * width, (label + 1) * width);
      let square = 0;
      for (const value of mean) square += value * value;
      if (square > 0) for (let at = 0; at < width; at += 1) mean[at] = mean[at]! / Math.sqrt(square);
    }
  }

  /** Writes minus the squared distance from the mean of each class; of a class without rows, -∞. */
  score(features: Float32Array, rows: number, out: NdArray<Float32Array>): void {
    const width = this.#width;
    const classes = this.#rows.length;
    for (let row = 0; row < rows; row += 1)
      for (let label = 0; label < classes; label += 1) {
        let square = 0;
        for (let at = 0; at < width; at += 1) {
          const distance = features[row * width + at]! - this.#means[label * width + at]!;
          square += distance * distance;
        }
        out.data[row * classes + label] = this.#rows[label] === 0 ? Number.NEGATIVE_INFINITY : -square;
      }
  }
}
