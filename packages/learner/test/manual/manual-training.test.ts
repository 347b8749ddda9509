import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  adam,
  layered,
  meanSquaredError,
  Network,
  type Optimizer,
  ParameterSnapshot,
  sgd,
  sparse,
} from '../../src/index.js';
import { drawRows, oneRow } from '../rows.js';

const loss = meanSquaredError();
const layers = layered({ inputs: 5, hidden: [9, 8], outputs: 3, activation: 'relu', skip: [[0, 3]] });
const optimizers: readonly Optimizer[] = [
  sgd({ learningRate: 0.05, momentum: 0.9 }),
  adam({ learningRate: 0.01 }),
];
const make = (optimizer: Optimizer = optimizers[1]!, graph = layers): Network =>
  Network.create(graph, { loss, optimizer, gradientClip: 1, maxBatch: 64, seed: 3 });

describe('a gradient', () => {
  it.each(optimizers)('that is applied is the step itself, to the bit: $kind', (optimizer) => {
    const graph = sparse({ inputs: 5, hidden: 20, outputs: 3, density: 0.3, seed: 4, activation: 'tanh' });
    const [plain, manual] = [make(optimizer, graph), make(optimizer, graph)];
    const gradient = new Float32Array(manual.manual.parameterCount);
    for (let step = 0; step < 6; step += 1) {
      const batch = drawRows(graph, 11 * step + 1, loss, step);
      const rowWeights = new Float32Array(batch.size).fill(0.5);
      expect(manual.manual.gradient(batch, gradient, { rowWeights })).toBe(plain.step(batch, { rowWeights }));
      manual.manual.apply(gradient);
    }
    expect(manual.state()).toEqual(plain.state());
  });

  it('is ordered as `gradients` is', () => {
    const network = make();
    const batch = drawRows(layers, 20, loss);
    const gradient = new Float32Array(network.manual.parameterCount).fill(7);
    network.manual.gradient(batch, gradient);
    const { weights, biases } = network.gradients(batch);
    expect(gradient).toEqual(Float32Array.of(...weights, ...biases));
  });

  it('can be projected, so that remembered rows get no worse (A-GEM)', () => {
    const network = make(sgd({ learningRate: 0.001 }));
    const [fresh, old] = [drawRows(layers, 16, loss, 1), drawRows(layers, 16, loss, 2)];
    const [g, reference] = [fresh, old].map((batch) => {
      const gradient = new Float32Array(network.manual.parameterCount);
      network.manual.gradient(batch, gradient);
      return gradient;
    });
    // Against the remembered rows, whatever the new ones say.
    for (let at = 0; at < g!.length; at += 1) g![at] = 0.1 * g![at]! - reference![at]!;
    const dot = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    const share = dot(g!, reference!) / dot(reference!, reference!);
    expect(share).toBeLessThan(0);
    for (let at = 0; at < g!.length; at += 1) g![at] = g![at]! - share * reference![at]!;
    const before = network.gradients(old).loss;
    network.manual.apply(g!);
    expect(network.gradients(old).loss).toBeLessThan(before + 1e-4);
  });

  it('of the wrong length, or with a value that is no number, is refused', () => {
    const network = make();
    const before = network.state();
    const count = network.manual.parameterCount;
    const batch = drawRows(layers, 4, loss);
    expect(() => network.manual.apply(new Float32Array(count - 1))).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
    expect(() => network.manual.gradient(batch, new Float32Array(count + 1))).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
    expect(() => network.manual.apply(new Float32Array(count).fill(Number.NaN, 3, 4))).toThrow(
      expect.objectContaining({ code: 'NON_FINITE' }),
    );
    expect(network.state()).toEqual(before);
  });
});

