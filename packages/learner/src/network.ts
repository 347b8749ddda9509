import { Random } from '@graph/random';
import ndarray, { type NdArray } from 'ndarray';
import { carriedOver } from './carried-over.js';
import { checkColumn, copyRows, copyValues } from './columns.js';
import { configure } from './configure.js';
import { LearnerError } from './errors.js';
import { Graph } from './graph.js';
import { type Change, type Growth, grown } from './growth.js';
import { initialize } from './initialize.js';
import type { Precision } from './kernels/kernels.js';
import { WORD } from './kernels/word.js';
import { checkLoss } from './losses/check-loss.js';
import { LOSSES, type Loss } from './losses/loss.js';
import { NetworkMemory, type ParameterName, type ParameterValues } from './network-memory.js';
import type {
  NetworkOptions,
  PredictOptions,
  ProtectOptions,
  PruneOptions,
  StepOptions,
  TrainingBatch,
} from './network-options.js';
import type { NetworkState } from './network-state.js';
import { checkOptimizer } from './optimizers/check-optimizer.js';
import { momentsOf } from './optimizers/code.js';
import type { Optimizer } from './optimizers/optimizer.js';
import { Protection } from './protection.js';
import { pruned } from './pruned.js';
import { widening } from './widening.js';

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
  readonly #memory: NetworkMemory;
  readonly #maxBatch: number;
  readonly #gradientClip: number;
  readonly #loss: Loss;
  readonly #precision: Precision;
  #optimizer: Optimizer;
  #graph: Graph;
  #birth: Int32Array;
  #random: Random;
  #protection: Protection | undefined;
  #steps = 0;
  #power1 = 1;
  #power2 = 1;

  private constructor(
    graph: Graph,
    birth: Int32Array,
    random: Random,
    options: Omit<NetworkOptions, 'seed'>,
  ) {
    const { loss, optimizer, maxBatch = 256, gradientClip = 0, precision = 'strict' } = options;
    if (!(Number.isInteger(maxBatch) && maxBatch >= 1 && maxBatch <= 65_536))
      throw new LearnerError('OPTION', `maxBatch is ${maxBatch}, wanted a whole number from 1 to 65536`);
    if (!(gradientClip >= 0 && Number.isFinite(gradientClip)))
      throw new LearnerError('OPTION', `gradientClip is ${gradientClip}, wanted a number > 0, or none`);
    if (precision !== 'strict' && precision !== 'fast')
      throw new LearnerError('OPTION', `precision is ${String(precision)}, wanted 'strict' or 'fast'`);
    this.#loss = checkLoss(loss, graph);
    this.#optimizer = checkOptimizer(optimizer);
    this.#maxBatch = maxBatch;
    this.#gradientClip = gradientClip;
    this.#graph = graph;
    this.#birth = birth;
    this.#random = random;
    this.#memory = new NetworkMemory(precision);
    this.#precision = precision;
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
    const moments = momentsOf(network.#optimizer);
    network.#layOut({ weights: initialize(graph, random) }, ['weights', ...moments]);
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
    const { loss, optimizer, maxBatch, gradientClip, precision, birth, random, parameters } = state;
    const options = { loss, optimizer, maxBatch, gradientClip, precision };
    const network = new Network(Graph.from(state.graph), birth.slice(), Random.from(random), options);
    network.#steps = state.steps;
    network.#power1 = state.betaPowers[0]!;
    network.#power2 = state.betaPowers[1]!;
    const needed = ['weights', ...momentsOf(network.#optimizer)] as const;
    const missing = needed.filter((name) => parameters?.[name] === undefined);
    if (missing.length > 0)
      throw new LearnerError(
        'STATE',
        `the state of a network with ${optimizer.kind} has no ${missing.join(', ')}, wanted the values of all parameters`,
      );
    network.#layOut(parameters, Object.keys(parameters) as ParameterName[]);
    network.#memory.floats[WORD.penalty] = state.strength;
    return network;
  }

  /** Returns everything that learning changes, O(edges); the arrays are copies. */
  state(): NetworkState {
    return {
      format: 'network',
      graph: this.#graph.state(),
      birth: this.#birth,
      loss: this.#loss,
      optimizer: this.#optimizer,
      maxBatch: this.#maxBatch,
      gradientClip: this.#gradientClip,
      precision: this.#precision,
      steps: this.#steps,
      betaPowers: Float64Array.of(this.#power1, this.#power2),
      parameters: this.#memory.values(),
      strength: this.#memory.floats[WORD.penalty]!,
      random: this.#random.state(),
    };
  }

  /** The present graph; growth and pruning replace it. */
  get graph(): Graph {
    return this.#graph;
  }

  get inputWidth(): number {
    return this.#memory.lowered.inputs;
  }

  get outputWidth(): number {
    return this.#memory.lowered.outputs;
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

  /** How it really computes: `fast` only if that was asked for and the engine has relaxed SIMD. */
  get precision(): Precision {
    return this.#memory.kernels.precision;
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
    return this.#memory.inputs;
  }

  /** `[maxBatch, outputWidth]`, where `stepStaged` reads its targets; valid as `inputs` is. */
  get targets(): Float32Array {
    return this.#memory.targets;
  }

  /** `[maxBatch]`, the weight of each row in `stepStaged`, 1 unless written; valid as `inputs` is. */
  get rowWeights(): Float32Array {
    return this.#memory.rowWeights;
  }

  /** `[maxBatch]`, each row's loss in the last step, without its weight and before the step; valid as `inputs` is. */
  get rowLosses(): Float32Array {
    return this.#memory.rowLosses;
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
    copyRows('inputs', batch.inputs, this.#memory.inputs, size, this.inputWidth);
    copyRows('targets', batch.targets, this.#memory.targets, size, this.outputWidth);
    const weights = options?.rowWeights;
    if (weights === undefined) this.#memory.rowWeights.fill(1, 0, size);
    else if (weights.length >= size)
      for (let row = 0; row < size; row += 1) this.#memory.rowWeights[row] = weights[row]!;
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
    const floats = this.#memory.floats;
    const { beta1, beta2 } = this.#optimizer;
    const power1 = this.#power1 * beta1;
    const power2 = this.#power2 * beta2;
    floats[WORD.correction1] = 1 - power1;
    floats[WORD.correction2] = 1 - power2;
    const bad = this.#memory.kernels.run.step(rows);
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
    checkColumn('inputs', inputs, rows, inputWidth);
    checkColumn('out', out, rows, outputWidth);
    for (let from = 0; from < rows; from += this.#maxBatch) {
      const count = Math.min(this.#maxBatch, rows - from);
      copyValues(inputs.data, from * inputWidth, this.#memory.inputs, 0, count * inputWidth);
      this.#memory.kernels.run.predict(count, raw ? 1 : 0);
      copyValues(this.#memory.outputs, 0, out.data, from * outputWidth, count * outputWidth);
    }
    return out;
  }

  /** Returns copies of the weights, `[edges]` in the order of the graph's edges, and the biases, `[nodes]`. */
  parameters(): { weights: Float32Array<ArrayBuffer>; biases: Float32Array<ArrayBuffer> } {
    return this.#split(this.#memory.array('weights')!);
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
    copyRows('inputs', batch.inputs, this.#memory.inputs, size, this.inputWidth);
    copyRows('targets', batch.targets, this.#memory.targets, size, this.outputWidth);
    for (let row = 0; row < size; row += 1) this.#memory.rowWeights[row] = options?.rowWeights?.[row] ?? 1;
    const bad = this.#memory.kernels.run.gradients(size, LOSSES.indexOf(this.#loss.kind));
    if (bad >= 0) throw this.#nonFinite(bad);
    return { loss: this.#memory.floats[WORD.lossSum]! / size, ...this.#split(this.#memory.gradients) };
  }

  /** What protects the parameters from being unlearned; undefined until `protect` is called. */
  get protection(): Protection | undefined {
    return this.#protection;
  }

  /**
   * Makes room for importances and anchors of all parameters, and, if asked for, path integrals; what is there already
   * stays. Views such as `inputs` must be fetched anew.
   */
  protect(options: ProtectOptions = {}): Protection {
    const values = this.#memory.values();
    const present = Object.keys(values) as ParameterName[];
    const wanted: ParameterName[] = options.path
      ? ['importance', 'anchor', 'path']
      : ['importance', 'anchor'];
    const missing = wanted.filter((name) => !present.includes(name));
    if (missing.length > 0) {
      const anchor = values.anchor ?? values.weights!;
      this.#layOut({ ...values, anchor }, [...present, ...missing]);
    }
    return this.#protection!;
  }

  /** Number of hidden neurons. */
  get neurons(): number {
    return this.#graph.nodes.length - this.#graph.inputs.length - this.#graph.outputs.length;
  }

  /** Number of edges. */
  get edges(): number {
    return this.#graph.edgeCount;
  }

  /**
   * Adds neurons and edges without changing what the network computes, to the bit: edges into new hidden neurons get drawn
   * weights, edges into others weight 0. New outputs come last and give 0 (a softmax gives them a share of the
   * probability; logits stay as they were). Optimizer state, importances and anchors are carried along. Views such as
   * `inputs` must be fetched anew.
   *
   * @throws GraphError if the result is no graph; LearnerError `OPTION` if an edge names an unknown node. Nothing has
   * changed then.
   */
  grow(growth: Growth): void {
    const change = grown(this.#graph, this.#birth, growth);
    checkLoss(this.#loss, change.graph);
    this.#change(change);
  }

  /**
   * Grows by `neurons` hidden neurons, or outputs, that are connected as one is that is there already.
   *
   * @param like - the id of that one; default: hidden neurons of each kind (such as a layer) in proportion to their number.
   * @throws LearnerError `OPTION` if there is no such neuron.
   */
  widen(neurons: number, like?: string): void {
    if (neurons !== 0) this.grow(widening(this.#graph, neurons, like, this.#random));
  }

  /**
   * Removes edges that matter little, then hidden neurons that feed nothing any more. Each neuron keeps its best edge.
   * Views such as `inputs` must be fetched anew.
   *
   * @returns how many edges were removed: as many as asked for, or the few less that the neurons which must stay need.
   * @throws LearnerError `OPTION` if `edges` is no whole number ≥ 0, or saliency is asked for without rows and the
   * optimizer has no second moments.
   */
  prune(options: PruneOptions): number {
    const { edges, by = 'magnitude' } = options;
    if (!(Number.isSafeInteger(edges) && edges >= 0))
      throw new LearnerError('OPTION', `edges to prune are ${edges}, wanted a whole number ≥ 0`);
    const before = this.#graph.edgeCount;
    const { weights } = this.parameters();
    const scores = weights.map(Math.abs);
    if (by === 'saliency') {
      const curvature = this.#curvature(options.rows);
      for (let edge = 0; edge < scores.length; edge += 1)
        scores[edge] = scores[edge]! * scores[edge]! * curvature[edge]!;
    }
    if (edges > 0) this.#change(pruned(this.#graph, this.#birth, scores, edges));
    return before - this.#graph.edgeCount;
  }

  #curvature(rows: TrainingBatch | undefined): Float32Array {
    if (rows !== undefined)
      return new Protection(this.#memory, this.#loss, this.#maxBatch).squaredGradients(rows);
    const moment = this.#memory.array('moment2');
    if (moment === undefined)
      throw new LearnerError(
        'OPTION',
        `saliency needs rows, because ${this.#optimizer.kind} keeps no mean of squared gradients`,
      );
    return this.#memory.ordered(moment);
  }

  #nonFinite(row: number): LearnerError {
    return new LearnerError(
      'NON_FINITE',
      `the loss of row ${row} is ${this.#memory.rowLosses[row]} at step ${this.#steps + 1}; no weight was changed. ` +
        'Check the inputs and targets of that row, or lower the learning rate',
      { row },
    );
  }

  #checkRows(rows: number): void {
    if (!(Number.isInteger(rows) && rows >= 1 && rows <= this.#maxBatch))
      throw new LearnerError('BATCH', `the batch has ${rows} rows, wanted 1 to ${this.#maxBatch} (maxBatch)`);
  }

  /** Gives the arrays `present` their places for the present graph, and fills in what is known of them. */
  #layOut(values: ParameterValues, present: readonly ParameterName[]): void {
    const strength = this.#memory.floats?.[WORD.penalty] ?? 0;
    this.#memory.layOut(this.#graph, this.#birth, this.#maxBatch, present);
    this.#memory.put(values);
    this.#configure();
    this.#memory.floats[WORD.penalty] = strength;
    if (present.includes('importance'))
      this.#protection ??= new Protection(this.#memory, this.#loss, this.#maxBatch);
  }

  #configure(): void {
    configure(this.#memory, this.#optimizer, this.#loss, this.#gradientClip);
  }

  #change(change: Change): void {
    const before = this.#memory.values();
    const drawn = initialize(change.graph, this.#random, change.oldEdge);
    this.#graph = change.graph;
    this.#birth = change.birth;
    this.#layOut(carriedOver(before, change, drawn), Object.keys(before) as ParameterName[]);
  }

  #split(from: Float32Array): { weights: Float32Array<ArrayBuffer>; biases: Float32Array<ArrayBuffer> } {
    const values = this.#memory.ordered(from);
    const edges = this.#graph.edgeCount;
    return { weights: values.slice(0, edges), biases: values.slice(edges) };
  }
}
