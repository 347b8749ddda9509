import { ContractError } from '@graph/core/contract';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventLogContract, stateTableContract } from '../src/contract/index.js';
import { MemoryEventLog, MemoryStateTable } from '../src/index.js';
import { loadMutant, MUTANTS, type Mutant } from './simulator/mutants.js';

describe('MemoryEventLog', () => {
  const make = () => {
    const log = new MemoryEventLog(2);
    return { open: async () => log };
  };
  for (const { name, run } of eventLogContract(make)) it(name, run);

  it('refuses a number of partitions that is not one', () => {
    expect(() => new MemoryEventLog(0)).toThrow(/partitions is 0, wanted a whole number/);
  });
});

describe('MemoryStateTable', () => {
  const make = () => {
    let now = 0;
    const table = new MemoryStateTable(3, () => now);
    return {
      open: async () => table,
      pass: async (duration: number) => {
        now += duration;
      },
    };
  };
  for (const { name, run } of stateTableContract(make)) it(name, run);
});

const LOG = 'memory/memory-event-log.ts';
const TABLE = 'memory/memory-state-table.ts';

/** Logs that are wrong. */
const LOGS: Readonly<Record<string, Mutant>> = {
  'takes an id in twice': [LOG, 'if (id !== undefined && at.ids.has(id)) continue;', ''],
  'reads from the position on': [LOG, 'Math.max(after + 1 - first, 0)', 'Math.max(after - first, 0)'],
  'reads more than is wanted': [LOG, 'events.slice(from, from + limit)', 'events.slice(from)'],
  'forgets its count': [LOG, 'at.first += dropped.length;', ''],
  'drops what is still needed': [LOG, 'until + 1 - at.first', 'until + 2 - at.first'],
  'keeps hold of bodies': [LOG, 'kind, body: body.slice() });', 'kind, body });'],
  'forgets releases': [LOG, 'kind, body: body.slice() });', "kind: 'event', body: body.slice() });"],
};

/** Tables that are wrong. */
const TABLES: Readonly<Record<string, Mutant>> = {
  ...Object.fromEntries(
    Object.entries(MUTANTS).filter(
      ([name, mutant]) =>
        mutant[0] === TABLE && !name.startsWith('loses') && !name.startsWith('writes the position'),
    ),
  ),
  'keeps the epoch': [TABLE, '      at.epoch += 1;\n', ''],
  'loses a state': [TABLE, 'of commit.states) at', 'of [...commit.states].slice(1)) at'],
  'loses outputs': [TABLE, 'of commit.outputs)', 'of commit.outputs.slice(1))'],
  'loses what is set aside': [TABLE, 'of commit.aside)', 'of commit.aside.slice(1))'],
  'takes more than is wanted': [TABLE, 'if (leases.length >= want) break;', ''],
  'releases at any epoch': [TABLE, 'if (at.epoch === epoch) at.until', 'at.until'],
  'prolongs at any epoch': [
    TABLE,
    'leases.filter(({ partition, epoch }) => this.#at(partition).epoch === epoch)',
    'leases',
  ],
  'does not prolong by a commit': [
    TABLE,
    '    at.until = this.#now() + durationMs;\n    return',
    '    return',
  ],
  'counts those that are silent': [TABLE, 'until <= now && name !== owner', 'until < 0'],
  'counts those that have left': [TABLE, '    this.#owners.delete(owner);\n  }', '  }'],
  'gives its own memory': [TABLE, 'found.set(key, state.slice())', 'found.set(key, state)'],
  'drops other outputs': [TABLE, 'if (sequence <= until)', 'if (sequence < until)'],
};

/** Whether a suite finds something; anything but a broken contract would be a fault of the suite, or of the mutant. */
async function isFound(cases: ReturnType<typeof stateTableContract>): Promise<boolean> {
  for (const { run } of cases)
    try {
      await run();
    } catch (error) {
      if (ContractError.is(error)) return true;
      throw error;
    }
  return false;
}

it.each(Object.entries(LOGS))('eventLogContract finds a log that %s', async (name, mutant) => {
  const { parts, remove } = await loadMutant(`log ${name}`, mutant);
  onTestFinished(remove);
  const make = () => {
    const log = new parts.MemoryEventLog(2);
    return { open: async () => log };
  };
  expect(await isFound(eventLogContract(make))).toBe(true);
});

it.each(Object.entries(TABLES))('stateTableContract finds a table that %s', async (name, mutant) => {
  const { parts, remove } = await loadMutant(`table ${name}`, mutant);
  onTestFinished(remove);
  const make = () => {
    let now = 0;
    const table = new parts.MemoryStateTable(3, () => now);
    return {
      open: async () => table,
      pass: async (duration: number) => {
        now += duration;
      },
    };
  };
  expect(await isFound(stateTableContract(make))).toBe(true);
});
