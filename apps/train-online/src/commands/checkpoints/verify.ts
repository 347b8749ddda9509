import { Args } from '@oclif/core';
import { CheckpointsCommand } from '../../checkpoints/checkpoints-command.js';

export default class CheckpointsVerify extends CheckpointsCommand {
  static override summary = 'Read every byte of a run and say which checkpoints are whole.';
  static override description =
    'Changes nothing, and works while the run is training. Exits with 1 if a checkpoint is damaged.';
  static override examples = ['<%= config.bin %> checkpoints verify checkpoints/online/run-1'];
  static override args = {
    path: Args.string({ description: 'A checkpoint, the folder of a run, or latest.', default: 'latest' }),
  };

  async run(): Promise<unknown> {
    const { args } = await this.parse(CheckpointsVerify);
    const { verifyCheckpoints } = await import('../../checkpoints/verify-checkpoints.js');
    return this.show(await verifyCheckpoints(args.path));
  }
}
