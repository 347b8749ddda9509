import { describe, expect, it } from 'vitest';
import {
  adam,
  type Graph,
  GraphError,
  type Loss,
  layered,
  meanSquaredError,
  Network,
  sgd,
  softmaxCrossEntropy,
  sparse,
} from '../src/index.js';
import { drawRows } from './rows.js';

const loss = meanSquaredError();
const graphs: [string, Graph][] = [
  ['layers', layered({ inputs: 9, hidden: [8, 12], outputs: 2, activation: 'tanh' })],
  [
    'layers with skips',
    layered({
      inputs: 9,
      hidden: [8, 12],
      outputs: 2,
      skip: [
        [0, 2],
        [1, 3],
      ],
    }),
  ],
  ['a sparse graph', sparse({ inputs: 9, hidden: 40, outputs: 2, density: 0.15, seed: 4 })],
];

function trained(graph: Graph, by: Loss = loss, optimizer = adam({ learningRate: 0.01 })): Network {
  const network = Network.create(graph, { loss: by, optimizer, seed: 3, maxBatch: 64 });
  const batch = drawRows(graph, 40, by);
  for (let step = 0; step < 10; step += 1) network.step(batch);
  return network;
}

function outputs(network: Network, rows = 33): number[] {
  return [...network.predict(drawRows(network.graph, rows, loss, 8).inputs, { raw: true }).data];
}

describe.each(graphs)('growth of %s', (_, graph) => {
  it('changes no bit of the outputs, and learns on', () => {
    const network = trained(graph);
    const before = outputs(network);
    network.widen(7);
    expect(outputs(network)).toEqual(before);
    expect(network.neurons).toBe(graph.nodes.length - graph.inputs.length - 2 + 7);
    const batch = drawRows(graph, 40, loss);
    const first = network.step(batch);
    let last = first;
    for (let step = 0; step < 40; step += 1) last = network.step(batch);
    expect(last).toBeLessThan(first);
    network.widen(5);
    network.widen(30);
  });

  it('lets the new neurons learn too', () => {
    const network = trained(graph);
    const old = new Set(graph.nodes.map(({ id }) => id));
    network.widen(4);
    const { nodes, edgeFrom } = network.graph;
    const isNew = [...edgeFrom].map((from) => !old.has(nodes[from]!.id));
    network.step(drawRows(graph, 40, loss));
    const { weights } = network.parameters();
    expect(isNew.some((yes, edge) => yes && weights[edge] !== 0)).toBe(true);
  });

  it('adds outputs that give 0 and leaves the others as they were', () => {
    const network = trained(graph);
    const before = outputs(network);
    network.widen(1, network.graph.nodes.at(-1)!.id);
    const after = outputs(network);
    expect(network.outputWidth).toBe(3);
    expect(after.filter((_, at) => at % 3 < 2)).toEqual(before);
    expect(after.filter((_, at) => at % 3 === 2).every((value) => value === 0)).toBe(true);
  });

  it('is part of the state: a restored network goes on bit for bit', () => {
    const network = trained(graph);
    network.protect({ path: true }).strength = 0.1;
    network.widen(6);
    network.prune({ edges: 30, by: 'saliency' });
    const twin = Network.from(structuredClone(network.state()));
    const batch = drawRows(graph, 20, loss);
    for (let step = 0; step < 3; step += 1) expect(twin.step(batch)).toBe(network.step(batch));
    network.widen(3);
    twin.widen(3);
    expect(twin.step(batch)).toBe(network.step(batch));
    expect(twin.state()).toEqual(network.state());
  });

  it('prunes the smallest weights, keeps every neuron fed, and trains on as a fresh network of that shape would', () => {
    const network = trained(graph, loss, sgd());
    const edges = network.edges;
    const { weights } = network.parameters();
    const removed = network.prune({ edges: Math.floor(edges / 2) });
    // Edges of neurons that die are counted (they came on top once, and half became nearly all).
    expect(removed).toBe(Math.floor(edges / 2));
    expect(network.edges).toBe(edges - removed);
    const name = (from: Graph, edge: number): string =>
      `${from.nodes[from.edgeFrom[edge]!]!.id} ${from.nodes[from.edgeTo[edge]!]!.id}`;
    const after = network.graph;
    const stayed = new Set(Array.from(after.edgeFrom, (_, edge) => name(after, edge)));
    const alive = new Set(after.nodes.map(({ id }) => id));
    // Of edges between neurons that are still there, none that is gone was larger than one that stayed, but for those
    // that hold a neuron: the best one into it and the only one out of it.
    let largestGone = 0;
    for (let edge = 0; edge < edges; edge += 1) {
      if (
        stayed.has(name(graph, edge)) ||
        !name(graph, edge)
          .split(' ')
          .every((id) => alive.has(id))
      )
        continue;
      largestGone = Math.max(largestGone, Math.abs(weights[edge]!));
    }
    const left = network.parameters().weights.map(Math.abs);
    const held = (edge: number): boolean => {
      const into = [...after.edgeTo].flatMap((to, other) => (to === after.edgeTo[edge] ? [other] : []));
      const out = after.edgeFrom.filter((from) => from === after.edgeFrom[edge]);
      return into.every((other) => left[other]! <= left[edge]!) || out.length === 1;
    };
    const smallestFree = left
      .filter((_, edge) => !held(edge))
      .reduce((least, weight) => Math.min(least, weight));
    expect(largestGone).toBeGreaterThan(0);
    expect(largestGone).toBeLessThanOrEqual(smallestFree);
    const batch = drawRows(graph, 40, loss);
    const twin = Network.from(network.state());
    for (let step = 0; step < 5; step += 1) expect(network.step(batch)).toBe(twin.step(batch));
  });

  it('carries optimizer state, importances and anchors to where the parameters went', () => {
    const network = trained(graph);
    const protection = network.protect({ path: true });
    const rows = drawRows(graph, 30, loss);
    protection.addSquaredGradients(rows, 1);
    const keyed = (): Map<string, number[]> => {
      const { parameters } = network.state();
      const { nodes, edges } = network.graph;
      return new Map(
        edges.map(({ from, to }, edge) => [
          `${nodes[from]!.id} ${nodes[to]!.id}`,
          Object.values(parameters).map((values) => values[edge]!),
        ]),
      );
    };
    const before = keyed();
    network.widen(5);
    network.prune({ edges: 20 });
    let compared = 0;
    for (const [edge, values] of keyed()) {
      if (!before.has(edge)) continue;
      compared += 1;
      expect(values).toEqual(before.get(edge));
    }
    expect(compared).toBeGreaterThan(before.size / 2);
  });
});

