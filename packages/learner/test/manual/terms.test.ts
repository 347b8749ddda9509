import { Random } from '@graph/core';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  adam,
  binaryCrossEntropy,
  huber,
  type Loss,
  type LossTerm,
  layered,
  meanSquaredError,
  Network,
  type OutputLoss,
  sgd,
  softmaxCrossEntropy,
} from '../../src/index.js';
import { reference } from '../oracle.js';
import { drawRows } from '../rows.js';

const OUTPUTS = 4;
const ROWS = 7;
const graph = layered({ inputs: 5, hidden: [9, 8], outputs: OUTPUTS, activation: 'tanh' });
const make = (loss: Loss = meanSquaredError(), seed = 3): Network =>
  Network.create(graph, { loss, optimizer: sgd(), seed });

const random = Random.fromSeed(9, 'terms');
const draw = (count: number): Float32Array => new Float32Array(count).map(() => 2 * random.float() - 1);
const oneHot = (rows: number): Float32Array => {
  const targets = new Float32Array(rows * OUTPUTS);
  for (let row = 0; row < rows; row += 1) targets[row * OUTPUTS + random.below(OUTPUTS)] = 1;
  return targets;
};
const inputs = ndarray(draw(ROWS * 5), [ROWS, 5]);
const rowClasses = Uint8Array.from({ length: 3 * OUTPUTS }, (_, at) => (at % 3 === 0 ? 0 : 1));

/** The terms once more, as plainly as can be: the oracle. */
function lossOf(terms: readonly LossTerm[], outputs: readonly (readonly number[])[]): number {
  let total = 0;
  for (const { loss, targets, classes, from = 0, weight = 1, temperature = 1, ...term } of terms) {
    const rows = term.rows ?? outputs.length - from;
    for (let row = 0; row < rows; row += 1) {
      const mask = classes?.length === OUTPUTS ? 0 : row * OUTPUTS;
      const taking = [0, 1, 2, 3].filter((at) => classes === undefined || classes[mask + at] !== 0);
      const y = taking.map((at) => outputs[from + row]![at]!);
      const t = taking.map((at) => targets[row * OUTPUTS + at]!);
      const softmax = (logits: readonly number[]): number[] => {
        const powers = logits.map((value) => Math.exp(value / temperature));
        const sum = powers.reduce((one, other) => one + other, 0);
        return powers.map((power) => power / sum);
      };
      let value = 0;
      if (loss.kind === 'softmax-cross-entropy') {
        const wanted = term.targetLogits ? softmax(t) : t;
        for (const [at, p] of softmax(y).entries()) value -= wanted[at]! * Math.log(p) * temperature ** 2;
      } else
        for (const [at, output] of y.entries()) {
          const e = Math.abs(output - t[at]!);
          const p = 1 / (1 + Math.exp(-output));
          const costs = {
            'mean-squared-error': e * e,
            huber: loss.kind === 'huber' && e > loss.delta ? loss.delta * (e - loss.delta / 2) : (e * e) / 2,
            'binary-cross-entropy': -t[at]! * Math.log(p) - (1 - t[at]!) * Math.log(1 - p),
          };
          value += costs[loss.kind] / y.length;
        }
      total += (weight * value) / rows;
    }
  }
  return total;
}

const cases: readonly [string, readonly LossTerm[]][] = [
  ['labels', [{ loss: softmaxCrossEntropy(), targets: oneHot(ROWS) }]],
  [
    'labels of some classes for new rows, of all for old ones (ER-ACE)',
    [
      { loss: softmaxCrossEntropy(), rows: 3, targets: oneHot(3), classes: Uint8Array.of(1, 1, 0, 1) },
      { loss: softmaxCrossEntropy(), from: 3, targets: oneHot(4) },
    ],
  ],
  [
    'labels and stored outputs (DER++)',
    [
      { loss: softmaxCrossEntropy(), rows: 3, targets: oneHot(3) },
      { loss: meanSquaredError(), from: 3, targets: draw(4 * OUTPUTS), weight: 0.8 },
      { loss: softmaxCrossEntropy(), from: 3, targets: oneHot(4), weight: 0.5 },
    ],
  ],
  [
    'soft targets at a temperature (LwF)',
    [
      { loss: softmaxCrossEntropy(), targets: oneHot(ROWS) },
      {
        loss: softmaxCrossEntropy(),
        targets: draw(ROWS * OUTPUTS),
        targetLogits: true,
        temperature: 2,
        classes: Uint8Array.of(1, 1, 0, 0),
      },
    ],
  ],
  [
    'masks by row',
    [
      { loss: meanSquaredError(), from: 2, rows: 3, targets: draw(12), classes: rowClasses },
      { loss: softmaxCrossEntropy(), from: 4, rows: 3, targets: oneHot(3), classes: rowClasses },
    ],
  ],
  ['numbers far off', [{ loss: huber({ delta: 0.3 }), targets: draw(ROWS * OUTPUTS) }]],
  ['yes and no', [{ loss: binaryCrossEntropy(), targets: oneHot(ROWS), weight: 3 }]],
];

