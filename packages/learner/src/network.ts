import { Random, type RandomState } from '@graph/random';
import ndarray, { type NdArray } from 'ndarray';
import { ACTIVATIONS } from './activation.js';
import { LearnerError } from './errors.js';
import { Graph, type GraphState } from './graph.js';
import { initialize } from './initialize.js';
import { Kernels } from './kernels/kernels.js';
import { WORD } from './kernels/word.js';
import { checkLoss } from './losses/check-loss.js';
import { LOSSES, type Loss } from './losses/loss.js';
import { emit, programWords } from './lowering/emit.js';
import { lower } from './lowering/lower.js';
import type { Lowered } from './lowering/lowered.js';
import { checkOptimizer } from './optimizers/check-optimizer.js';
import { momentsOf, optimizerCode } from './optimizers/code.js';
import type { Optimizer } from './optimizers/optimizer.js';

export type NetworkOptions = {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** Any safe integer: the weights that are drawn at the start, and at growth. */
  readonly seed: number;
  /** Most rows of one step, 1 to 65536. Default 256. */
  readonly maxBatch?: number;
  /** Upper bound of the Euclidean norm of the gradient, > 0. Default none. */
  readonly gradientClip?: number;
};

/** Rows to learn from; `[capacity, width]`, contiguous from offset 0, the first `size` of them in use. */
export type TrainingBatch = {
  readonly size: number;
  readonly inputs: NdArray<Float32Array>;
  readonly targets: NdArray<Float32Array>;
};

export type StepOptions = {
  /** `[rows]`, how much each row counts; the loss is Σ weight · loss / rows. Default 1 each. */
  readonly rowWeights?: Float32Array | undefined;
};

export type PredictOptions = {
  /** Number of rows, default all of `inputs`. */
  readonly rows?: number;
  /** `[≥ rows, outputs]`, contiguous from offset 0: where to write. Default a new array. */
  readonly out?: NdArray<Float32Array>;
  /** Logits in place of the probabilities of a softmax. Default false. */
  readonly raw?: boolean;
};

/** Everything of a network, in the order of its graph's edges and nodes; independent of how it is run. */
export type NetworkState = {
  readonly format: 'network';
  readonly graph: GraphState;
  /** `[nodes]`, the order in which they came into the network. */
  readonly birth: Int32Array;
  /** `[edges]` */
  readonly weights: Float32Array;
  /** `[nodes]` */
  readonly biases: Float32Array;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly maxBatch: number;
  readonly gradientClip: number;
  readonly steps: number;
  /** Powers of beta1 and beta2: multiplied up step by step, never raised. */
  readonly betaPowers: Float64Array;
  /** First and second moments, each `[edges]` then `[nodes]`; empty where the optimizer has none. */
  readonly moment1: Float32Array;
  readonly moment2: Float32Array;
  readonly random: RandomState;
};

/**
 * A graph with parameters, which learns by gradient steps on WebAssembly SIMD kernels. The same seed and rows give the
 * same bits on every engine.
 *
 * @example
 * ```ts
 * const network = Network.create(layered({ inputs: 2, hidden: [8], outputs: 1 }), {
 *   loss: meanSquaredError(), optimizer: adam({ learningRate: 0.01 }), seed: 42,
 * });
 * const loss = network.step(batch);
 * ```
 */
export class Network {
  readonly #kernels: Kernels;
  readonly #maxBatch: number;
  readonly #gradientClip: number;
  readonly #loss: Loss;
  #optimizer: Optimizer;
  #graph: Graph;
  #birth: Int32Array;
  #lowered!: Lowered;
  #random: Random;
  #steps = 0;
  #power1 = 1;
  #power2 = 1;
  #floats!: Float64Array;
  #inputs!: Float32Array;
  #targets!: Float32Array;
  #rowWeights!: Float32Array;
  #rowLosses!: Float32Array;
  #outputs!: Float32Array;
  #weights!: Float32Array;
  #moment1!: Float32Array;
  #moment2!: Float32Array;

