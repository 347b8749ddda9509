import { KeyedError } from '../errors.js';
import type {
  Commit,
  Heartbeat,
  KeyedOutput,
  Lease,
  PartitionState,
  SetAside,
  StateTable,
} from '../ports/state-table.js';
import { checkPartition, checkPostgresOptions, openGroup, type PostgresOptions } from './postgres-options.js';
import { hexOf, type Query, RowReader } from './query.js';
import { ACQUIRE, ANNOUNCE, COMMIT, OWNERS, PROLONG, STATUS, TABLES } from './statements.js';

/**
 * Leases, positions, states and outputs in PostgreSQL: a commit is one statement, fenced by the epoch and the position of its
 * partition's row, so any pool of connections will do. Times are by the database's clock.
 *
 * @example
 * const table = await PostgresStateTable.open({ query: (text, params) => db.query(text, [...params]), group: 'sensors' });
 */
export class PostgresStateTable implements StateTable {
  readonly partitions: number;
  readonly #query: Query;
  readonly #group: string;

  private constructor({ query, group }: PostgresOptions, partitions: number) {
    this.#query = query;
    this.#group = group;
    this.partitions = partitions;
  }

  /**
   * Opens the table of a group; what it needs (`keyed_partition`, `keyed_owner`, `keyed_state`, `keyed_output`,
   * `keyed_aside`) is made if it is not there.
   *
   * @throws KeyedError `OPTION`, also if the group has another number of partitions.
   */
  static async open(options: PostgresOptions): Promise<PostgresStateTable> {
    checkPostgresOptions('PostgresStateTable', options);
    return new PostgresStateTable(options, await openGroup(options, TABLES, 'keyed_partition'));
  }

  async acquire(owner: string, want: number, durationMs: number): Promise<readonly Lease[]> {
    const { rows } = await this.#query(ACQUIRE, [this.#group, owner, want, durationMs]);
    return rows.map(leaseOf).sort((left, right) => left.partition - right.partition);
  }

  async heartbeat(owner: string, leases: readonly Lease[], durationMs: number): Promise<Heartbeat> {
    await this.#query(ANNOUNCE, [this.#group, owner, durationMs]);
    const owners = await this.#query(OWNERS, [this.#group]);
    const given = JSON.stringify(leases.map(({ partition, epoch }) => ({ p: partition, epoch })));
    const held =
      leases.length === 0 ? [] : (await this.#query(PROLONG, [this.#group, durationMs, given])).rows;
    return {
      leases: held.map(leaseOf).sort((left, right) => left.partition - right.partition),
      owners: new RowReader(owners.rows[0]).number('n'),
    };
  }

  async load(partition: number, keys: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    checkPartition(partition, this.partitions);
    const { rows } = await this.#query(
      `SELECT key, state FROM keyed_state WHERE grp = $1 AND p = $2
       AND key IN (SELECT json_array_elements_text($3::text::json))`,
      [this.#group, partition, JSON.stringify(keys)],
    );
    return new Map(
      rows.map((found) => {
        const row = new RowReader(found);
        return [row.text('key'), row.bytes('state')];
      }),
    );
  }

  async commit(lease: Lease, commit: Commit, durationMs: number): Promise<Lease> {
    const { partition, epoch, position } = lease;
    const { rows } = await this.#query(COMMIT, [
      this.#group,
      partition,
      epoch,
      position,
      commit.position,
      commit.positionHash,
      durationMs,
      JSON.stringify([...commit.states].map(([key, state]) => ({ key, state: hexOf(state) }))),
      JSON.stringify(
        commit.outputs.map(({ sequence, key, body }) => ({ seq: sequence, key, body: hexOf(body) })),
      ),
      JSON.stringify(commit.aside.map(asideJson)),
    ]);
    if (rows.length === 0)
      throw new KeyedError(
        'FENCED',
        `partition ${partition} is no longer at epoch ${epoch} and position ${position}`,
      );
    return leaseOf(rows[0]);
  }

  async release({ partition, epoch }: Lease): Promise<void> {
    await this.#query(
      "UPDATE keyed_partition SET until = '-infinity' WHERE grp = $1 AND p = $2 AND epoch = $3::bigint",
      [this.#group, partition, epoch],
    );
  }

  async leave(owner: string): Promise<void> {
    await this.#query(
      'DELETE FROM keyed_owner WHERE grp = $1 AND (owner = $2 OR until <= clock_timestamp())',
      [this.#group, owner],
    );
  }

  async status(): Promise<readonly PartitionState[]> {
    const { rows } = await this.#query(STATUS, [this.#group]);
    return rows.map((found) => {
      const row = new RowReader(found);
      return {
        partition: row.number('p'),
        owner: row.text('owner'),
        isHeld: row.flag('held'),
        epoch: row.number('epoch'),
        position: row.number('position'),
        keys: row.number('keys'),
        aside: row.number('aside'),
      };
    });
  }

  async keys(partition: number, after: string | undefined, limit: number): Promise<readonly string[]> {
    checkPartition(partition, this.partitions);
    const { rows } = await this.#query(
      `SELECT key FROM keyed_state WHERE grp = $1 AND p = $2 AND ($3::text = '' OR key > $4::text)
       ORDER BY key LIMIT $5::bigint`,
      [this.#group, partition, after === undefined ? '' : 'after', after ?? '', limit],
    );
    return rows.map((row) => new RowReader(row).text('key'));
  }

  async outputs(partition: number, after: number, limit: number): Promise<readonly KeyedOutput[]> {
    const rows = await this.#above('keyed_output', partition, after, limit);
    return rows.map((row) => ({
      sequence: row.number('seq'),
      key: row.text('key'),
      body: row.bytes('body'),
    }));
  }

  async dropOutputs(partition: number, until: number): Promise<void> {
    checkPartition(partition, this.partitions);
    await this.#query('DELETE FROM keyed_output WHERE grp = $1 AND p = $2 AND seq <= $3::bigint', [
      this.#group,
      partition,
      until,
    ]);
  }

  async aside(partition: number, after: number, limit: number): Promise<readonly SetAside[]> {
    const rows = await this.#above('keyed_aside', partition, after, limit);
    return rows.map((row) => {
      const kind = row.text('kind') === 'release' ? 'release' : 'event';
      const event = {
        sequence: row.number('seq'),
        key: row.text('key'),
        kind,
        body: row.bytes('body'),
      } as const;
      return { event, reason: row.text('reason') };
    });
  }

  async #above(
    table: 'keyed_output' | 'keyed_aside',
    partition: number,
    after: number,
    limit: number,
  ): Promise<RowReader[]> {
    checkPartition(partition, this.partitions);
    const { rows } = await this.#query(
      `SELECT * FROM ${table} WHERE grp = $1 AND p = $2 AND seq > $3::bigint ORDER BY seq LIMIT $4::bigint`,
      [this.#group, partition, after, limit],
    );
    return rows.map((row) => new RowReader(row));
  }
}

function leaseOf(found: unknown): Lease {
  const row = new RowReader(found);
  return {
    partition: row.number('p'),
    owner: row.text('owner'),
    epoch: row.number('epoch'),
    position: row.number('position'),
    positionHash: row.text('position_hash'),
  };
}

function asideJson({ event, reason }: SetAside): Record<string, string | number> {
  const { sequence, key, kind, body } = event;
  // No text of PostgreSQL holds U+0000, and a message may.
  return { seq: sequence, key, kind, body: hexOf(body), reason: reason.replaceAll('\0', '') };
}
