import type { LinearTask } from '../../src/index.js';

/** Rounds as the arrays of a filter would: to double precision, or to single to see what that would lose. */
type Round = (value: number) => number;

/**
 * The recursion of `KalmanLinear` as it is written in its sources: plain matrices, no sharing, no kernels, `Math.exp`.
 */
export class DenseKalman {
  w: number[][];
  p: number[][];
  noise = 1;
  count = 0;
  sharpness = 1.4;
  readonly #prior: number[];
  /** Targets as they count for the unit. */
  readonly #targets: number[] = [];

  readonly task: LinearTask;
  readonly q: number;
  readonly round: Round;

  constructor(
    task: LinearTask,
    prior: readonly number[],
    outputs: number,
    q: number,
    round: Round = (value) => value,
  ) {
    this.task = task;
    this.q = q;
    this.round = round;
    this.#prior = [...prior];
    this.w = Array.from({ length: outputs }, () => prior.map(() => 0));
    this.p = [];
    this.reset();
  }

  reset(): void {
    this.p = this.#prior.map((variance, i) => this.#prior.map((_, j) => (i === j ? variance : 0)));
  }

  answers(x: readonly number[]): { f: number[]; g: number[]; s2: number } {
    const f = this.w.map((w) => inner(w, x));
    const g = this.p.map((row) => inner(row, x));
    return { f, g, s2: inner(g, x) };
  }

  predict(x: readonly number[]): number[] {
    const { f, s2 } = this.answers(x);
    if (this.task === 'binary') return [sigma(f[0]! / Math.sqrt(1 + (Math.PI * s2) / 8))];
    const { mean, deviation } = this.#unit();
    return this.task === 'number' ? [mean + deviation * f[0]!] : softmax(f, Math.exp(this.sharpness));
  }

  learn(x: readonly number[], given: number): void {
    const before = this.#unit();
    if (this.task === 'number' && !before.hasSpread) this.#count(given);
    const { mean, deviation } = this.#unit();
    this.#learn(x, this.task === 'number' ? (given - mean) / deviation : given);
    if (this.task === 'number' && before.hasSpread) this.#count(given);
  }

  #unit(): { mean: number; deviation: number; hasSpread: boolean } {
    const count = this.#targets.length;
    const mean = count === 0 ? 0 : this.#targets.reduce((sum, y) => sum + y, 0) / count;
    const square = this.#targets.reduce((sum, y) => sum + (y - mean) * (y - mean), 0) / count;
    const hasSpread = count > 0 && square > 1e-20;
    return { mean, deviation: hasSpread ? Math.sqrt(square) : 1, hasSpread };
  }

  /** Changes the unit, and the weights so that every answer stays; the first target sets it. */
  #count(y: number): void {
    const old = this.#unit();
    const most = old.hasSpread ? 5 * old.deviation : Number.POSITIVE_INFINITY;
    this.#targets.push(old.mean + Math.max(-most, Math.min(most, y - old.mean)));
    if (this.#targets.length === 1) return;
    const { mean, deviation } = this.#unit();
    this.w[0] = this.w[0]!.map((w) => (w * old.deviation) / deviation);
    this.w[0]![0]! += (old.mean - mean) / deviation;
  }

  #learn(x: readonly number[], y: number): void {
    const { f, g, s2 } = this.answers(x);
    this.count += 1;
    let errors: number[];
    let h: number;
    if (this.task === 'binary') {
      const e = solve(y, f[0]!, s2);
      const p = sigma(f[0]! + s2 * e);
      h = Math.max(1e-4, p * (1 - p));
      errors = [e];
    } else if (this.task === 'number') {
      const most = 5 * Math.sqrt(this.noise + s2);
      const e = Math.max(-most, Math.min(most, y - f[0]!));
      h = 1 / this.noise;
      errors = [e / (this.noise + s2)];
      this.noise += (e * e - this.noise) * Math.max(1 / 500, 1 / (this.count + 1));
      this.noise = Math.max(1e-8, Math.min(4, this.noise));
    } else {
      const beta = Math.exp(this.sharpness);
      const slope = beta * (f[y]! - inner(softmax(f, beta), f));
      this.sharpness += 0.02 * Math.max(-1, Math.min(1, slope));
      h = 10;
      errors = f.map((value, index) => ((index === y ? 1 : 0) - value) / (0.1 + s2));
    }
    const { round } = this;
    errors.forEach((e, output) => {
      this.w[output] = this.w[output]!.map((w, j) => round(w + g[j]! * e));
    });
    const share = h / (1 + h * s2);
    this.p = this.p.map((row, i) => row.map((value, j) => round(value - g[i]! * g[j]! * share)));
    for (const [i, row] of this.p.entries()) if (row[i]! < this.#prior[i]!) row[i] = round(row[i]! + this.q);
  }
}

function inner(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, index) => sum + value * y[index]!, 0);
}

export function sigma(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function softmax(f: readonly number[], beta: number): number[] {
  const e = f.map((value) => Math.exp(beta * value));
  const sum = e.reduce((total, value) => total + value, 0);
  return e.map((value) => value / sum);
}

/** By bisection: nothing is simpler. */
export function solve(y: number, f: number, rise: number): number {
  let low = y - 1;
  let high = y;
  for (let step = 0; step < 100; step += 1) {
    const e = (low + high) / 2;
    if (e - y + sigma(f + rise * e) > 0) high = e;
    else low = e;
  }
  return (low + high) / 2;
}
