import { Args } from '@oclif/core';
import { CheckpointsCommand } from '../../checkpoints/checkpoints-command.js';

export default class CheckpointsList extends CheckpointsCommand {
  static override summary = 'List the checkpoints of a run, the newest first.';
  static override examples = [
    '<%= config.bin %> checkpoints list',
    '<%= config.bin %> checkpoints list checkpoints/online/run-1 --json',
  ];
  static override args = {
    path: Args.string({ description: 'The folder of a run, or latest.', default: 'latest' }),
  };

  async run(): Promise<unknown> {
    const { args } = await this.parse(CheckpointsList);
    const { listCheckpoints } = await import('../../checkpoints/list-checkpoints.js');
    return this.show(await listCheckpoints(args.path));
  }
}
