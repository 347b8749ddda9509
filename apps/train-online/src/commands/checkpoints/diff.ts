import { Args } from '@oclif/core';
import { CheckpointsCommand } from '../../checkpoints/checkpoints-command.js';

export default class CheckpointsDiff extends CheckpointsCommand {
  static override summary = 'Say where the states of two checkpoints differ, and by how much.';
  static override examples = [
    '<%= config.bin %> checkpoints diff run-1/checkpoint_1000.json run-1/checkpoint_2000.json',
  ];
  static override args = {
    first: Args.string({ description: 'A checkpoint, the folder of a run, or latest.', required: true }),
    second: Args.string({ description: 'Another.', required: true }),
  };

  async run(): Promise<unknown> {
    const { args } = await this.parse(CheckpointsDiff);
    const { diffCheckpoints } = await import('../../checkpoints/diff-checkpoints.js');
    return this.show(await diffCheckpoints(args.first, args.second));
  }
}
