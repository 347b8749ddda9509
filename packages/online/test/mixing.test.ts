import { Random, StateReader } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { OnlineError } from '../src/index.js';
import { BernsteinAggregation } from '../src/mixture/bernstein-aggregation.js';
import { ClassMixer } from '../src/mixture/class-mixer.js';
import { LogitPool } from '../src/mixture/logit-pool.js';
import { mixingPriors } from '../src/mixture/mixer.js';
import { NumberMixer } from '../src/mixture/number-mixer.js';
import { NumberPool } from '../src/mixture/number-pool.js';

const reread = (state: object): StateReader =>
  new StateReader(structuredClone(state) as never, 'it', OnlineError);

/** Bernstein online aggregation, as the paper has it. */
function plainBoa(rows: readonly number[][], priors: readonly number[], share: number): number[] {
  const count = priors.length;
  const [v, r] = [new Array<number>(count).fill(0), new Array<number>(count).fill(0)];
  let range = 0;
  let weights = [...priors];
  for (const row of rows) {
    const held = row.map((x) => Math.max(-20, Math.min(x, 20)));
    range = Math.max(range, ...held.map(Math.abs));
    if (range === 0) continue;
    held.forEach((x, k) => {
      v[k]! += x * x;
    });
    const eta = v.map((x) =>
      x === 0 ? 1 / (2 * range) : Math.min(1 / (2 * range), Math.sqrt(Math.log(count) / x)),
    );
    held.forEach((x, k) => {
      r[k]! += x * (1 + eta[k]! * x);
    });
    const raw = priors.map((prior, k) => prior * eta[k]! * Math.exp(-eta[k]! * r[k]!));
    const sum = raw.reduce((a, b) => a + b, 0);
    weights = raw.map((w) => ((1 - share) * w) / sum + share / count);
  }
  return weights;
}

/** A logit pool with dense matrices and one rank-one update for each class. */
class PlainLogitPool {
  w: number[];
  v: number[][];
  readonly count: number;
  readonly distance: number;
  constructor(count: number, distance: number) {
    this.count = count;
    this.distance = distance;
    this.w = new Array<number>(count).fill(1 / count);
    this.v = this.w.map((_, i) => this.w.map((__, j) => (i === j ? 0.1 / count / distance : 0)));
  }
  mix(scores: readonly number[][]): number[] {
    const z = scores[0]!.map((_, c) => scores.reduce((sum, s, k) => sum + this.w[k]! * s[c]!, 0));
    const e = z.map(Math.exp);
    const sum = e.reduce((a, b) => a + b, 0);
    return e.map((x) => x / sum);
  }
  update(scores: readonly number[][], truth: number): void {
    const p = this.mix(scores);
    const mean = scores.map((s) => s.reduce((sum, x, c) => sum + p[c]! * x, 0));
    const times = (x: readonly number[]): number[] =>
      this.v.map((row) => row.reduce((sum, v, j) => sum + v * x[j]!, 0));
    for (const [c, probability] of p.entries()) {
      const x = scores.map((s, k) => s[c]! - mean[k]!);
      const vx = times(x);
      const spread = x.reduce((sum, value, k) => sum + value * vx[k]!, 0);
      const factor = probability / (1 + probability * spread);
      this.v = this.v.map((row, i) => row.map((value, j) => value - factor * vx[i]! * vx[j]!));
    }
    const step = times(scores.map((s, k) => s[truth]! - mean[k]!));
    const longest = Math.max(...step.map(Math.abs));
    const scale = longest > 0.3 ? 0.3 / longest : 1;
    this.w = this.w.map((w, k) => w + scale * step[k]!);
    this.v.forEach((row, k) => {
      if (row[k]! < 0.1 / this.count / this.distance) row[k]! += 1e-5 / this.distance ** 2;
    });
  }
}

