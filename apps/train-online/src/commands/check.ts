import { Args } from '@oclif/core';
import { BaseCommand, textsOf } from '../base-command.js';
import { checkFlags } from '../checking/check-flags.js';
import { layeredSettings } from '../settings/resolve-settings.js';

export default class Check extends BaseCommand {
  static override summary = 'Look at the first rows of a table, and say what a run would make of them.';
  static override description =
    'Shows what each column is taken as and how it is written, what looks odd and which flag or line of --schema says otherwise, and what the target makes of it. Learns and writes nothing. Exits with 1 where something would end a run.';
  static override examples = [
    '<%= config.bin %> check orders.csv --target returned',
    '<%= config.bin %> check "logs/*.jsonl" --target ms --rows 5000 --json',
  ];
  static override args = {
    file: Args.string({ description: 'A file, a "quoted*glob" or "-" for stdin.', required: true }),
  };
  static override flags = checkFlags;

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Check);
    const { json: _, rows, ...given } = flags;
    const { values } = layeredSettings(textsOf(given), process.env);
    const { runCheck } = await import('../checking/run-check.js');
    const { report, text, exitCode } = await runCheck(args.file, values, rows);
    process.exitCode = exitCode;
    this.log(text);
    return report;
  }
}