describe('terms of a loss', () => {
  it.each(cases)('have the gradient that central differences give: %s', (_, terms) => {
    const network = make();
    const gradient = new Float32Array(network.manual.parameterCount);
    const loss = network.manual.gradientOf(inputs, ROWS, terms, gradient);
    const { weights, biases } = network.parameters();
    const values = [...weights, ...biases];
    const rows = Array.from({ length: ROWS }, (_, row) => [...inputs.data.slice(row * 5, row * 5 + 5)]);
    const none = rows.map(() => new Array(OUTPUTS).fill(0));
    const lossAt = (moved: number[]): number => {
      const [w, b] = [moved.slice(0, weights.length), moved.slice(weights.length)];
      return lossOf(terms, reference(graph, meanSquaredError(), w, b, rows, none).outputs);
    };
    expect(Math.abs(loss - lossAt(values))).toBeLessThan(2e-6 * Math.max(1, loss));
    const step = 1e-5;
    const differences = values.map((value, at) => {
      if (at >= weights.length && !graph.nodes[at - weights.length]!.bias) return 0;
      return (lossAt(values.with(at, value + step)) - lossAt(values.with(at, value - step))) / (2 * step);
    });
    const largest = Math.max(...differences.map(Math.abs));
    expect(largest).toBeGreaterThan(1e-3);
    for (const [at, wanted] of differences.entries())
      expect(Math.abs(gradient[at]! - wanted) / largest).toBeLessThan(1e-5);
  });

  it.each([1, 6, 32, 33, 80])('of the own loss take the step that the network takes: %i rows', (rows) => {
    const loss = softmaxCrossEntropy();
    const batch = drawRows(graph, rows, loss);
    const [plain, manual] = [0, 1].map(() =>
      Network.create(graph, { loss, optimizer: adam({ learningRate: 0.01 }), gradientClip: 0.5, seed: 1 }),
    );
    for (let step = 0; step < 5; step += 1) {
      const wanted = plain!.step(batch);
      const got = manual!.manual.step(batch.inputs, rows, [{ loss, targets: batch.targets.data }]);
      expect(Math.abs(got - wanted)).toBeLessThan(1e-5);
    }
    const outputs = plain!.predict(batch.inputs).data;
    // Not to the bit: the terms are summed up in double precision.
    for (const [at, output] of manual!.predict(batch.inputs).data.entries())
      expect(Math.abs(output - outputs[at]!)).toBeLessThan(1e-4);
    expect(manual!.steps).toBe(5);
  });

  it('may be a function of all outputs, which it gets at once', () => {
    const network = make();
    const rows = drawRows(graph, 70, meanSquaredError());
    let seen = 0;
    const loss: OutputLoss = (outputs, gradients, count) => {
      seen = count;
      let sum = 0;
      for (let at = 0; at < count * OUTPUTS; at += 1) {
        const error = outputs[at]! - rows.targets.data[at]!;
        sum += (error * error) / (count * OUTPUTS);
        gradients[at] = (2 * error) / (count * OUTPUTS);
      }
      return sum;
    };
    const own = new Float32Array(network.manual.parameterCount);
    const value = network.manual.gradientOf(rows.inputs, 70, loss, own);
    const wanted = network.gradients(rows);
    expect(seen).toBe(70);
    expect(Math.abs(value - wanted.loss)).toBeLessThan(1e-6);
    for (const [at, gradient] of [...wanted.weights, ...wanted.biases].entries())
      expect(Math.abs(own[at]! - gradient)).toBeLessThan(1e-6);
  });

  it('of a part of the rows leave the others out, and of no class cost nothing', () => {
    const network = make();
    const gradient = new Float32Array(network.manual.parameterCount);
    for (const loss of [meanSquaredError(), softmaxCrossEntropy()]) {
      const none = { loss, targets: oneHot(ROWS), classes: new Uint8Array(OUTPUTS) };
      expect(network.manual.gradientOf(inputs, ROWS, [none], gradient)).toBe(0);
      expect(gradient.every((value) => value === 0)).toBe(true);
    }
    expect(network.manual.gradientOf(inputs, ROWS, [], gradient)).toBe(0);
  });

  it('that do not fit are refused, and change nothing', () => {
    const network = make();
    const before = network.state();
    const loss = softmaxCrossEntropy();
    const targets = oneHot(ROWS);
    const wrong: readonly [LossTerm | OutputLoss, string][] = [
      [{ loss, targets: oneHot(ROWS - 1) }, 'SHAPE'],
      [{ loss, targets, from: 3, rows: 5 }, 'SHAPE'],
      [{ loss, targets, rows: 0 }, 'SHAPE'],
      [{ loss, targets, from: -1 }, 'SHAPE'],
      [{ loss, targets, classes: new Uint8Array(3) }, 'SHAPE'],
      [{ loss, targets, temperature: 0 }, 'OPTION'],
      [{ loss, targets, weight: Number.NaN }, 'OPTION'],
      [{ loss, targets: targets.with(2, Number.NaN) }, 'NON_FINITE'],
      [() => Number.POSITIVE_INFINITY, 'NON_FINITE'],
      [
        (_, gradients) => {
          gradients[ROWS * OUTPUTS - 1] = Number.NaN;
          return 0;
        },
        'NON_FINITE',
      ],
    ];
    for (const [term, code] of wrong)
      expect(() => network.manual.step(inputs, ROWS, typeof term === 'function' ? term : [term])).toThrow(
        expect.objectContaining({ code }),
      );
    expect(network.state()).toEqual(before);
    expect(() => network.manual.step(inputs, 0, [])).toThrow(expect.objectContaining({ code: 'BATCH' }));
    // Nothing of the refused derivatives is left where rows end within a vector of four.
    network.manual.step(inputs, ROWS - 2, [{ loss, targets }]);
    expect(network.parameters().weights.every(Number.isFinite)).toBe(true);
  });

  it('of a cross-entropy want linear outputs', () => {
    const sigmoid = layered({ inputs: 5, hidden: [4], outputs: OUTPUTS, outputActivation: 'sigmoid' });
    const network = Network.create(sigmoid, { loss: meanSquaredError(), optimizer: sgd(), seed: 1 });
    for (const loss of [softmaxCrossEntropy(), binaryCrossEntropy()])
      expect(() => network.manual.step(inputs, ROWS, [{ loss, targets: oneHot(ROWS) }])).toThrow(
        expect.objectContaining({ code: 'OPTION' }),
      );
  });
});
