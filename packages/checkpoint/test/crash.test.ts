import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../src/index.js';
import { diskStates } from './crash/disk-states.js';
import { judge } from './crash/judge.js';
import { mutants } from './crash/mutants.js';
import { Killed, RecordingDisk } from './crash/recording-disk.js';
import { folder, type Scenario, saves, scenarios } from './crash/scenarios.js';

type Wrap = (disk: FileSystem) => FileSystem;

// Prime, so that the kills of the scenarios fall on different steps of the protocol. With 1, every operation of every
// scenario is a kill: about half a million states, which takes minutes.
const killStep = Number(process.env['CHECKPOINT_KILL_STEP'] ?? 17);

const unchanged: Wrap = (disk) => disk;

interface Verdicts {
  states: number;
  readonly failures: string[];
}

async function judgeAll(disk: RecordingDisk, from: number, into: Verdicts, enough: number): Promise<void> {
  for (const state of diskStates(disk.events, from)) {
    into.states += 1;
    const failure = await judge(state, folder);
    if (failure !== undefined) into.failures.push(`${state.what}: ${failure}`);
    if (into.failures.length >= enough) return;
  }
}

/** Every crash of one process. */
async function crashes(scenario: Scenario, wrap: Wrap = unchanged): Promise<Verdicts> {
  const verdicts: Verdicts = { states: 0, failures: [] };
  const disk = new RecordingDisk();
  await scenario(wrap(disk), disk, 0);
  await judgeAll(disk, 0, verdicts, wrap === unchanged ? 10 : 1);
  return verdicts;
}

/** Every crash of a second process, which goes on where the first was killed, at every `step`th of its operations. */
async function crashesAfterKill(scenario: Scenario, step: number, wrap: Wrap = unchanged): Promise<Verdicts> {
  const verdicts: Verdicts = { states: 0, failures: [] };
  for (let killAt = Math.ceil(step / 2); ; killAt += step) {
    const disk = new RecordingDisk();
    disk.killAt(killAt);
    try {
      await scenario(wrap(disk), disk, 0);
      return verdicts;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Killed;
      if (!(error instanceof Killed || cause)) throw error;
    }
    // What the dead process would still have been told reaches nobody.
    await new Promise((resolve) => setImmediate(resolve));
    disk.restart();
    const from = disk.events.length;
    await saves(wrap(disk), disk, 10);
    await judgeAll(disk, from, verdicts, wrap === unchanged ? 10 : 1);
    if (wrap !== unchanged && verdicts.failures.length > 0) return verdicts;
  }
}

describe('after a crash at any moment', () => {
  let total = 0;

  it.each(Object.entries(scenarios))(
    'the acknowledged checkpoint is there, whole: %s',
    async (_, scenario) => {
      const { states, failures } = await crashes(scenario);
      expect(failures).toEqual([]);
      total += states;
    },
  );

  it('and after a kill, a resumption and a power cut', async () => {
    for (const scenario of Object.values(scenarios)) {
      const { states, failures } = await crashesAfterKill(scenario, killStep);
      expect(failures).toEqual([]);
      total += states;
    }
  }, 3_600_000);

  it('in more than 20,000 different states', () => {
    console.log(`${total} states of the disk after a crash, 0 lost, 0 broken, 0 silent`);
    expect(total).toBeGreaterThan(20_000);
  });
});

describe('the harness has teeth', () => {
  it.each(Object.entries(mutants))('it notices when %s', async (_, wrap) => {
    let failures = 0;
    for (const scenario of Object.values(scenarios))
      failures += (await crashes(scenario, wrap)).failures.length;
    if (failures === 0) failures += (await crashesAfterKill(saves, 3, wrap)).failures.length;
    expect(failures).toBeGreaterThan(0);
  });
});
