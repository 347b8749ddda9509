import { check } from '../check.js';
import type { EventLog, LogBounds } from '../ports/event-log.js';
import type { KeyedEvent, NewEvent } from '../ports/keyed-event.js';
import { checkPartition, checkPostgresOptions, openGroup, type PostgresOptions } from './postgres-options.js';
import { hexOf, type Query, RowReader } from './query.js';

const TABLES = [
  `CREATE TABLE IF NOT EXISTS keyed_log (
    grp text NOT NULL, p int NOT NULL, first_seq bigint NOT NULL DEFAULT 1, last_seq bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (grp, p))`,
  `CREATE TABLE IF NOT EXISTS keyed_event (
    grp text NOT NULL, p int NOT NULL, seq bigint NOT NULL, key text NOT NULL, kind text NOT NULL, id text, body bytea NOT NULL,
    PRIMARY KEY (grp, p, seq), UNIQUE (grp, p, id))`,
];

/** What PostgreSQL says where a unique key is there already. */
const UNIQUE_VIOLATION = '23505';
/** Appends of one id at the same moment that one may lose. */
const ATTEMPTS = 5;

/**
 * A log of events in PostgreSQL. A sequence is given under the lock of its partition's row, so that events become visible in its
 * order; each append is one statement.
 *
 * @example
 * const log = await PostgresEventLog.open({ query: (text, params) => pool.query(text, [...params]), group: 'sensors' });
 */
export class PostgresEventLog implements EventLog {
  readonly partitions: number;
  readonly #query: Query;
  readonly #group: string;

  private constructor({ query, group }: PostgresOptions, partitions: number) {
    this.#query = query;
    this.#group = group;
    this.partitions = partitions;
  }

  /**
   * Opens the log of a group; its tables `keyed_log` and `keyed_event` are made if they are not there.
   *
   * @throws KeyedError `OPTION`, also if the group has another number of partitions.
   */
  static async open(options: PostgresOptions): Promise<PostgresEventLog> {
    checkPostgresOptions('PostgresEventLog', options);
    return new PostgresEventLog(options, await openGroup(options, TABLES, 'keyed_log'));
  }

  async append(partition: number, events: readonly NewEvent[]): Promise<number> {
    checkPartition(partition, this.partitions);
    const seen = new Set<string>();
    const given: Record<string, string | number | null>[] = [];
    for (const { key, body, kind = 'event', id } of events) {
      if (key.includes('\0') || id?.includes('\0'))
        throw check.error('a key or id holds U+0000, which no text of PostgreSQL does');
      if (id !== undefined && seen.has(id)) continue;
      if (id !== undefined) seen.add(id);
      given.push({ at: given.length, key, kind, id: id ?? null, body: hexOf(body) });
    }
    for (let attempt = 1; ; attempt += 1)
      try {
        const { rows } = await this.#query(APPEND, [this.#group, partition, JSON.stringify(given)]);
        return new RowReader(rows[0]).number('last_seq');
      } catch (error) {
        // The same id came from elsewhere at the same moment: it is there now, and is left out the next time.
        if (attempt === ATTEMPTS || (error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
      }
  }

  async bounds(partition: number): Promise<LogBounds> {
    checkPartition(partition, this.partitions);
    const { rows } = await this.#query(
      'SELECT first_seq, last_seq FROM keyed_log WHERE grp = $1 AND p = $2',
      [this.#group, partition],
    );
    const row = new RowReader(rows[0]);
    return { first: row.number('first_seq'), last: row.number('last_seq') };
  }

  async read(partition: number, after: number, limit: number): Promise<readonly KeyedEvent[]> {
    checkPartition(partition, this.partitions);
    const { rows } = await this.#query(
      `SELECT seq, key, kind, body FROM keyed_event
       WHERE grp = $1 AND p = $2 AND seq > $3::bigint ORDER BY seq LIMIT $4::bigint`,
      [this.#group, partition, after, limit],
    );
    return rows.map((found) => {
      const row = new RowReader(found);
      const kind = row.text('kind') === 'release' ? 'release' : 'event';
      return { sequence: row.number('seq'), key: row.text('key'), kind, body: row.bytes('body') };
    });
  }

  async drop(partition: number, until: number): Promise<void> {
    checkPartition(partition, this.partitions);
    await this.#query(
      `WITH head AS (
         UPDATE keyed_log SET first_seq = greatest(first_seq, least($3::bigint, last_seq) + 1)
         WHERE grp = $1 AND p = $2 RETURNING first_seq)
       DELETE FROM keyed_event USING head WHERE grp = $1 AND p = $2 AND seq < head.first_seq`,
      [this.#group, partition, until],
    );
  }
}

const APPEND = `
  WITH given AS (
    SELECT at, key, kind, id, decode(body, 'hex') AS body
    FROM json_to_recordset($3::text::json) AS x(at int, key text, kind text, id text, body text)),
  fresh AS (
    SELECT row_number() OVER (ORDER BY at) AS place, given.* FROM given
    WHERE id IS NULL OR NOT EXISTS (
      SELECT FROM keyed_event AS e WHERE e.grp = $1 AND e.p = $2 AND e.id = given.id)),
  head AS (
    UPDATE keyed_log SET last_seq = last_seq + (SELECT count(*) FROM fresh)
    WHERE grp = $1 AND p = $2 RETURNING last_seq),
  written AS (
    INSERT INTO keyed_event (grp, p, seq, key, kind, id, body)
    SELECT $1, $2, head.last_seq - (SELECT count(*) FROM fresh) + place, key, kind, id, body FROM fresh, head)
  SELECT last_seq FROM head`;
