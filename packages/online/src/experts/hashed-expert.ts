import { StateReader, type StateTree } from '@graph/core';
import { HashedLinear, type HashedLinearState } from '@graph/learner';
import { OnlineError } from '../errors.js';
import type { Expert, ExpertRow } from './expert.js';
import type { Outputs } from './outputs.js';

/** Of classes there are so many weights each, 2 to this power, and models of the first so many classes. */
const CLASS_BITS = 15;
const MOST_CLASSES = 256;

/** A linear model of what is in a row and of pairs of that, by their hashes: it learns at once what a word or a pair means. */
export class HashedExpert implements Expert {
  readonly name = 'hashed';
  readonly #outputs: Outputs;
  /** One of each target. */
  readonly #models: readonly HashedLinear[];
  readonly #answer: Float64Array = new Float64Array(1);
  #answers: Float64Array;

  constructor(outputs: Outputs, reader?: StateReader) {
    const { targets, task, width } = outputs;
    this.#outputs = outputs;
    const models = reader?.trees('models');
    this.#models = Array.from({ length: targets }, (_, at) =>
      models !== undefined
        ? restoreModel(models[at]!)
        : new HashedLinear({
            task: task === 'regression' ? 'number' : task === 'class' ? 'classes' : 'binary',
            ...(task === 'class' ? { outputs: Math.min(width, MOST_CLASSES), bits: CLASS_BITS } : {}),
          }),
    );
    this.#answers = new Float64Array(width);
  }

  predict({ indices, values, count }: ExpertRow, out: Float64Array, offset: number): void {
    const { width, task } = this.#outputs;
    if (task === 'class') {
      this.#models[0]!.predict(indices, values, count, this.#answers);
      for (let at = 0; at < width; at += 1) out[offset + at] = this.#answers[at]!;
      return;
    }
    for (let at = 0; at < this.#models.length; at += 1) {
      this.#models[at]!.predict(indices, values, count, this.#answer);
      out[offset + at] = this.#answer[0]!;
    }
  }

  learn({ indices, values, count }: ExpertRow, targets: Float64Array): void {
    // A class beyond those that are modelled teaches nothing.
    if (this.#outputs.task === 'class' && targets[0]! >= this.#models[0]!.outputs) return;
    for (let at = 0; at < this.#models.length; at += 1)
      this.#models[at]!.learn(indices, values, count, targets[at]!);
  }

  grow(): void {
    this.#answers = new Float64Array(this.#outputs.width);
    if (this.#outputs.task !== 'class') return;
    const [model] = this.#models;
    const outputs = Math.min(this.#outputs.width, MOST_CLASSES) - model!.outputs;
    if (outputs > 0) model!.widenOutputs(outputs);
  }

  state(): StateTree {
    return { models: this.#models.map((model) => modelState(model)) };
  }
}

/** The state of a model; of its weights, most of which were never touched, those that were. */
function modelState(model: HashedLinear): StateTree {
  const { weights, squares, ...rest } = model.state();
  const touched = touchedOf(squares);
  const of = (values: Float32Array): Float32Array => {
    const few = new Float32Array(touched.length);
    for (let index = 0; index < few.length; index += 1) few[index] = values[touched[index]!]!;
    return few;
  };
  return { ...rest, touched, weights: of(weights), squares: of(squares) };
}

/** The indices of the weights that were ever changed: of 2 to the 18 few, so that they are counted before they are copied. */
function touchedOf(squares: Float32Array): Uint32Array {
  let count = 0;
  for (let at = 0; at < squares.length; at += 1) if (squares[at] !== 0) count += 1;
  const touched = new Uint32Array(count);
  for (let at = 0, index = 0; index < count; at += 1)
    if (squares[at] !== 0) {
      touched[index] = at;
      index += 1;
    }
  return touched;
}

function restoreModel(state: StateTree): HashedLinear {
  const reader = new StateReader(state, 'the hashed model', OnlineError);
  const touched = reader.array('touched', Uint32Array);
  const length = (1 << reader.count('bits', 1, 24)) * reader.count('outputs', 1);
  const spread = (key: string): Float32Array => {
    const values = reader.array(key, Float32Array, touched.length);
    const all = new Float32Array(length);
    for (let index = 0; index < touched.length; index += 1) all[touched[index]!] = values[index]!;
    return all;
  };
  const { touched: _, ...rest } = state;
  const whole = { ...rest, weights: spread('weights'), squares: spread('squares') };
  return new StateReader({ whole }, 'the hashed model', OnlineError).restore(
    'whole',
    (saved: HashedLinearState) => HashedLinear.from(saved),
  );
}
