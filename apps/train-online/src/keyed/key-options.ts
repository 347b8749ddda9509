import { type BankedModelsOptions, bankedModels, KeyedError, onlineModels } from '@graph/keyed';
import { OnlineError, type OnlineModelOptions } from '@graph/online';
import type { TableSchema } from '@graph/stream';
import { modelOptions } from '../serving/model-options.js';
import { UsageError } from '../settings/usage-error.js';
import type { KeyOptions } from './keyed-settings.js';

/** What `smallSettings` of the flags say of a network. */
const SMALL = { network: { hidden: [16] }, replay: { capacity: 256 } } as const;
const NETWORK_LR = '0.01';

/** Flags that a bank of networks has nothing for. */
const NOT_OF_BANKS = ['effort', 'replay-strategy', 'replay-ratio', 'priority-alpha', 'on-drift'];

/** What a new group is to learn. */
export type AskedLearners = {
  /** The texts of the flags that say what the learners are. */
  readonly asked: Readonly<Record<string, string>>;
  readonly target: readonly string[];
  readonly schema: TableSchema;
  /** All classes, where the target is one; undefined where they cannot be known beforehand. */
  readonly classes: readonly string[] | undefined;
};

/**
 * Makes the options of the learners of a new group: small networks in one bank, where nothing is asked for that they cannot do.
 *
 * @param say - told why it is another learner, where none was asked for.
 * @throws UsageError if what is asked for cannot be learned.
 */
export function keyOptions(learners: AskedLearners, say: (line: string) => void): KeyOptions {
  const { learner } = learners.asked;
  const obstacle = obstacleOf(learners);
  if (learner === 'bank' && obstacle !== undefined)
    throw new UsageError(`--learner bank: ${obstacle}. Give --learner network for it.`);
  if (learner === undefined && obstacle !== undefined) say(`learner: network, since ${obstacle}`);
  const isBank = learner === 'bank' || (learner === undefined && obstacle === undefined);
  try {
    if (isBank) {
      const bank = bankOptions(learners);
      bankedModels(bank);
      return { bank };
    }
    const model = networkOptions(learners);
    onlineModels(model);
    return { model };
  } catch (error) {
    if (OnlineError.is(error) || (KeyedError.is(error) && error.code === 'OPTION'))
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** Why small networks in a bank cannot learn this. */
function obstacleOf({ asked, target, schema, classes }: AskedLearners): string | undefined {
  if (target.length > 1) return 'there are several targets, and a bank learns one';
  const texts = schema.columns.filter(({ type }) => type === 'text').map(({ name }) => name);
  if (texts.length > 0)
    return `a bank learns no text, and ${texts.slice(0, 3).join(', ')} ${texts.length === 1 ? 'is' : 'are'} that (--exclude leaves columns out)`;
  if (schema.targets[0]!.task === 'class' && classes === undefined)
    return 'a bank must know all classes beforehand, and standard input cannot be read twice';
  const flag = NOT_OF_BANKS.find((name) => asked[name] !== undefined);
  return flag === undefined ? undefined : `a bank has no --${flag}`;
}

/** All of them are said, so that a group stays what it is. */
function bankOptions({ asked, schema, classes }: AskedLearners): BankedModelsOptions {
  // Of a mixture the optimizer is what it is of a bank.
  const texts = { ...asked, learner: 'mixture', lr: asked['lr'] ?? NETWORK_LR };
  const { seed = 42, batchSize = 16, updatesPerBatch = 1, network, replay, optimizer } = modelOptions(texts);
  return {
    schema,
    ...(schema.targets[0]!.task === 'class' && classes !== undefined ? { classes } : {}),
    ...{ seed, batchSize, updatesPerBatch },
    network: { hidden: network?.hidden ?? [16] },
    replay: { capacity: replay?.capacity ?? 64 },
    ...(optimizer === undefined ? {} : { optimizer }),
  };
}

function networkOptions({ asked, target, schema }: AskedLearners): OnlineModelOptions {
  const isMixture = asked['learner'] === 'mixture';
  const texts = isMixture ? asked : { learner: 'network', lr: NETWORK_LR, ...asked };
  const { task: _, exclude: __, replay, ...given } = modelOptions(texts);
  return {
    target: target.length === 1 ? target[0]! : target,
    schema,
    learner: isMixture ? 'mixture' : 'network',
    ...SMALL,
    ...given,
    replay: { ...SMALL.replay, ...replay },
  };
}
