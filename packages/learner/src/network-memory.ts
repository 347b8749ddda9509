import { ACTIVATIONS } from './activation.js';
import { LearnerError } from './errors.js';
import type { Graph } from './graph.js';
import { Kernels, type Precision } from './kernels/kernels.js';
import { WORD } from './kernels/word.js';
import { emit, programWords } from './lowering/emit.js';
import { lower } from './lowering/lower.js';
import type { Lowered } from './lowering/lowered.js';

/** What can be kept for each parameter. */
export type ParameterName = 'weights' | 'moment1' | 'moment2' | 'importance' | 'anchor' | 'path';

/** Values of all parameters in the graph's order: `[edges]` weights, then `[nodes]` biases. */
export type ParameterValues = { readonly [name in ParameterName]?: Float32Array };

const NAMES: readonly ParameterName[] = ['weights', 'moment1', 'moment2', 'importance', 'anchor', 'path'];

/**
 * The arrays of a network in the kernels' linear memory, and the way between the graph's order of parameters and theirs.
 * All views are made anew by `layOut`.
 */
export class NetworkMemory {
  readonly kernels: Kernels;
  lowered!: Lowered;
  /** `[maxBatch, inputs]` */
  inputs!: Float32Array;
  /** `[maxBatch, outputs]` */
  targets!: Float32Array;
  /** `[maxBatch]` */
  rowWeights!: Float32Array;
  /** `[maxBatch]` */
  rowLosses!: Float32Array;
  /** `[maxBatch, outputs]` */
  outputs!: Float32Array;
  /** `[parameters]` */
  gradients!: Float32Array;
  /** The configuration of the kernels, as float64 words. */
  floats!: Float64Array;
  readonly #arrays = new Map<ParameterName, Float32Array>();

  constructor(precision: Precision) {
    this.kernels = new Kernels(precision);
  }

  /** Gives every array its place, cleared, with the kernels' instructions for `graph` beside them. */
  layOut(graph: Graph, birth: Int32Array, maxBatch: number, present: readonly ParameterName[]): void {
    const { kernels } = this;
    kernels.reset();
    const lowered = lower(graph, birth);
    this.lowered = lowered;
    const { slots, inputs, outputs, parameters } = lowered;
    const floats = (count: number): number => kernels.reserve(count * 4);
    // The last vector of four rows is read and written as a whole.
    const rows = maxBatch + 3;
    const widest = lowered.bands.reduce((most, { start, end }) => Math.max(most, end - start), 0);
    const places = {
      activations: floats(slots * 32),
      deltas: floats(slots * 32),
      panels: floats(Math.ceil(widest / 16) * 512),
      gradients: floats(parameters),
      inputs: floats(rows * inputs),
      targets: floats(rows * outputs),
      rowWeights: floats(rows),
      rowLosses: floats(rows),
      rowScale: floats(32),
      outputs: floats(rows * outputs),
      targetLanes: floats(outputs * 32),
      outputLanes: floats(outputs * 32),
      outputDeltas: floats(outputs * 32),
      scratch: floats(slots * 2 + 8),
      inputLists: floats(32 * (inputs + 1)),
      outputActivations: floats(outputs),
    };
    const arrays = NAMES.map((name) => [name, present.includes(name) ? floats(parameters) : 0] as const);
    const tables = floats(programWords(lowered));
    const weights = arrays[0]![1];
    const { words, ...programs } = emit(lowered, { ...places, weights, tables });
    new Uint32Array(kernels.buffer, tables, words.length).set(words);
    const codes = graph.outputs.map((node) => ACTIVATIONS.indexOf(graph.nodes[node]!.activation));
    new Int32Array(kernels.buffer, places.outputActivations, outputs).set(codes);

    for (const [name, address] of [...Object.entries(places), ...Object.entries(programs), ...arrays])
      kernels.setInteger(WORD[name as keyof typeof WORD], address);
    kernels.setInteger(WORD.inputWidth, inputs);
    kernels.setInteger(WORD.outputWidth, outputs);
    kernels.setInteger(WORD.outputSlot, slots - outputs);
    kernels.setInteger(WORD.slotCount, slots);
    kernels.setInteger(WORD.parameterCount, parameters);

    const view = (address: number, count: number): Float32Array =>
      new Float32Array(kernels.buffer, address, count);
    this.inputs = view(places.inputs, maxBatch * inputs);
    this.targets = view(places.targets, maxBatch * outputs);
    this.rowWeights = view(places.rowWeights, maxBatch).fill(1);
    this.rowLosses = view(places.rowLosses, maxBatch);
    this.outputs = view(places.outputs, maxBatch * outputs);
    this.gradients = view(places.gradients, parameters);
    this.floats = kernels.floats();
    this.#arrays.clear();
    for (const [name, address] of arrays) if (address > 0) this.#arrays.set(name, view(address, parameters));
  }

  /** A parameter array in the kernels' order, padding included; undefined if it is not kept. */
  array(name: ParameterName): Float32Array | undefined {
    return this.#arrays.get(name);
  }

  /** Returns copies of all arrays in the graph's order. */
  values(): ParameterValues {
    const values: { -readonly [name in ParameterName]?: Float32Array } = {};
    for (const [name, array] of this.#arrays) values[name] = this.ordered(array);
    return values;
  }

  /** Copies an array of the kernels' order into the graph's, with 0 for inputs, which have no bias. */
  ordered(array: Float32Array): Float32Array<ArrayBuffer> {
    const { edgeParameter, slotOf, biases, inputs } = this.lowered;
    const edges = edgeParameter.length;
    const values = new Float32Array(edges + slotOf.length);
    for (let edge = 0; edge < edges; edge += 1) values[edge] = array[edgeParameter[edge]!]!;
    for (let node = inputs; node < slotOf.length; node += 1)
      values[edges + node] = array[biases + slotOf[node]!]!;
    return values;
  }

  /** Puts values in the graph's order to their places; arrays that are not kept are skipped. */
  put(values: ParameterValues): void {
    const { edgeParameter, slotOf, biases, inputs } = this.lowered;
    const edges = edgeParameter.length;
    for (const [name, array] of this.#arrays) {
      const given = values[name];
      if (given === undefined) continue;
      if (given.length !== edges + slotOf.length)
        throw new LearnerError(
          'STATE',
          `${name} has ${given.length} values, wanted ${edges} weights and ${slotOf.length} biases`,
        );
      for (let edge = 0; edge < edges; edge += 1) array[edgeParameter[edge]!] = given[edge]!;
      for (let node = inputs; node < slotOf.length; node += 1)
        array[biases + slotOf[node]!] = given[edges + node]!;
    }
  }
}
