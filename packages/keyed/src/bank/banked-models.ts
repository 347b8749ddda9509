import { digest } from '@graph/checkpoint';
import { KeyedError } from '../errors.js';
import type { LearnerFactory } from '../ports/learner.js';
import { type BankedModelsOptions, bankedSettings } from './bank-options.js';
import { BankedLearner, type BankTools } from './banked-learner.js';
import { BankedStateWriter } from './banked-state.js';
import { KeyBank } from './key-bank.js';
import { RowReader } from './row-reader.js';

/**
 * Makes a small learner for each key, all in one bank: networks side by side in one memory, remembered rows and statistics in another. A key
 * costs a few kilobytes, and its state is one copy of bytes. Events and answers are those of `onlineModels`.
 *
 * @param options - of every key.
 * @throws KeyedError `OPTION` if an option is out of its range, or the schema has what many small networks cannot learn.
 */
export function bankedModels(options: BankedModelsOptions): LearnerFactory {
  const settings = bankedSettings(options);
  const bank = new KeyBank(settings);
  const tools: BankTools = {
    bank,
    reader: new RowReader(bank.plan, settings),
    writer: new BankedStateWriter(),
  };
  return {
    layout: `banked-model 1 ${digest({ settings: JSON.stringify(settings) })}`,
    create: () => new BankedLearner(tools),
    restore: (_, state) => restored(tools, state),
  };
}

/** Restores a key. @throws KeyedError `STATE` */
function restored(tools: BankTools, state: Uint8Array): BankedLearner {
  try {
    return new BankedLearner(tools, state);
  } catch (cause) {
    if (KeyedError.is(cause)) throw cause;
    throw new KeyedError('STATE', `the state of a key cannot be restored: ${String(cause)}`, { cause });
  }
}
