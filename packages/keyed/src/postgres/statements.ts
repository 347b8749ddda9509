/** What the tables of states are. */
export const TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS keyed_partition (
    grp text NOT NULL, p int NOT NULL, owner text NOT NULL DEFAULT '', epoch bigint NOT NULL DEFAULT 0,
    until timestamptz NOT NULL DEFAULT '-infinity', position bigint NOT NULL DEFAULT 0,
    position_hash text NOT NULL DEFAULT '', PRIMARY KEY (grp, p))`,
  `CREATE TABLE IF NOT EXISTS keyed_owner (
    grp text NOT NULL, owner text NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (grp, owner))`,
  `CREATE TABLE IF NOT EXISTS keyed_state (
    grp text NOT NULL, p int NOT NULL, key text COLLATE "C" NOT NULL, state bytea NOT NULL, PRIMARY KEY (grp, p, key))`,
  `CREATE TABLE IF NOT EXISTS keyed_output (
    grp text NOT NULL, p int NOT NULL, seq bigint NOT NULL, key text NOT NULL, body bytea NOT NULL,
    PRIMARY KEY (grp, p, seq))`,
  `CREATE TABLE IF NOT EXISTS keyed_aside (
    grp text NOT NULL, p int NOT NULL, seq bigint NOT NULL, key text NOT NULL, kind text NOT NULL, body bytea NOT NULL,
    reason text NOT NULL, PRIMARY KEY (grp, p, seq))`,
];

/** $1 group, $2 owner, $3 how many, $4 milliseconds. The rows are locked first: an UPDATE with LIMIT in its WHERE may take more. */
export const ACQUIRE: string = `
  WITH free AS MATERIALIZED (
    SELECT p FROM keyed_partition WHERE grp = $1 AND until <= clock_timestamp()
    ORDER BY p LIMIT $3::bigint FOR UPDATE SKIP LOCKED)
  UPDATE keyed_partition AS k
  SET owner = $2, epoch = epoch + 1, until = clock_timestamp() + $4::float8 * interval '1 millisecond'
  FROM free WHERE k.grp = $1 AND k.p = free.p
  RETURNING k.p, owner, epoch, position, position_hash`;

/** $1 group, $2 milliseconds, $3 leases as JSON. */
export const PROLONG: string = `
  UPDATE keyed_partition AS k SET until = clock_timestamp() + $2::float8 * interval '1 millisecond'
  FROM json_to_recordset($3::text::json) AS held(p int, epoch bigint)
  WHERE k.grp = $1 AND k.p = held.p AND k.epoch = held.epoch
  RETURNING k.p, owner, k.epoch, position, position_hash`;

/** $1 group, $2 owner, $3 milliseconds. */
export const ANNOUNCE: string = `
  INSERT INTO keyed_owner (grp, owner, until)
  VALUES ($1, $2, clock_timestamp() + $3::float8 * interval '1 millisecond')
  ON CONFLICT (grp, owner) DO UPDATE SET until = excluded.until`;

/** $1 group. */
export const OWNERS: string =
  'SELECT count(*) AS n FROM keyed_owner WHERE grp = $1 AND until > clock_timestamp()';

/**
 * One statement, so one transaction on any connection: where the fence finds no row, nothing is written. $1 group, $2 partition, $3 epoch,
 * $4 position from, $5 position to, $6 its hash, $7 milliseconds, $8 states, $9 outputs, $10 what is set aside.
 */
export const COMMIT: string = `
  WITH fence AS (
    UPDATE keyed_partition SET position = $5::bigint, position_hash = $6,
      until = clock_timestamp() + $7::float8 * interval '1 millisecond'
    WHERE grp = $1 AND p = $2::int AND epoch = $3::bigint AND position = $4::bigint
    RETURNING grp, p, owner, epoch, position, position_hash),
  states AS (
    INSERT INTO keyed_state (grp, p, key, state)
    SELECT fence.grp, fence.p, x.key, decode(x.state, 'hex')
    FROM json_to_recordset($8::text::json) AS x(key text, state text), fence
    ON CONFLICT (grp, p, key) DO UPDATE SET state = excluded.state),
  outputs AS (
    INSERT INTO keyed_output (grp, p, seq, key, body)
    SELECT fence.grp, fence.p, x.seq, x.key, decode(x.body, 'hex')
    FROM json_to_recordset($9::text::json) AS x(seq bigint, key text, body text), fence),
  aside AS (
    INSERT INTO keyed_aside (grp, p, seq, key, kind, body, reason)
    SELECT fence.grp, fence.p, x.seq, x.key, x.kind, decode(x.body, 'hex'), x.reason
    FROM json_to_recordset($10::text::json) AS x(seq bigint, key text, kind text, body text, reason text), fence)
  SELECT p, owner, epoch, position, position_hash FROM fence`;

/** $1 group. */
export const STATUS: string = `
  SELECT k.p, owner, epoch, position, until > clock_timestamp() AS held,
    (SELECT count(*) FROM keyed_state AS s WHERE s.grp = k.grp AND s.p = k.p) AS keys,
    (SELECT count(*) FROM keyed_aside AS a WHERE a.grp = k.grp AND a.p = k.p) AS aside
  FROM keyed_partition AS k WHERE grp = $1 ORDER BY k.p`;
