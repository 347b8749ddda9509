import { ACTIVATIONS } from '../graph/activation.js';
import type { Graph } from '../graph/graph.js';
import { LANES } from '../kernels/codes.js';
import { Kernels, type Precision } from '../kernels/kernels.js';
import { WORD } from '../kernels/word.js';
import { LearnerError } from '../learner-error.js';
import { appendOutputs } from '../lowering/append-outputs.js';
import { type EdgeTables, emitProgram, emitTables } from '../lowering/emit.js';
import type { Lowered } from '../lowering/lowered.js';
import { Lowering } from '../lowering/lowering.js';
import {
  PARAMETER_NAMES,
  type ParameterName,
  type ParameterValues,
  type SplitParameters,
} from './parameter-values.js';
import { type Places, placeArrays } from './place-arrays.js';

/**
 * The arrays of a network in the kernels' linear memory, and the translation between the graph's order of parameters and
 * theirs. All views are made anew by `layOut` and `appendOutputs`.
 */
export class KernelLayout {
  readonly kernels: Kernels;
  readonly maxBatch: number;
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
  /** `[slots, LANES]`, of the rows that went through last. */
  activations!: Float32Array;
  /** `[parameters]` */
  gradients!: Float32Array;
  /** The parameters and all that is kept for them, side by side, with the padding between them. */
  block!: Float32Array;
  /** The configuration of the kernels, as float64 words. */
  floats!: Float64Array;
  readonly #arrays = new Map<ParameterName, Float32Array>();
  #places!: Places;
  #tables!: EdgeTables;

  constructor(precision: Precision, maxBatch: number) {
    this.kernels = new Kernels(precision);
    this.maxBatch = maxBatch;
  }

