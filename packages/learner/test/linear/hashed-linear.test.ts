import { ln, Random } from '@graph/core';
import { describe, expect, it } from 'vitest';
import {
  HashedLinear,
  type HashedLinearOptions,
  hashFeature,
  LearnerError,
  type LinearTask,
} from '../../src/index.js';
import { DenseHashed, type Feature } from './dense-hashed.js';

const TASKS: readonly LinearTask[] = ['binary', 'number', 'classes'];

type Row = { readonly indices: Uint32Array; readonly values: Float32Array; readonly y: number };

/** Rows with 1 to 12 features of 60, each of which pulls to a side of its own. */
function rowsOf(task: LinearTask, count: number, seed = 1, outputs = 3): Row[] {
  const random = Random.fromSeed(seed, 'hashed');
  return Array.from({ length: count }, () => {
    const features = Array.from({ length: 1 + random.below(12) }, () => random.below(60));
    const values = Float32Array.from(features, () => (random.below(2) === 0 ? 1 : 2 * random.float()));
    const pull = features.reduce((sum, feature, at) => sum + ((feature % 7) - 3) * values[at]!, 0) / 3;
    const noise = ln(1 / (random.float() + 1e-9) - 1);
    const level = pull + noise;
    const y =
      task === 'number'
        ? 100 + 10 * level
        : task === 'binary'
          ? Number(level > 0)
          : Math.max(0, Math.min(outputs - 1, Math.round(level + (outputs - 1) / 2)));
    return { indices: Uint32Array.from(features, (feature) => hashFeature(3, feature)), values, y };
  });
}

const create = (task: LinearTask, more: Partial<HashedLinearOptions> = {}): HashedLinear =>
  new HashedLinear({ task, bits: 8, ...(task === 'classes' ? { outputs: 3 } : {}), ...more });

function answer(model: HashedLinear, { indices, values }: Pick<Row, 'indices' | 'values'>): number[] {
  const out = new Float64Array(model.outputs);
  model.predict(indices, values, indices.length, out);
  return [...out];
}

function learned(model: HashedLinear, count = 300, seed = 1): HashedLinear {
  for (const { indices, values, y } of rowsOf(model.task, count, seed))
    model.learn(indices, values, indices.length, y);
  return model;
}

const furthestOf = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((most, value, index) => Math.max(most, Math.abs(value - right[index]!)), 0);

