import { type Batch, createBatch } from '@graph/core';
import {
  binaryCrossEntropy,
  type Loss,
  layered,
  meanSquaredError,
  NetworkBank,
  softmaxCrossEntropy,
} from '@graph/learner';
import { ReplayBank } from '@graph/replay';
import { KeyedError } from '../errors.js';
import { type BankPlan, planColumns } from './bank-columns.js';
import type { BankedSettings } from './bank-options.js';
import { KeyRows, type Member } from './key-rows.js';
import { MemberCells } from './member-cells.js';
import { RowEncoder } from './row-encoder.js';

/** A key's first rows are worth more work: this by the number of the row in steps, of numbers at most 8, of classes, which say less, 4. */
const FIRST_STEPS = 64;
const MOST_STEPS = { regression: 8, binary: 4, class: 4 } as const;

const LOSSES: Readonly<Record<'regression' | 'binary' | 'class', Loss>> = {
  regression: meanSquaredError(),
  binary: binaryCrossEntropy(),
  class: softmaxCrossEntropy(),
};

/**
 * What all keys share: one bank of networks, one of memories, the numbers of each key, and the room to work in. What is learned of
 * one key changes nothing of another.
 */
export class KeyBank {
  readonly plan: BankPlan;
  readonly settings: BankedSettings;
  readonly task: 'regression' | 'binary' | 'class';
  readonly networks: NetworkBank;
  readonly memories: ReplayBank;
  readonly cells: MemberCells;
  /** Outputs of a network. */
  readonly outputs: number;
  /** `[outputs]`: what `predict` has answered. */
  readonly answers: Float64Array;
  /** A new key, of which all are copies. */
  readonly #first: Member;
  readonly #encoder: RowEncoder;
  readonly #rows: KeyRows;
  readonly #drawn: Float32Array<ArrayBuffer>;
  readonly #batch: Batch;
  readonly #weights: Float32Array;
  readonly #step: { readonly rowWeights: Float32Array };
  readonly #one: { readonly rows: 1; readonly out: Batch['inputs'] };

