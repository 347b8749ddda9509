import { Args, Flags } from '@oclif/core';
import { BaseCommand, flagsOf } from '../base-command.js';
import { modelOptions, modelSettings } from '../serving/model-options.js';
import { readWhole } from '../serving/serve-flags.js';

export default class Replay extends BaseCommand {
  static override summary =
    'Learn the events of a served model once more: the proof, or what another model would be.';
  static override description =
    'Takes in the events of STORE from the first on, whatever checkpoints there are. Without other settings the digest is the one that the server says at /v1/model. With other settings it is a challenger, to be served beside with serve --shadow RUN. The server may go on meanwhile.';
  static override examples = [
    '<%= config.bin %> replay checkpoints/serve',
    '<%= config.bin %> replay checkpoints/serve --to challenger --lr 0.003 --hidden 128,64',
  ];
  static override args = {
    store: Args.string({ required: true, description: 'The folder of a served model.' }),
  };
  static override flags = {
    to: Flags.string({
      helpValue: 'RUN',
      description:
        'Where the model goes; a new or empty folder. [default nowhere: only its digest is printed]',
    }),
    until: Flags.string({ helpValue: 'EVENT', description: 'The last event to take in. [default the last]' }),
    ...flagsOf(modelSettings),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Replay);
    const given = flags as Record<string, string | undefined>;
    const { to, until } = given;
    const { runReplay } = await import('../serving/run-replay.js');
    const result = await runReplay({
      store: args.store,
      to,
      until: until === undefined ? undefined : readWhole('until', until, 1),
      model: modelOptions(given),
    });
    this.log(`event ${result.event}, ${result.rows} rows learned from`);
    this.log(result.digest);
    return result;
  }
}
