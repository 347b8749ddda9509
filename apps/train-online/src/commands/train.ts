import { BaseCommand, flagsOf, textsOf } from '../base-command.js';
import { resolveSettings } from '../settings/resolve-settings.js';
import { trainSettings } from '../settings/train-settings.js';

export default class Train extends BaseCommand {
  static override summary = 'Train online on the built-in curriculum or on a stream of your own.';
  static override description =
    'Bare flags mean train. Other verbs: check, inspect, report, export, checkpoints, predict, evaluate, serve, replay, rollback, keyed, bench, completion, schema (see "train-online help").';
  static override usage = '[FLAGS]';
  static override examples = [
    '<%= config.bin %> --examples 10000',
    '<%= config.bin %> --resume latest --examples 20000',
    '<%= config.bin %> --data events.csv.gz --target clicked',
  ];
  static override flags = flagsOf(trainSettings);

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Train);
    const { json: _, ...given } = flags;
    const settings = resolveSettings(textsOf(given), process.env);
    // The packages are loaded only now: --help and a wrong flag answer at once.
    const { runTraining } = await import('../training/run-training.js');
    const { report, text, exitCode } = await runTraining(settings, {
      quiet: this.jsonEnabled(),
      version: this.config.version,
    });
    process.exitCode = exitCode;
    if (text !== undefined) this.log(text);
    return report;
  }
}
