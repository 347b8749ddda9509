import { CheckpointStore, keepLast, MemoryFileSystem } from '@graph/checkpoint';
import { Random } from '@graph/core';
import { type Answered, type EventLog, type LearnAnswer, restoreAt, ServedModel } from '../../src/index.js';
import { isFraud, row, SMALL } from '../served.js';
import { Oracle } from './oracle.js';
import { type Disk, SimulatedLog } from './simulated-log.js';

/** A way to be wrong, which a simulation must notice. */
export type Mutant = {
  readonly log?: (log: SimulatedLog, now: () => number) => EventLog;
  readonly options?: object;
  readonly checkpoints?: (store: CheckpointStore) => CheckpointStore;
};

/** Something that was not as it should be. */
export class Broken extends Error {}

const ROUNDS = 30;

/**
 * Serves a model to a client that asks again until it is answered, on a machine whose process dies again and again, whose disk
 * is full now and then, and whose clock jumps. Then looks whether the past and the answers agree.
 *
 * @throws Broken
 */
export async function simulate(
  seed: number,
  mutant: Mutant = {},
): Promise<{ crashes: number; failures: number }> {
  const random = Random.fromSeed(seed);
  const disk: Disk = { events: [] };
  const counts = { crashes: 0, failures: 0 };
  /** What the client was told: labels that were learned, by id. */
  const told = new Map<string, boolean>();
  const predicted = new Set<string>();
  let files = new Map<string, Uint8Array>();
  let time = 1_000_000;
  let next = 0;
  const now = (): number => time;

  for (let round = 0; round < ROUNDS; ) {
    const fileSystem = new MemoryFileSystem({ files });
    const simulated = await SimulatedLog.open(disk, random);
    const log = mutant.log?.(simulated, now) ?? simulated;
    const checkpoints = await CheckpointStore.open({ fileSystem, folder: '/run', retention: [keepLast(2)] });
    const opening = open(log, mutant.checkpoints?.(checkpoints) ?? checkpoints);
    const served = await Promise.race([opening, simulated.died.then(() => undefined)]);
    while (served !== undefined && !simulated.isDead && round < ROUNDS) {
      round += 1;
      time += random.float() < 0.1 ? Math.trunc((random.float() - 0.5) * 4000) : random.below(60);
      const calls = Array.from({ length: 1 + random.below(5) }, () => ask(served));
      await Promise.race([Promise.all(calls), simulated.died]);
      if (simulated.isDead) break;
      if (round % 6 === 0) await judge(served, log);
      if (random.float() < 0.1)
        await Promise.race([served.checkpoint().catch(() => undefined), simulated.died]);
    }
    if (simulated.isDead) counts.crashes += 1;
    files = survivors(fileSystem);
    // It starts again at another time, and some clocks have been set back meanwhile.
    time += Math.trunc((random.float() - 0.3) * 1000);
  }
  const simulated = await SimulatedLog.open(disk, Random.fromSeed(1));
  await judge(undefined, mutant.log?.(simulated, now) ?? simulated);
  return counts;

  function open(log: EventLog, checkpoints: CheckpointStore): Promise<ServedModel | undefined> {
    return ServedModel.open({
      model: SMALL,
      log,
      checkpoints,
      now,
      labelWaitMs: 300,
      labelDefault: seed % 2 === 0 ? null : false,
      checkpointInterval: 9,
      ...mutant.options,
    }).catch((error: { code?: string; message: string }) => {
      // The first event cannot be written either where the disk is full.
      if (error.message.includes('ENOSPC')) return undefined;
      throw new Broken(`cannot be opened again: ${error.message}`);
    });
  }

  async function ask(served: ServedModel): Promise<void> {
    const at = random.float() < 0.3 ? random.below(next + 1) : next;
    next = Math.max(next, at + 1);
    const id = `id-${at}`;
    const fate = random.float();
    try {
      if (fate < 0.5) {
        const answer = await served.predict({ id, features: row(at) });
        if ('answer' in answer) predicted.add(id);
        else if (answer.refusal.status !== 409) throw new Broken(`${id}: ${answer.refusal.message}`);
      } else if (fate < 0.6) note(id, at, await served.learn({ id, features: row(at), label: isFraud(at) }));
      else if (fate < 0.65) await served.expire();
      else if (fate < 0.7) await served.drop(`id-${random.below(next)}`);
      else if (fate < 0.77) await served.learn({ features: row(at), label: isFraud(at) });
      else {
        const label = random.below(next);
        note(`id-${label}`, label, await served.learn({ id: `id-${label}`, label: isFraud(label) }));
      }
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== 'LOG_FAILED') throw error;
      counts.failures += 1;
    }
  }

  function note(id: string, at: number, answered: Answered<LearnAnswer>): void {
    if (!('answer' in answered)) {
      if (told.has(id) && answered.refusal.status !== 409)
        throw new Broken(`${id} was learned, and is ${answered.refusal.status} now`);
      return;
    }
    if (answered.answer.status === 'learned' && told.has(id)) throw new Broken(`${id} was learned twice`);
    told.set(id, isFraud(at));
  }

  async function judge(served: ServedModel | undefined, log: EventLog): Promise<void> {
    const oracle = new Oracle(disk.events);
    if (oracle.rows === 0 && disk.events.length === 0) return;
    const replayed = await restoreAt({ log });
    const digest = served?.digest ?? replayed.digest;
    if (replayed.digest !== digest) throw new Broken('the replay has another digest');
    const { examples } = replayed.model;
    if (examples !== oracle.rows)
      throw new Broken(`${examples} rows were learned from, wanted ${oracle.rows}`);
    for (const [id, label] of told) {
      if (!oracle.learned.has(id)) throw new Broken(`${id} was acknowledged, and is not in the past`);
      if (oracle.learned.get(id) !== label && oracle.learned.get(id) !== false)
        throw new Broken(`${id} was learned with another label`);
    }
    for (const id of predicted)
      if (!oracle.learned.has(id) && !oracle.waiting.has(id) && !oracle.expired.has(id))
        throw new Broken(`${id} was predicted, and is not in the past`);
  }
}

/** What another process finds of the files of one that has died: all that were closed, and no lock. */
function survivors(fileSystem: MemoryFileSystem): Map<string, Uint8Array> {
  return new Map([...fileSystem.files()].filter(([name]) => !name.endsWith('LOCK')));
}
