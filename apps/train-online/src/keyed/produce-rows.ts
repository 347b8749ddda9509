import { createHash } from 'node:crypto';
import { appendEvents, type EventLog, type NewEvent, writeOnlineEvent } from '@graph/keyed';
import type { TableOptions, TableSource } from '@graph/stream';
import type { StopSignals } from '../training/stop-signals.js';
import { keySchema } from './key-learners.js';
import { keyRows } from './key-rows.js';
import type { KeyedSettings } from './keyed-settings.js';

/** What became of the rows of a table. */
export type Produced = {
  /** Rows that were read. */
  readonly rows: number;
  /** Events that the log did not have yet. */
  readonly added: number;
  readonly badRows: number;
  readonly unlabelledRows: number;
};

/**
 * Appends each row to the log, with an id of its file, its line and what it says: reading the same file once more adds what it has in
 * addition, and a file that was replaced by another of its name is new.
 *
 * @param say - told how far it is.
 * @throws StreamError, UsageError for what cannot be read.
 */
export async function produceRows(
  sources: readonly TableSource[],
  settings: KeyedSettings,
  log: EventLog,
  options: {
    readonly reading: TableOptions;
    readonly stop: StopSignals;
    readonly say: (rows: number) => void;
  },
): Promise<Produced> {
  const { key } = settings;
  const schema = keySchema(settings);
  const passed = { badRows: 0, unlabelledRows: 0 };
  const before = await eventsOf(log);
  let rows = 0;
  for (const source of sources)
    for await (const batch of keyRows(source, schema, key, options.reading, passed)) {
      const events = batch.map(({ key: own, line, row }): NewEvent => {
        const body = writeOnlineEvent({ kind: 'learn', row });
        return { key: own, id: idOf(source.name, line, own, body), body };
      });
      await appendEvents(log, events);
      rows += events.length;
      options.say(rows);
      await new Promise((resolve) => setImmediate(resolve));
      if (options.stop.signal.aborted) return { rows, added: (await eventsOf(log)) - before, ...passed };
    }
  return { rows, added: (await eventsOf(log)) - before, ...passed };
}

/** What tells a row from every other. */
function idOf(file: string, line: number, key: string, body: Uint8Array): string {
  const content = createHash('sha256').update(`${key}\n`).update(body).digest('base64url').slice(0, 22);
  return `${file}:${line}:${content}`;
}

/** How many events the log has ever had. */
async function eventsOf(log: EventLog): Promise<number> {
  let sum = 0;
  for (let partition = 0; partition < log.partitions; partition += 1)
    sum += (await log.bounds(partition)).last;
  return sum;
}