  private constructor(
    graph: Graph,
    birth: Int32Array,
    random: Random,
    options: Omit<NetworkOptions, 'seed'>,
  ) {
    const { loss, optimizer, maxBatch = 256, gradientClip = 0 } = options;
    if (!(Number.isInteger(maxBatch) && maxBatch >= 1 && maxBatch <= 65_536))
      throw new LearnerError('OPTION', `maxBatch is ${maxBatch}, wanted a whole number from 1 to 65536`);
    if (!(gradientClip >= 0 && Number.isFinite(gradientClip)))
      throw new LearnerError('OPTION', `gradientClip is ${gradientClip}, wanted a number > 0, or none`);
    this.#loss = checkLoss(loss, graph);
    this.#optimizer = checkOptimizer(optimizer);
    this.#maxBatch = maxBatch;
    this.#gradientClip = gradientClip;
    this.#graph = graph;
    this.#birth = birth;
    this.#random = random;
    this.#kernels = new Kernels();
    this.#layOut();
  }

  /**
   * Makes a network of `graph` with drawn weights: He's range into relu-like neurons, Glorot's into others; biases 0.
   * Weights and biases that the graph gives are kept.
   *
   * @throws LearnerError `OPTION` if an option is out of range, `UNSUPPORTED` without WebAssembly SIMD.
   */
  static create(graph: Graph, options: NetworkOptions): Network {
    const random = Random.fromSeed(options.seed, 'network');
    const network = new Network(graph, Int32Array.from(graph.nodes.keys()), random, options);
    const { weights, biases } = initialize(graph, random);
    network.#put(network.#weights, weights, biases);
    return network;
  }