function draw(random: Random, experts: number, classes: number) {
  const p = Array.from({ length: experts }, () => {
    const raw = Array.from({ length: classes }, () => random.float() + 0.01);
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((x) => x / sum);
  });
  const s = p.map((row) => {
    const logs = row.map(Math.log);
    const mean = logs.reduce((a, b) => a + b, 0) / classes;
    return logs.map((x) => x - mean);
  });
  return { p, s, truth: random.below(classes) };
}

const said = (values: Float64Array) => ({ classes: 1, values, scores: new Float64Array(0) });

const flat = (rows: readonly number[][]): Float64Array => Float64Array.from(rows.flat());

describe('Bernstein online aggregation', () => {
  it.each([0, 0.01])('gives the weights of a plain implementation, with a share of %d', (share) => {
    const random = Random.fromSeed(1, 'boa');
    const priors = mixingPriors(4, 1);
    const rows = Array.from({ length: 300 }, (_, at) =>
      Array.from(
        { length: 4 },
        (__, k) => (random.float() - 0.5 + (k === 2 ? -0.2 : 0)) * (at === 100 ? 90 : 1),
      ),
    );
    const own = new BernsteinAggregation(priors);
    for (const [at, row] of rows.entries()) {
      own.update(Float64Array.from(row), share);
      const plain = plainBoa(rows.slice(0, at + 1), [...priors], share);
      for (const [k, weight] of plain.entries()) expect(own.weights[k]).toBeCloseTo(weight, 9);
    }
    expect(own.weights[2]).toBe(Math.max(...own.weights));
  });
});

describe('the pool of logits', () => {
  it.each([
    [2, 1],
    [2, 49],
    [3, 1],
    [5, 10],
  ])(
    'gives the probabilities of a plain implementation, for %d classes at distance %d',
    (classes, distance) => {
      const random = Random.fromSeed(2, 'logits');
      const experts = 4;
      const own = new LogitPool(experts);
      const plain = new PlainLogitPool(experts, distance);
      for (let at = 0; at < 200; at += 1) {
        const { s, truth } = draw(random, experts, classes);
        own.mix(flat(s), classes);
        const wanted = plain.mix(s);
        for (const [c, p] of wanted.entries()) expect(own.probabilities[c]).toBeCloseTo(p, 9);
        own.update(flat(s), classes, truth, distance);
        plain.update(s, truth);
      }
    },
  );

  it('moves less the later labels are', () => {
    const moved = [1, 10, 500].map((distance) => {
      const random = Random.fromSeed(3, 'late');
      const pool = new LogitPool(3);
      for (let at = 0; at < 50; at += 1) {
        const { s, truth } = draw(random, 3, 2);
        pool.mix(flat(s), 2);
        pool.update(flat(s), 2, truth, distance);
      }
      return pool.weights.reduce((sum, weight) => sum + Math.abs(weight - 1 / 3), 0);
    });
    expect(moved[1]).toBeLessThan(moved[0]! / 3);
    expect(moved[2]).toBeLessThan(moved[1]! / 3);
  });
});

