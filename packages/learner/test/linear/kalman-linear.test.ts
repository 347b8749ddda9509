import { describe, expect, it } from 'vitest';
import { KalmanLinear, LearnerError, type LinearTask } from '../../src/index.js';
import { DenseKalman } from './dense-kalman.js';
import { rowsOf } from './rows.js';

const TASKS: readonly LinearTask[] = ['binary', 'number', 'classes'];
const outputsOf = (task: LinearTask): number => (task === 'classes' ? 3 : 1);

const create = (task: LinearTask, inputs: number, more: object = {}): KalmanLinear =>
  new KalmanLinear({ task, inputs, ...(task === 'classes' ? { outputs: 3 } : {}), ...more });

function answer(model: KalmanLinear, x: Float64Array | Float32Array, offset = 0): number[] {
  const out = new Float64Array(model.outputs);
  model.predict(x, out, offset);
  return [...out];
}

/** Learns rows, each predicted before or not, and returns the model. */
function learned(model: KalmanLinear, count = 200, seed = 1, predictFirst = true): KalmanLinear {
  for (const { x, y } of rowsOf(model.task, count, model.inputs, seed)) {
    if (predictFirst) answer(model, x);
    model.learn(x, y);
  }
  return model;
}

const furthestOf = (left: ArrayLike<number>, right: ArrayLike<number>): number =>
  Array.from(left).reduce((most, value, index) => Math.max(most, Math.abs(value - right[index]!)), 0);

