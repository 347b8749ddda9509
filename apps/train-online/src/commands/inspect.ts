import { Args } from '@oclif/core';
import { BaseCommand } from '../base-command.js';

export default class Inspect extends BaseCommand {
  static override summary = 'Show a checkpoint: what the run was, how far it is, how good, how large.';
  static override description =
    'PATH is a checkpoint, the folder of a run (its newest whole checkpoint), or "latest". The checkpoint is read whole and verified.';
  static override examples = [
    '<%= config.bin %> inspect',
    '<%= config.bin %> inspect checkpoints/online/run-1 --json',
  ];
  static override args = {
    path: Args.string({ description: 'A checkpoint, the folder of a run, or latest.', default: 'latest' }),
  };

  async run(): Promise<unknown> {
    const { args } = await this.parse(Inspect);
    const { inspectRun } = await import('../report/inspect-run.js');
    const { json, text, warnings } = await inspectRun(args.path);
    for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
    this.log(text);
    return json;
  }
}
