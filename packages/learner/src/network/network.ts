import { ndArray, Random } from '@graph/core';
import type { NdArray } from 'ndarray';
import { check } from '../check.js';
import type { Graph } from '../graph/graph.js';
import type { Growth } from '../growth/grow-graph.js';
import type { Precision } from '../kernels/kernels.js';
import type { Loss } from '../losses/loss.js';
import { ManualTraining } from '../manual/manual-training.js';
import { momentsOf } from '../optimizers/code.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { checkNetworkOptions } from './check-network-options.js';
import { initialize } from './initialize.js';
import { KernelLayout } from './kernel-layout.js';
import type {
  NetworkOptions,
  PredictOptions,
  ProtectOptions,
  PruneOptions,
  StepOptions,
  TrainingBatch,
} from './network-options.js';
import { NetworkRun } from './network-run.js';
import { NetworkShape } from './network-shape.js';
import { NETWORK_FORMAT, type NetworkState, readNetworkState } from './network-state.js';
import type { ParameterName, SplitParameters } from './parameter-values.js';
import { Protection } from './protection.js';

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
  /** The parts of a step, for losses and methods of your own. */
  readonly manual: ManualTraining;
  readonly #shape: NetworkShape;
  readonly #layout: KernelLayout;
  readonly #run: NetworkRun;
  readonly #precision: Precision;
  #protection: Protection | undefined;

  private constructor(
    graph: Graph,
    birth: Int32Array,
    random: Random,
    { loss, optimizer, maxBatch, gradientClip, precision }: ReturnType<typeof checkNetworkOptions>,
  ) {
    this.#precision = precision;
    this.#layout = new KernelLayout(precision, maxBatch);
    this.#run = new NetworkRun(this.#layout, loss, optimizer, gradientClip);
    this.manual = new ManualTraining(this.#layout, this.#run);
    this.#shape = new NetworkShape(graph, birth, this.#layout, loss, random);
  }

  /**
   * Makes a network of `graph` with drawn weights: He's range into relu-like neurons, Glorot's into others; biases 0.
   * Weights and biases that the graph gives are kept.
   *
   * @throws LearnerError `OPTION` if an option is out of range or unknown, `UNSUPPORTED` if the engine cannot run the
   * kernels, `MEMORY` if it has no room for them.
   */
  static create(graph: Graph, options: NetworkOptions): Network {
    const checked = checkNetworkOptions(options);
    const random = Random.fromSeed(options.seed, 'network');
    const network = new Network(graph, Int32Array.from(graph.nodes.keys()), random, checked);
    const kept = ['weights', ...momentsOf(options.optimizer)] as const;
    network.#shape.start({ weights: initialize(graph, random) }, kept);
    network.#run.configure();
    return network;
  }

  /**
   * Restores a network from its `state()`; it continues bit for bit.
   *
   * @throws LearnerError `STATE` if `state` is not the state of a network, `UNSUPPORTED` or `MEMORY` as `create`.
   */
  static from(state: NetworkState): Network {
    const { graph, birth, random, options, parameters, ...counters } = readNetworkState(state);
    const network = new Network(graph, birth, random, options);
    network.#shape.start(parameters, Object.keys(parameters) as ParameterName[]);
    network.#run.restore(counters);
    if (parameters.importance !== undefined) network.protect();
    return network;
  }

  /** Returns everything that learning changes, O(edges); the arrays are copies, or never changed by anyone. */
  state(): NetworkState {
    return {
      ...NETWORK_FORMAT.header,
      graph: this.graph.state(),
      birth: this.#shape.birth,
      ...this.#run.state(),
      maxBatch: this.maxBatch,
      precision: this.#precision,
      parameters: this.#layout.values(),
      random: this.#shape.random.state(),
    };
  }

  /** The current graph; growth and pruning replace it. */
  get graph(): Graph {
    return this.#shape.graph;
  }

  get inputWidth(): number {
    return this.#layout.lowered.inputs;
  }

  get outputWidth(): number {
    return this.#layout.lowered.outputs;
  }

  get maxBatch(): number {
    return this.#layout.maxBatch;
  }

  get loss(): Loss {
    return this.#run.loss;
  }

  get optimizer(): Optimizer {
    return this.#run.optimizer;
  }

  /** How it really computes: `fast` only if that was asked for and the engine has relaxed SIMD. */
  get precision(): Precision {
    return this.#layout.kernels.precision;
  }

  /** Number of steps taken. */
  get steps(): number {
    return this.#run.steps;
  }

  get learningRate(): number {
    return this.optimizer.learningRate;
  }

  /** > 0; it takes effect with the next step. @throws LearnerError `OPTION` */
  set learningRate(learningRate: number) {
    this.#run.optimizer = { ...this.optimizer, learningRate };
  }

  /** `[maxBatch, inputWidth]`, where `stepStaged` reads its rows; a view into the kernels, valid until growth or pruning. */
  get inputs(): Float32Array {
    return this.#layout.inputs;
  }

  /** `[maxBatch, outputWidth]`, where `stepStaged` reads its targets; valid as `inputs` is. */
  get targets(): Float32Array {
    return this.#layout.targets;
  }

  /** `[maxBatch]`, the weight of each row in `stepStaged`, 1 unless written; valid as `inputs` is. */
  get rowWeights(): Float32Array {
    return this.#layout.rowWeights;
  }

  /** `[maxBatch]`, each row's loss in the last step, without its weight and before the step; valid as `inputs` is. */
  get rowLosses(): Float32Array {
    return this.#layout.rowLosses;
  }

  /**
   * Takes one optimizer step on the mean loss of the batch; allocates nothing.
   *
   * @returns the mean loss, before the step.
   * @throws LearnerError `SHAPE` or `BATCH` if the batch does not fit; `NON_FINITE`, with the row, if a loss is not finite.
   * Nothing has changed then.
   */
  step(batch: TrainingBatch, options?: StepOptions): number {
    this.#run.stage(batch, options?.rowWeights);
    return this.#run.stepStaged(batch.size);
  }

  /**
   * Takes one optimizer step on the first `rows` rows of `inputs`, `targets` and `rowWeights`.
   *
   * @returns the mean loss, before the step: Σ weight · loss / rows.
   * @throws LearnerError `BATCH`, `NON_FINITE`; nothing has changed then.
   */
  stepStaged(rows: number): number {
    return this.#run.stepStaged(rows);
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
    const { rows = inputs.shape[0]!, raw = false } = options;
    const width = this.outputWidth;
    const out = options.out ?? ndArray(new Float32Array(rows * width), [rows, width]);
    this.#run.predict(inputs, rows, out, raw);
    return out;
  }

  /** Returns copies of the weights, `[edges]` in the order of the graph's edges, and the biases, `[nodes]`. */
  parameters(): SplitParameters {
    return this.#layout.split(this.#layout.array('weights')!);
  }

  /**
   * Returns the gradient of the mean loss of a batch by every weight and bias, as `parameters` orders them, and takes no
   * step. Made for checks; it allocates.
   *
   * @throws LearnerError as `step` does.
   */
  gradients(batch: TrainingBatch, options?: StepOptions): SplitParameters & { loss: number } {
    this.#run.stage(batch, options?.rowWeights);
    const loss = this.#run.gradientsStaged(batch.size);
    return { loss, ...this.#layout.split(this.#layout.gradients) };
  }

  /** What protects the parameters from being unlearned; undefined until `protect` is called. */
  get protection(): Protection | undefined {
    return this.#protection;
  }

  /**
   * Keeps importances and anchors of all parameters, and, if asked for, path integrals; those that are kept already stay.
   * Views such as `inputs` must be fetched anew.
   *
   * @throws LearnerError `MEMORY`; nothing has changed then.
   */
  protect(options: ProtectOptions = {}): Protection {
    check.names('protect', options, { path: true });
    this.#shape.keep(options.path ? ['importance', 'anchor', 'path'] : ['importance', 'anchor']);
    this.#protection ??= new Protection(this.#layout, this.loss);
    return this.#protection;
  }

  /** Number of hidden neurons. */
  get neurons(): number {
    return this.graph.nodes.length - this.inputWidth - this.outputWidth;
  }

  /** Number of edges. */
  get edges(): number {
    return this.graph.edgeCount;
  }

  /**
   * Adds neurons and edges without changing what the network computes, to the bit: edges into new hidden neurons get drawn
   * weights, edges into others weight 0. New outputs come last and give 0 (a softmax gives them a share of the
   * probability; logits stay as they were). Optimizer state, importances and anchors are carried along. Views such as
   * `inputs` must be fetched anew. Outputs of a complete layer that come one by one cost O(nodes) each, but for one in
   * each doubling; anything else O(edges).
   *
   * @throws GraphError if the result is not a graph; LearnerError `OPTION` if an edge names an unknown node, `MEMORY`.
   * Nothing has changed then.
   */
  grow(growth: Growth): void {
    check.names('grow', growth, { nodes: true, edges: true });
    this.#shape.grow(growth);
  }

  /**
   * Grows by `neurons` hidden neurons, or outputs, that are connected as an existing one is.
   *
   * @param like - the id of that one; default: hidden neurons of each kind (such as a layer) in proportion to their number.
   * @throws LearnerError `OPTION` if there is no such neuron, or `neurons` is not a whole number ≥ 0; `MEMORY`.
   */
  widen(neurons: number, like?: string): void {
    this.#shape.widen(neurons, like);
  }

  /**
   * Grows by `count` inputs behind the others, without changing what the network computes, to the bit: each feeds, with
   * weight 0, every neuron that an input feeds (in layers: the first one). O(edges).
   *
   * @throws LearnerError `OPTION` if `count` is not a whole number ≥ 0; `MEMORY`.
   */
  widenInputs(count: number): void {
    this.#shape.widenInputs(count);
  }

  /**
   * Removes edges that matter little, then hidden neurons that feed nothing any more. Each neuron keeps its best edge.
   * Views such as `inputs` must be fetched anew.
   *
   * @returns how many edges were removed: as many as asked for, or the few less that the neurons which must stay need.
   * @throws LearnerError `OPTION` if `edges` is not a whole number ≥ 0, or saliency is asked for without rows and the
   * optimizer has no second moments.
   */
  prune(options: PruneOptions): number {
    return this.#shape.prune(options, this.optimizer);
  }
}
