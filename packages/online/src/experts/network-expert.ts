import { ndArray, Random, type RandomState, type StateReader, type StateTree } from '@graph/core';
import { PageHinkley } from '@graph/evaluation';
import { type Loss, layered, Network, type NetworkState, type Optimizer } from '@graph/learner';
import type { NdArray } from 'ndarray';
import type { EncodedRows } from '../features/encoded-rows.js';
import { InputMap } from '../features/input-map.js';
import type { Block, RowFeatures } from '../features/row-features.js';
import type { Expert, ExpertName, ExpertRow } from './expert.js';
import { effortLevel, type WorkPlan, workAt } from './network-effort.js';
import type { NetworkWork } from './network-work.js';
import type { Outputs } from './outputs.js';

/** Rows that are left when a network's world has changed. */
const LEFT = 50;
/** Times as many new rows as it should wait for that it can be made to wait for. */
const MOST_WAITING = 16;

/** How one network differs from the others. */
export type NetworkExpertSettings = {
  readonly name: Extract<ExpertName, `network${string}`>;
  readonly blocks: readonly Block[];
  /** The newest rows, from which it rehearses. */
  readonly window: number;
  /** Rows that are rehearsed in each update, new rows that it waits for, and updates then. */
  readonly rehearsed: number;
  readonly every: number;
  readonly updates: number;
  /** Networks while it is young. */
  readonly members: number;
  /** Whether it forgets all but the newest rows when its errors rise. */
  readonly responds: boolean;
};

/** What all networks of a mixture share. */
export type NetworkParts = {
  readonly features: RowFeatures;
  readonly outputs: Outputs;
  readonly rows: EncodedRows;
  /** Counts what all of them do. */
  readonly work: NetworkWork;
  readonly loss: Loss;
  readonly hidden: readonly number[];
  readonly optimizer: Optimizer;
  readonly seed: number;
};

/**
 * A network that learns each row together with rehearsed ones. While it is young there may be two of them, that began differently: the
 * mean of two says more than either, and costs more than a network that has seen thousands of rows is worth.
 */
export class NetworkExpert implements Expert {
  readonly name: ExpertName;
  readonly #settings: NetworkExpertSettings;
  readonly #parts: NetworkParts;
  readonly #map: InputMap;
  /** One network, or two while it is young. */
  readonly #members: Network[];
  readonly #random: Random;
  readonly #detector: PageHinkley | undefined;
  /** The newest rows that still hold: all, until the world changes. */
  #valid: number;
  /** Rows of the present world that it has learned. */
  #age: number;
  #plan: WorkPlan;
  #level: number;
  /** New rows that wait for the next step. */
  #waiting: number;
  #input: NdArray<Float32Array>;
  #output: NdArray<Float32Array>;
  #answers: Float64Array;