describe('the pool of numbers', () => {
  it('finds the combination that a plain Kalman recursion finds', () => {
    const random = Random.fromSeed(4, 'numbers');
    const experts = 3;
    const own = new NumberPool(experts);
    let base = new Array<number>(experts).fill(1 / experts);
    let w = new Array<number>(experts).fill(0);
    let v = w.map((_, i) => w.map((__, j) => (i === j ? 0.1 / experts : 0)));
    let [weight, error, expertError] = [0, 0, 0];
    for (let at = 0; at < 200; at += 1) {
      const y = random.float() * 10;
      const p = [y + random.float() - 0.5, y / 2 + random.float(), 5];
      const b = p.reduce((sum, x, k) => sum + base[k]! * x, 0);
      const x = p.map((value) => value - b);
      const f = b + x.reduce((sum, value, k) => sum + w[k]! * value, 0);
      expect(own.mix(Float64Array.from(p))).toBeCloseTo(f, 8);
      own.update(Float64Array.from(p), y, 1, 0.01);
      weight = weight * 0.995 + 1;
      error += ((y - f) ** 2 - error) / weight;
      const vx = v.map((row) => row.reduce((sum, value, j) => sum + value * x[j]!, 0));
      const variance = error + x.reduce((sum, value, k) => sum + value * vx[k]!, 0);
      const most = 5 * Math.sqrt(variance);
      const held = Math.max(-most, Math.min(y - f, most));
      w = w.map((value, k) => value + (vx[k]! * held) / variance);
      v = v.map((row, i) => row.map((value, j) => value - (vx[i]! * vx[j]!) / variance));
      v.forEach((row, k) => {
        if (row[k]! < 0.1 / experts) row[k]! += 1e-6;
      });
      expertError +=
        (p.reduce((sum, value, k) => sum + base[k]! * (value - y) ** 2, 0) - expertError) / weight;
      const raw = base.map((value, k) => value * Math.exp((-0.1 * (p[k]! - y) ** 2) / expertError));
      const sum = raw.reduce((a, c) => a + c, 0);
      base = raw.map((value) => (0.99 * value) / sum + 0.01 / experts);
    }
  });
});

describe('a mixer', () => {
  it('has weights that sum to 1 and answers that are probabilities, whatever the experts say, and resumes', () => {
    const random = Random.fromSeed(5, 'mixer');
    let mixer = new ClassMixer(4, 0);
    const whole = new ClassMixer(4, 0);
    for (let at = 0; at < 300; at += 1) {
      const { p, s, truth } = draw(random, 4, 3);
      // Now and then an expert is sure, and wrong.
      if (at % 20 === 0) {
        p[1] = [1e-5, 1e-5, 1 - 2e-5];
        s[1] = p[1].map((x) => Math.log(x) - (2 * Math.log(1e-5) + Math.log(1 - 2e-5)) / 3);
      }
      const row = { classes: 3, values: flat(p), scores: flat(s) };
      for (const each of [mixer, whole]) {
        each.mix(row);
        expect(each.answer.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 9);
        for (const x of each.answer) expect(x).toBeGreaterThan(0);
        each.update(row, truth, 1);
        expect(each.shares.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 9);
      }
      if (at % 37 === 0) mixer = new ClassMixer(4, 0, reread(mixer.state()));
    }
    expect(mixer.state()).toEqual(whole.state());
  });

  it('is hardly moved by one wild number', () => {
    const random = Random.fromSeed(6, 'wild');
    const mixer = new NumberMixer(3, 0);
    let [before, after] = [0, 0];
    for (let at = 0; at < 600; at += 1) {
      const y = random.float();
      const p = Float64Array.of(0.5, y + 0.1 * (random.float() - 0.5), random.float());
      mixer.mix(said(p));
      const error = Math.abs(mixer.answer[0]! - y);
      if (at >= 200 && at < 300) before += error;
      if (at > 300 && at <= 400) after += error;
      mixer.update(said(p), at === 300 ? 1e9 : y, 1);
    }
    expect(after).toBeLessThan(1.5 * before);
  });

  it('goes to the best expert, and leaves it when it is no longer the best', () => {
    const random = Random.fromSeed(7, 'switch');
    const mixer = new NumberMixer(3, 0);
    const best: number[] = [];
    for (let at = 0; at < 1000; at += 1) {
      const y = random.float();
      const [good, bad] = [y + 0.01 * random.float(), random.float()];
      const p = at < 500 ? Float64Array.of(0.5, good, bad) : Float64Array.of(0.5, bad, good);
      mixer.mix(said(p));
      if (at === 499 || at === 999) best.push(mixer.shares.indexOf(Math.max(...mixer.shares)));
      mixer.update(said(p), y, 1);
    }
    expect(best).toEqual([1, 2]);
  });
});