  /**
   * Puts a network back as `state()` gave it; it goes on bit for bit.
   *
   * @throws LearnerError `STATE` if `state` is not the state of a network.
   */
  static from(state: NetworkState): Network {
    if (state?.format !== 'network')
      throw new LearnerError('STATE', `network state has format ${state?.format}, wanted 'network'`);
    const { loss, optimizer, maxBatch, gradientClip, birth, random } = state;
    const graph = Graph.from(state.graph);
    const network = new Network(graph, birth.slice(), Random.from(random), {
      loss,
      optimizer,
      maxBatch,
      gradientClip,
    });
    network.#steps = state.steps;
    network.#power1 = state.betaPowers[0]!;
    network.#power2 = state.betaPowers[1]!;
    network.#put(network.#weights, state.weights, state.biases);
    const edges = graph.edgeCount;
    for (const [to, from] of [
      [network.#moment1, state.moment1],
      [network.#moment2, state.moment2],
    ] as const)
      if (from.length > 0) network.#put(to, from.subarray(0, edges), from.subarray(edges));
    return network;
  }

  /** Returns copies of everything that learning changes, O(edges). */
  state(): NetworkState {
    const moments = momentsOf(this.#optimizer);
    const { weights, biases } = this.parameters();
    return {
      format: 'network',
      graph: this.#graph.state(),
      birth: this.#birth,
      weights,
      biases,
      loss: this.#loss,
      optimizer: this.#optimizer,
      maxBatch: this.#maxBatch,
      gradientClip: this.#gradientClip,
      steps: this.#steps,
      betaPowers: Float64Array.of(this.#power1, this.#power2),
      moment1: moments.first ? this.#take(this.#moment1) : new Float32Array(0),
      moment2: moments.second ? this.#take(this.#moment2) : new Float32Array(0),
      random: this.#random.state(),
    };
  }

  /** The present graph; growth and pruning replace it. */
  get graph(): Graph {
    return this.#graph;
  }

  get inputWidth(): number {
    return this.#lowered.inputs;
  }

  get outputWidth(): number {
    return this.#lowered.outputs;
  }

  get maxBatch(): number {
    return this.#maxBatch;
  }

  get loss(): Loss {
    return this.#loss;
  }

  get optimizer(): Optimizer {
    return this.#optimizer;
  }

  /** Number of steps taken. */
  get steps(): number {
    return this.#steps;
  }

  get learningRate(): number {
    return this.#optimizer.learningRate;
  }

  /** > 0; it counts from the next step on. */
  set learningRate(learningRate: number) {
    this.#optimizer = checkOptimizer({ ...this.#optimizer, learningRate });
    this.#configure();
  }

  /** `[maxBatch, inputWidth]`, where `stepStaged` reads its rows; a view into the kernels, valid until growth or pruning. */
  get inputs(): Float32Array {
    return this.#inputs;
  }

  /** `[maxBatch, outputWidth]`, where `stepStaged` reads its targets; valid as `inputs` is. */
  get targets(): Float32Array {
    return this.#targets;
  }

  /** `[maxBatch]`, the weight of each row in `stepStaged`, 1 unless written; valid as `inputs` is. */
  get rowWeights(): Float32Array {
    return this.#rowWeights;
  }

  /** `[maxBatch]`, each row's loss in the last step, without its weight and before the step; valid as `inputs` is. */
  get rowLosses(): Float32Array {
    return this.#rowLosses;
  }

  /**
   * Takes one optimizer step on the mean loss of the batch; allocates nothing.
   *
   * @returns the mean loss, before the step.
   * @throws LearnerError `SHAPE` or `BATCH` if the batch does not fit; `NON_FINITE`, with the row, if a loss is not finite.
   * Nothing has changed then.
   */
  step(batch: TrainingBatch, options?: StepOptions): number {
    const { size } = batch;
    this.#checkRows(size);
    copyRows('inputs', batch.inputs, this.#inputs, size, this.inputWidth);
    copyRows('targets', batch.targets, this.#targets, size, this.outputWidth);
    const weights = options?.rowWeights;
    if (weights === undefined) this.#rowWeights.fill(1, 0, size);
    else if (weights.length >= size)
      for (let row = 0; row < size; row += 1) this.#rowWeights[row] = weights[row]!;
    else
      throw new LearnerError(
        'SHAPE',
        `there are ${weights.length} row weights, wanted one for each of ${size} rows`,
      );
    return this.stepStaged(size);
  }

  /**
   * Takes one optimizer step on the first `rows` rows of `inputs`, `targets` and `rowWeights`.
   *
   * @returns the mean loss, before the step: Σ weight · loss / rows.
   * @throws LearnerError `BATCH`, `NON_FINITE`; nothing has changed then.
   */
  stepStaged(rows: number): number {
    this.#checkRows(rows);
    const floats = this.#floats;
    const { beta1, beta2 } = this.#optimizer;
    const power1 = this.#power1 * beta1;
    const power2 = this.#power2 * beta2;
    floats[WORD.correction1] = 1 - power1;
    floats[WORD.correction2] = 1 - power2;
    const bad = this.#kernels.run.step(rows);
    if (bad >= 0) throw this.#nonFinite(bad);
    this.#power1 = power1;
    this.#power2 = power2;
    this.#steps += 1;
    return floats[WORD.lossSum]! / rows;
  }

  /**
   * Computes the outputs of rows; of a network that is trained with softmax cross-entropy, their probabilities. A row's
   * outputs do not depend on the rows beside it, to the bit.
   *
   * @param inputs - `[rows, inputWidth]`, contiguous from offset 0; any number of rows.
   * @returns `[rows, outputWidth]`, `out` if it was given.
   * @throws LearnerError `SHAPE`
   */
  predict(inputs: NdArray<Float32Array>, options: PredictOptions = {}): NdArray<Float32Array> {
    const { inputWidth, outputWidth } = this;
    const { rows = inputs.shape[0]!, raw = false } = options;
    const out = options.out ?? ndarray(new Float32Array(rows * outputWidth), [rows, outputWidth]);
    checkShape('inputs', inputs, rows, inputWidth);
    checkShape('out', out, rows, outputWidth);
    for (let from = 0; from < rows; from += this.#maxBatch) {
      const count = Math.min(this.#maxBatch, rows - from);
      copy(inputs.data, from * inputWidth, this.#inputs, count * inputWidth);
      this.#kernels.run.predict(count, raw ? 1 : 0);
      const outputs = this.#outputs;
      const values = out.data;
      const start = from * outputWidth;
      for (let at = 0; at < count * outputWidth; at += 1) values[start + at] = outputs[at]!;
    }
    return out;
  }

  /** Returns copies of the weights, `[edges]` in the order of the graph's edges, and the biases, `[nodes]`. */
  parameters(): { weights: Float32Array<ArrayBuffer>; biases: Float32Array<ArrayBuffer> } {
    return this.#split(this.#weights);
  }

  /**
   * Returns the gradient of the mean loss of a batch by every weight and bias, as `parameters` orders them, and takes no
   * step. Made for checks; it allocates.
   *
   * @throws LearnerError as `step` does.
   */
  gradients(
    batch: TrainingBatch,
    options?: StepOptions,
  ): {
    loss: number;
    weights: Float32Array<ArrayBuffer>;
    biases: Float32Array<ArrayBuffer>;
  } {
    const { size } = batch;
    this.#checkRows(size);
    copyRows('inputs', batch.inputs, this.#inputs, size, this.inputWidth);
    copyRows('targets', batch.targets, this.#targets, size, this.outputWidth);
    for (let row = 0; row < size; row += 1) this.#rowWeights[row] = options?.rowWeights?.[row] ?? 1;
    const bad = this.#kernels.run.gradients(size, LOSSES.indexOf(this.#loss.kind));
    if (bad >= 0) throw this.#nonFinite(bad);
    const at = new Int32Array(this.#floats.buffer, this.#floats.byteOffset + WORD.gradients * 8, 1)[0]!;
    const flat = new Float32Array(this.#kernels.buffer, at, this.#lowered.parameters);
    return { loss: this.#floats[WORD.lossSum]! / size, ...this.#split(flat) };
  }

  #nonFinite(row: number): LearnerError {
    return new LearnerError(
      'NON_FINITE',
      `the loss of row ${row} is ${this.#rowLosses[row]} at step ${this.#steps + 1}; no weight was changed. ` +
        'Check the inputs and targets of that row, or lower the learning rate',
      { row },
    );
  }

  #checkRows(rows: number): void {
    if (!(Number.isInteger(rows) && rows >= 1 && rows <= this.#maxBatch))
      throw new LearnerError('BATCH', `the batch has ${rows} rows, wanted 1 to ${this.#maxBatch} (maxBatch)`);
  }

  /** Gives every array its place in the kernels' memory, which is cleared. */
  #layOut(): void {
    const kernels = this.#kernels;
    kernels.reset();
    const lowered = lower(this.#graph, this.#birth);
    this.#lowered = lowered;
    const { slots, inputs, outputs, parameters } = lowered;
    const moments = momentsOf(this.#optimizer);
    const floats = (count: number): number => kernels.reserve(count * 4);
    // Whole vectors of four rows are read, and stored, at the end of a batch.
    const rows = this.#maxBatch + 3;
    const widest = lowered.bands.reduce((most, { start, end }) => Math.max(most, end - start), 0);
    const places = {
      activations: floats(slots * 32),
      deltas: floats(slots * 32),
      panels: floats(Math.ceil(widest / 16) * 512),
      weights: floats(parameters),
      gradients: floats(parameters),
      moment1: moments.first ? floats(parameters) : 0,
      moment2: moments.second ? floats(parameters) : 0,
      inputs: floats(rows * inputs),
      targets: floats(rows * outputs),
      rowWeights: floats(rows),
      rowLosses: floats(rows),
      rowScale: floats(32),
      outputs: floats(rows * outputs),
      targetLanes: floats(outputs * 32),
      outputActivations: floats(outputs),
      tables: floats(programWords(lowered)),
    };
    const program = emit(lowered, places);
    new Uint32Array(kernels.buffer, places.tables, program.words.length).set(program.words);
    const { nodes } = this.#graph;
    new Int32Array(kernels.buffer, places.outputActivations, outputs).set(
      this.#graph.outputs.map((node) => ACTIVATIONS.indexOf(nodes[node]!.activation)),
    );
    const { tables: _, ...words } = places;
    for (const [name, address] of Object.entries({
      ...words,
      ...{ forward: program.forward, backward: program.backward },
    }))
      kernels.setInteger(WORD[name as keyof typeof words], address);
    kernels.setInteger(WORD.inputWidth, inputs);
    kernels.setInteger(WORD.outputWidth, outputs);
    kernels.setInteger(WORD.outputSlot, slots - outputs);
    kernels.setInteger(WORD.parameterCount, parameters);
    const view = (address: number, count: number): Float32Array =>
      new Float32Array(kernels.buffer, address, count);
    this.#inputs = view(places.inputs, this.#maxBatch * inputs);
    this.#targets = view(places.targets, this.#maxBatch * outputs);
    this.#rowWeights = view(places.rowWeights, this.#maxBatch).fill(1);
    this.#rowLosses = view(places.rowLosses, this.#maxBatch);
    this.#outputs = view(places.outputs, this.#maxBatch * outputs);
    this.#weights = view(places.weights, parameters);
    this.#moment1 = view(places.moment1, moments.first ? parameters : 0);
    this.#moment2 = view(places.moment2, moments.second ? parameters : 0);
    this.#floats = kernels.floats();
    this.#configure();
  }

  #configure(): void {
    const { learningRate, beta1, beta2, epsilon, weightDecay } = this.#optimizer;
    const floats = this.#floats;
    floats[WORD.learningRate] = learningRate;
    floats[WORD.beta1] = beta1;
    floats[WORD.beta2] = beta2;
    floats[WORD.epsilon] = epsilon;
    floats[WORD.weightDecay] = weightDecay;
    floats[WORD.clip] = this.#gradientClip;
    floats[WORD.lossParameter] = this.#loss.kind === 'huber' ? this.#loss.delta : 0;
    this.#kernels.setInteger(WORD.loss, LOSSES.indexOf(this.#loss.kind));
    this.#kernels.setInteger(WORD.optimizer, optimizerCode(this.#optimizer));
  }

  /** Writes values of edges and nodes to their places in an array of parameters. */
  #put(to: Float32Array, weights: Float32Array, biases: Float32Array): void {
    const { edgeParameter, slotOf, biases: start, inputs } = this.#lowered;
    if (weights.length !== edgeParameter.length || biases.length !== slotOf.length)
      throw new LearnerError(
        'STATE',
        `there are ${weights.length} weights and ${biases.length} biases, wanted ${edgeParameter.length} and ${slotOf.length}`,
      );
    for (let edge = 0; edge < weights.length; edge += 1) to[edgeParameter[edge]!] = weights[edge]!;
    for (let node = inputs; node < biases.length; node += 1) to[start + slotOf[node]!] = biases[node]!;
  }

  #split(from: Float32Array): { weights: Float32Array<ArrayBuffer>; biases: Float32Array<ArrayBuffer> } {
    const { edgeParameter, slotOf, biases: start } = this.#lowered;
    const weights = new Float32Array(edgeParameter.length);
    const biases = new Float32Array(slotOf.length);
    for (let edge = 0; edge < weights.length; edge += 1) weights[edge] = from[edgeParameter[edge]!]!;
    for (let node = 0; node < biases.length; node += 1) biases[node] = from[start + slotOf[node]!]!;
    return { weights, biases };
  }

  #take(from: Float32Array): Float32Array {
    const { weights, biases } = this.#split(from);
    const all = new Float32Array(weights.length + biases.length);
    all.set(weights);
    all.set(biases, weights.length);
    return all;
  }
}

function copyRows(
  name: string,
  from: NdArray<Float32Array>,
  to: Float32Array,
  rows: number,
  width: number,
): void {
  checkShape(name, from, rows, width);
  copy(from.data, 0, to, rows * width);
}

function copy(from: Float32Array, start: number, to: Float32Array, count: number): void {
  for (let at = 0; at < count; at += 1) to[at] = from[start + at]!;
}

function checkShape(name: string, array: NdArray<Float32Array>, rows: number, width: number): void {
  const { shape, stride, offset } = array;
  if (shape.length !== 2 || shape[1] !== width || shape[0]! < rows)
    throw new LearnerError(
      'SHAPE',
      `${name} has shape [${shape.join(', ')}], wanted [at least ${rows}, ${width}]`,
    );
  if (offset !== 0 || stride[0] !== width || (stride[1] !== 1 && width > 1))
    throw new LearnerError(
      'SHAPE',
      `${name} has offset ${offset} and stride [${stride.join(', ')}], wanted 0 and [${width}, 1]`,
    );
}
