import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointStore, type JsonValue } from '@graph/checkpoint';
import { NodeFileSystem } from '@graph/checkpoint/node';
import { exportKey, partitionStatus, releaseKey, verifyKey } from '@graph/keyed';
import type { VerbResult } from '../checkpoints/verb-result.js';
import { holdsRun } from '../run-folder.js';
import { UsageError } from '../settings/usage-error.js';
import { grouped } from '../terminal/format.js';
import { table } from '../terminal/table.js';
import { checkpointOf, readKey } from './key-learners.js';
import { reportOf } from './key-report.js';
import { scoreOf } from './key-scores.js';
import { type GroupPlace, withGroup } from './keyed-group.js';

/** The version of the layout of what a run's checkpoints hold. */
const STATE_VERSION = 1;

/** Shows who has each partition, and how far behind it is. */
export function showStatus(place: GroupPlace): Promise<VerbResult> {
  return withGroup(place, async ({ log, table: states, settings }) => {
    const partitions = await partitionStatus(log, states);
    const sum = (of: (one: (typeof partitions)[number]) => number): number =>
      partitions.reduce((total, one) => total + of(one), 0);
    const totals = {
      lag: sum(({ lag }) => lag),
      applied: sum(({ position }) => position),
      keys: sum(({ keys }) => keys),
      aside: sum(({ aside }) => aside),
    };
    const text = [
      `${place.group}: ${grouped(totals.keys)} keys by ${settings.key}, ${grouped(totals.applied)} events applied, ${grouped(totals.lag)} to do, ${grouped(totals.aside)} set aside`,
      ...table([
        ['partition', 'owner', 'epoch', 'position', 'lag', 'keys', 'aside'],
        ...partitions.map(({ partition, owner, isHeld, epoch, position, lag, keys, aside }) => [
          String(partition),
          isHeld ? owner : owner === '' ? '–' : 'nobody',
          grouped(epoch),
          grouped(position),
          // Below 0 the log has lost what was applied.
          lag < 0 ? `LOST ${grouped(-lag)}` : grouped(lag),
          grouped(keys),
          grouped(aside),
        ]),
      ]),
    ].join('\n');
    return {
      text,
      json: { group: place.group, ...totals, partitions },
      ok: partitions.every(({ lag }) => lag >= 0),
    };
  });
}

/** Learns one key once more from the log, and compares. */
export function verify(place: GroupPlace, key: string): Promise<VerbResult> {
  return withGroup(place, async (group) => {
    const found = await verifyKey(group, key);
    if (found.digest === '') throw absent(key, place);
    const { events, position, isEqual, digest, replayed } = found;
    const text = isEqual
      ? `${key}: ${grouped(events)} events learned once more, up to ${grouped(position)}: the same state, bit for bit\n  ${digest}`
      : `${key}: ${grouped(events)} events learned once more, up to ${grouped(position)}: NOT the same state\n  stored    ${digest}\n  replayed  ${replayed === '' ? '–' : replayed}`;
    return { text, json: { ...found }, ok: isEqual };
  });
}

/** Writes the model of one key as a checkpoint that `predict`, `evaluate` and `export` read. */
export function exportModel(place: GroupPlace, key: string, output: string): Promise<VerbResult> {
  if (existsSync(output) && holdsRun(output))
    throw new UsageError(`--output ${output} holds a run already: name another folder.`);
  return withGroup(place, async ({ table: states, factory, settings }) => {
    const found = await exportKey(states, factory, key);
    if (found === undefined) throw absent(key, place);
    const content = readKey(settings, found.state);
    const { examples } = content;
    if (examples === 0)
      throw new UsageError(`${key} has learned from no row yet: there is nothing to predict with.`);
    mkdirSync(output, { recursive: true });
    const store = await CheckpointStore.open({
      fileSystem: new NodeFileSystem({ thread: 'main' }),
      folder: output,
      stateVersion: STATE_VERSION,
    });
    const { value: metric } = scoreOf(content.report);
    const summary = JSON.parse(JSON.stringify(reportOf(content, settings))) as JsonValue;
    await store.save(checkpointOf(settings, found.state), {
      examples,
      ...(metric === null ? {} : { metric }),
      summary,
    }).durable;
    await store.close();
    const file = join(output, `checkpoint_${examples}.json`);
    return {
      text: `${file}: the model of ${key} after ${grouped(examples)} rows`,
      json: { file, key, examples, position: found.position, setAside: found.quarantined },
      ...(found.quarantined ? { warnings: [`${key} is set aside: this is what it was before.`] } : {}),
    };
  });
}

/** Lets a key that was set aside learn again. */
export function release(place: GroupPlace, key: string): Promise<VerbResult> {
  return withGroup(place, async ({ log, table: states, factory }) => {
    const found = await exportKey(states, factory, key);
    if (found === undefined) throw absent(key, place);
    if (!found.quarantined) return { text: `${key} is not set aside`, json: { key, released: false } };
    const { partition, sequence } = await releaseKey(log, key);
    return {
      text: `${key} learns again from event ${grouped(sequence + 1)} of partition ${partition} on; what was set aside before stays aside`,
      json: { key, released: true, partition, sequence },
    };
  });
}

function absent(key: string, { group }: GroupPlace): Error {
  return new UsageError(
    `${key} is no key of the group ${group}, or none of its events has been applied yet.`,
  );
}