describe('losses', () => {
  it('are those that a step would report row by row, to the bit, and take none', () => {
    const network = make();
    const batch = drawRows(layers, 150, loss);
    const before = network.state();
    const losses = network.manual.losses(batch);
    expect(network.state()).toEqual(before);
    expect(losses.length).toBe(150);
    for (const row of [0, 31, 32, 63, 64, 149]) {
      network.gradients(oneRow(batch, row));
      expect(losses[row]).toBe(network.rowLosses[0]);
    }
    const out = new Float32Array(200);
    expect(network.manual.losses(batch, out)).toBe(out);
    expect(out.slice(0, 150)).toEqual(losses);
  });

  it('may be infinite, since nothing follows from them', () => {
    const network = make();
    const batch = drawRows(layers, 3, loss);
    batch.targets.data[4] = Number.POSITIVE_INFINITY;
    const losses = network.manual.losses(batch);
    expect([...losses].map(Number.isFinite)).toEqual([true, false, true]);
  });

  it('of columns that do not fit, or into too little room, are refused', () => {
    const network = make();
    const batch = drawRows(layers, 3, loss);
    const narrow = { ...batch, inputs: ndarray(new Float32Array(12), [3, 4]) };
    expect(() => network.manual.losses(narrow)).toThrow(expect.objectContaining({ code: 'SHAPE' }));
    expect(() => network.manual.losses(batch, new Float32Array(2))).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
  });
});

describe('a snapshot', () => {
  it.each(optimizers)('undoes steps, to the bit: $kind', (optimizer) => {
    const network = make(optimizer);
    network.protect({ path: true }).strength = 0.1;
    for (let step = 0; step < 5; step += 1) network.step(drawRows(layers, 12, loss, step));
    const before = network.state();
    const snapshot = network.manual.snapshot();
    const wanted = network.step(drawRows(layers, 12, loss, 9));
    const after = network.state();
    network.step(drawRows(layers, 12, loss, 10));
    network.manual.restore(snapshot);
    expect(network.state()).toEqual(before);
    expect(network.step(drawRows(layers, 12, loss, 9))).toBe(wanted);
    expect(network.state()).toEqual(after);
  });

  it('can be taken again into the same room', () => {
    const network = make();
    const snapshot = new ParameterSnapshot();
    expect(network.manual.snapshot(snapshot)).toBe(snapshot);
    network.step(drawRows(layers, 12, loss));
    network.manual.snapshot(snapshot);
    expect(snapshot.steps).toBe(1);
    const kept = network.state();
    network.step(drawRows(layers, 12, loss));
    network.manual.restore(snapshot);
    expect(network.state()).toEqual(kept);
  });

  it('of another network, or of another shape, is refused', () => {
    const network = make();
    const snapshot = network.manual.snapshot();
    const state = expect.objectContaining({ code: 'STATE' });
    expect(() => make().manual.restore(snapshot)).toThrow(state);
    expect(() => network.manual.restore(new ParameterSnapshot())).toThrow(state);
    network.widen(2);
    expect(() => network.manual.restore(snapshot)).toThrow(state);
    network.manual.snapshot(snapshot);
    network.widen(1, network.graph.nodes.at(-1)!.id);
    expect(() => network.manual.restore(snapshot)).toThrow(state);
    network.manual.restore(network.manual.snapshot(snapshot));
  });

  it('finds the rows that a step would hurt most (MIR)', () => {
    const network = make();
    const candidates = drawRows(layers, 50, loss, 2);
    const before = network.manual.losses(candidates);
    const snapshot = network.manual.snapshot();
    network.step(drawRows(layers, 10, loss, 3));
    const hurt = network.manual.losses(candidates).map((value, row) => value - before[row]!);
    network.manual.restore(snapshot);
    expect(network.manual.losses(candidates)).toEqual(before);
    expect(Math.max(...hurt)).toBeGreaterThan(0);
  });
});

describe('a gradient that is kept', () => {
  it.each([3, 40])('is added to that of further rows: %i of them', (rows) => {
    const [apart, together] = [make(optimizers[0]), make(optimizers[0])];
    const [fresh, old] = [drawRows(layers, 10, loss, 1), drawRows(layers, rows, loss, 2)];
    for (let round = 0; round < 3; round += 1) {
      const snapshot = apart.manual.snapshot();
      const first = apart.manual.step(fresh.inputs, 10, [{ loss, targets: fresh.targets.data }]);
      apart.manual.losses(old);
      apart.manual.restore(snapshot);
      const further = apart.manual.step(old.inputs, rows, [{ loss, targets: old.targets.data }], {
        keepGradient: true,
      });
      const joint = ndarray(Float32Array.of(...fresh.inputs.data, ...old.inputs.data), [10 + rows, 5]);
      const sum = together.manual.step(joint, 10 + rows, [
        { loss, rows: 10, targets: fresh.targets.data },
        { loss, from: 10, targets: old.targets.data },
      ]);
      expect(Math.abs(first + further - sum)).toBeLessThan(1e-5);
      expect(apart.steps).toBe(together.steps);
    }
    const wanted = together.predict(old.inputs).data;
    for (const [at, output] of apart.predict(old.inputs).data.entries())
      expect(Math.abs(output - wanted[at]!)).toBeLessThan(1e-5);
  });

  it('needs room for four rows more', () => {
    const network = make();
    const batch = drawRows(layers, 61, loss);
    const step = (rows: number): number =>
      network.manual.step(batch.inputs, rows, [{ loss, targets: batch.targets.data }], {
        keepGradient: true,
      });
    expect(() => step(61)).toThrow(expect.objectContaining({ code: 'BATCH' }));
    expect(network.steps).toBe(0);
    step(60);
    expect(network.steps).toBe(1);
  });
});