describe('growth', () => {
  it('adds a class to a softmax without moving the logits of the others', () => {
    const graph = layered({ inputs: 5, hidden: [10], outputs: 3 });
    const network = trained(graph, softmaxCrossEntropy());
    const { inputs } = drawRows(graph, 20, loss);
    const before = network.predict(inputs, { raw: true }).data;
    network.grow({
      nodes: [{ id: 'new class', kind: 'output' }],
      edges: Array.from({ length: 10 }, (_, at) => [`hidden1.${at}`, 'new class'] as const),
    });
    const after = network.predict(inputs, { raw: true }).data;
    for (let row = 0; row < 20; row += 1)
      expect([...after.subarray(row * 4, row * 4 + 4)]).toEqual([
        ...before.subarray(row * 3, row * 3 + 3),
        0,
      ]);
  });

  it('refuses a cycle and changes nothing', () => {
    const graph = layered({ inputs: 5, hidden: [4, 4], outputs: 1 });
    const network = trained(graph);
    const before = network.state();
    expect(() => network.grow({ edges: [['hidden2.0', 'hidden1.0']] })).toThrow(GraphError);
    expect(network.state()).toEqual(before);
  });

  it('removes neurons that feed nothing any more', () => {
    const graph = layered({ inputs: 4, hidden: [20, 20], outputs: 1 });
    const network = trained(graph);
    network.prune({ edges: 100_000 });
    // Nothing is left but the best edge into each neuron that leads on to the output.
    expect([network.neurons, network.edges]).toEqual([2, 3]);
    expect(outputs(network).every(Number.isFinite)).toBe(true);
  });
});
