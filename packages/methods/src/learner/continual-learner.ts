import { ndArray, type OptionNames, StateFormat, type StateHeader, type StateTree } from '@graph/core';
import { Network, type NetworkState } from '@graph/learner';
import { ReplayMemory, type ReplayState, reservoir } from '@graph/replay';
import type { NdArray } from 'ndarray';
import { check } from '../check.js';
import { MethodsError } from '../errors.js';
import type { Method, RunningMethod } from '../method.js';
import type { LabelledRows } from './labelled-rows.js';
import { type Remembered, type RowMemory, rememberedSchema } from './remembered.js';
import { Workbench } from './workbench.js';

/** What a `ContinualLearner` is made of. */
export type ContinualLearnerOptions = {
  /** What learns: linear outputs, one for each class, trained with softmax cross-entropy. The learner does not copy it. */
  readonly network: Network;
  readonly method: Method;
  /** Rows that are remembered, a whole number ≥ 1. Default 500. */
  readonly capacity?: number;
  /** Rows that are rehearsed in a step, a whole number ≥ 1. Default 10. */
  readonly rehearsedRows?: number;
  /** Whether only rows of other tasks than the current one are rehearsed. Default false. */
  readonly otherTasksOnly?: boolean;
  /** Any safe integer: which rows are remembered and drawn. */
  readonly seed: number;
};

const NAMES: OptionNames<ContinualLearnerOptions> = {
  network: true,
  method: true,
  capacity: true,
  rehearsedRows: true,
  otherTasksOnly: true,
  seed: true,
};

/** The whole state of a `ContinualLearner`: its method's own part is `method`. */
export type ContinualLearnerState = StateHeader<'continual-learner'> & {
  readonly settings: { readonly rehearsedRows: number; readonly otherTasksOnly: boolean };
  readonly of: { readonly kind: string; readonly options: StateTree };
  readonly network: NetworkState;
  readonly memory: ReplayState;
  readonly learned: number;
  readonly task: number;
  readonly seen: Uint8Array;
  readonly method: StateTree | null;
};

const FORMAT: StateFormat<'continual-learner'> = new StateFormat('continual-learner', 1, MethodsError);

/**
 * A network that learns classes from a stream by any method, and resumes bit for bit.
 *
 * @example
 * ```ts
 * const learner = new ContinualLearner({ network, method: darkExperienceReplay(), capacity: 500, seed: 1 });
 * learner.learn({ size: 10, inputs, labels });
 * const scores = learner.predict(inputs); // [rows, classes], the highest is the answer
 * ```
 */
export class ContinualLearner {
  readonly network: Network;
  readonly memory: RowMemory;
  readonly method: Method;
  readonly #work: Workbench;
  readonly #running: RunningMethod;
  readonly #settings: ContinualLearnerState['settings'];

  /** @throws MethodsError `OPTION`; whatever `ReplayMemory` throws. */
  constructor(options: ContinualLearnerOptions);
  constructor(options: ContinualLearnerOptions, saved?: { memory: RowMemory; own: StateTree | null }) {
    check.names('ContinualLearner', options, NAMES);
    const { network, method, capacity = 500, rehearsedRows = 10, otherTasksOnly = false, seed } = options;
    check.wholeNumber('rehearsedRows', rehearsedRows, { min: 1, max: network.maxBatch });
    check.flag('otherTasksOnly', otherTasksOnly);
    if (network.loss.kind !== 'softmax-cross-entropy')
      throw check.error(`the network's loss is ${network.loss.kind}, wanted softmax-cross-entropy`);
    const eviction = method.eviction ?? reservoir();
    const schema = rememberedSchema(network.inputWidth, network.outputWidth);
    this.network = network;
    this.method = method;
    this.memory = saved?.memory ?? new ReplayMemory<Remembered>({ schema, capacity, seed, eviction });
    this.#settings = { rehearsedRows, otherTasksOnly };
    this.#work = new Workbench(network, this.memory, rehearsedRows, otherTasksOnly);
    this.#running = method.begin(this.#work, saved?.own ?? null);
  }

  /**
   * Restores a learner from its `state()`; it continues bit for bit.
   *
   * @param method - the method that the state was taken with, its options too.
   * @throws MethodsError `STATE` if it is not the state of such a learner.
   */
  static from(state: ContinualLearnerState | StateTree, method: Method): ContinualLearner {
    const reader = FORMAT.read(state);
    const saved = JSON.stringify(reader.tree('of'));
    const given = JSON.stringify(identity(method));
    if (saved !== given)
      throw new MethodsError('STATE', `the state was taken with ${saved}, and ${given} was given`);
    const settings = reader.child('settings');
    const network = reader.restore('network', Network.from);
    const memory = reader.restore('memory', (tree: ReplayState) =>
      ReplayMemory.from<Remembered>(tree, {
        schema: rememberedSchema(network.inputWidth, network.outputWidth),
      }),
    );
    const own = reader.has('method') ? reader.tree('method') : null;
    const options = {
      network,
      method,
      rehearsedRows: settings.count('rehearsedRows', 1, network.maxBatch),
      otherTasksOnly: settings.flag('otherTasksOnly'),
      seed: 0,
    };
    const learner: ContinualLearner = Reflect.construct(ContinualLearner, [options, { memory, own }]);
    learner.#work.resume(
      reader.count('learned'),
      reader.count('task', 0, 65_535),
      reader.array('seen', Uint8Array, network.outputWidth),
    );
    return learner;
  }

  /**
   * Learns from a batch, as the method has it.
   *
   * @returns the loss, before the step; NaN if the method took none.
   * @throws MethodsError `ROWS` if they cannot be learned from, `OPTION` if a step has more rows than the network takes;
   *   LearnerError `NON_FINITE`. The network is then as it was, and the rows are not remembered.
   */
  learn(rows: LabelledRows): number {
    this.#work.take(rows);
    try {
      const loss = this.#running.learn();
      this.#work.finish();
      return loss;
    } catch (error) {
      this.#work.undo();
      throw error;
    }
  }

  /**
   * Computes scores of the classes; the highest is the answer, be they probabilities or distances.
   *
   * @param inputs - `[rows, inputWidth]`, contiguous from offset 0.
   * @returns `[rows, classes]`, `out` if it was given.
   * @throws MethodsError `ROWS` if `out` is too small; LearnerError `SHAPE` if the inputs are.
   */
  predict(
    inputs: NdArray<Float32Array>,
    options: { readonly rows?: number; readonly out?: NdArray<Float32Array> } = {},
  ): NdArray<Float32Array> {
    const { rows = inputs.shape[0]! } = options;
    const { classes } = this.#work;
    const out = options.out ?? ndArray(new Float32Array(rows * classes), [rows, classes]);
    if (out.data.length < rows * classes)
      throw new MethodsError(
        'ROWS',
        `there is room for ${out.data.length} scores, wanted ${rows} rows of ${classes}`,
      );
    if (this.#running.predict === undefined) this.network.predict(inputs, { rows, out });
    else this.#running.predict(inputs, rows, out);
    return out;
  }

  /** Returns everything that decides what comes next; arrays may be views, valid until the next change. */
  state(): ContinualLearnerState {
    return {
      ...FORMAT.header,
      settings: this.#settings,
      of: identity(this.method),
      network: this.network.state(),
      memory: this.memory.state(),
      learned: this.#work.learned,
      task: this.#work.task,
      seen: this.#work.seen.slice(),
      method: this.#running.state?.() ?? null,
    };
  }
}

function identity({ kind, options }: Method): ContinualLearnerState['of'] {
  return { kind, options };
}
