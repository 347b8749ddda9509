import { Args, Flags } from '@oclif/core';
import { CheckpointsCommand } from '../checkpoints/checkpoints-command.js';

export default class Export extends CheckpointsCommand {
  static override summary = 'Write the model of a run for other programs: ONNX, safetensors or JSON.';
  static override description =
    'RUN is a checkpoint, the folder of a run, or "latest". An ONNX file takes the columns as they are and gives the answers.';
  static override examples = [
    '<%= config.bin %> export latest --format onnx',
    '<%= config.bin %> export checkpoints/online/run-1 --format safetensors -o fraud.safetensors',
  ];
  static override args = {
    run: Args.string({ description: 'A checkpoint, the folder of a run, or latest.', default: 'latest' }),
  };
  static override flags = {
    format: Flags.option({
      options: ['onnx', 'safetensors', 'json'] as const,
      default: 'onnx' as const,
      description: 'What to write.',
    })(),
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      description: 'The file. [default model.<format> in this folder]',
    }),
    overwrite: Flags.boolean({ description: 'Replace the file if it is there.' }),
    raw: Flags.string({
      multiple: true,
      default: [],
      helpValue: 'COLUMN',
      description: 'ONNX: a column to be given as it is after reading, whatever it holds.',
    }),
    words: Flags.string({
      helpValue: 'FILE',
      description: 'ONNX: JSON of the words that may come, by column, where they share inputs by a hash.',
    }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Export);
    const { exportModel } = await import('../reporting/export-model.js');
    const { format, output, overwrite, raw, words } = flags;
    return this.show(await exportModel(args.run, { format, output, overwrite, raw, words }));
  }
}