  constructor(settings: BankedSettings) {
    const { schema, classes, hidden, batchSize, optimizer, capacity, eviction, seed } = settings;
    this.settings = settings;
    this.plan = planColumns(schema);
    this.task = schema.targets[0]!.task;
    const isNumber = this.task === 'regression';
    this.outputs = this.task === 'class' ? classes.length : 1;
    this.#encoder = new RowEncoder(
      this.plan,
      isNumber ? 'number' : this.task === 'binary' ? 'binary' : 'class',
      this.outputs,
    );
    const inputs = this.#encoder.inputWidth;
    const graph = layered({
      ...{ inputs, hidden, outputs: this.outputs },
      activation: 'tanh',
      outputActivation: this.task === 'binary' ? 'sigmoid' : 'linear',
    });
    this.networks = NetworkBank.create(graph, { loss: LOSSES[this.task], optimizer, maxBatch: batchSize });
    this.memories = new ReplayBank({ width: this.plan.rawWidth + 2, capacity, eviction });
    this.cells = new MemberCells(
      isNumber ? 0 : Math.max(2, this.outputs),
      this.plan.moments + (isNumber ? 1 : 0),
    );
    this.#rows = new KeyRows(this.plan, this.cells, this.memories, isNumber);
    this.#drawn = new Float32Array(batchSize * this.#rows.width);
    this.#batch = createBatch(batchSize, inputs, this.outputs);
    this.#weights = new Float32Array(batchSize);
    this.#step = { rowWeights: this.#weights };
    this.answers = new Float64Array(this.outputs);
    this.#one = { rows: 1, out: createBatch(1, this.outputs, 1).inputs };
    this.#first = {
      network: addFirst(this.networks, settings, [inputs, this.plan.inputWidth]),
      memory: this.memories.add(seed),
    };
    this.cells.start(this.#first.network);
  }

  /** How many keys are in the banks. */
  get size(): number {
    return this.networks.size - 1;
  }

  /** Adds a new key. */
  add(): Member {
    const network = this.networks.copy(this.#first.network);
    const memory = this.memories.copy(this.#first.memory);
    this.cells.start(network);
    return { network, memory };
  }

  /** Gives the place of a key to others. */
  remove({ network, memory }: Member): void {
    this.networks.remove(network);
    this.memories.remove(memory);
  }

  /** Where the numbers of a key begin. */
  cellsOf({ network }: Member): number {
    return network * this.cells.width;
  }

  /**
   * Computes into `answers` what a key's network says of raw values: a number in its own unit, or probabilities.
   *
   * @throws KeyedError `STATE` if it is not finite.
   */
  predict(member: Member, values: Float64Array, last: number): void {
    this.#use(member);
    this.#rows.write(member, values, last, Number.NaN);
    this.#encoder.encode(this.#rows.row, 0, this.#batch.inputs.data, 0);
    this.networks.predict(member.network, this.#batch.inputs, this.#one);
    const isNumber = this.task === 'regression';
    for (let at = 0; at < this.outputs; at += 1) {
      const output = this.#one.out.data[at]!;
      if (!Number.isFinite(output))
        throw new KeyedError('STATE', `the network answers ${output}: the model has left the numbers`);
      this.answers[at] = isNumber ? this.#rows.originOf(member) + this.#encoder.toUnit(output) : output;
    }
  }

  /**
   * Learns from a row: its statistics, steps on it and rehearsed rows, and its memory.
   *
   * @returns the mean loss of the steps before they were taken; null where its number is too wild to be learned.
   * @throws LearnerError `NON_FINITE`
   */
  learn(member: Member, values: Float64Array, last: number, truth: number): number | null {
    const { batchSize, updatesPerBatch } = this.settings;
    this.#rows.update(member, values, last, truth);
    this.#use(member);
    const { row, width } = this.#rows;
    const isWild = this.task === 'regression' && this.#encoder.isWild(row[width - 1]!);
    const seen = this.memories.seen(member.memory) + 1;
    const steps = Math.max(updatesPerBatch, Math.min(MOST_STEPS[this.task], Math.ceil(FIRST_STEPS / seen)));
    let sum = 0;
    if (!isWild) this.#encode(row, 0, 0);
    for (let step = 0; step < steps && !isWild; step += 1) {
      const drawn = this.memories.sample(member.memory, batchSize - 1, this.#drawn);
      for (let place = 0; place < drawn; place += 1) this.#encode(this.#drawn, place * width, place + 1);
      this.#batch.size = drawn + 1;
      sum += this.networks.step(member.network, this.#batch, this.#step);
    }
    this.memories.update(member.memory, row);
    return isWild ? null : sum / steps;
  }

  /** Encodes a raw row as row `to` of the batch. */
  #encode(rows: Float32Array, from: number, to: number): void {
    const { inputs, targets } = this.#batch;
    this.#encoder.encode(rows, from, inputs.data, to * this.#encoder.inputWidth);
    const truth = rows[from + this.#rows.width - 1]!;
    this.#weights[to] = 1;
    if (this.task === 'class') {
      targets.data.fill(0, to * this.outputs, (to + 1) * this.outputs);
      targets.data[to * this.outputs + truth] = 1;
    } else if (this.task === 'binary') targets.data[to] = truth;
    else {
      targets.data[to] = this.#encoder.standardise(truth);
      // What was usual may prove wild.
      if (this.#encoder.isWild(truth)) this.#weights[to] = 0;
    }
  }

  #use(member: Member): void {
    this.#encoder.use(this.cells.all, this.#rows.momentsOf(member));
  }
}

/**
 * Adds a network whose first answer is the mean, or even odds, and that does not look at the last label yet: the weights of the outputs, and
 * those from the last label, begin at 0.
 *
 * @param inputs - all, and those before the ones of the last label.
 */
function addFirst(
  networks: NetworkBank,
  { seed, hidden }: BankedSettings,
  inputs: readonly [all: number, before: number],
): number {
  const drawn = networks.add(seed);
  const bytes = networks.take(drawn);
  const weights = new Float32Array(bytes.buffer, bytes.length - 4 * valuesOf(networks, bytes));
  const [all, before] = inputs;
  const [first = 0] = hidden;
  for (let neuron = 0; neuron < first; neuron += 1)
    weights.fill(0, neuron * all + before, (neuron + 1) * all);
  const edges = networks.graph.edgeCount;
  weights.fill(0, edges - networks.outputWidth * (hidden.at(-1) ?? all), edges);
  networks.remove(drawn);
  return networks.put(bytes);
}

/** How many numbers of parameters and optimizer there are in what `take` gave. */
function valuesOf({ graph }: NetworkBank, bytes: Uint8Array): number {
  const length = graph.edgeCount + graph.nodes.length;
  return length * Math.floor(bytes.length / (4 * length));
}
