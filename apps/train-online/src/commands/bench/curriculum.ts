import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';

export default class BenchCurriculum extends BaseCommand {
  static override summary = 'Compare what decides which level of the curriculum comes next.';
  static override description =
    'Learns the curriculum with each policy and seed, as a run without flags does, and prints held-out R² of every level at the end: mean and standard error over seeds, and CPU seconds. Policies are the names of --then, all-shuffled (all levels mixed from the start) and even (level after level, examples shared evenly).';
  static override examples = [
    '<%= config.bin %> bench curriculum --seeds 10 --policy unlearned,last,all-shuffled',
    '<%= config.bin %> bench curriculum --levels easy.csv,hard.csv --target price',
    '<%= config.bin %> bench curriculum --examples 100000 --format json --output curriculum.json',
  ];
  static override flags = {
    policy: Flags.string({ helpValue: 'A,B', description: 'Only these. [default all]' }),
    levels: Flags.string({
      helpValue: 'FILES',
      description: 'Levels of your own: tables of the same columns, the easiest first.',
    }),
    target: Flags.string({ helpValue: 'COLUMN', description: 'The column of those tables to predict.' }),
    seeds: Flags.integer({ helpValue: 'N', min: 1, max: 1000, default: 3, description: 'Seeds 1 to N.' }),
    examples: Flags.integer({
      helpValue: 'N',
      min: 1,
      default: 10_000,
      description: 'New examples of each run.',
    }),
    format: Flags.string({
      options: ['markdown', 'json'],
      default: 'markdown',
      description: 'How the table is written.',
    }),
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      description: 'Write the table there, over what is there, and not to standard output.',
    }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(BenchCurriculum);
    const { runCurriculum } = await import('../../benching/run-curriculum.js');
    const { text, ...report } = await runCurriculum({
      policies: flags.policy,
      levels: flags.levels,
      target: flags.target,
      seeds: flags.seeds,
      examples: flags.examples,
      format: flags.format as 'markdown' | 'json',
      output: flags.output,
      note: (line) => process.stderr.write(`${line}\n`),
    });
    if (text !== '') this.log(text);
    return report;
  }
}
