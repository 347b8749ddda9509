import { BaseCommand, textsOf } from '../../base-command.js';
import { askedOf, placeOf, rowFlags, storeFlags } from '../../keyed/keyed-flags.js';

export default class KeyedProduce extends BaseCommand {
  static override summary = 'Append the rows of a table to the log of a group, each once.';
  static override description =
    'Makes the group if it is not there: what its columns are is found out from the first rows. Each row has an id of its file, its line and what it says, so that appending a file once more adds only what is new in it.';
  static override examples = [
    '<%= config.bin %> keyed produce --store postgres://localhost/sensors --data events.csv --key sensor --target watts',
  ];
  static override flags = { ...storeFlags, ...rowFlags };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(KeyedProduce);
    const {
      json: _,
      store,
      group,
      partitions,
      ...given
    } = flags as typeof flags & {
      readonly partitions: number | undefined;
    };
    const { runProduce } = await import('../../keyed/run-produce.js');
    const { exitCode, ...result } = await runProduce({
      ...placeOf({ store, group }),
      partitions,
      texts: textsOf(given),
      asked: askedOf(given),
    });
    process.exitCode = exitCode;
    return result;
  }
}
