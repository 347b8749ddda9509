import { Args } from '@oclif/core';
import { CheckpointsCommand } from '../../checkpoints/checkpoints-command.js';

export default class CheckpointsInspect extends CheckpointsCommand {
  static override summary = 'Show a checkpoint, and what changed since the one before it.';
  static override description = 'The checkpoint is read whole and verified.';
  static override examples = ['<%= config.bin %> checkpoints inspect latest --json'];
  static override args = {
    path: Args.string({ description: 'A checkpoint, the folder of a run, or latest.', default: 'latest' }),
  };

  async run(): Promise<unknown> {
    const { args } = await this.parse(CheckpointsInspect);
    const { inspectCheckpoint } = await import('../../checkpoints/inspect-checkpoint.js');
    return this.show(await inspectCheckpoint(args.path));
  }
}