describe.each(TASKS)('a hashed linear model of the task %s', (task) => {
  it('goes on as the original does when it is restored from a clone of its state', () => {
    const one = learned(create(task));
    const other = HashedLinear.from(structuredClone(one.state()));
    expect(other.state()).toEqual(one.state());
    expect(learned(other, 100, 2).state()).toEqual(learned(one, 100, 2).state());
  });

  it('refuses a state with any field missing or changed, or restores it as it is', () => {
    const state = learned(create(task, { bits: 4 }), 20).state();
    for (const key of Object.keys(state))
      for (const wrong of [undefined, null, 'x', -1, Number.NaN, new Float32Array(1), {}]) {
        const changed = { ...state, [key]: wrong };
        let restored: HashedLinear;
        try {
          restored = HashedLinear.from(changed as typeof state);
        } catch (error) {
          expect(LearnerError.is(error) && error.code, `${key}: ${error}`).toBe('STATE');
          continue;
        }
        expect(restored.state()).toEqual(changed);
      }
    for (const key of ['weights', 'squares', 'biases', 'biasSquares'] as const) {
      const broken = { ...state, [key]: state[key].map(() => Number.NaN) };
      expect(() => HashedLinear.from(broken)).toThrow(expect.objectContaining({ code: 'STATE' }));
    }
  });

  it('touches only the weights of its row', () => {
    const model = learned(create(task), 50);
    const { weights } = model.state();
    const indices = new Uint32Array([5, 5 + 256, 9]);
    model.learn(indices, new Float32Array([1, 1, 2]), 3, 1);
    const after = model.state().weights;
    const slots = new Set(
      [...after].flatMap((weight, at) => (weight === weights[at] ? [] : [Math.floor(at / model.outputs)])),
    );
    expect([...slots]).toEqual([5, 9]);
  });

  it('reads only the first features, however long the arrays, and rows longer than any before', () => {
    const model = learned(create(task), 50);
    const row = { indices: new Uint32Array([1, 2]), values: new Float32Array([1, 0.5]) };
    const wanted = answer(model, row);
    const out = new Float64Array(model.outputs);
    model.predict(new Uint32Array([1, 2, 3]), new Float32Array([1, 0.5, 9, 9]), 2, out);
    expect([...out]).toEqual(wanted);
    const long = { indices: new Uint32Array(5000).fill(7), values: new Float32Array(5000) };
    long.indices.set(row.indices);
    long.values.set(row.values);
    expect(answer(model, long)).toEqual(wanted);
    expect(HashedLinear.from(model.state()).state()).toEqual(model.state());
    expect(answer(model, row)).toEqual(wanted);
  });

  it('gives the same answer however long the row is', () => {
    const model = learned(create(task), 100);
    const row = { indices: new Uint32Array([1, 2]), values: new Float32Array([1, 0.5]) };
    const wanted = answer(model, row);
    expect(answer(model, { ...row, values: row.values.map((value) => 1024 * value) })).toEqual(wanted);
    // Nothing but the bias answers a row of nothing.
    expect(answer(model, { indices: new Uint32Array(0), values: new Float32Array(0) })).toHaveLength(
      model.outputs,
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('changes nothing when a row has a value of %f', (wild) => {
    const model = learned(create(task), 20);
    const before = model.state();
    const act = (): void => model.learn(new Uint32Array([1, 2]), new Float32Array([1, wild]), 2, 1);
    expect(act).toThrow(expect.objectContaining({ code: 'NON_FINITE' }));
    expect(model.state()).toEqual(before);
  });

  it('stays finite with values and targets of any size', () => {
    const model = create(task);
    for (const size of [1e38, 1e-38, 1, 1e-45])
      for (const target of task === 'number' ? [1e300, -1e300, 0, 1e-300, 5] : [0, 1]) {
        model.learn(new Uint32Array([1, 2]), new Float32Array([size, 1]), 2, target);
        expect(
          answer(model, { indices: new Uint32Array([1, 2]), values: new Float32Array([size, 1]) }),
        ).toEqual(expect.not.arrayContaining([Number.NaN, Number.POSITIVE_INFINITY]));
      }
    expect(model.state().weights.every(Number.isFinite)).toBe(true);
  });
});

describe.each([
  ['binary', 1, 0.5],
  ['binary', 1, 2],
  ['classes', 3, 0.5],
  ['classes', 9, 0.5],
] as const)('a hashed linear model of the task %s with %i outputs and the rate %f', (task, outputs, rate) => {
  it('answers as its formulas do, as far as float32 weights allow', () => {
    const model = new HashedLinear({
      task,
      learningRate: rate,
      bits: 12,
      ...(task === 'classes' ? { outputs } : {}),
    });
    const dense = new DenseHashed(task, outputs, rate);
    let furthest = 0;
    for (const { indices, values, y } of rowsOf(task, 500, 1, outputs)) {
      const row: Feature[] = [...indices].map((index, at) => [index % 4096, values[at]!]);
      furthest = Math.max(furthest, furthestOf(answer(model, { indices, values }), dense.predict(row)));
      model.learn(indices, values, indices.length, y);
      dense.learn(row, y);
    }
    expect(furthest).toBeGreaterThan(0);
    expect(furthest).toBeLessThan(2e-5);
  });
});

describe('a hashed linear model', () => {
  it('learns numbers by least squares with the same rates, in the unit of their deviation', () => {
    // Targets that alternate have a mean of 0 and a deviation of 1 after each pair; the rule by hand for one feature.
    const model = new HashedLinear({ task: 'number', bits: 2 });
    const row = { indices: new Uint32Array([1]), values: new Float32Array([3]) };
    for (const y of [5, 7, 5, 7]) model.learn(row.indices, row.values, 1, y);
    const { biases, weights, biasSquares, squares, weightUnit } = model.state();
    // Bias and weight see the same gradients, so that their rates are equal.
    expect(squares[1]).toBeCloseTo(biasSquares[0]!, 5);
    expect(weightUnit).toBe(1);
    const [given] = answer(model, row);
    expect(given).toBeCloseTo(6 + biases[0]! + weights[1]!, 6);
  });

  it.each([1, 1e-9, 1e12])('learns numbers of the size %f alike', (size) => {
    const errors = [1, size].map((unit) => {
      const model = create('number');
      let error = 0;
      for (const { indices, values, y } of rowsOf('number', 600)) {
        error += Math.abs(answer(model, { indices, values })[0]! / unit - y);
        model.learn(indices, values, indices.length, unit * y);
      }
      return error;
    });
    expect(errors[1]! / errors[0]!).toBeCloseTo(1, 3);
  });

  it('brings its weights to the unit of targets that grow out of it', () => {
    const model = create('number');
    const row = { indices: new Uint32Array([1]), values: new Float32Array([1]) };
    for (let step = 0; step < 40; step += 1) model.learn(row.indices, row.values, 1, step % 2);
    for (let step = 0; step < 4000; step += 1) model.learn(row.indices, row.values, 1, 1e10 * (step % 3));
    expect(model.state().weightUnit).toBeGreaterThan(1e4);
    expect(answer(model, row)[0]! / 1e10).toBeCloseTo(1, 1);
  });

  it('has after classes were added the weights of a model that had room for them', () => {
    const grown = new HashedLinear({ task: 'classes', bits: 6, outputs: 2 });
    for (const { indices, values, y } of rowsOf('classes', 100, 1, 2))
      grown.learn(indices, values, indices.length, y);
    const before = grown.state();
    grown.widenOutputs(1);
    grown.widenOutputs(5);
    const after = grown.state();
    expect(after.weights).toHaveLength(64 * 8);
    for (let slot = 0; slot < 64; slot += 1)
      for (const key of ['weights', 'squares'] as const) {
        expect(after[key].slice(8 * slot, 8 * slot + 2)).toEqual(before[key].slice(2 * slot, 2 * slot + 2));
        expect(after[key].slice(8 * slot + 2, 8 * slot + 8)).toEqual(new Float32Array(6));
      }
    const restored = HashedLinear.from(after);
    for (const { indices, values, y } of rowsOf('classes', 200, 2, 8)) {
      grown.learn(indices, values, indices.length, y);
      restored.learn(indices, values, indices.length, y);
    }
    expect(restored.state()).toEqual(grown.state());
    expect(answer(grown, rowsOf('classes', 1)[0]!).reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
  });

  it('keeps its bits', () => {
    const hash = TASKS.map((task) => {
      const { weights, squares } = learned(create(task)).state();
      const words = [...new Uint32Array(weights.buffer), ...new Uint32Array(squares.buffer)];
      return words.reduce((sum, word) => Math.imul(sum ^ word, 0x01000193) >>> 0, 0x811c9dc5);
    });
    expect(hash).toMatchInlineSnapshot(`
      [
        3112332641,
        1324647216,
        2629776023,
      ]
    `);
  });

  it.each([
    [{ task: 'binary', bits: 25 }, /bits is 25/],
    [{ task: 'binary', learningRate: 0 }, /learningRate is 0/],
    [{ task: 'number', outputs: 3 }, /outputs is 3/],
    [{ task: 'numbr' }, /did you mean number/],
    [{ task: 'binary', rate: 1 }, /no option rate/],
  ])('refuses the options %o', (options, message) => {
    const make = (): HashedLinear => new HashedLinear(options as never);
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });

  it('refuses what does not fit, and says what would', () => {
    const model = create('classes');
    const [indices, values, out] = [new Uint32Array(2), new Float32Array(2), new Float64Array(3)];
    const shape = (act: () => void): void => expect(act).toThrow(expect.objectContaining({ code: 'SHAPE' }));
    shape(() => model.predict(indices, values, 3, out));
    shape(() => model.predict(indices, values, -1, out));
    shape(() => model.predict(indices, values, 1, new Float64Array(2)));
    shape(() => model.learn(indices, values, 2, 3));
    expect(() => create('binary').widenOutputs(1)).toThrow(/the task is binary/);
  });
});
