import type { LinearTask } from '../../src/index.js';
import { sigma, softmax, solve } from './dense-kalman.js';

/** A feature and its value. */
export type Feature = readonly [slot: number, value: number];

/**
 * The rule of `HashedLinear` as it is written in its sources, in double precision, with a map in place of the table. Numbers
 * are to have a mean of 0 and a deviation of 1: what their unit does is tried elsewhere.
 */
export class DenseHashed {
  readonly task: LinearTask;
  readonly outputs: number;
  readonly rate: number;
  /** By slot, −1 for the bias: weight and sum of squares of each output. */
  readonly table: Map<number, { w: number; g: number }[]> = new Map();

  constructor(task: LinearTask, outputs: number, rate: number) {
    this.task = task;
    this.outputs = outputs;
    this.rate = rate;
  }

  answers(row: readonly Feature[]): number[] {
    const features = this.#features(row);
    return Array.from({ length: this.outputs }, (_, output) =>
      features.reduce((sum, { cells, value }) => sum + cells[output]!.w * value, 0),
    );
  }

  predict(row: readonly Feature[]): number[] {
    const f = this.answers(row);
    if (this.task === 'classes') return softmax(f, 1);
    return this.task === 'binary' ? [sigma(f[0]!)] : f;
  }

  /** Learns a class. */
  learn(row: readonly Feature[], y: number): void {
    const features = this.#features(row);
    const f = this.answers(row);
    const p = this.predict(row);
    for (let output = 0; output < this.outputs; output += 1) {
      const target = this.task === 'classes' ? Number(output === y) : y;
      const before = target - p[output]!;
      let rise = 0;
      const steps = features.map(({ cells, value }) => {
        const cell = cells[output]!;
        cell.g += (before * value) ** 2;
        const step = cell.g > 0 ? (this.rate * value) / Math.sqrt(cell.g) : 0;
        rise += step * value;
        return step;
      });
      const error =
        this.task === 'binary' ? solve(y, f[0]!, rise) : before / (1 + rise * p[output]! * (1 - p[output]!));
      for (const [index, { cells }] of features.entries()) cells[output]!.w += steps[index]! * error;
    }
  }

  #features(row: readonly Feature[]): { cells: { w: number; g: number }[]; value: number }[] {
    const length = Math.sqrt(row.reduce((sum, [, value]) => sum + value * value, 0));
    return [
      ...row.map(([slot, value]) => [slot, length > 0 ? value / length : 0] as const),
      [-1, 1] as const,
    ].map(([slot, value]) => {
      const cells = this.table.get(slot) ?? Array.from({ length: this.outputs }, () => ({ w: 0, g: 0 }));
      this.table.set(slot, cells);
      return { cells, value };
    });
  }
}