describe.each(TASKS)('a second-order linear model of the task %s', (task) => {
  it.each([
    [0, 0],
    [1, 0],
    [2, 0.01],
    [7, 0],
    [8, 1e-3],
    [13, 1e-3],
  ])('with %i inputs and a random walk of %f answers as its formulas do', (width, randomWalk) => {
    const prior = Array.from({ length: width }, (_, index) => 0.3 + 0.1 * index);
    const model = create(task, width, { priorVariance: prior, biasVariance: 3, randomWalk });
    const dense = new DenseKalman(task, [3, ...prior], outputsOf(task), randomWalk);
    let furthest = 0;
    for (const [index, { x, y }] of rowsOf(task, 400, width).entries()) {
      const row = [1, ...x];
      // A number is held to a range that few targets make narrow.
      if (task !== 'number' || index > 20)
        furthest = Math.max(furthest, furthestOf(answer(model, x), dense.predict(row)));
      model.learn(x, y);
      dense.learn(row, y);
      if (index === 200) {
        model.resetCovariance();
        dense.reset();
      }
    }
    expect(furthest).toBeLessThan(1e-9);
    const lower = dense.p.flatMap((row, i) => row.slice(0, i + 1));
    expect(furthestOf(model.state().covariance, lower)).toBeLessThan(1e-9);
  });

  it('learns the same to the bit whether the row was predicted before or not', () => {
    const one = learned(create(task, 5));
    const other = learned(create(task, 5), 200, 1, false);
    expect({ ...other.state(), variance: 0 }).toEqual({ ...one.state(), variance: 0 });
  });

  it('reads rows of 32 or 64 bits, at an offset', () => {
    const one = learned(create(task, 4), 50);
    const x = [0.5, -0.25, 2, 1];
    expect(answer(one, new Float32Array([9, 9, ...x, 9]), 2)).toEqual(answer(one, new Float64Array(x)));
    const other = KalmanLinear.from(one.state());
    one.learn(new Float64Array(x), 1);
    other.learn(new Float32Array([9, ...x]), 1, 1);
    expect(other.state()).toEqual(one.state());
  });

  it('goes on as the original does when it is restored from a clone of its state', () => {
    const one = learned(create(task, 6, { randomWalk: 1e-3 }));
    const other = KalmanLinear.from(structuredClone(one.state()));
    expect(other.state()).toEqual(one.state());
    expect(other.variance).toBe(one.variance);
    expect(learned(other, 100, 2).state()).toEqual(learned(one, 100, 2).state());
  });

  it('refuses a state with any field missing or changed, or restores it as it is', () => {
    const state = learned(create(task, 3), 20).state();
    for (const key of Object.keys(state)) {
      for (const wrong of [undefined, null, 'x', -1, Number.NaN, new Float64Array(1), {}]) {
        const changed = { ...state, [key]: wrong };
        let restored: KalmanLinear;
        try {
          restored = KalmanLinear.from(changed as typeof state);
        } catch (error) {
          expect(LearnerError.is(error) && error.code, `${key}: ${error}`).toBe('STATE');
          continue;
        }
        expect(restored.state()).toEqual(changed);
      }
    }
    const { weights } = state;
    const broken = { ...state, weights: weights.map(() => Number.NaN) };
    expect(() => KalmanLinear.from(broken)).toThrow(expect.objectContaining({ code: 'STATE' }));
  });

  it.each([1, 2, 3])(
    'has after %i inputs were added the bits of a model that had them from the start',
    (count) => {
      const narrow = learned(create(task, 4, { priorVariance: 0.5 }));
      const wide = create(task, 4 + count, { priorVariance: 0.5 });
      for (const { x, y } of rowsOf(task, 200, 4)) {
        const row = new Float64Array(4 + count);
        row.set(x);
        answer(wide, row);
        wide.learn(row, y);
      }
      narrow.widenInputs(count, (input) => (input >= 4 ? 0.5 : 7));
      expect(narrow.state()).toEqual(wide.state());
      expect(learned(narrow, 50, 2).state()).toEqual(learned(wide, 50, 2).state());
    },
  );

  it('answers the same after its inputs were rescaled, and learns the same from then on', () => {
    const one = learned(create(task, 5));
    const other = KalmanLinear.from(one.state());
    const scale = [0.5, 2, -1, 1, 1.25];
    const shift = [0.1, -0.3, 0, 0.25, 4];
    other.rescale(scale, shift);
    const rescaled = (x: Float64Array): Float64Array =>
      x.map((value, index) => value * scale[index]! + shift[index]!);
    for (const { x, y } of rowsOf(task, 100, 5, 3)) {
      expect(furthestOf(answer(other, rescaled(x)), answer(one, x))).toBeLessThan(1e-9);
      expect(other.variance / one.variance).toBeCloseTo(1, 9);
      one.learn(x, y);
      other.learn(rescaled(x), y);
    }
  });

  it('keeps its weights, and is less sure of them, after a reset of the covariance', () => {
    const model = learned(create(task, 5));
    const weights = model.weights();
    const x = new Float64Array(5).fill(1);
    answer(model, x);
    const before = model.variance;
    model.resetCovariance();
    answer(model, x);
    expect(model.weights()).toEqual(weights);
    expect(model.variance).toBeGreaterThan(before);
    const { covariance } = model.state();
    expect(covariance.filter((value) => value !== 0)).toEqual(new Float64Array([4, 1, 1, 1, 1, 1]));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e200])(
    'changes nothing when a row has a value of %f',
    (wild) => {
      const model = learned(create(task, 3), 50);
      const before = model.state();
      const row = new Float64Array([0, wild, 0]);
      const error = expect.objectContaining({ code: 'NON_FINITE' });
      expect(() => answer(model, row)).toThrow(error);
      expect(() => model.learn(row, 1)).toThrow(error);
      expect(model.state()).toEqual(before);
      expect(learned(model, 50, 2).state()).toEqual(learned(KalmanLinear.from(before), 50, 2).state());
    },
  );

  it('stays sane over many rows whose inputs say the same twice', () => {
    const model = create(task, 4, { randomWalk: 0 });
    for (const { x, y } of rowsOf(task, 5000, 2)) {
      const doubled = new Float64Array([x[0]!, x[1]!, x[0]!, 1e4 * x[1]!]);
      const [first] = answer(model, doubled);
      expect(Number.isFinite(first) && model.variance >= 0).toBe(true);
      model.learn(doubled, y);
    }
    const { covariance } = model.state();
    for (const at of [0, 2, 5, 9, 14]) expect(covariance[at]).toBeGreaterThan(0);
  });
});

