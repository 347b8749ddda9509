import type { StateReader, StateTree } from '@graph/core';
import { RehearsalFocus } from '@graph/evaluation';
import { KalmanLinear, type KalmanLinearState } from '@graph/learner';
import { InputMap } from '../features/input-map.js';
import type { Block, Rescaling, RowFeatures } from '../features/row-features.js';
import type { Expert, ExpertRow } from './expert.js';
import type { Outputs } from './outputs.js';

/** Variance of a weight at first; with lags that of a piece or a category, which is also the most that a walk widens it to. */
const VARIANCE = 1;
const WALKING_VARIANCE = 3;
/** Variance that each weight gains a row where the labels are looked back at. */
const WALK = 1e-3;
/** Inputs that it takes at most: its work grows with their square. */
const MOST_INPUTS = 256;
/** Rows that a change counts as recent for. */
const MEMORY_ROWS = 10_000;

/**
 * A second-order linear model of each target. Without lags it is told when the world has changed, by its own errors; with
 * lags its weights walk.
 */
export class LinearExpert implements Expert {
  readonly name: 'linear' | 'linear-lags';
  readonly #features: RowFeatures;
  readonly #outputs: Outputs;
  readonly #map: InputMap;
  /** One of each target. */
  readonly #models: readonly KalmanLinear[];
  readonly #focus: RehearsalFocus | undefined;
  #row: Float64Array;
  readonly #answer: Float64Array = new Float64Array(1);
  /** What it answered to the row that was predicted last. */
  #answers: Float64Array;

  constructor(
    name: 'linear' | 'linear-lags',
    features: RowFeatures,
    outputs: Outputs,
    respond: boolean,
    reader?: StateReader,
  ) {
    this.name = name;
    this.#features = features;
    this.#outputs = outputs;
    const blocks: readonly Block[] = name === 'linear' ? ['base', 'pieces'] : ['lags', 'base', 'pieces'];
    this.#map = new InputMap(features, blocks, MOST_INPUTS, reader?.array('inputs', Int32Array));
    const { targets, task, width } = outputs;
    const models = reader?.child('models');
    this.#models = Array.from({ length: targets }, (_, at) =>
      models !== undefined
        ? models.restore(String(at), (state: KalmanLinearState) => KalmanLinear.from(state))
        : new KalmanLinear({
            task: task === 'regression' ? 'number' : task === 'class' ? 'classes' : 'binary',
            inputs: this.#map.width,
            ...(task === 'class' ? { outputs: width } : {}),
            priorVariance: (input: number) => this.#variance(input),
            randomWalk: name === 'linear' ? 0 : WALK,
          }),
    );
    if (reader?.flag('responds') ?? (name === 'linear' && respond))
      this.#focus =
        reader?.restore('focus', (state) => RehearsalFocus.from(state)) ??
        new RehearsalFocus({ memoryRows: MEMORY_ROWS });
    this.#row = new Float64Array(this.#map.width);
    this.#answers = new Float64Array(width);
  }

  predict(row: ExpertRow, out: Float64Array, offset: number): void {
    this.#map.gather(row.inputs, 0, this.#row, 0);
    const { width, task } = this.#outputs;
    if (task === 'class') this.#models[0]!.predict(this.#row, this.#answers);
    else
      for (let at = 0; at < this.#models.length; at += 1) {
        this.#models[at]!.predict(this.#row, this.#answer);
        this.#answers[at] = this.#answer[0]!;
      }
    for (let at = 0; at < width; at += 1) out[offset + at] = this.#answers[at]!;
  }

  learn(_: ExpertRow, targets: Float64Array): void {
    if (this.#focus?.update(this.#error(targets[0]!)))
      for (const model of this.#models) model.resetCovariance();
    for (let at = 0; at < this.#models.length; at += 1) this.#models[at]!.learn(this.#row, targets[at]!);
  }

  rescale({ scale, shift }: Rescaling): void {
    const own = new Float64Array(this.#map.width);
    const ownShift = new Float64Array(this.#map.width);
    this.#map.gather(scale, 0, own, 0);
    this.#map.gather(shift, 0, ownShift, 0);
    for (const model of this.#models) model.rescale(own, ownShift);
  }

  grow(): void {
    const inputs = this.#map.grow();
    const outputs = this.#outputs.width - this.#answers.length;
    this.#row = new Float64Array(this.#map.width);
    this.#answers = new Float64Array(this.#outputs.width);
    for (const model of this.#models) {
      if (inputs > 0) model.widenInputs(inputs, (input: number) => this.#variance(input));
      if (outputs > 0 && this.#outputs.task === 'class') model.widenOutputs(outputs);
    }
  }

  state(): StateTree {
    return {
      inputs: this.#map.state(),
      // The variance of the last answer is no part of what it knows.
      models: Object.fromEntries(
        this.#models.map((model, at) => [String(at), { ...model.state(), variance: Number.NaN }]),
      ),
      responds: this.#focus !== undefined,
      focus: this.#focus?.state() ?? null,
    };
  }

  /** How wrong the last answer was, 0 to 1. */
  #error(truth: number): number {
    const { task } = this.#outputs;
    const answers = this.#answers;
    if (task === 'regression')
      return Math.min(
        Math.abs(this.#features.standardise(answers[0]!, 0) - this.#features.standardise(truth, 0)) / 2,
        1,
      );
    if (task === 'binary') return answers[0]! >= 0.5 === (truth === 1) ? 0 : 1;
    let best = 0;
    for (let at = 1; at < answers.length; at += 1) if (answers[at]! > answers[best]!) best = at;
    return best === truth ? 0 : 1;
  }

  #variance(input: number): number {
    if (this.name === 'linear') return VARIANCE;
    const [block, at] = this.#map.placeOf(input);
    const isNumber = block === 'lags' || (block === 'base' && this.#features.isScaled(at));
    return isNumber ? VARIANCE : WALKING_VARIANCE;
  }
}
