import { type ContractCase, ensure } from '@graph/core/contract';
import type { Commit, Lease, StateTable } from '../ports/state-table.js';
import { ensureEqual, ensureRejects } from './ensure-rejects.js';

/** A table with 3 partitions, and a way to let its time go by. */
export type StateTableFixture = {
  /** Opens the same table again and again; each time what was committed before is there. */
  readonly open: () => Promise<StateTable>;
  /** Settles when the table's clock has gone on by at least so many milliseconds. */
  readonly pass: (durationMs: number) => Promise<void>;
};

/** Longer than any case takes. */
const LONG = 3_600_000;
/** Short enough to wait for. */
const SHORT = 40;

/**
 * Lists what every `StateTable` must do. What no test can see is not among it: that a commit survives a power cut once it has
 * settled, and that a process that dies within one leaves nothing of it.
 *
 * @param make - makes a table of 3 partitions that is empty; called for each case.
 * @example
 * for (const { name, run } of stateTableContract(make)) it(name, run);
 */
export function stateTableContract(
  make: () => StateTableFixture | Promise<StateTableFixture>,
): readonly ContractCase[] {
  return Object.entries(CASES).map(([name, run]) => ({ name, run: async () => run(await make()) }));
}

const CASES: Readonly<Record<string, (fixture: StateTableFixture) => Promise<void>>> = {
  'has partitions that nobody holds in the beginning': async ({ open }) => {
    const table = await open();
    const empty = { owner: '', isHeld: false, epoch: 0, position: 0, keys: 0, aside: 0 };
    ensureEqual(
      await table.status(),
      [0, 1, 2].map((partition) => ({ partition, ...empty })),
      'the status',
    );
    ensureEqual(await table.load(0, ['a']), new Map(), 'states');
  },

  'gives each partition to one owner, and no more than are wanted': async ({ open }) => {
    const [table, other] = [await open(), await open()];
    const mine = await table.acquire('a', 2, LONG);
    ensureEqual(
      mine,
      [0, 1].map((partition) => ({ partition, owner: 'a', epoch: 1, position: 0, positionHash: '' })),
      'two leases',
    );
    const theirs = await other.acquire('b', 5, LONG);
    ensureEqual(
      theirs.map(({ partition, owner }) => ({ partition, owner })),
      [{ partition: 2, owner: 'b' }],
      'what is left',
    );
    ensureEqual(await table.acquire('a', 1, LONG), [], 'a lease where none is free');
    const held = (await table.status()).map(({ owner, isHeld }) => ({ owner, isHeld }));
    ensureEqual(
      held,
      ['a', 'a', 'b'].map((owner) => ({ owner, isHeld: true })),
      'the status',
    );
  },

  'gives no partition twice to those who ask at the same time': async ({ open }) => {
    const tables = await Promise.all([open(), open(), open()]);
    const leases = (await Promise.all(tables.map((table, at) => table.acquire(`w${at}`, 2, LONG)))).flat();
    // Who finds a row busy may leave it; nobody may take it too.
    const partitions = leases.map(({ partition }) => partition);
    ensure(new Set(partitions).size === partitions.length, `leases of the partitions ${partitions}`);
  },

  'gives a partition with another epoch once its lease has run out, or was given back': async ({
    open,
    pass,
  }) => {
    const table = await open();
    const [short] = await table.acquire('a', 1, SHORT);
    const [back] = await table.acquire('a', 1, LONG);
    await table.release(back!);
    await pass(SHORT + 1);
    const taken = await table.acquire('b', 2, LONG);
    ensureEqual(
      taken.map(({ partition, epoch }) => ({ partition, epoch })),
      [short!, back!].map(({ partition, epoch }) => ({ partition, epoch: epoch + 1 })),
      'what was taken over',
    );
    await table.release(short!);
    ensureEqual((await table.status())[0]?.isHeld, true, 'a release at an older epoch');
  },

  'prolongs leases by a heartbeat and by a commit': async ({ open, pass }) => {
    const table = await open();
    const [first, second] = await table.acquire('a', 2, SHORT);
    await table.heartbeat('a', [first!], LONG);
    await table.commit(second!, commitOf(1), LONG);
    await pass(SHORT + 1);
    const held = (await table.status()).map(({ isHeld }) => isHeld);
    ensureEqual(held, [true, true, false], 'what is held');
  },

  'prolongs no lease of another epoch, and says which are held': async ({ open, pass }) => {
    const table = await open();
    const [lost] = await table.acquire('a', 1, SHORT);
    await pass(SHORT + 1);
    const [taken] = await table.acquire('b', 1, SHORT);
    const [kept] = await table.acquire('a', 1, LONG);
    const { leases } = await table.heartbeat('a', [lost!, kept!], LONG);
    ensureEqual(leases, [kept], 'the leases of the heartbeat');
    await pass(SHORT + 1);
    ensureEqual((await table.acquire('c', 1, LONG))[0]?.epoch, taken!.epoch + 1, 'the epoch after that');
  },

  'counts the owners that live': async ({ open, pass }) => {
    const table = await open();
    const owners = async (owner: string, duration: number): Promise<number> =>
      (await table.heartbeat(owner, [], duration)).owners;
    ensureEqual(await owners('a', LONG), 1, 'one');
    ensureEqual(await owners('b', SHORT), 2, 'two');
    ensureEqual(await owners('a', LONG), 2, 'the same once more');
    await pass(SHORT + 1);
    ensureEqual(await owners('a', LONG), 1, 'one that is silent');
    await owners('c', LONG);
    await table.leave('c');
    ensureEqual(await owners('a', LONG), 1, 'one that has left');
  },

  'has everything of a commit, for those who open it later too': async ({ open }) => {
    const table = await open();
    const [lease] = await table.acquire('a', 1, LONG);
    const commit = commitOf(5, ['a', 'b', '\u{1F600}']);
    const next = await table.commit(lease!, commit, LONG);
    ensureEqual(next, { ...lease, position: 5, positionHash: 'hash-5' }, 'the lease after it');
    for (const each of [table, await open()]) {
      const [state] = await each.status();
      ensureEqual(
        state,
        { partition: 0, owner: 'a', isHeld: true, epoch: 1, position: 5, keys: 3, aside: 1 },
        'the status',
      );
      ensureEqual(await each.load(0, ['a', 'b', '\u{1F600}', 'c']), commit.states, 'the states');
      ensureEqual(await each.load(1, ['a']), new Map(), 'the states of another partition');
      ensureEqual(await each.outputs(0, 0, 10), commit.outputs, 'the outputs');
      ensureEqual(await each.aside(0, 0, 10), commit.aside, 'what was set aside');
      ensureEqual(await each.aside(0, 5, 10), [], 'what was set aside later');
    }
  },

  'writes states over those that there were, and leaves the others': async ({ open }) => {
    const table = await open();
    let [lease] = await table.acquire('a', 1, LONG);
    lease = await table.commit(lease!, commitOf(2, ['a', 'b']), LONG);
    await table.commit(lease, commitOf(4, ['b', 'c']), LONG);
    ensureEqual(
      await table.load(0, ['a', 'b', 'c']),
      new Map([
        ['a', bytes(2)],
        ['b', bytes(4)],
        ['c', bytes(4)],
      ]),
      'the states',
    );
  },

  'refuses a commit from another epoch or position, and nothing of it is there': async ({ open, pass }) => {
    const table = await open();
    const [old] = await table.acquire('a', 1, SHORT);
    await pass(SHORT + 1);
    const [lease] = await table.acquire('a', 1, LONG);
    await refuses(table, 'a commit at an older epoch', old!, commitOf(3));
    await refuses(table, 'a commit at a later epoch', { ...lease!, epoch: 3 }, commitOf(3));
    const next = await table.commit(lease!, commitOf(2), LONG);
    await refuses(table, 'a commit once more', lease!, commitOf(3));
    await refuses(table, 'a commit from a later position', { ...next, position: 3 }, commitOf(4));
  },

  'keeps no hold of what it is given, and gives copies': async ({ open }) => {
    const table = await open();
    const [lease] = await table.acquire('a', 1, LONG);
    const commit = commitOf(1, ['a']);
    const state = commit.states.get('a')!;
    await table.commit(lease!, commit, LONG);
    state[0] = 99;
    const found = (await table.load(0, ['a'])).get('a')!;
    ensureEqual(found, bytes(1), 'the state');
    found[0] = 99;
    ensureEqual((await table.load(0, ['a'])).get('a'), bytes(1), 'the state, read once more');
  },

  'lists keys and outputs in pages, and lets go of outputs': async ({ open }) => {
    const table = await open();
    let [lease] = await table.acquire('a', 1, LONG);
    for (const [at, key] of ['b', 'a', 'Z', '10', '9'].entries())
      lease = await table.commit(lease!, commitOf(at + 1, [key]), LONG);
    ensureEqual(await table.keys(0, undefined, 3), ['10', '9', 'Z'], 'the first keys');
    ensureEqual(await table.keys(0, 'Z', 3), ['a', 'b'], 'the keys after that');
    const sequences = async (after: number, limit: number): Promise<readonly number[]> =>
      (await table.outputs(0, after, limit)).map(({ sequence }) => sequence);
    ensureEqual(await sequences(1, 2), [2, 3], 'outputs after 1, at most 2');
    await table.dropOutputs(0, 3);
    ensureEqual(await sequences(0, 10), [4, 5], 'outputs after those up to 3 were dropped');
  },

  'refuses a partition that there is not': async ({ open }) => {
    const table = await open();
    for (const partition of [-1, 3, 0.5]) {
      await ensureRejects('OPTION', `load from ${partition}`, () => table.load(partition, ['a']));
      await ensureRejects('OPTION', `keys of ${partition}`, () => table.keys(partition, undefined, 1));
      await ensureRejects('OPTION', `outputs of ${partition}`, () => table.outputs(partition, 0, 1));
    }
  },
};

async function refuses(table: StateTable, what: string, lease: Lease, commit: Commit): Promise<void> {
  const before = await everything(table);
  await ensureRejects('FENCED', what, () => table.commit(lease, commit, LONG));
  ensureEqual(await everything(table), before, `${what}: what is there after it`);
}

async function everything(table: StateTable): Promise<unknown> {
  return [
    await table.status(),
    await table.load(0, ['k']),
    await table.outputs(0, 0, 100),
    await table.aside(0, 0, 100),
  ];
}

function commitOf(position: number, keys: readonly string[] = ['k']): Commit {
  const event = { sequence: position, key: 'poison', kind: 'event', body: bytes(position) } as const;
  return {
    position,
    positionHash: `hash-${position}`,
    states: new Map(keys.map((key) => [key, bytes(position)])),
    outputs: [{ sequence: position, key: 'k', body: bytes(position + 100) }],
    aside: [{ event, reason: 'it was poison: "ü"' }],
  };
}

function bytes(value: number): Uint8Array {
  return Uint8Array.of(value, 0, 255);
}
