import { Args, Flags } from '@oclif/core';
import { CheckpointsCommand } from '../../checkpoints/checkpoints-command.js';
import { placeOf, storeFlags } from '../../keyed/keyed-flags.js';

export default class KeyedExport extends CheckpointsCommand {
  static override summary = 'Write the model of one key as a checkpoint.';
  static override description =
    'Workers need not stop. "train-online predict", "evaluate" and "export" read it; it cannot be trained on by the command.';
  static override examples = [
    '<%= config.bin %> keyed export sensor-1 --output sensor-1',
    '<%= config.bin %> predict --from sensor-1 --data new.csv',
  ];
  static override args = { key: Args.string({ description: 'Which one.', required: true }) };
  static override flags = {
    ...storeFlags,
    output: Flags.string({
      char: 'o',
      helpValue: 'DIR',
      required: true,
      description: 'The folder that the checkpoint goes to.',
    }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(KeyedExport);
    const { exportModel } = await import('../../keyed/look-at-keys.js');
    return this.show(await exportModel(placeOf(flags), args.key, flags.output));
  }
}
