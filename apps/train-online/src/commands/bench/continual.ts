import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';

export default class BenchContinual extends BaseCommand {
  static override summary = 'Run the published tables of continual learning again, beside their figures.';
  static override description =
    'Split-MNIST as in MIR (Aljundi et al. 2019), Seq-, Perm- and Rot-MNIST as in DER (Buzzega et al. 2020): each method with the settings of its paper, plain learning below, all tasks shuffled (joint) above. Prints a table of Markdown; every finished cell is kept, so that a bench that was stopped goes on where it was.';
  static override examples = [
    '<%= config.bin %> bench continual --data-dir mnist --stream seq-mnist --seeds 3',
    '<%= config.bin %> bench continual --data-dir mnist --method er,der++ --json',
  ];
  static override flags = {
    'data-dir': Flags.string({
      helpValue: 'DIR',
      env: 'GRAPH_DATA_DIR',
      description: 'The folder with the four files of MNIST, gzipped or not.',
    }),
    stream: Flags.string({
      helpValue: 'A,B',
      description: 'Only these: split-mnist, seq-mnist, perm-mnist, rot-mnist. [default all]',
    }),
    method: Flags.string({ helpValue: 'A,B', description: 'Only these, e.g. er,mir,joint. [default all]' }),
    seeds: Flags.integer({ helpValue: 'N', min: 1, max: 100, default: 3, description: 'Seeds 1 to N.' }),
    cells: Flags.string({
      helpValue: 'DIR',
      default: 'bench/continual',
      description: 'The folder in which finished cells are kept.',
    }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(BenchContinual);
    const { runContinual } = await import('../../benching/run-continual.js');
    const { text, ...report } = runContinual({
      dataDir: flags['data-dir'],
      streams: flags.stream,
      methods: flags.method,
      seeds: flags.seeds,
      cells: flags.cells,
      note: (line) => process.stderr.write(`${line}\n`),
    });
    this.log(text);
    return report;
  }
}
