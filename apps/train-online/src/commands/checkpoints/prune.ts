import { Args, Flags } from '@oclif/core';
import { CheckpointsCommand } from '../../checkpoints/checkpoints-command.js';

export default class CheckpointsPrune extends CheckpointsCommand {
  static override summary = 'Delete the checkpoints that a run need not keep.';
  static override description =
    'The newest whole checkpoint and the best one always stay. Refused while the run is training.';
  static override examples = ['<%= config.bin %> checkpoints prune latest --keep 1 --dry-run'];
  static override args = {
    path: Args.string({ description: 'The folder of a run, or latest.', default: 'latest' }),
  };
  static override flags = {
    keep: Flags.string({
      description: 'How many of the last to keep. [≥ 1; default what the run was started with]',
      helpValue: 'N',
    }),
    'dry-run': Flags.boolean({ description: 'Only say what would be deleted.' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(CheckpointsPrune);
    const { pruneCheckpoints } = await import('../../checkpoints/prune-checkpoints.js');
    return this.show(await pruneCheckpoints(args.path, { keep: flags.keep, dryRun: flags['dry-run'] }));
  }
}
