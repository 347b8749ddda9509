import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { enableFastKernels } from '../src/fast.js';
import {
  type Activation,
  adam,
  binaryCrossEntropy,
  type Graph,
  huber,
  LearnerError,
  type Loss,
  layered,
  meanSquaredError,
  Network,
  type Optimizer,
  rmsprop,
  sgd,
  softmaxCrossEntropy,
  sparse,
  type TrainingBatch,
} from '../src/index.js';
import { reference } from './oracle.js';
import { drawRows } from './rows.js';

/** FNV-1a over the bits of the values. */
function hash(...arrays: readonly Float32Array[]): string {
  let value = 0xcbf2_9ce4_8422_2325n;
  for (const array of arrays)
    for (const bits of new Uint32Array(array.buffer, array.byteOffset, array.length))
      value = ((value ^ BigInt(bits)) * 0x100_0000_01b3n) & 0xffff_ffff_ffff_ffffn;
  return value.toString(16).padStart(16, '0');
}

/** A neuron alone: its output is its activation of the input. */
function alone(activation: Activation, inputs: Float32Array): Float32Array {
  const graph = layered({ inputs: 1, hidden: [], outputs: 1, outputActivation: activation, bias: false });
  const network = Network.create(graph, {
    loss: meanSquaredError(),
    optimizer: sgd(),
    seed: 1,
    maxBatch: 64,
  });
  const state = network.state();
  const weights = Float32Array.of(1, 0, 0);
  const one = Network.from({ ...state, parameters: { ...state.parameters, weights } });
  return one.predict(ndarray(inputs, [inputs.length, 1])).data;
}

const GOLDEN: [string, Graph, Loss, Optimizer, string][] = [
  [
    'the default network, relu, Adam',
    layered({ inputs: 63, hidden: [64, 64], outputs: 1 }),
    meanSquaredError(),
    adam(),
    '161e31717f1d2384',
  ],
  [
    'tanh layers with a skip, momentum, softmax',
    layered({ inputs: 7, hidden: [19, 33], outputs: 5, activation: 'tanh', skip: [[0, 2]] }),
    softmaxCrossEntropy(),
    sgd({ learningRate: 0.05, momentum: 0.9 }),
    '816f3d5c2eca7c0d',
  ],
  [
    'a sparse sigmoid graph, RMSprop, binary cross-entropy',
    sparse({ inputs: 11, hidden: 60, outputs: 3, density: 0.1, seed: 5, activation: 'sigmoid' }),
    binaryCrossEntropy(),
    rmsprop({ learningRate: 0.005 }),
    '455cf964b323a1c2',
  ],
  [
    'leaky layers, plain descent, Huber',
    layered({ inputs: 20, hidden: [40], outputs: 9, activation: 'leaky-relu', outputActivation: 'tanh' }),
    huber({ delta: 0.3 }),
    sgd({ learningRate: 0.1 }),
    '2192ccd96db8401a',
  ],
];

describe('the bits', () => {
  it.each(GOLDEN)(
    'of the weights after 40 steps of every batch size are those of every engine: %s',
    (...row) => {
      const [, graph, loss, optimizer, golden] = row;
      const network = Network.create(graph, { loss, optimizer, seed: 7, maxBatch: 40, gradientClip: 5 });
      for (let step = 0; step < 40; step += 1) network.step(drawRows(graph, 40 - step, loss, step));
      const { weights, moment1, moment2 } = network.state().parameters;
      const none = new Float32Array(0);
      expect(hash(weights!, moment1 ?? none, moment2 ?? none)).toBe(golden);
    },
  );

  it('of plain descent row by row, too', () => {
    const graph = sparse({ inputs: 20, hidden: 50, outputs: 9, density: 0.3, seed: 1, activation: 'tanh' });
    const network = Network.create(graph, { loss: huber(), optimizer: sgd({ learningRate: 0.1 }), seed: 7 });
    for (let step = 0; step < 100; step += 1) network.step(drawRows(graph, 1, huber(), step));
    expect(hash(network.state().parameters.weights!)).toBe('8dc80b0f7eb34367');
  });

  it.each(GOLDEN)('of an output are the same in a batch of any size: %s', (_, graph, loss, optimizer) => {
    const network = Network.create(graph, { loss, optimizer, seed: 7, maxBatch: 40 });
    const rows = drawRows(graph, 40, loss);
    network.step(rows);
    const all = network.predict(rows.inputs).data;
    for (let count = 1; count <= 40; count += 1) {
      const some = network.predict(rows.inputs, { rows: count }).data;
      expect(hash(some)).toBe(hash(all.slice(0, some.length)));
    }
  });
});

