import type { TableSource } from '@graph/stream';
import { fileSources, stdinSource } from '@graph/stream/node';
import { peekableSource } from '../predicting/peekable-source.js';
import { UsageError } from '../settings/usage-error.js';
import { grouped } from '../terminal/format.js';
import { asUsage } from '../training/as-usage.js';
import { listenForStop, type StopSignals } from '../training/stop-signals.js';
import { type GroupPlace, type KeyedGroup, openGroup } from './keyed-group.js';
import { type KeyedSettings, readSettings, saveSettings } from './keyed-settings.js';
import { type KeyedStore, openKeyedStore } from './keyed-store.js';
import { type AskedRows, checkAsked, makeSettings, readingOf } from './make-settings.js';
import { type Produced, produceRows } from './produce-rows.js';

/** What is appended, and to which group. */
export type ProduceOptions = GroupPlace & AskedRows & { readonly partitions: number | undefined };

/** What `keyed produce` did. */
export type ProduceResult = Produced & { readonly group: string; readonly exitCode: number };

/** Appends the rows of a table to the log of a group, which is made if it is not there. @throws UsageError */
export async function runProduce(options: ProduceOptions): Promise<ProduceResult> {
  const stop = listenForStop((name) => say(`${name}: ending after the rows that are being appended`));
  const store = await openKeyedStore(options.store, true);
  try {
    const { produced } = await appendRows(store, options, stop);
    const { rows, added } = produced;
    say(`${grouped(rows)} rows read, ${grouped(added)} of them new in the log`);
    return { group: options.group, ...produced, exitCode: stop.exitCode() };
  } finally {
    await store.close();
    stop.close();
  }
}

/** Opens or makes the group, and appends the rows that it does not have yet. */
export async function appendRows(
  store: KeyedStore,
  options: ProduceOptions,
  stop: StopSignals,
): Promise<{ readonly group: KeyedGroup; readonly produced: Produced }> {
  const { data } = options.texts;
  if (data === undefined) throw new UsageError('--data FILE is missing: the rows to learn from.');
  const saved = await readSettings(store, options.group);
  // Only a new group looks at the first rows before it reads them.
  const stdin = saved === undefined ? () => peekableSource(stdinSource()) : stdinSource;
  const sources = data === '-' ? [stdin()] : await asUsage(() => fileSources([data]));
  const group = await groupOf(store, options, saved, sources);
  const { onBadRow, written } = await readingOf(options);
  let said = 0;
  const produced = await asUsage(() =>
    produceRows(sources, group.settings, group.log, {
      reading: { ...group.settings.reading, ...written, onBadRow },
      stop,
      say: (rows) => {
        if (rows < 2 * said || rows < 10_000) return;
        said = rows;
        say(`${grouped(rows)} rows appended`);
      },
    }),
  );
  if (produced.badRows > 0) say(`${grouped(produced.badRows)} rows could not be read and were passed over`);
  if (produced.unlabelledRows > 0)
    say(`${grouped(produced.unlabelledRows)} rows have no target and were passed over`);
  return { group, produced };
}

async function groupOf(
  store: KeyedStore,
  { group, partitions, ...rows }: ProduceOptions,
  saved: KeyedSettings | undefined,
  sources: readonly TableSource[],
): Promise<KeyedGroup> {
  if (saved !== undefined) checkAsked(saved, rows.asked, group);
  const settings = saved ?? (await saveSettings(store, group, await makeSettings(rows, sources, say)));
  return openGroup(store, group, settings, partitions);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
