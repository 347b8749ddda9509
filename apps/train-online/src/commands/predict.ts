import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.js';
import { predictorFlags } from '../predicting/predictor-flags.js';
import { UsageError } from '../settings/usage-error.js';

export default class Predict extends BaseCommand {
  static override summary = 'Predict every row of new data with a run that was made with --data.';
  static override description =
    `Learns nothing and writes nothing to the folder of the run. The columns are those that the run learned from; the target need not be there. Rows come in their order, each with the line that it stood on:
  {"line":2,"prediction":"cat","probabilities":{"cat":0.9,"dog":0.1}}
Numbers are in the target's own unit; yes or no is 1 or 0. With --json, which needs --output FILE, standard output holds one object that says how many rows were predicted.`;
  static override examples = [
    '<%= config.bin %> predict --from latest --data new.csv > predictions.jsonl',
    'zcat new.csv.gz | <%= config.bin %> predict --from checkpoints/online/run-1 --data - --format csv',
  ];
  static override flags = {
    ...predictorFlags,
    format: Flags.option({
      description: 'How predictions are written. [one of jsonl, csv]',
      helpValue: 'NAME',
      options: ['jsonl', 'csv'] as const,
      default: 'jsonl',
      noCacheDefault: true,
    })(),
    probabilities: Flags.boolean({ description: 'Write the probability of every class, too.' }),
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      description: 'Where predictions go. It appears when it is whole. [default standard output]',
    }),
    overwrite: Flags.boolean({ description: 'Replace the file of --output if it is there.' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Predict);
    const { output, overwrite } = flags;
    if (this.jsonEnabled() && output === undefined)
      throw new UsageError(
        '--json prints one object on standard output, where the predictions go: name a file for them with --output FILE.',
      );
    if (overwrite && output === undefined)
      throw new UsageError('--overwrite needs --output FILE, the file to replace.');
    const { runPredict } = await import('../predicting/run-predict.js');
    return runPredict({
      from: flags.from,
      data: flags.data,
      format: flags.format,
      onBadRow: flags['on-bad-row'],
      probabilities: flags.probabilities,
      ...{ output, overwrite },
    });
  }
}