describe('what neurons give', () => {
  it('can be read, of a layer as of inputs and outputs, whatever the batch', () => {
    const network = make();
    const batch = drawRows(layers, 70, loss);
    const { nodes } = layers;
    const all = Int32Array.from(nodes.keys());
    const values = new Float32Array(70 * nodes.length);
    network.manual.activations(batch.inputs, 70, all, values);
    const outputs = network.predict(batch.inputs).data;
    const { weights, biases } = network.parameters();
    for (const row of [0, 31, 32, 69]) {
      const of = (node: number): number => values[row * nodes.length + node]!;
      for (let at = 0; at < 5; at += 1) expect(of(at)).toBe(batch.inputs.data[row * 5 + at]);
      for (let at = 0; at < 3; at += 1) expect(of(nodes.length - 3 + at)).toBe(outputs[row * 3 + at]);
      for (let node = 5; node < nodes.length; node += 1) {
        let sum = biases[node]!;
        for (let edge = 0; edge < weights.length; edge += 1)
          if (layers.edgeTo[edge] === node) sum += weights[edge]! * of(layers.edgeFrom[edge]!);
        const wanted = nodes[node]!.activation === 'relu' ? Math.max(0, sum) : sum;
        expect(Math.abs(of(node) - wanted)).toBeLessThan(1e-5);
      }
    }
    const some = new Float32Array(2 * 2);
    network.manual.activations(batch.inputs, 2, [nodes.length - 1, 6], some);
    expect([...some]).toEqual([outputs[2], values[6], outputs[5], values[nodes.length + 6]]);
  });

  it('is refused of neurons that are not there, and into too little room', () => {
    const network = make();
    const batch = drawRows(layers, 2, loss);
    const read = (nodes: number[], room: number) => () =>
      network.manual.activations(batch.inputs, 2, nodes, new Float32Array(room));
    expect(read([layers.nodes.length], 2)).toThrow(expect.objectContaining({ code: 'OPTION' }));
    expect(read([0, 1], 3)).toThrow(expect.objectContaining({ code: 'SHAPE' }));
  });

  it('as outputs is there after a step, from before it', () => {
    const network = make();
    const batch = drawRows(layers, 40, loss);
    const wanted = network.predict(batch.inputs).data;
    network.manual.step(batch.inputs, 40, [{ loss, targets: batch.targets.data }]);
    expect(network.manual.outputs.slice(0, 120)).toEqual(wanted);
  });
});

describe('parameters', () => {
  it('can be taken, and put into a twin, which then says the same', () => {
    const [network, twin] = [make(), make()];
    const batch = drawRows(layers, 12, loss);
    for (let step = 0; step < 5; step += 1) network.step(batch);
    const values = network.manual.parameters();
    const { weights, biases } = network.parameters();
    expect(values).toEqual(Float32Array.of(...weights, ...biases));
    expect(network.manual.parameters(values)).toBe(values);
    twin.manual.setParameters(values);
    expect(twin.predict(batch.inputs).data).toEqual(network.predict(batch.inputs).data);
    expect(twin.steps).toBe(0);
  });

  it('of another number, or not finite, are refused', () => {
    const network = make();
    const values = network.manual.parameters();
    expect(() => network.manual.parameters(new Float32Array(3))).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
    expect(() => network.manual.setParameters(values.subarray(1))).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
    expect(() => network.manual.setParameters(values.with(4, Number.NaN))).toThrow(
      expect.objectContaining({ code: 'NON_FINITE' }),
    );
    expect(network.manual.parameters()).toEqual(values);
  });
});