  /** The parameter arrays that are kept. */
  get present(): readonly ParameterName[] {
    return [...this.#arrays.keys()];
  }

  /**
   * Gives every array its place, cleared, with the kernels' instructions for `graph` beside them.
   *
   * @param outputCapacity - how many outputs to leave room for, where they are a complete layer.
   * @throws LearnerError `MEMORY` if the engine does not give enough; nothing has changed then.
   */
  layOut(
    graph: Graph,
    birth: Int32Array,
    present: readonly ParameterName[],
    outputCapacity: number = graph.outputs.length,
  ): void {
    const { kernels } = this;
    const lowered = new Lowering(graph, birth, outputCapacity).lower();
    const places = placeArrays(lowered, this.maxBatch, present, kernels.heap);
    kernels.reset(places.end);
    this.lowered = lowered;
    this.#places = places;
    this.#tables = emitTables(lowered, places.arrays, places.arrays.tables);
    new Uint32Array(kernels.buffer, places.arrays.tables, this.#tables.words.length).set(this.#tables.words);
    for (const [name, address] of Object.entries(places.arrays))
      if (name in WORD) kernels.setInteger(WORD[name as keyof typeof WORD], address);
    kernels.setInteger(WORD.inputWidth, lowered.inputs);
    kernels.setInteger(WORD.outputSlot, lowered.slots - lowered.outputs);
    kernels.setInteger(WORD.parameterCount, lowered.parameters);
    this.#setOutputs(graph);
    this.#makeViews(present);
  }

  /**
   * Adds outputs where there is room for them; their parameters are 0. Takes O(nodes) and the time to copy the edges.
   *
   * @param graph - the graph with the outputs, `count` of them new and last.
   * @returns whether there was room; if not, nothing has changed.
   */
  appendOutputs(graph: Graph, count: number): boolean {
    const before = this.lowered;
    const lowered = appendOutputs(before, graph, count);
    if (lowered === undefined) return false;
    this.lowered = lowered;
    // Optimizers leave traces in the room: a mean of squares is never quite 0.
    for (const array of this.#arrays.values()) {
      for (let edge = before.edgeParameter.length; edge < lowered.edgeParameter.length; edge += 1)
        array[lowered.edgeParameter[edge]!] = 0;
      array.fill(0, lowered.biases + before.slots, lowered.biases + lowered.slots);
    }
    this.#setOutputs(graph);
    this.#makeViews(this.present);
    return true;
  }

  /** Where the parameters and all that is kept for them lie side by side: address and number of bytes. */
  get parameterBlock(): { readonly start: number; readonly bytes: number } {
    const { arrays } = this.#places;
    const start = arrays.weights;
    const last = Math.max(...this.present.map((name) => arrays[name]));
    return { start, bytes: last + 4 * this.lowered.parameters - start };
  }

  /**
   * Makes room for more bytes behind all arrays, which stays until the next `layOut`; all views are made anew.
   *
   * @returns the address of the room.
   * @throws LearnerError `MEMORY`; nothing has changed then.
   */
  extend(bytes: number): number {
    const start = Math.ceil(this.#places.end / 64) * 64;
    this.kernels.extend(start + bytes);
    this.#makeViews(this.present);
    return start;
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
  ordered(array: Float32Array): Float32Array<ArrayBuffer>;
  ordered(array: Float32Array, values: Float32Array): Float32Array;
  ordered(
    array: Float32Array,
    values: Float32Array = new Float32Array(this.lowered.edgeParameter.length + this.lowered.slotOf.length),
  ): Float32Array {
    const { edgeParameter, slotOf, biases, inputs } = this.lowered;
    const edges = edgeParameter.length;
    values.fill(0, edges, edges + inputs);
    for (let edge = 0; edge < edges; edge += 1) values[edge] = array[edgeParameter[edge]!]!;
    for (let node = inputs; node < slotOf.length; node += 1)
      values[edges + node] = array[biases + slotOf[node]!]!;
    return values;
  }

  /** As `ordered`, cut into weights and biases. */
  split(array: Float32Array): SplitParameters {
    const values = this.ordered(array);
    const edges = this.lowered.edgeParameter.length;
    return { weights: values.slice(0, edges), biases: values.slice(edges) };
  }

  /** Copies values in the graph's order to their places; arrays that are not kept are skipped. */
  put(values: ParameterValues): void {
    const { edgeParameter, slotOf } = this.lowered;
    const edges = edgeParameter.length;
    for (const [name, array] of this.#arrays) {
      const given = values[name];
      if (given === undefined) continue;
      if (given.length !== edges + slotOf.length)
        throw new LearnerError(
          'STATE',
          `${name} has ${given.length} values, wanted ${edges} weights and ${slotOf.length} biases`,
        );
      this.place(given, array);
    }
  }

  /** Copies values in the graph's order to their places in an array. */
  place(values: Float32Array, array: Float32Array): void {
    const { edgeParameter, slotOf, biases, inputs } = this.lowered;
    const edges = edgeParameter.length;
    for (let edge = 0; edge < edges; edge += 1) array[edgeParameter[edge]!] = values[edge]!;
    for (let node = inputs; node < slotOf.length; node += 1)
      array[biases + slotOf[node]!] = values[edges + node]!;
  }

  /** Writes what depends on the number of outputs: the instructions, and a few words of the configuration. */
  #setOutputs(graph: Graph): void {
    const { kernels, lowered } = this;
    const { arrays } = this.#places;
    const { words, ...starts } = emitProgram(lowered, arrays, this.#tables, arrays.program);
    new Uint32Array(kernels.buffer, arrays.program, words.length).set(words);
    for (const [name, address] of Object.entries(starts))
      kernels.setInteger(WORD[name as keyof typeof starts], address);
    kernels.setInteger(WORD.outputWidth, lowered.outputs);
    kernels.setInteger(WORD.slotCount, lowered.slots);
    const codes = graph.outputs.map((node) => ACTIVATIONS.indexOf(graph.nodes[node]!.activation));
    new Int32Array(kernels.buffer, arrays.outputActivations, codes.length).set(codes);
  }

  #makeViews(present: readonly ParameterName[]): void {
    const { kernels, lowered, maxBatch } = this;
    const { arrays } = this.#places;
    const { inputs, outputs, parameters } = lowered;
    const view = (address: number, count: number): Float32Array =>
      new Float32Array(kernels.buffer, address, count);
    this.inputs = view(arrays.inputs, maxBatch * inputs);
    this.targets = view(arrays.targets, maxBatch * outputs);
    this.rowWeights = view(arrays.rowWeights, maxBatch).fill(1);
    this.rowLosses = view(arrays.rowLosses, maxBatch);
    this.outputs = view(arrays.outputs, maxBatch * outputs);
    this.activations = view(arrays.activations, lowered.slots * LANES);
    this.gradients = view(arrays.gradients, parameters);
    this.floats = kernels.floats();
    this.#arrays.clear();
    for (const name of PARAMETER_NAMES)
      if (present.includes(name)) this.#arrays.set(name, view(arrays[name], parameters));
    const { start, bytes } = this.parameterBlock;
    this.block = view(start, bytes / 4);
  }
}