  constructor(settings: NetworkExpertSettings, parts: NetworkParts, reader?: StateReader) {
    const { features, outputs, seed } = parts;
    this.name = settings.name;
    this.#settings = settings;
    this.#parts = parts;
    this.#map = new InputMap(features, settings.blocks, undefined, reader?.array('inputs', Int32Array));
    const members = reader?.child('members');
    this.#members = Array.from({ length: reader?.count('memberCount', 1) ?? settings.members }, (_, at) =>
      members === undefined
        ? this.#create(at)
        : members.restore(String(at), (state: NetworkState) => Network.from(state)),
    );
    this.#random =
      reader?.restore('random', (state: RandomState) => Random.from(state)) ??
      Random.fromSeed(seed, settings.name);
    if (reader?.flag('responds') ?? settings.responds)
      this.#detector = reader?.restore('detector', (state) => PageHinkley.from(state)) ?? new PageHinkley();
    this.#valid = reader?.count('valid') ?? settings.window;
    this.#age = reader?.count('age') ?? 0;
    this.#level = reader?.count('level') ?? 0;
    this.#plan = workAt(this.#level, settings);
    this.#waiting = reader?.count('waiting') ?? 0;
    this.#input = ndArray(new Float32Array(this.#map.width), [1, this.#map.width]);
    this.#output = ndArray(new Float32Array(outputs.width), [1, outputs.width]);
    this.#answers = new Float64Array(outputs.width);
  }

  /** The network that stays. */
  get network(): Network {
    return this.#members[0]!;
  }

  predict(row: ExpertRow, out: Float64Array, offset: number): void {
    const { outputs, features } = this.#parts;
    this.#map.gather(row.inputs, 0, this.#input.data, 0);
    const answers = this.#answers;
    answers.fill(0);
    for (const member of this.#members) {
      const { data } = member.predict(this.#input, { rows: 1, out: this.#output });
      for (let at = 0; at < outputs.width; at += 1) answers[at] = answers[at]! + data[at]!;
    }
    for (let at = 0; at < outputs.width; at += 1) {
      const mean = answers[at]! / this.#members.length;
      answers[at] = outputs.task === 'regression' ? features.toUnit(mean, at) : mean;
      out[offset + at] = answers[at]!;
    }
  }

  learn(row: ExpertRow, targets: Float64Array): void {
    const { window } = this.#settings;
    const { every, rehearsed, updates } = this.#plan;
    this.#valid = Math.min(this.#valid + 1, window);
    this.#age += 1;
    if (this.#detector?.update(this.#error(targets[0]!))) {
      this.#valid = LEFT;
      this.#age = LEFT;
    }
    this.#waiting += 1;
    if (this.#waiting < every) return;
    for (const member of this.#members)
      for (let update = 0; update < updates; update += 1)
        this.#learnTogether(member, row, targets, rehearsed);
    this.#waiting = 0;
  }

  /** Takes a step on the new rows together with rehearsed ones. */
  #learnTogether(member: Network, row: ExpertRow, targets: Float64Array, rehearsed: number): void {
    const { features, rows } = this.#parts;
    const drawn = this.#draw(member, rehearsed);
    this.#stage(member, drawn, row.inputs, 0, targets, 0, false);
    // The rows that waited are the newest ones that are remembered, but for those that are not to be learned.
    let fresh = 1;
    for (let age = 0; fresh < this.#waiting && age < rows.size; age += 1) {
      const slot = rows.slot(age);
      if (features.isWild(rows.targets, slot)) continue;
      this.#stage(member, drawn + fresh, rows.inputs, slot * features.width, rows.targets, slot, true);
      fresh += 1;
    }
    this.#step(member, drawn, fresh);
  }

  /** Sets how it works from here on. */
  work(effort: number, isWorth: boolean, share: number): void {
    const level = effortLevel(this.#age, effort, isWorth, share);
    if (level === this.#level) return;
    this.#level = level;
    this.#plan = workAt(level, this.#settings);
    if (level > 0) this.#members.length = 1;
  }

  /** Takes steps on remembered rows alone. */
  rehearse(steps: number): void {
    for (let step = 0; step < steps; step += 1) {
      const drawn = this.#draw(this.network, this.#settings.rehearsed);
      if (drawn > 0) this.#step(this.network, drawn, 0);
    }
  }

  grow(): void {
    const inputs = this.#map.grow();
    const { width } = this.#parts.outputs;
    for (const member of this.#members) {
      if (inputs > 0) member.widenInputs(inputs);
      const { graph, outputWidth } = member;
      if (width > outputWidth) member.widen(width - outputWidth, graph.nodes[graph.outputs.at(-1)!]!.id);
    }
    this.#input = ndArray(new Float32Array(this.#map.width), [1, this.#map.width]);
    this.#output = ndArray(new Float32Array(width), [1, width]);
    this.#answers = new Float64Array(width);
  }

  state(): StateTree {
    return {
      inputs: this.#map.state(),
      memberCount: this.#members.length,
      members: Object.fromEntries(this.#members.map((member, at) => [String(at), member.state()])),
      random: this.#random.state(),
      responds: this.#detector !== undefined,
      detector: this.#detector?.state() ?? null,
      valid: this.#valid,
      age: this.#age,
      level: this.#level,
      waiting: this.#waiting,
    };
  }

  #create(member: number): Network {
    const { hidden, loss, optimizer, outputs, seed } = this.#parts;
    const graph = layered({
      inputs: this.#map.width,
      hidden,
      outputs: outputs.width,
      activation: 'relu',
      outputActivation: outputs.task === 'binary' ? 'sigmoid' : 'linear',
    });
    // Networks that learn the same rows are to begin differently.
    const own = Random.fromSeed(seed, this.name, String(member)).uint32();
    return Network.create(graph, {
      loss,
      optimizer,
      seed: own,
      maxBatch: this.#settings.rehearsed + MOST_WAITING * this.#settings.every,
    });
  }

  /** Puts remembered rows where the next step reads them: drawn evenly from those that hold, or all where they are few. */
  #draw(member: Network, count: number): number {
    const { features, rows } = this.#parts;
    const known = Math.min(rows.size, this.#valid);
    const drawn = Math.min(known, count);
    let staged = 0;
    for (let at = 0; at < drawn; at += 1) {
      const slot = rows.slot(known === drawn ? at : this.#random.below(known));
      // What was usual when it came may have proved wild.
      if (features.isWild(rows.targets, slot)) continue;
      this.#stage(member, staged, rows.inputs, slot * features.width, rows.targets, slot, true);
      staged += 1;
    }
    return staged;
  }

  #step(member: Network, rehearsed: number, fresh: number): void {
    const { work } = this.#parts;
    member.stepStaged(rehearsed + fresh);
    work.steps += 1;
    work.trainedRows += rehearsed + fresh;
    work.rehearsedRows += rehearsed;
    const { rowLosses } = member;
    for (let row = 0; row < rehearsed; row += 1) work.rehearsedLossSum += rowLosses[row]!;
  }

  /** Puts a row where the next step reads it; numbers are in the user's unit, or as they are in raw rows. */
  #stage(
    member: Network,
    at: number,
    inputs: Float32Array,
    from: number,
    targets: ArrayLike<number>,
    row: number,
    isRaw: boolean,
  ): void {
    const { features, outputs } = this.#parts;
    this.#map.gather(inputs, from, member.inputs, at * this.#map.width);
    const { width, task } = outputs;
    const out = member.targets;
    if (task === 'class') for (let k = 0; k < width; k += 1) out[at * width + k] = k === targets[row] ? 1 : 0;
    else
      for (let k = 0; k < width; k += 1) {
        const value = targets[row * width + k]!;
        const number = isRaw ? features.fromRaw(value, k) : value;
        out[at * width + k] = task === 'binary' ? value : features.standardise(number, k);
      }
  }

  /** How wrong the last answer was: 0 or 1, or of a number standard deviations, up to 4. */
  #error(truth: number): number {
    const { features, outputs } = this.#parts;
    const answers = this.#answers;
    if (outputs.task === 'regression')
      return Math.min(Math.abs(features.standardise(answers[0]!, 0) - features.standardise(truth, 0)), 4);
    if (outputs.task === 'binary') return answers[0]! >= 0.5 === (truth === 1) ? 0 : 1;
    let best = 0;
    for (let at = 1; at < answers.length; at += 1) if (answers[at]! > answers[best]!) best = at;
    return best === truth ? 0 : 1;
  }
}
