import { Flags } from '@oclif/core';
import { CheckpointsCommand } from '../../checkpoints/checkpoints-command.js';
import { placeOf, storeFlags } from '../../keyed/keyed-flags.js';

export default class KeyedVerify extends CheckpointsCommand {
  static override summary = 'Learn one key once more from the log, and compare the states.';
  static override description = 'Workers need not stop. Exits with 1 if the states differ.';
  static override examples = ['<%= config.bin %> keyed verify --key sensor-1'];
  static override flags = {
    ...storeFlags,
    key: Flags.string({ helpValue: 'KEY', required: true, description: 'Which one.' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(KeyedVerify);
    const { verify } = await import('../../keyed/look-at-keys.js');
    return this.show(await verify(placeOf(flags), flags.key));
  }
}
