import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.js';
import { readWhole } from '../serving/serve-flags.js';

export default class Rollback extends BaseCommand {
  static override summary = 'Make a served model again what it was after an event.';
  static override description =
    'The events since stay in the log, and so does the rollback: a rollback can be undone by another one, to the event before it. The server must be stopped.';
  static override examples = ['<%= config.bin %> rollback checkpoints/serve --to 12000'];
  static override args = {
    store: Args.string({ required: true, description: 'The folder of a served model.' }),
  };
  static override flags = {
    to: Flags.string({ required: true, helpValue: 'EVENT', description: 'The last event that counts.' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Rollback);
    const to = readWhole('to', flags.to, 1);
    const { runRollback } = await import('../serving/run-rollback.js');
    const result = await runRollback(args.store, to);
    this.log(`event ${result.event}: as after event ${to}, ${result.rows} rows learned from`);
    this.log(result.digest);
    return result;
  }
}
