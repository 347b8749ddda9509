import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { placeOf, storeFlags, workerFlags } from '../../keyed/keyed-flags.js';
import { readDuration } from '../../serving/serve-flags.js';
import { UsageError } from '../../settings/usage-error.js';

export default class KeyedWorker extends BaseCommand {
  static override summary = 'Work for a group: learn what is in the log, beside as many others as there are.';
  static override description =
    'Workers share the partitions out among themselves. One that dies is missed after the lease; what it had committed stays, and nothing is learned twice. SIGTERM and Ctrl-C commit the step, give the partitions back, and exit with 128 and the number of the signal.';
  static override examples = [
    '<%= config.bin %> keyed worker --store postgres://localhost/sensors',
    '<%= config.bin %> keyed worker --store postgres://localhost/sensors --until-empty',
  ];
  static override flags = {
    ...storeFlags,
    ...workerFlags,
    lease: Flags.string({
      helpValue: 'TIME',
      description: 'How long after its last sign of life others take over. [such as 10s; default 10s]',
    }),
    'until-empty': Flags.boolean({ description: 'End when the log has nothing more.' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(KeyedWorker);
    const { store, group, batch, capacity, lease = '10s' } = flags;
    const leaseMs = readDuration('lease', lease);
    if (leaseMs === null || leaseMs <= 0)
      throw new UsageError(`--lease is ${lease}, wanted a time such as 10s or 500ms.`);
    const { runKeyedWorker } = await import('../../keyed/run-keyed.js');
    const { exitCode, ...result } = await runKeyedWorker(placeOf({ store, group }), {
      batch,
      capacity,
      leaseMs,
      untilEmpty: flags['until-empty'],
    });
    process.exitCode = exitCode;
    return result;
  }
}
