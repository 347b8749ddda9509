import { digest } from '@graph/checkpoint';
import {
  BankedModel,
  bankedModels,
  type LearnerFactory,
  onlineModels,
  readBankedReport,
  readOnlineState,
} from '@graph/keyed';
import { OnlineModel, type StreamMetrics } from '@graph/online';
import type { TableSchema } from '@graph/stream';
import type { KeyOptions } from './keyed-settings.js';

/** What a key's state says of itself. */
export type KeyContent = {
  /** Rows that it has learned from. */
  readonly examples: number;
  /** Events that could not be used; 0 where nobody counts them. */
  readonly refused: number;
  readonly report: StreamMetrics;
  /** The digest of the model alone. */
  readonly stateDigest: string;
};

/** Makes what makes the learners of a group. @throws KeyedError, OnlineError `OPTION` */
export function factoryOf(options: KeyOptions): LearnerFactory {
  return options.bank === undefined ? onlineModels(options.model) : bankedModels(options.bank);
}

/** The schema that all keys share. */
export function keySchema({ bank, model }: KeyOptions): TableSchema {
  const schema = bank?.schema ?? model?.schema;
  if (schema === undefined) throw new Error('the group has no schema');
  return schema;
}

/** What learns the keys, as the flag says it. */
export function learnerName({ bank, model }: KeyOptions): string {
  return bank !== undefined ? 'bank' : (model?.learner ?? 'network');
}

/** Reads what is said of a key. */
export function readKey(options: KeyOptions, state: Uint8Array): KeyContent {
  if (options.bank !== undefined) {
    return { ...readBankedReport(options.bank.schema, state), stateDigest: digest({ state }) };
  }
  const model = OnlineModel.from(readOnlineState(state));
  const { examples } = model;
  return { examples, refused: 0, report: model.report(), stateDigest: digest(model.state()) };
}

/** What the checkpoint of a key holds: of an `OnlineModel` everything, of a key of a bank what predicts. */
export function checkpointOf(options: KeyOptions, state: Uint8Array) {
  return options.bank === undefined
    ? readOnlineState(state)
    : { model: BankedModel.of(options.bank, state).state() };
}
