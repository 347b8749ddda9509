import { ndArray, Random } from '@graph/core';
import type { NdArray } from 'ndarray';
import { check } from '../check.js';
import type { Graph } from '../graph/graph.js';
import { LearnerError } from '../learner-error.js';
import { checkLoss } from '../losses/check-loss.js';
import { checkNetworkOptions } from '../network/check-network-options.js';
import { drawParameters, weightLimits } from '../network/initialize.js';
import { KernelLayout } from '../network/kernel-layout.js';
import type { PredictOptions, StepOptions, TrainingBatch } from '../network/network-options.js';
import { NetworkRun } from '../network/network-run.js';
import type { ParameterName, ParameterValues, SplitParameters } from '../network/parameter-values.js';
import { momentsOf } from '../optimizers/code.js';
import { BankMembers } from './bank-members.js';
import { BankNumbers } from './bank-numbers.js';
import type { NetworkBankOptions, NetworkBankState } from './network-bank-options.js';
import { BANK_FORMAT, readBankState } from './read-bank-state.js';

/** Float64 in front of the parameters of a network that is taken out: steps, and the powers of beta1 and beta2. */
const COUNTERS = 3;

/**
 * Many networks of one graph in one WebAssembly memory, for a learner per user, machine or key: each takes the bytes of its
 * parameters and optimizer, and is made without compiling or lowering anything. Each has the bits of a `Network` of the same
 * seed that learns the same rows alone. The graph of a bank does not change.
 *
 * @example
 * ```ts
 * const bank = NetworkBank.create(layered({ inputs: 2, hidden: [8], outputs: 1 }), {
 *   loss: meanSquaredError(), optimizer: adam(), maxBatch: 16,
 * });
 * const [anna, ben] = [bank.add(1), bank.add(2)];
 * bank.step(anna, batch);
 * ```
 */
export class NetworkBank {
  /** The graph of every network in the bank. */
  readonly graph: Graph;
  readonly #options: Required<NetworkBankOptions>;
  readonly #layout: KernelLayout;
  readonly #run: NetworkRun;
  readonly #members: BankMembers;
  readonly #kept: readonly ParameterName[];
  /** What the weights of a new network are drawn into, and from. */
  readonly #drawn: { readonly weights: Float32Array };
  readonly #limits: Float64Array;
  readonly #numbers: BankNumbers = new BankNumbers();

  private constructor(graph: Graph, options: Required<NetworkBankOptions>) {
    const { loss, optimizer, maxBatch, gradientClip, precision } = options;
    this.graph = graph;
    this.#options = options;
    this.#layout = new KernelLayout(precision, maxBatch);
    this.#run = new NetworkRun(this.#layout, checkLoss(loss, graph), optimizer, gradientClip);
    this.#kept = ['weights', ...momentsOf(optimizer)];
    this.#layout.layOut(graph, Int32Array.from(graph.nodes.keys()), this.#kept);
    this.#run.configure();
    this.#members = new BankMembers(this.#layout, this.#run);
    this.#drawn = { weights: new Float32Array(this.#length) };
    this.#limits = weightLimits(graph);
  }

  /**
   * Makes an empty bank.
   *
   * @throws LearnerError `OPTION`, `UNSUPPORTED`, `MEMORY` as `Network.create`.
   */
  static create(graph: Graph, options: NetworkBankOptions): NetworkBank {
    return new NetworkBank(graph, checkNetworkOptions({ ...options, seed: 0 }));
  }

  /** Restores a bank from its `state()`; it continues bit for bit. @throws LearnerError `STATE`, `UNSUPPORTED`, `MEMORY` */
  static from(state: NetworkBankState): NetworkBank {
    const { graph, options, count, free, steps, betaPowers, parameters } = readBankState(state);
    const bank = new NetworkBank(graph, options);
    const length = bank.#length;
    bank.#members.reserve(count);
    for (let index = 0; index < count; index += 1) {
      bank.#members.start(bank.#numbers.take());
      const own = parameters.map(([name, array]) => [
        name,
        array.subarray(index * length, (index + 1) * length),
      ]);
      bank.#layout.put(Object.fromEntries(own));
      bank.#run.resume(steps[index]!, betaPowers[2 * index]!, betaPowers[2 * index + 1]!);
    }
    for (const index of free) bank.remove(index);
    return bank;
  }

