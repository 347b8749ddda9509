import type { Random } from '@graph/core';
import { check } from '../check.js';
import type { Graph } from '../graph/graph.js';
import { addInputs } from '../growth/add-inputs.js';
import { addOutputs } from '../growth/add-outputs.js';
import { carryOver } from '../growth/carry-over.js';
import { describeWidening } from '../growth/describe-widening.js';
import type { GraphChange } from '../growth/graph-change.js';
import { type Growth, growGraph } from '../growth/grow-graph.js';
import { pruneGraph } from '../growth/prune-graph.js';
import { checkLoss } from '../losses/check-loss.js';
import type { Loss } from '../losses/loss.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { initialize } from './initialize.js';
import type { KernelLayout } from './kernel-layout.js';
import type { PruneOptions, TrainingBatch } from './network-options.js';
import type { ParameterName, ParameterValues } from './parameter-values.js';
import { Protection } from './protection.js';

/** The graph of a network and the layout of its parameters, which change together or not at all. */
export class NetworkShape {
  readonly layout: KernelLayout;
  readonly #loss: Loss;
  readonly #random: Random;
  #graph: Graph;
  #birth: Int32Array;

  /** @param birth - `[nodes]`, the order in which they came into the network. */
  constructor(graph: Graph, birth: Int32Array, layout: KernelLayout, loss: Loss, random: Random) {
    this.#graph = graph;
    this.#birth = birth;
    this.layout = layout;
    this.#loss = checkLoss(loss, graph);
    this.#random = random;
  }

  get graph(): Graph {
    return this.#graph;
  }

  /** Never changed: growth replaces it. */
  get birth(): Int32Array {
    return this.#birth;
  }

  /** What draws the weights of new neurons. */
  get random(): Random {
    return this.#random;
  }

  /** Lays the network out for the first time, with the values that are known; others are 0. */
  start(values: ParameterValues, kept: readonly ParameterName[]): void {
    this.layout.layOut(this.#graph, this.#birth, kept);
    this.layout.put(values);
  }

  /** Keeps further values of each parameter; those that are kept already stay. New anchors are the current parameters. */
  keep(names: readonly ParameterName[]): void {
    const { present } = this.layout;
    const missing = names.filter((name) => !present.includes(name));
    if (missing.length === 0) return;
    const values = this.layout.values();
    const anchor = values.anchor ?? values.weights!;
    const { outputCapacity } = this.layout.lowered;
    this.layout.layOut(this.#graph, this.#birth, [...present, ...missing], outputCapacity);
    this.layout.put({ ...values, anchor });
  }

  /** See `Network.grow`. */
  grow(growth: Growth): void {
    const outputs = addOutputs(this.#graph, this.#birth, growth);
    if (outputs !== undefined) this.#addOutputs(outputs);
    else this.#change(growGraph(this.#graph, this.#birth, growth));
  }

  /** See `Network.widen`. */
  widen(neurons: number, like: string | undefined): void {
    const growth = describeWidening(this.#graph, neurons, like, this.#random);
    if (neurons > 0) this.grow(growth);
  }

  /** See `Network.widenInputs`. */
  widenInputs(count: number): void {
    check.wholeNumber('inputs to add', count, { min: 0 });
    if (count === 0) return;
    const change = addInputs(this.#graph, this.#birth, count);
    const { present, lowered } = this.layout;
    const values = carryOver(this.layout.values(), change);
    this.layout.layOut(change.graph, change.birth, present, lowered.outputCapacity);
    this.layout.put(values);
    this.#graph = change.graph;
    this.#birth = change.birth;
  }

  /** See `Network.prune`. */
  prune(options: PruneOptions, optimizer: Optimizer): number {
    check.names('prune', options, { edges: true, by: true, rows: true });
    const { edges, by = 'magnitude' } = options;
    check.wholeNumber('edges to prune', edges, { min: 0 });
    check.oneOf('by', by, ['magnitude', 'saliency']);
    const before = this.#graph.edgeCount;
    const scores = this.layout.split(this.layout.array('weights')!).weights.map(Math.abs);
    if (by === 'saliency') {
      const curvature = this.#curvature(options.rows, optimizer);
      for (let edge = 0; edge < scores.length; edge += 1)
        scores[edge] = scores[edge]! * scores[edge]! * curvature[edge]!;
    }
    if (edges > 0) this.#change(pruneGraph(this.#graph, this.#birth, scores, edges));
    return before - this.#graph.edgeCount;
  }

  /** `[edges]` and more: the mean square of each parameter's gradient, up to a factor. */
  #curvature(rows: TrainingBatch | undefined, { kind }: Optimizer): Float32Array {
    if (rows !== undefined) return new Protection(this.layout, this.#loss).squaredGradients(rows);
    const moment = this.layout.array('moment2');
    if (moment !== undefined) return this.layout.ordered(moment);
    throw check.error(`saliency needs rows, because ${kind} keeps no mean of squared gradients`);
  }

  #addOutputs(change: GraphChange): void {
    checkLoss(this.#loss, change.graph);
    const count = change.graph.outputs.length - this.#graph.outputs.length;
    if (!this.layout.appendOutputs(change.graph, count)) {
      // Room for as many again: outputs that come one by one are then laid out anew only at each doubling.
      this.#change(change, 2 * change.graph.outputs.length);
      return;
    }
    // As many draws as `initialize` takes for the edges into them, so that what comes later is the same either way.
    for (let edge = change.oldEdges; edge < change.graph.edgeCount; edge += 1) this.#random.float();
    this.#graph = change.graph;
    this.#birth = change.birth;
  }

  #change(change: GraphChange, outputCapacity: number = this.layout.lowered.outputCapacity): void {
    checkLoss(this.#loss, change.graph);
    const { present } = this.layout;
    const before = this.layout.values();
    this.layout.layOut(change.graph, change.birth, present, outputCapacity);
    const drawn = initialize(change.graph, this.#random, change.oldEdge);
    this.layout.put(carryOver(before, change, drawn));
    this.#graph = change.graph;
    this.#birth = change.birth;
  }
}
