import { Args, Flags } from '@oclif/core';
import { CheckpointsCommand } from '../../checkpoints/checkpoints-command.js';

export default class CheckpointsExport extends CheckpointsCommand {
  static override summary = 'Write the weights as safetensors, or all numbers as JSON, for other tools.';
  static override examples = [
    '<%= config.bin %> checkpoints export latest -o weights.safetensors',
    '<%= config.bin %> checkpoints export latest --format json --only all',
  ];
  static override args = {
    path: Args.string({ description: 'A checkpoint, the folder of a run, or latest.', default: 'latest' }),
  };
  static override flags = {
    format: Flags.option({
      options: ['safetensors', 'json'] as const,
      default: 'safetensors' as const,
      description: 'What to write.',
    })(),
    only: Flags.string({
      multiple: true,
      default: ['model.network'],
      helpValue: 'PART',
      description: 'Parts of the state, such as memory.ids; all for the whole.',
    }),
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      description: 'The file. [default checkpoint_<examples>.<format> in this folder]',
    }),
    overwrite: Flags.boolean({ description: 'Replace the file if it is there.' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(CheckpointsExport);
    const { exportCheckpoint } = await import('../../checkpoints/export-checkpoint.js');
    const { format, only, output, overwrite } = flags;
    return this.show(await exportCheckpoint(args.path, { format, only, output, overwrite }));
  }
}
