import { CheckpointsCommand } from '../../checkpoints/checkpoints-command.js';
import { placeOf, storeFlags } from '../../keyed/keyed-flags.js';

export default class KeyedStatus extends CheckpointsCommand {
  static override summary = 'Show who has each partition, how far behind it is, and what was set aside.';
  static override description = 'Exits with 1 where the log has lost events that were applied.';
  static override examples = ['<%= config.bin %> keyed status --store postgres://localhost/sensors'];
  static override flags = storeFlags;

  async run(): Promise<unknown> {
    const { flags } = await this.parse(KeyedStatus);
    const { showStatus } = await import('../../keyed/look-at-keys.js');
    return this.show(await showStatus(placeOf(flags)));
  }
}
