import { BaseCommand, textsOf } from '../base-command.js';
import { askedOf, placeOf, rowFlags, storeFlags, workerFlags } from '../keyed/keyed-flags.js';

/** Nobody else can be at a folder, and a server is shared: who has died is missed after so long. */
const LEASE_MS = 10_000;

export default class Keyed extends BaseCommand {
  static override summary = 'Learn a table by key: a small learner per sensor, shop or user.';
  static override description =
    `Appends the rows to a log, learns what is in it, and shows how well each key is predicted. Run once more, it adds what the file has in addition, and learns nothing twice, also after a crash. Nothing needs to be installed: PostgreSQL runs within the process, over a folder. With --store postgres://… as many workers as you like share the work: see "train-online keyed worker".`;
  static override examples = [
    '<%= config.bin %> keyed --data events.csv --key sensor --target watts',
    '<%= config.bin %> keyed verify --key sensor-1',
  ];
  static override flags = { ...storeFlags, ...rowFlags, ...workerFlags };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Keyed);
    const {
      json: _,
      store,
      group,
      partitions,
      batch,
      capacity,
      ...given
    } = flags as typeof flags & {
      readonly partitions: number | undefined;
    };
    const { runKeyed } = await import('../keyed/run-keyed.js');
    const { text, exitCode, ...result } = await runKeyed(
      { ...placeOf({ store, group }), partitions, texts: textsOf(given), asked: askedOf(given) },
      { batch, capacity, leaseMs: LEASE_MS },
    );
    process.exitCode = exitCode;
    this.log(text);
    return result;
  }
}