describe('inputs that are mostly 0', () => {
  /** A tenth of the values are not 0; from `dense` on, all of them. */
  function rowsWith(graph: Graph, rows: number, dense: number, loss: Loss): TrainingBatch {
    const batch = drawRows(graph, rows, loss);
    const width = graph.inputs.length;
    for (let at = 0; at < dense * width; at += 1) if ((at * 7) % 10 !== 3) batch.inputs.data[at] = 0;
    return batch;
  }

  it.each([
    ['layers', layered({ inputs: 63, hidden: [45, 20], outputs: 2, activation: 'tanh' })],
    [
      'layers with skips',
      layered({
        inputs: 30,
        hidden: [64, 9],
        outputs: 5,
        skip: [
          [0, 2],
          [0, 3],
        ],
      }),
    ],
    ['sparse edges', sparse({ inputs: 30, hidden: 50, outputs: 2, density: 0.2, seed: 3 })],
  ])('take a shorter way to the same bits: %s', (_, graph) => {
    const loss = meanSquaredError();
    const network = Network.create(graph, { loss, optimizer: adam(), seed: 1, maxBatch: 64 });
    // Eight sparse rows alone, and beside 24 dense ones that do not count: then the long way is taken.
    const [few, many] = [rowsWith(graph, 8, 8, loss), rowsWith(graph, 32, 8, loss)];
    expect([...many.inputs.data.subarray(0, few.inputs.data.length)]).toEqual([...few.inputs.data]);
    many.targets.data.set(few.targets.data);
    const rowWeights = Float32Array.from({ length: 32 }, (_, row) => (row < 8 ? 4 : 0));
    const [short, long] = [network.gradients(few), network.gradients(many, { rowWeights })];
    expect(hash(short.weights, short.biases)).toBe(hash(long.weights, long.biases));
    const all = network.predict(many.inputs).data;
    expect(hash(network.predict(few.inputs).data)).toBe(hash(all.slice(0, 8 * network.outputWidth)));
  });

  it.each([1, 5, 31, 32, 33, 64])('give the right gradients, with %i rows', (rows) => {
    const loss = softmaxCrossEntropy();
    const graph = layered({ inputs: 21, hidden: [37], outputs: 6, activation: 'sigmoid' });
    const network = Network.create(graph, { loss, optimizer: adam(), seed: 1, maxBatch: 64 });
    const batch = rowsWith(graph, rows, rows, loss);
    const actual = network.gradients(batch);
    const { weights, biases } = network.parameters();
    const columns = (of: TrainingBatch['inputs']): number[][] =>
      Array.from({ length: rows }, (_, row) => [
        ...of.data.subarray(row * of.shape[1]!, (row + 1) * of.shape[1]!),
      ]);
    const wanted = reference(graph, loss, weights, biases, columns(batch.inputs), columns(batch.targets));
    for (const [at, value] of wanted.weights.entries()) expect(actual.weights[at]).toBeCloseTo(value, 6);
  });
});

describe('activations', () => {
  const inputs = Float32Array.from({ length: 20_001 }, (_, at) => (at - 10_000) / 500);

  it('give tanh within a relative error of 3.5e-7 on a fine grid, never beyond 1', () => {
    // Every 997th float from 1e-9 to 10, since rounding is worse than any smooth error; over all floats it is 3.71e-7.
    const [first, last] = new Uint32Array(Float32Array.of(1e-9, 10).buffer);
    const bits = Uint32Array.from(
      { length: Math.floor((last! - first!) / 997) },
      (_, at) => first! + at * 997,
    );
    const inputs = new Float32Array(bits.buffer);
    const values = alone('tanh', inputs);
    const mirrored = alone(
      'tanh',
      inputs.map((x) => -x),
    );
    let worst = 0;
    for (const [at, x] of inputs.entries()) worst = Math.max(worst, Math.abs(values[at]! / Math.tanh(x) - 1));
    expect(worst).toBeLessThan(3.5e-7);
    expect(values.every((value) => value <= 1)).toBe(true);
    expect(mirrored).toEqual(values.map((value) => -value));
  });

  it('give the sigmoid within a relative error of 5e-7', () => {
    const values = alone('sigmoid', inputs);
    for (const [at, x] of inputs.entries()) {
      const wanted = 1 / (1 + Math.exp(-x));
      expect(Math.abs(values[at]! - wanted) / wanted).toBeLessThan(5e-7);
    }
  });

  it('keep the sigmoid, and so every probability, clear of denormal numbers', () => {
    const [atLimit, ...beyond] = alone('sigmoid', Float32Array.of(-70, -80, -88, -1000, -3e38));
    expect(atLimit! / Math.exp(-70)).toBeCloseTo(1, 6);
    expect(beyond).toEqual(beyond.map(() => atLimit));
  });

  it.each(['linear', 'relu', 'leaky-relu', 'sigmoid', 'tanh'] as const)(
    'let a NaN through, so that the loss shows it: %s',
    (activation) => {
      const graph = layered({ inputs: 3, hidden: [9, 9], outputs: 2, activation });
      for (const loss of [meanSquaredError(), huber(), binaryCrossEntropy(), softmaxCrossEntropy()]) {
        for (const rows of [1, 18]) {
          const network = Network.create(graph, { loss, optimizer: sgd(), seed: 1 });
          const batch = drawRows(graph, rows, loss);
          batch.inputs.data[3 * rows - 2] = Number.NaN;
          const before = network.state();
          expect(() => network.step(batch)).toThrow(
            expect.objectContaining({ code: 'NON_FINITE', row: rows - 1 }),
          );
          expect(network.state()).toEqual(before);
        }
      }
    },
  );
});

describe("precision 'fast'", () => {
  const graph = layered({ inputs: 20, hidden: [30, 30], outputs: 2, activation: 'tanh' });
  const options = { loss: meanSquaredError(), optimizer: adam(), seed: 3 };

  it('needs its kernels, which have to be asked for', () => {
    expect(() => Network.create(graph, { ...options, precision: 'fast' })).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED',
        message: expect.stringContaining('enableFastKernels'),
      }),
    );
  });

  it('says what it found, and comes close to strict', () => {
    enableFastKernels();
    const fast = Network.create(graph, { ...options, precision: 'fast' });
    const strict = Network.create(graph, options);
    expect(strict.precision).toBe('strict');
    expect(['fast', 'strict']).toContain(fast.precision);
    for (let step = 0; step < 20; step += 1) {
      const batch = drawRows(graph, 32, options.loss, step);
      expect(Math.abs(fast.step(batch) / strict.step(batch) - 1)).toBeLessThan(1e-5);
    }
  });

  it('is never chosen silently, and nothing else is accepted', () => {
    expect(Network.create(graph, options).state().precision).toBe('strict');
    expect(() => Network.create(graph, { ...options, precision: 'rough' as 'fast' })).toThrow(LearnerError);
  });
});
