import { Args, Flags } from '@oclif/core';
import { CheckpointsCommand } from '../checkpoints/checkpoints-command.js';

export default class Report extends CheckpointsCommand {
  static override summary = 'Draw runs as one page of HTML, several laid over each other.';
  static override description =
    'RUN is a checkpoint, the folder of a run, or "latest". The page needs no script and no network.';
  static override examples = [
    '<%= config.bin %> report latest',
    '<%= config.bin %> report checkpoints/online/run-1 checkpoints/online/run-2 -o both.html',
  ];
  static override strict = false;
  static override args = {
    run: Args.string({ description: 'A checkpoint, the folder of a run, or latest.', default: 'latest' }),
  };
  static override flags = {
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      description:
        'The file. [default report.html in the folder of the run, or here where there are several]',
    }),
    overwrite: Flags.boolean({ description: 'Replace the file that is named if it is there.' }),
  };

  async run(): Promise<unknown> {
    const { argv, args, flags } = await this.parse(Report);
    const { drawRuns } = await import('../reporting/draw-runs.js');
    const paths = argv.length === 0 ? [args.run] : argv.map(String);
    return this.show(await drawRuns(paths, { output: flags.output, overwrite: flags.overwrite }));
  }
}
