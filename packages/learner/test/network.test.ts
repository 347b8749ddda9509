import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
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
  softmaxCrossEntropy,
  sparse,
  type TrainingBatch,
} from '../src/index.ts';
import { reference } from './oracle.ts';
import { drawRows } from './rows.ts';

function rowsOf(array: TrainingBatch['inputs']): number[][] {
  const [rows, width] = array.shape as [number, number];
  return Array.from({ length: rows }, (_, row) => [...array.data.subarray(row * width, (row + 1) * width)]);
}

/** Largest error over the largest value. */
function relativeError(actual: ArrayLike<number>, wanted: readonly number[]): number {
  const scale = Math.max(1e-6, ...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, at) => Math.abs(value - actual[at]!))) / scale;
}

const losses: Loss[] = [
  meanSquaredError(),
  huber({ delta: 0.5 }),
  binaryCrossEntropy(),
  softmaxCrossEntropy(),
];
const activations: Activation[] = ['linear', 'relu', 'leaky-relu', 'sigmoid', 'tanh'];
const graphs: Record<string, (activation: Activation) => Graph> = {
  'layers of 9-13-16-3': (activation) => layered({ inputs: 9, hidden: [13, 16], outputs: 3, activation }),
  'layers of 33-64-1': (activation) => layered({ inputs: 33, hidden: [64], outputs: 1, activation }),
  'layers with skips': (activation) =>
    layered({
      inputs: 10,
      hidden: [18, 9],
      outputs: 2,
      activation,
      skip: [
        [0, 2],
        [0, 3],
        [1, 3],
      ],
    }),
  'a sparse graph': (activation) =>
    sparse({ inputs: 12, hidden: 40, outputs: 3, density: 0.2, seed: 3, activation }),
};

describe('gradients', () => {
  for (const [name, make] of Object.entries(graphs)) {
    for (const activation of activations) {
      it.each(losses)(`agree with a float64 reference on ${name}, ${activation}, $kind`, (loss) => {
        const graph = make(activation);
        const network = Network.create(graph, { loss, optimizer: adam(), seed: 5, maxBatch: 80 });
        for (const rows of [1, 2, 7, 17, 24, 32, 33, 77]) {
          const batch = drawRows(graph, rows, loss, rows);
          const rowWeights = Float32Array.from({ length: rows }, (_, row) => 0.5 + (row % 3));
          const actual = network.gradients(batch, { rowWeights });
          const { weights, biases } = network.parameters();
          const wanted = reference(
            graph,
            loss,
            weights,
            biases,
            rowsOf(batch.inputs),
            rowsOf(batch.targets),
            [...rowWeights],
          );
          expect(actual.loss).toBeCloseTo(wanted.loss, 5);
          expect(relativeError(network.rowLosses, wanted.rowLosses)).toBeLessThan(3e-6);
          expect(relativeError(actual.weights, wanted.weights)).toBeLessThan(2e-5);
          expect(relativeError(actual.biases, wanted.biases)).toBeLessThan(2e-5);
        }
      });
    }
  }
});

describe('a step', () => {
  it('takes nothing and changes nothing when a loss is not finite, and names the row', () => {
    const graph = layered({ inputs: 3, hidden: [8], outputs: 1 });
    const network = Network.create(graph, { loss: meanSquaredError(), optimizer: adam(), seed: 1 });
    const batch = drawRows(graph, 40, meanSquaredError());
    network.step(batch);
    const before = network.state();
    batch.targets.data[35] = Number.NaN;
    let error: unknown;
    try {
      network.step(batch);
    } catch (caught) {
      error = caught;
    }
    expect(LearnerError.is(error) && [error.code, error.row]).toEqual(['NON_FINITE', 35]);
    expect(network.state()).toEqual(before);
  });

  it('goes on bit for bit from a saved state', () => {
    const graph = sparse({ inputs: 6, hidden: 30, outputs: 2, density: 0.2, seed: 9 });
    const loss = meanSquaredError();
    const network = Network.create(graph, { loss, optimizer: adam({ learningRate: 0.01 }), seed: 1 });
    const batch = drawRows(graph, 20, loss);
    for (let step = 0; step < 5; step += 1) network.step(batch);
    const twin = Network.from(structuredClone(network.state()));
    for (let step = 0; step < 5; step += 1) expect(twin.step(batch)).toBe(network.step(batch));
    expect(twin.state()).toEqual(network.state());
  });
});

describe('a state', () => {
  const graph = layered({ inputs: 3, hidden: [8], outputs: 1 });
  const state = Network.create(graph, { loss: meanSquaredError(), optimizer: adam(), seed: 1 }).state();

  it.each([
    ['nothing', undefined],
    ['something else', { format: 'memory' }],
    ['no moments', { ...state, parameters: { weights: state.parameters.weights! } }],
    ['no parameters', { ...state, parameters: {} }],
    ['too few weights', { ...state, parameters: { ...state.parameters, weights: new Float32Array(3) } }],
  ])('that is %s is refused', (_, damaged) => {
    expect(() => Network.from(damaged as typeof state)).toThrow(expect.objectContaining({ code: 'STATE' }));
  });
});

describe('predict', () => {
  it('gives a row the same bits whatever stands beside it', () => {
    const graph = layered({ inputs: 9, hidden: [16, 16], outputs: 3, activation: 'tanh' });
    const network = Network.create(graph, {
      loss: softmaxCrossEntropy(),
      optimizer: adam(),
      seed: 1,
      maxBatch: 50,
    });
    const { inputs } = drawRows(graph, 70, meanSquaredError());
    const all = network.predict(inputs);
    for (let row = 0; row < 70; row += 1) {
      const one = network.predict(ndarray(inputs.data.slice(row * 9, row * 9 + 9), [1, 9]));
      expect([...one.data]).toEqual([...all.data.subarray(row * 3, row * 3 + 3)]);
    }
  });
});
