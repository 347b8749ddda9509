import { digest } from '@graph/checkpoint';
import { OnlineError, OnlineModel, type OnlineModelOptions, type OnlineModelState } from '@graph/online';
import { KeyedError } from '../errors.js';
import type { KeyedLearner, LearnerFactory } from '../ports/learner.js';
import { bytesToTree, treeToBytes } from '../state/tree-bytes.js';
import { type OnlineAnswer, type OnlineEvent, readOnlineEvent, writeOnlineAnswer } from './online-events.js';

/**
 * Makes an `OnlineModel` for each key, all with the same options. Their events are `OnlineEvent`s as `writeOnlineEvent` writes them, their outputs
 * are read by `readOnlineAnswer`. Rows that wait for their labels are part of the key's state. A row or a label that cannot
 * be used is an answer (`refused`); a loss that is no finite number quarantines the key.
 *
 * @param options - of every model.
 * @throws OnlineError `OPTION` if an option is unknown or out of its range.
 */
export function onlineModels(options: OnlineModelOptions): LearnerFactory {
  // What is wrong with the options is said now, not with the first event.
  new OnlineModel(options);
  return {
    layout: `online-model ${digest({ options: JSON.stringify(options) })}`,
    create: () => new OnlineLearner(new OnlineModel(options)),
    restore: (_, state) => new OnlineLearner(OnlineModel.from(readOnlineState(state))),
  };
}

/**
 * Reads the state of one key of `onlineModels`: what `OnlineModel.from` restores, and a checkpoint saves.
 *
 * @param state - as `exportKey` gives it.
 * @throws KeyedError `STATE` if it is not the state of one.
 */
export function readOnlineState(state: Uint8Array): OnlineModelState {
  const tree = bytesToTree(state);
  if (tree['kind'] !== 'online-model')
    throw new KeyedError('STATE', `this is a state of ${String(tree['kind'])}, wanted one of online-model`);
  return tree as OnlineModelState;
}

class OnlineLearner implements KeyedLearner {
  readonly #model: OnlineModel;

  constructor(model: OnlineModel) {
    this.#model = model;
  }

  apply(body: Uint8Array): Uint8Array {
    return writeOnlineAnswer(this.#answer(body));
  }

  state(): Uint8Array {
    return treeToBytes(this.#model.state());
  }

  #answer(body: Uint8Array): OnlineAnswer {
    try {
      return this.#apply(readOnlineEvent(body));
    } catch (error) {
      const isRefused =
        (OnlineError.is(error) && (error.code === 'ROW' || error.code === 'OPTION')) ||
        (KeyedError.is(error) && error.code === 'EVENT');
      if (!isRefused) throw error;
      return { status: 'refused', message: error.message };
    }
  }

  #apply(event: OnlineEvent): OnlineAnswer {
    if (event.kind === 'predict') {
      const { id, time, row } = event;
      const options = { ...(id === undefined ? {} : { id }), ...(time === undefined ? {} : { time }) };
      return { status: 'predicted', prediction: this.#model.predictOne(row, options) };
    }
    if (event.kind === 'learn') return learned(this.#model.learnOne(event.row));
    const { id, label, time } = event;
    const result = this.#model.labelOne(id, label, time === undefined ? {} : { time });
    return result.status === 'learned' ? learned(result) : { status: result.status };
  }
}

function learned({ prediction, loss }: ReturnType<OnlineModel['learnOne']>): OnlineAnswer {
  if (loss !== null && !Number.isFinite(loss))
    throw new KeyedError('EVENT', `the loss is ${loss}: the model has left the numbers`);
  return { status: 'learned', prediction, loss };
}
