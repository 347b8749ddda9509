import { Args } from '@oclif/core';
import { CheckpointsCommand } from '../../checkpoints/checkpoints-command.js';
import { placeOf, storeFlags } from '../../keyed/keyed-flags.js';

export default class KeyedRelease extends CheckpointsCommand {
  static override summary = 'Let a key learn again that was set aside.';
  static override description =
    'Appends a release to the log: the key learns from the next event on. Events that were set aside stay aside.';
  static override examples = ['<%= config.bin %> keyed release sensor-1'];
  static override args = { key: Args.string({ description: 'Which one.', required: true }) };
  static override flags = storeFlags;

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(KeyedRelease);
    const { release } = await import('../../keyed/look-at-keys.js');
    return this.show(await release(placeOf(flags), args.key));
  }
}
