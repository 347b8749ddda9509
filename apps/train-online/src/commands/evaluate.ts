import { BaseCommand } from '../base-command.js';
import { predictorFlags } from '../predicting/predictor-flags.js';

export default class Evaluate extends BaseCommand {
  static override summary = 'Score a run that was made with --data on new data, without learning from it.';
  static override description =
    'Shows each figure beside what guesses that need no model would get: the most frequent class or the mean of the rows before each row, and the class or value of the row before. Writes nothing to the folder of the run.';
  static override examples = [
    '<%= config.bin %> evaluate --from latest --data held-out.csv',
    '<%= config.bin %> evaluate --from checkpoints/online/run-1 --data held-out.csv --json',
  ];
  static override flags = predictorFlags;

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Evaluate);
    const { runEvaluate } = await import('../predicting/run-evaluate.js');
    const { report, text } = await runEvaluate({
      from: flags.from,
      data: flags.data,
      onBadRow: flags['on-bad-row'],
    });
    this.log(text);
    return report;
  }
}