  /** Number of networks. */
  get size(): number {
    return this.#numbers.count - this.#numbers.free.length;
  }

  /** Width of a row of inputs. */
  get inputWidth(): number {
    return this.#layout.lowered.inputs;
  }

  /** Width of a row of targets. */
  get outputWidth(): number {
    return this.#layout.lowered.outputs;
  }

  /** Whether a number is that of a network. */
  has(index: number): boolean {
    return this.#numbers.has(index);
  }

  /**
   * Adds a network whose weights are drawn as `Network.create` draws them.
   *
   * @returns its number: the last that was removed, or the next.
   * @throws LearnerError `OPTION` if the seed is not a safe integer; `MEMORY`.
   */
  add(seed: number): number {
    check.seed(seed);
    const random = Random.fromSeed(seed, 'network');
    const index = this.#take();
    this.#members.start(index);
    drawParameters(this.graph, this.#limits, random, this.#drawn.weights);
    this.#layout.put(this.#drawn);
    return index;
  }

  /** Adds a network that is as network `index` is now, and returns its number. @throws LearnerError `OPTION`, `MEMORY` */
  copy(index: number): number {
    this.#load(index);
    const copied = this.#take();
    this.#members.fork(copied);
    return copied;
  }

  /** Removes a network; its number will be given to another. @throws LearnerError `OPTION` if there is none. */
  remove(index: number): void {
    this.#check(index);
    this.#members.drop(index);
    this.#numbers.give(index);
  }

  /** Number of steps that a network has taken. @throws LearnerError `OPTION` if there is none. */
  steps(index: number): number {
    this.#load(index);
    return this.#run.steps;
  }

  /**
   * Takes one optimizer step of one network on the mean loss of the batch, as `Network.step` does.
   *
   * @returns the mean loss, before the step.
   * @throws LearnerError `OPTION` if there is no such network; `SHAPE`, `BATCH`, `NON_FINITE`. Nothing has changed then.
   */
  step(index: number, batch: TrainingBatch, options?: StepOptions): number {
    this.#load(index);
    this.#run.stage(batch, options?.rowWeights);
    return this.#run.stepStaged(batch.size);
  }

  /**
   * Takes one optimizer step of every network on the same batch.
   *
   * @param losses - takes by each network's number its mean loss before the step: NaN where that was not finite, and the network
   * stayed as it was.
   * @throws LearnerError `SHAPE`, `BATCH`; nothing has changed then.
   */
  stepAll(batch: TrainingBatch, losses: Float64Array, options?: StepOptions): void {
    const { count } = this.#numbers;
    if (losses.length < count)
      throw new LearnerError('SHAPE', `there is room for ${losses.length} losses, wanted ${count}`);
    this.#run.stage(batch, options?.rowWeights);
    for (let index = 0; index < count; index += 1) {
      if (!this.has(index)) continue;
      this.#members.load(index);
      try {
        losses[index] = this.#run.stepStaged(batch.size);
      } catch (error) {
        if (!LearnerError.is(error) || error.code !== 'NON_FINITE') throw error;
        losses[index] = Number.NaN;
      }
    }
  }

  /** Computes the outputs of rows by one network, as `Network.predict` does. @throws LearnerError `OPTION`, `SHAPE` */
  predict(index: number, inputs: NdArray<Float32Array>, options: PredictOptions = {}): NdArray<Float32Array> {
    this.#load(index);
    const { rows = inputs.shape[0]!, raw = false } = options;
    const width = this.outputWidth;
    const out = options.out ?? ndArray(new Float32Array(rows * width), [rows, width]);
    this.#run.predict(inputs, rows, out, raw);
    return out;
  }

  /** Returns copies of a network's weights and biases, as `Network.parameters`. @throws LearnerError `OPTION` */
  parameters(index: number): SplitParameters {
    this.#load(index);
    return this.#layout.split(this.#layout.array('weights')!);
  }

  /**
   * Returns all that a network has learned, as bytes for `put`: of this bank, or of another of the same graph and optimizer.
   *
   * @throws LearnerError `OPTION` if there is no such network.
   */
  take(index: number): Uint8Array<ArrayBuffer> {
    this.#load(index);
    const bytes = new Uint8Array(this.#bytesOfOne);
    const { steps, power1, power2 } = this.#run;
    new Float64Array(bytes.buffer, 0, COUNTERS).set([steps, power1, power2]);
    for (let at = 0; at < this.#kept.length; at += 1)
      this.#layout.ordered(this.#layout.array(this.#kept[at]!)!, this.#part(bytes, at));
    return bytes;
  }

  /**
   * Adds the network that `take` returned, and returns its number.
   *
   * @throws LearnerError `STATE` if the bytes are not those of a network of this graph and optimizer; `MEMORY`.
   */
  put(bytes: Uint8Array): number {
    if (bytes.length !== this.#bytesOfOne)
      throw new LearnerError('STATE', `there are ${bytes.length} bytes, wanted ${this.#bytesOfOne}`);
    // A copy, since those of a file may begin anywhere.
    const copied = bytes.slice();
    const { 0: steps, 1: power1, 2: power2 } = new Float64Array(copied.buffer, 0, COUNTERS);
    if (!(Number.isSafeInteger(steps) && steps! >= 0 && isPower(power1!) && isPower(power2!)))
      throw new LearnerError(
        'STATE',
        `the bytes begin with ${steps}, ${power1}, ${power2}, which count no steps`,
      );
    const index = this.#take();
    this.#members.start(index);
    for (let at = 0; at < this.#kept.length; at += 1)
      this.#layout.place(this.#part(copied, at), this.#layout.array(this.#kept[at]!)!);
    this.#run.resume(steps!, power1!, power2!);
    return index;
  }

  /** Returns the state of all networks, O(networks · edges). */
  state(): NetworkBankState {
    const { count, free } = this.#numbers;
    const length = this.#length;
    const steps = new Float64Array(count);
    const betaPowers = new Float64Array(2 * count);
    const parameters: { -readonly [name in ParameterName]?: Float32Array } = {};
    for (const name of this.#kept) parameters[name] = new Float32Array(count * length);
    for (let index = 0; index < count; index += 1) {
      if (!this.has(index)) continue;
      this.#members.load(index);
      steps[index] = this.#run.steps;
      betaPowers.set([this.#run.power1, this.#run.power2], 2 * index);
      for (const name of this.#kept)
        parameters[name]!.set(this.#layout.ordered(this.#layout.array(name)!), index * length);
    }
    return {
      ...BANK_FORMAT.header,
      graph: this.graph.state(),
      ...this.#options,
      count,
      free: Uint32Array.from(free),
      steps,
      betaPowers,
      parameters: parameters satisfies ParameterValues,
    };
  }

  /** Values of one array of a network, in the order of the graph. */
  get #length(): number {
    return this.graph.edgeCount + this.graph.nodes.length;
  }

  get #bytesOfOne(): number {
    return 8 * COUNTERS + 4 * this.#kept.length * this.#length;
  }

  #part(bytes: Uint8Array<ArrayBuffer>, at: number): Float32Array<ArrayBuffer> {
    return new Float32Array(bytes.buffer, 8 * COUNTERS + 4 * at * this.#length, this.#length);
  }

  #check(index: number): void {
    if (!this.has(index))
      throw check.error(`the bank has no network ${index}, wanted the number of one of its ${this.size}`);
  }

  #load(index: number): void {
    this.#check(index);
    this.#members.load(index);
  }

  /** Gives a number away. @throws LearnerError `MEMORY`; nothing has changed then. */
  #take(): number {
    const { capacity } = this.#members;
    if (this.#numbers.next >= capacity) this.#members.reserve(Math.max(16, Math.ceil(1.5 * capacity)));
    return this.#numbers.take();
  }
}

function isPower(power: number): boolean {
  return power >= 0 && power <= 1;
}