describe('a second-order linear model', () => {
  it('is ridge regression: with a noise of its own, the solution of the normal equations', () => {
    // The covariance after n rows is (P0^-1 + Σ x xᵀ / R)^-1 where R is constant, as it is for classes.
    const model = new KalmanLinear({ task: 'classes', inputs: 1, priorVariance: 2, biasVariance: 2 });
    const rows = rowsOf('classes', 30, 1, 1, 2);
    for (const { x, y } of rows) model.learn(x, y);
    const [a, b, c] = rows.reduce(
      ([s, t, u], { x }) => [s! + 10, t! + 10 * x[0]!, u! + 10 * x[0]! * x[0]!],
      [0.5, 0, 0.5],
    );
    const determinant = a! * c! - b! * b!;
    const { covariance, weights } = model.state();
    expect(furthestOf(covariance, [c! / determinant, -b! / determinant, a! / determinant])).toBeLessThan(
      1e-12,
    );
    const [p, q] = [0, 1].map((power) =>
      rows.reduce((sum, { x, y }) => sum + (y === 1 ? 10 * x[0]! ** power : 0), 0),
    );
    expect(weights[2]).toBeCloseTo((c! * p! - b! * q!) / determinant, 10);
    expect(weights[3]).toBeCloseTo((a! * q! - b! * p!) / determinant, 10);
  });

  it('keeps in double precision what single would lose where inputs say the same twice', () => {
    const prior = [4, 1, 1, 1, 1];
    const double = new DenseKalman('number', prior, 1, 0);
    const single = new DenseKalman('number', prior, 1, 0, Math.fround);
    const model = new KalmanLinear({ task: 'number', inputs: 4 });
    let [kernels, floats] = [0, 0];
    for (const [index, { x, y }] of rowsOf('number', 1000, 2).entries()) {
      const row = [1, x[0]!, x[1]!, x[0]!, x[1]!];
      const wanted = double.predict(row);
      if (index > 20) {
        kernels = Math.max(kernels, furthestOf(answer(model, new Float64Array(row), 1), wanted));
        floats = Math.max(floats, furthestOf(single.predict(row), wanted));
      }
      for (const dense of [double, single]) dense.learn(row, y);
      model.learn(new Float64Array(row), y, 1);
    }
    expect(kernels).toBeLessThan(1e-8);
    expect(floats).toBeGreaterThan(1e-4);
  });

  it('keeps its bits', () => {
    const hash = TASKS.map((task) => {
      const { weights, covariance } = learned(create(task, 7, { randomWalk: 1e-3 })).state();
      const words = [...new Uint32Array(weights.buffer), ...new Uint32Array(covariance.buffer)];
      return words.reduce((sum, word) => Math.imul(sum ^ word, 0x01000193) >>> 0, 0x811c9dc5);
    });
    expect(hash).toMatchInlineSnapshot(`
      [
        2815733468,
        1093509595,
        1718636470,
      ]
    `);
  });

  it('gives a class that was added late no more than a share, and learns it', () => {
    const late = new KalmanLinear({ task: 'classes', inputs: 2, outputs: 2 });
    const early = new KalmanLinear({ task: 'classes', inputs: 2, outputs: 4 });
    for (const { x, y } of rowsOf('classes', 100, 2, 1, 2)) {
      late.learn(x, y);
      early.learn(x, y);
    }
    late.widenOutputs(2);
    expect(late.weights()).toEqual(early.weights());
    const x = new Float64Array([0.5, 0.5]);
    expect(answer(late, x).reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
    for (let row = 0; row < 200; row += 1) late.learn(x, 3);
    expect(answer(late, x)[3]).toBeGreaterThan(0.5);
  });

  it('learns a little from a row that it was sure of, so that it becomes surer', () => {
    const model = new KalmanLinear({ task: 'binary', inputs: 1 });
    const dense = new DenseKalman('binary', [4, 1], 1, 0);
    for (let row = 0; row < 300; row += 1) {
      model.learn(new Float64Array([50]), 1);
      dense.learn([1, 50], 1);
    }
    answer(model, new Float64Array([50]));
    expect(model.variance / dense.answers([1, 50]).s2).toBeCloseTo(1, 6);
    // 300 rows of an information of 1e-4, the least that counts, and more from the first few.
    expect(model.variance).toBeLessThan(1 / (299 * 1e-4));
  });

  it('never takes a variance for 0, however large the input that it was told by', () => {
    const model = new KalmanLinear({ task: 'classes', inputs: 2 });
    for (const size of [1e9, 1e9, -1e9]) {
      model.learn(new Float64Array([size, 1]), 1);
      expect(model.state().covariance[2]).toBeGreaterThanOrEqual(1e-14);
    }
    for (let row = 0; row < 100; row += 1) model.learn(new Float64Array([row % 3, 1]), row % 2);
    expect(model.weights().every((weight) => Math.abs(weight) < 10)).toBe(true);
  });

  it('moderates a probability by how little it knows', () => {
    const model = new KalmanLinear({ task: 'binary', inputs: 1 });
    for (let row = 0; row < 20; row += 1) model.learn(new Float64Array([1]), 1);
    const near = answer(model, new Float64Array([1]))[0]!;
    const sure = model.variance;
    const far = answer(model, new Float64Array([40]))[0]!;
    expect(model.variance).toBeGreaterThan(100 * sure);
    expect(near).toBeGreaterThan(0.9);
    expect(far).toBeLessThan(0.9999);
  });

  it('gives 0 before the first target, then that one, and stays near the range of those seen', () => {
    const model = new KalmanLinear({ task: 'number', inputs: 1 });
    const x = new Float64Array([1]);
    expect(answer(model, x)).toEqual([0]);
    expect(model.variance).toBeGreaterThan(0);
    model.learn(x, 1e6);
    expect(answer(model, x)).toEqual([1e6]);
    for (let row = 0; row < 50; row += 1) model.learn(new Float64Array([row % 10]), 1e6 + (row % 10));
    expect(answer(model, new Float64Array([5]))[0]).toBeCloseTo(1e6 + 5, 1);
    expect(answer(model, new Float64Array([1e6]))).toEqual([1e6 + 9 + 4.5]);
  });

  it('says of a number how far its answers are off', () => {
    const model = new KalmanLinear({ task: 'number', inputs: 6 });
    let inside = 0;
    for (const [index, { x, y }] of rowsOf('number', 3000, 6).entries()) {
      const [value] = answer(model, x);
      if (index >= 1000 && Math.abs(y - value!) < 1.645 * Math.sqrt(model.variance)) inside += 1;
      model.learn(x, y);
    }
    // 90 % of a normal distribution; ± four standard errors of 2,000 rows.
    expect(Math.abs(inside / 2000 - 0.9)).toBeLessThan(0.027);
  });

  it.each([1e4, 1e9])('soon forgets a target of %f among those of a size of 40', (wild) => {
    const model = new KalmanLinear({ task: 'number', inputs: 3, priorVariance: 1 });
    const rows = rowsOf('number', 1200, 3);
    let error = 0;
    for (const [index, { x, y }] of rows.entries()) {
      if (index >= 700) error += Math.abs(answer(model, x)[0]! - y) / 500;
      model.learn(x, index === 500 ? wild : y);
    }
    // Noise alone has a mean of 1.6.
    expect(error).toBeLessThan(1.8);
  });

  it('follows weights that drift only with a random walk', () => {
    const losses = [0, 1e-2].map((randomWalk) => {
      const model = new KalmanLinear({ task: 'binary', inputs: 2, randomWalk });
      let wrong = 0;
      for (const [index, { x }] of rowsOf('binary', 2000, 2).entries()) {
        const y = (index < 1000 ? x[0]! : -x[0]!) > 0 ? 1 : 0;
        if (index >= 1000 && answer(model, x)[0]! > 0.5 !== (y === 1)) wrong += 1;
        model.learn(x, y);
      }
      return wrong;
    });
    expect(losses[1]! * 4).toBeLessThan(losses[0]!);
  });

  it.each([
    [{ task: 'binary', inputs: 2, outputs: 2 }, /outputs is 2/],
    [{ task: 'binary', inputs: -1 }, /inputs is -1/],
    [{ task: 'logistic', inputs: 2 }, /task is "logistic"/],
    [{ task: 'classes', inputs: 2, outputs: 0 }, /outputs is 0/],
    [{ task: 'number', inputs: 2, priorVariance: 0 }, /priorVariance is 0/],
    [{ task: 'number', inputs: 2, priorVariance: [1] }, /priorVariance has 1 values/],
    [{ task: 'number', inputs: 2, biasVariance: Number.NaN }, /biasVariance is NaN/],
    [{ task: 'number', inputs: 2, randomWalk: -1 }, /randomWalk is -1/],
    [{ task: 'number', inputs: 2, priorvariance: 1 }, /did you mean priorVariance/],
  ])('refuses the options %o', (options, message) => {
    const make = (): KalmanLinear => new KalmanLinear(options as never);
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });

  it('refuses what does not fit, and says what would', () => {
    const model = new KalmanLinear({ task: 'classes', inputs: 2 });
    const row = new Float64Array(2);
    const shape = (act: () => void): void => expect(act).toThrow(expect.objectContaining({ code: 'SHAPE' }));
    shape(() => model.predict(row, new Float64Array(1)));
    shape(() => model.predict(new Float64Array(1), new Float64Array(2)));
    shape(() => model.predict(row, new Float64Array(2), 1));
    shape(() => model.learn(row, 2));
    shape(() => model.learn(row, 0.5));
    shape(() => model.learn(row, Number.NaN));
    shape(() => model.rescale([1], [0, 0]));
    expect(() => model.rescale([1, 0], [0, 0])).toThrow(/input 1 is scaled by 0/);
    expect(() => model.widenInputs(0)).toThrow(/count is 0/);
    const number = new KalmanLinear({ task: 'number', inputs: 2 });
    expect(() => number.learn(row, Number.NaN)).toThrow(expect.objectContaining({ code: 'NON_FINITE' }));
    expect(() => number.widenOutputs(1)).toThrow(/the task is number/);
  });
});
