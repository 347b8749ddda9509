import { exp, ln } from '@graph/core';
import { LearnerError } from '../learner-error.js';
import type { Loss } from '../losses/loss.js';
import type { LossTerm } from './loss-term.js';

/** Computes sums of loss terms and their derivatives by the outputs, in double precision; allocates nothing. */
export class TermGradients {
  readonly #width: number;
  /** `[outputs]`, the probabilities of outputs and of targets; the latter are the targets themselves if they are no logits. */
  readonly #p: Float64Array;
  readonly #t: Float64Array;

  constructor(outputs: number) {
    this.#width = outputs;
    this.#p = new Float64Array(outputs);
    this.#t = new Float64Array(outputs);
  }

  /** Adds the derivatives of all terms to `gradients`; returns their loss. @throws LearnerError `SHAPE`, `OPTION` */
  add(terms: readonly LossTerm[], outputs: Float32Array, gradients: Float32Array, rows: number): number {
    let loss = 0;
    for (let at = 0; at < terms.length; at += 1) loss += this.#term(terms[at]!, outputs, gradients, rows);
    return loss;
  }

  #term(term: LossTerm, outputs: Float32Array, gradients: Float32Array, all: number): number {
    const { loss, from = 0, weight = 1, temperature = 1, targetLogits = false } = term;
    const { rows = all - from } = term;
    this.#check(term, from, rows, weight, temperature, all);
    const factor = weight / rows;
    const width = this.#width;
    let sum = 0;
    for (let row = 0; row < rows; row += 1) {
      const at = (from + row) * width;
      const mask = term.classes === undefined || term.classes.length === width ? 0 : row * width;
      sum +=
        loss.kind === 'softmax-cross-entropy'
          ? this.#softmax(term, outputs, gradients, at, row * width, mask, factor, temperature, targetLogits)
          : this.#pointwise(loss, term, outputs, gradients, at, row * width, mask, factor);
    }
    return sum * factor;
  }

  #pointwise(
    loss: Loss,
    { targets, classes }: LossTerm,
    outputs: Float32Array,
    gradients: Float32Array,
    at: number,
    target: number,
    mask: number,
    factor: number,
  ): number {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < this.#width; i += 1) if (classes === undefined || classes[mask + i] !== 0) count += 1;
    for (let i = 0; i < this.#width; i += 1) {
      if (classes !== undefined && classes[mask + i] === 0) continue;
      const y = outputs[at + i]!;
      const t = targets[target + i]!;
      let slope = y - t;
      if (loss.kind === 'mean-squared-error') {
        sum += slope * slope;
        slope *= 2;
      } else if (loss.kind === 'huber') {
        const size = Math.abs(slope);
        sum += size <= loss.delta ? 0.5 * size * size : loss.delta * (size - 0.5 * loss.delta);
        if (size > loss.delta) slope = slope > 0 ? loss.delta : -loss.delta;
      } else {
        const e = exp(-Math.abs(y));
        sum += Math.max(y, 0) - y * t + ln(1 + e);
        slope = (y >= 0 ? 1 : e) / (1 + e) - t;
      }
      gradients[at + i] = gradients[at + i]! + (slope / count) * factor;
    }
    return count === 0 ? 0 : sum / count;
  }

  #softmax(
    { targets, classes }: LossTerm,
    outputs: Float32Array,
    gradients: Float32Array,
    at: number,
    target: number,
    mask: number,
    factor: number,
    temperature: number,
    targetLogits: boolean,
  ): number {
    const logSum = this.#probabilities(outputs, at, classes, mask, temperature, this.#p);
    if (targetLogits) this.#probabilities(targets, target, classes, mask, temperature, this.#t);
    const t = this.#t;
    let mass = 0;
    let picked = 0;
    for (let i = 0; i < this.#width; i += 1) {
      if (classes !== undefined && classes[mask + i] === 0) continue;
      if (!targetLogits) t[i] = targets[target + i]!;
      mass += t[i]!;
      picked += t[i]! * (outputs[at + i]! / temperature);
    }
    for (let i = 0; i < this.#width; i += 1) {
      if (classes !== undefined && classes[mask + i] === 0) continue;
      gradients[at + i] = gradients[at + i]! + (mass * this.#p[i]! - t[i]!) * temperature * factor;
    }
    return (mass * logSum - picked) * temperature * temperature;
  }

  /** Writes the softmax of those that take part; returns the logarithm of its sum, 0 if none does. */
  #probabilities(
    logits: Float32Array,
    at: number,
    classes: Uint8Array | undefined,
    mask: number,
    temperature: number,
    out: Float64Array,
  ): number {
    let top = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#width; i += 1)
      if (classes === undefined || classes[mask + i] !== 0)
        top = Math.max(top, logits[at + i]! / temperature);
    if (top === Number.NEGATIVE_INFINITY) return 0;
    let sum = 0;
    for (let i = 0; i < this.#width; i += 1) {
      const takesPart = classes === undefined || classes[mask + i] !== 0;
      out[i] = takesPart ? exp(logits[at + i]! / temperature - top) : 0;
      sum += out[i]!;
    }
    for (let i = 0; i < this.#width; i += 1) out[i] = out[i]! / sum;
    return top + ln(sum);
  }

  #check(
    { targets, classes }: LossTerm,
    from: number,
    rows: number,
    weight: number,
    temperature: number,
    all: number,
  ): void {
    if (!(Number.isInteger(from) && Number.isInteger(rows) && from >= 0 && rows >= 1 && from + rows <= all))
      throw new LearnerError(
        'SHAPE',
        `a term is of ${rows} rows from row ${from} on, wanted a part of ${all}`,
      );
    const width = this.#width;
    if (targets.length < rows * width)
      throw new LearnerError(
        'SHAPE',
        `a term has ${targets.length} targets, wanted ${rows} rows of ${width} outputs`,
      );
    if (classes !== undefined && classes.length !== width && classes.length < rows * width)
      throw new LearnerError(
        'SHAPE',
        `a term has ${classes.length} classes, wanted ${width}, or as many for each of ${rows} rows`,
      );
    if (!Number.isFinite(weight) || !(temperature > 0 && Number.isFinite(temperature)))
      throw new LearnerError(
        'OPTION',
        `a term has weight ${weight} and temperature ${temperature}, wanted finite numbers, the latter > 0`,
      );
  }
}
